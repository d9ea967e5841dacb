import { attackStages, prepareStages, runStages } from "../check/index.ts";
import { readArguments } from "../usage.ts";

/** `npm run attack`: the attacks of docs/threat-model.md against real parts. */
export const run = async (args: readonly string[]): Promise<number> => {
  readArguments(args, { usage: "npm run attack", options: {}, maxPositionals: 0 });
  await prepareStages(attackStages);
  return runStages(attackStages);
};
