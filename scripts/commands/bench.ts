import { appendFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { benches } from "../benches.ts";
import { prepare } from "../setup/index.ts";
import { readArguments, UsageError } from "../usage.ts";

const usage = "npm run bench -- [name] [--list] [--json FILE]";
const options = { list: { type: "boolean", default: false }, json: { type: "string" } } as const;

/** `npm run bench`: prints one JSON line for each number, and writes the same lines to FILE. */
export const run = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = readArguments(args, { usage, options, maxPositionals: 1 });
  const names = chooseNames(positionals[0]);
  if (values.list) {
    for (const name of names) console.log(name);
    return 0;
  }
  if (names.length === 0) throw new Error("bench: there are no benches yet (docs/limits.md)");
  await prepare(["wasm"]);
  const file = values.json === undefined ? null : resolve(values.json);
  if (file !== null) await writeFile(file, "");
  for (const name of names) await runBench(name, file);
  return 0;
};

const chooseNames = (wanted: string | undefined): readonly string[] => {
  const names = [...benches.keys()];
  if (wanted === undefined) return names;
  if (!benches.has(wanted))
    throw new UsageError(`No bench "${wanted}"; there are: ${names.join(", ") || "none"}\n${usage}`);
  return [wanted];
};

const runBench = async (name: string, file: string | null): Promise<void> => {
  const bench = await benches.get(name)?.();
  if (bench === undefined) return;
  for await (const line of bench()) {
    const text = JSON.stringify(line);
    console.log(text);
    if (file !== null) await appendFile(file, `${text}\n`);
  }
};
