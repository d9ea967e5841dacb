import { UsageError } from "./usage.ts";

interface CommandModule {
  /** Checks the arguments, installs what it needs, works, and returns the exit code. */
  run(args: readonly string[]): Promise<number>;
}

const commands = new Map<string, () => Promise<CommandModule>>([
  ["start", () => import("./commands/start.ts")],
  ["test", () => import("./commands/test.ts")],
  ["check", () => import("./commands/check.ts")],
  ["attack", () => import("./commands/attack.ts")],
  ["build", () => import("./commands/build.ts")],
  ["build:wasm", () => import("./commands/build-wasm.ts")],
  ["conformance", () => import("./commands/conformance.ts")],
  ["pack", () => import("./commands/pack.ts")],
  ["journey", () => import("./commands/journey.ts")],
  ["screens", () => import("./commands/screens.ts")],
  ["stage", () => import("./commands/stage.ts")],
  ["bench", () => import("./commands/bench.ts")],
  ["again", () => import("./commands/again.ts")],
  ["long", () => import("./commands/long.ts")],
]);

const main = async (name: string | undefined, args: readonly string[]): Promise<number> => {
  const load = name === undefined ? undefined : commands.get(name);
  if (load === undefined) throw new UsageError(`Commands: ${[...commands.keys()].join(", ")}`);
  const { run } = await load();
  return run(args);
};

const complain = (cause: unknown): number => {
  if (cause instanceof UsageError) {
    console.error(cause.message);
    return 2;
  }
  console.error(cause instanceof Error ? cause.message : cause);
  return 1;
};

const [, , name, ...args] = process.argv;
process.exitCode = await main(name, args).catch(complain);
