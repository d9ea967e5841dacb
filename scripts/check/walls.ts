import { glob } from "node:fs/promises";
import { root } from "../paths.ts";
import { runCommand } from "../run-command.ts";
import { oneResult, type StageResult, sumResults } from "./result.ts";
import { runTool } from "./tool.ts";

const rooms = ["shared", "extension", "wasm/host"];

/** The house plan: no wall broken, no door forced, no cycle; and nothing that nobody uses. */
export const checkWalls = async (): Promise<StageResult> => sumResults([await checkPlan(), await checkUnused()]);

const checkPlan = async (): Promise<StageResult> => {
  const { exitCode, output } = await runTool("dependency-cruiser/bin/dependency-cruiser.mjs", [
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
    ...rooms,
  ]);
  const { cruised, violations } = readCruise(output);
  for (const violation of violations) console.log(`${violation.rule}: ${violation.from} -> ${violation.to}`);
  const missing = (await listModules()).filter((file) => !cruised.has(file));
  // A parser that does not understand TypeScript cruises nothing and reports no violation.
  for (const file of missing) console.log(`not cruised: ${file}`);
  if (exitCode !== 0 && violations.length === 0) console.log(output.slice(-4000));
  return oneResult(exitCode === 0 && violations.length === 0 && missing.length === 0);
};

const checkUnused = async (): Promise<StageResult> => {
  const { exitCode, output } = await runTool("knip/bin/knip.js", ["--no-progress"]);
  if (exitCode !== 0) console.log(output.trimEnd());
  return oneResult(exitCode === 0);
};

interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const readCruise = (json: string): { cruised: ReadonlySet<string>; violations: readonly Violation[] } => {
  const start = json.indexOf("{");
  const cruise = JSON.parse(start < 0 ? "{}" : json.slice(start)) as {
    modules?: { source: string }[];
    summary?: { violations?: { rule: { name: string; severity: string }; from: string; to: string }[] };
  };
  const errors = (cruise.summary?.violations ?? []).filter(({ rule }) => rule.severity === "error");
  return {
    cruised: new Set(cruise.modules?.map(({ source }) => source)),
    violations: errors.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
};

const listModules = async (): Promise<readonly string[]> => {
  const tracked = await runCommand("git", ["ls-files", "--cached", ...rooms], { cwd: root });
  const present = new Set<string>();
  for await (const file of glob(
    rooms.map((room) => `${room}/**/*.{ts,tsx}`),
    { cwd: root },
  ))
    present.add(file);
  return tracked.split("\n").filter((file) => present.has(file) && !file.endsWith(".d.ts"));
};
