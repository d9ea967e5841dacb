import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { everything, prepare } from "../setup/index.ts";
import { setStage } from "../stage.ts";
import { oneOf, readArguments, UsageError } from "../usage.ts";
import { untilAskedToEnd } from "../wait.ts";

const usage = "npm run stage -- --json FILE [--servers 1|2]";
const options = { json: { type: "string" }, servers: { type: "string", default: "1" } } as const;

/** `npm run stage`: sets the whole stage, describes it in FILE and stays up until SIGTERM or SIGINT. */
export const run = async (args: readonly string[]): Promise<number> => {
  const { values } = readArguments(args, { usage, options, maxPositionals: 0 });
  if (values.json === undefined) throw new UsageError(`--json FILE is missing\n${usage}`);
  const servers = oneOf("--servers", values.servers, ["1", "2"]) === "2" ? 2 : 1;
  if (setStage === null) throw new Error("stage: portal and browsers are not plugged in yet (docs/limits.md)");
  await prepare(everything);
  const dir = await mkdtemp(join(tmpdir(), "federpost-stage-"));
  try {
    const stage = await setStage({ dir, servers, say: (line) => console.log(line) });
    await writeFile(resolve(values.json), `${JSON.stringify(stage.report, null, 2)}\n`, { mode: 0o600 });
    console.log("stage: ready");
    await untilAskedToEnd();
    await stage.strike();
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return 0;
};
