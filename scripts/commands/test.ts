import { attackStages, prepareStages, runStages, stages } from "../check/index.ts";
import { readArguments } from "../usage.ts";

/** `npm test`: set-up, check and attack. */
export const run = async (args: readonly string[]): Promise<number> => {
  readArguments(args, { usage: "npm test", options: {}, maxPositionals: 0 });
  const all = [...stages, ...attackStages];
  await prepareStages(all);
  return runStages(all);
};
