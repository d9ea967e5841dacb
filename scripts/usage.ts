import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

/** The person called a command with arguments it does not understand: exit code 2. */
export class UsageError extends Error {}

interface ArgumentRules<T extends ParseArgsOptionsConfig> {
  readonly usage: string;
  readonly options: T;
  readonly maxPositionals: number;
}

/** Parses `args` strictly. Throws UsageError, with the usage line, for anything that is not in `rules`. */
export const readArguments = <const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  rules: ArgumentRules<T>,
) => {
  const parsed = parseOrComplain(args, rules);
  const surplus = parsed.positionals[rules.maxPositionals];
  if (surplus !== undefined) throw new UsageError(`Unexpected argument "${surplus}"\n${rules.usage}`);
  return parsed;
};

const parseOrComplain = <const T extends ParseArgsOptionsConfig>(args: readonly string[], rules: ArgumentRules<T>) => {
  try {
    return parseArgs({ args: [...args], options: rules.options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message : "Bad arguments"}\n${rules.usage}`);
  }
};

/** `value` if it is one of `allowed`. Throws UsageError otherwise. */
export const oneOf = <const T extends string>(name: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`${name} must be one of ${allowed.join(", ")}, not "${value}"`);
  return found;
};
