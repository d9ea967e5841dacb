import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type JourneyOptions, journeys } from "../journeys.ts";
import { everything, prepare } from "../setup/index.ts";
import { oneOf, readArguments, UsageError } from "../usage.ts";

const usage =
  "npm run journey -- J1 [J2 ...] [--browser chromium|firefox] [--servers 1|2] [--text S] [--file PATH] [--keep DIR]";

const options = {
  browser: { type: "string", default: "chromium" },
  servers: { type: "string", default: "1" },
  text: { type: "string" },
  file: { type: "string" },
  keep: { type: "string" },
} as const;

/** `npm run journey`: walks the named journeys one after the other; the last line of each says how it ended. */
export const run = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = readArguments(args, { usage, options, maxPositionals: 9 });
  if (positionals.length === 0) throw new UsageError(`Name at least one journey\n${usage}`);
  for (const name of positionals) if (!/^J[1-9]$/.test(name)) throw new UsageError(`No journey "${name}"\n${usage}`);
  const wanted: JourneyOptions = {
    browser: oneOf("--browser", values.browser, ["chromium", "firefox"]),
    servers: oneOf("--servers", values.servers, ["1", "2"]) === "2" ? 2 : 1,
    text: values.text ?? null,
    filePath: readFilePath(values.file),
    keepDir: values.keep === undefined ? null : resolve(values.keep),
    say: (line) => console.log(line),
  };
  await prepare(everything);
  let exitCode = 0;
  for (const name of positionals) if (!(await walk(name, wanted))) exitCode = 1;
  return exitCode;
};

const readFilePath = (path: string | undefined): string | null => {
  if (path === undefined) return null;
  if (!existsSync(path)) throw new UsageError(`--file: there is no ${path}\n${usage}`);
  return resolve(path);
};

const walk = async (name: string, wanted: JourneyOptions): Promise<boolean> => {
  try {
    const load = journeys.get(name);
    if (load === undefined) throw new Error("this journey is not there yet (docs/limits.md)");
    const journey = await load();
    await journey(wanted);
    console.log(`${name}: ok`);
    return true;
  } catch (cause) {
    const [why = "", ...more] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    if (more.length > 0) console.log(more.join("\n"));
    console.log(`${name}: failed: ${why}`);
    return false;
  }
};
