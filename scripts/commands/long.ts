import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { arch, cpus, platform } from "node:os";
import { join } from "node:path";
import { countsOf, runTests } from "../check/index.ts";
import { root } from "../paths.ts";
import { prepare } from "../setup/index.ts";
import { readArguments, UsageError } from "../usage.ts";

const usage = "npm run long [-- --runs N]";
const report = join(root, "docs/performance.md");
const heading = "## Long random runs";

/**
 * `npm run long`: every property test with 100,000 random cases instead of a hundred, and a dated line of the result
 * in docs/performance.md.
 */
export const run = async (args: readonly string[]): Promise<number> => {
  const options = { runs: { type: "string", default: "100000" } } as const;
  const { values } = readArguments(args, { usage, options, maxPositionals: 0 });
  const runs = Number(values.runs);
  if (!Number.isSafeInteger(runs) || runs < 1) throw new UsageError(`--runs must be a positive number\n${usage}`);
  await prepare(["wasm"]);
  const started = performance.now();
  const found = await runTests(["property"], { FEDERPOST_RUNS: String(runs) });
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const result = countsOf(found);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${platform()} ${arch()}`;
  await addLine(`| ${new Date().toISOString().slice(0, 10)} | ${runs} | ${result} | ${minutes} min | ${machine} |`);
  for (const what of found.failed) console.log(`failed: ${what}`);
  console.log(result);
  return found.failed.length === 0 && found.passed > 0 ? 0 : 1;
};

const addLine = async (line: string): Promise<void> => {
  const text = existsSync(report) ? await readFile(report, "utf8") : "# Performance\n";
  const table = `${heading}\n\n| date | cases per property | result | time | machine |\n| --- | --- | --- | --- | --- |\n`;
  const withTable = text.includes(heading) ? text : `${text.trimEnd()}\n\n${table}`;
  const [before = "", section = ""] = withTable.split(heading);
  const end = section.indexOf("\n## ") < 0 ? section.length : section.indexOf("\n## ");
  const rows = section.slice(0, end).trimEnd();
  await writeFile(report, `${before}${heading}${rows}\n${line}\n${section.slice(end)}`);
};
