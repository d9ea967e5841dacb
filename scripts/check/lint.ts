import { runTool } from "../run-tool.ts";
import { oneResult, type StageResult } from "./result.ts";

/** Biome over everything git tracks: format, import order and rules; a warning is an error. */
export const checkLint = async (): Promise<StageResult> => {
  const args = ["check", "--error-on-warnings", "--max-diagnostics=200", "--colors=off", "."];
  const { exitCode, output } = await runTool("@biomejs/biome/bin/biome", args);
  if (exitCode !== 0) console.log(output.trimEnd());
  return oneResult(exitCode === 0, "lint > Biome");
};
