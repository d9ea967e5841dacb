import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { everything, prepare } from "../setup/index.ts";
import { setStage } from "../stage.ts";
import { oneOf, readArguments, UsageError } from "../usage.ts";
import { untilAskedToEnd } from "../wait.ts";

const usage = "npm run stage -- --json FILE [--servers 1|2] [--browser chromium|firefox]";
const options = {
  json: { type: "string" },
  servers: { type: "string", default: "1" },
  browser: { type: "string", default: "chromium" },
} as const;

/** `npm run stage`: sets the whole stage, describes it in FILE and stays up until SIGTERM or SIGINT. */
export const run = async (args: readonly string[]): Promise<number> => {
  const { values } = readArguments(args, { usage, options, maxPositionals: 0 });
  if (values.json === undefined) throw new UsageError(`--json FILE is missing\n${usage}`);
  const servers = oneOf("--servers", values.servers, ["1", "2"]) === "2" ? 2 : 1;
  const browser = oneOf("--browser", values.browser, ["chromium", "firefox"]);
  await prepare(everything);
  const dir = await mkdtemp(join(tmpdir(), "federpost-stage-"));
  try {
    const stage = await setStage({ dir, browser, servers, say: (line) => console.log(line) });
    // Whoever ends us while the file is written must not leave the parts behind.
    const asked = untilAskedToEnd();
    await writeFile(resolve(values.json), `${JSON.stringify(stage.report, null, 2)}\n`, { mode: 0o600 });
    console.log("stage: ready");
    await asked;
    await stage.strike();
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return 0;
};
