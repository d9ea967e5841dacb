import { attackStage, prepareStages, runStages } from "../check/index.ts";
import { readArguments } from "../usage.ts";

/** `npm run attack`: every attack of the catalogue, one line each. Its last line says how many were withstood. */
export const run = async (args: readonly string[]): Promise<number> => {
  readArguments(args, { usage: "npm run attack", options: {}, maxPositionals: 0 });
  const said: string[] = [];
  const stages = [attackStage((summary) => said.push(summary))];
  await prepareStages(stages);
  const exitCode = await runStages(stages);
  console.log(said.at(-1) ?? "attack: it did not come to an end");
  return exitCode;
};
