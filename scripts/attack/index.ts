/**
 * The attacks on Federpost: a catalogue, and a report with one line per attack and target. An attack that succeeded, or
 * was not run without a reason in docs/testing.md, fails.
 */
import type { StageResult } from "../check/result.ts";
import { readSkipReasons } from "../check/skips.ts";
import { countTests, outcomesOf, runProjects } from "../check/vitest.ts";
import { catalogue } from "./catalogue.ts";
import { excuseName, judge, lineOf, summaryOf } from "./report.ts";

export { type Attack, catalogue, type Target } from "./catalogue.ts";
export { judge, lineOf, summaryOf } from "./report.ts";

/** Carries out every attack, prints its lines, and hands the summary to `say` when all is done. */
export const runAttacks = async (say: (summary: string) => void): Promise<StageResult> => {
  const elsewhere = catalogue.flatMap((attack) => attack.elsewhere ?? []);
  const projects = [...new Set(["attack", ...elsewhere.map(({ project }) => project)])];
  // What an earlier stage has run is judged by what came of it there, and counted there.
  const earlier = [...new Set(elsewhere.map(({ file }) => file))].flatMap((file) => outcomesOf(file) ?? []);
  const missing = elsewhere.map(({ file }) => file).filter((file) => outcomesOf(file) === null);
  const files = [...new Set(["test/attack/", ...missing])];
  const run = await runProjects(projects, { files });
  const verdicts = judge(catalogue, [...earlier, ...run.tests], await readSkipReasons());
  console.log("");
  for (const verdict of verdicts) console.log(lineOf(verdict));
  say(summaryOf(verdicts));
  const notRun = verdicts.filter(({ outcome }) => outcome === "not run");
  const counted = countTests(run);
  return {
    ...counted,
    failed: [
      ...counted.failed,
      ...notRun.filter(({ excused }) => !excused).map(({ id, target }) => `${excuseName(id, target)} was not run`),
    ],
    skipped: [
      ...counted.skipped,
      ...notRun.filter(({ excused }) => excused).map(({ id, target }) => excuseName(id, target)),
    ],
  };
};
