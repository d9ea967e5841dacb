import { prepareStages, runStages, stages } from "../check/index.ts";
import { readArguments, UsageError } from "../usage.ts";

const usage = `npm run check [-- <stage>]\nStages: ${stages.map(({ name }) => name).join(", ")}`;

/** `npm run check`: all stages in order, or the one that is named. */
export const run = async (args: readonly string[]): Promise<number> => {
  const [name] = readArguments(args, { usage, options: {}, maxPositionals: 1 }).positionals;
  const wanted = name === undefined ? stages : stages.filter((stage) => stage.name === name);
  if (wanted.length === 0) throw new UsageError(`There is no stage "${name}"\n${usage}`);
  await prepareStages(wanted);
  return runStages(wanted);
};
