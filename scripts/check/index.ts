/**
 * Runs the stages of the check, all of them whatever fails, and says what came of each. It counts nothing as passed
 * that did not run: a skipped test must be listed in docs/testing.md, or it is a failure.
 */

import { type Need, prepare } from "../setup/index.ts";
import { countsOf, oneResult, type StageResult, sumResults } from "./result.ts";
import { readAllowedSkips } from "./skips.ts";
import type { Stage } from "./stages.ts";

export { failuresIn } from "./failures.ts";
export { inspectHouse } from "./house-plan.ts";
export { countsOf } from "./result.ts";
export { attackStage, attackStages, type Stage, stages } from "./stages.ts";
export { runProjects, runTests, type TestRun } from "./vitest.ts";

interface Finished {
  readonly name: string;
  readonly result: StageResult;
  readonly seconds: number;
}

/** Installs what `wanted` needs and does not make itself. */
export const prepareStages = async (wanted: readonly Stage[]): Promise<void> => {
  const given = new Set<Need | undefined>(wanted.map(({ gives }) => gives));
  const needs = new Set(wanted.flatMap((stage) => stage.needs));
  await prepare([...needs].filter((need) => !given.has(need)));
};

/** Runs `wanted` in order and prints a table; its last line is `N passed, N failed, N skipped`. Returns the exit code. */
export const runStages = async (wanted: readonly Stage[]): Promise<number> => {
  const finished: Finished[] = [];
  for (const stage of wanted) finished.push(await runStage(stage));
  const total = sumResults(finished.map(({ result }) => result));
  const isAllowed = await readAllowedSkips();
  const unlisted = total.skipped
    .filter((skip) => !isAllowed(skip))
    .map((skip) => `this skip is not listed in docs/testing.md: ${skip}`);
  const failed = [...total.failed, ...unlisted];
  console.log("");
  for (const { name, result, seconds } of finished) console.log(`${name.padEnd(10)} ${countsOf(result)}, ${seconds} s`);
  for (const skip of total.skipped) console.log(`skipped: ${skip}`);
  for (const what of failed) console.log(`failed: ${what}`);
  console.log(countsOf({ ...total, failed }));
  return failed.length === 0 ? 0 : 1;
};

const runStage = async ({ name, run }: Stage): Promise<Finished> => {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const result = await run().catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    console.log(why);
    return oneResult(false, `${name} > ${why.split("\n")[0]}`);
  });
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  console.log(`== ${name}: ${countsOf(result)}, ${seconds} s`);
  return { name, result, seconds };
};
