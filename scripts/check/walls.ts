import { runTool } from "../run-tool.ts";
import { inspectHouse, ourHouse } from "./house-plan.ts";
import { oneResult, type StageResult, sumResults } from "./result.ts";

/** The house plan: no wall broken, no door forced, no cycle; and nothing that nobody uses. */
export const checkWalls = async (): Promise<StageResult> => sumResults([await checkPlan(), await checkUnused()]);

const checkPlan = async (): Promise<StageResult> => {
  const { violations, unread } = await inspectHouse(ourHouse);
  for (const { rule, from, to } of violations) console.log(`${rule}: ${from} -> ${to}`);
  for (const file of unread) console.log(`not read by the cruiser: ${file}`);
  return oneResult(violations.length === 0 && unread.length === 0, "walls > the house plan");
};

const checkUnused = async (): Promise<StageResult> => {
  const { exitCode, output } = await runTool("knip/bin/knip.js", ["--no-progress"]);
  if (exitCode !== 0) console.log(output.trimEnd());
  return oneResult(exitCode === 0, "walls > something that nobody uses");
};
