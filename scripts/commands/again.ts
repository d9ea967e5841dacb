import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { Worker } from "node:worker_threads";
import {
  attackStages,
  failuresIn,
  prepareStages,
  runProjects,
  type Stage,
  stages,
  type TestRun,
} from "../check/index.ts";
import { root } from "../paths.ts";
import { readArguments, UsageError } from "../usage.ts";

const usage = "npm run again -- FILE [FILE ...] [--name TEXT] [--times N] [--busy N]";

const options = {
  name: { type: "string" },
  times: { type: "string", default: "10" },
  busy: { type: "string", default: "0" },
} as const;

/**
 * `npm run again`: the tests of some files many times, if wanted beside threads that keep the processor busy, and in how many
 * rounds each of them failed. A test that waits for too little passes alone and fails once in a while.
 */
export const run = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = readArguments(args, { usage, options, maxPositionals: 99 });
  if (positionals.length === 0) throw new UsageError(`Name at least one file of tests\n${usage}`);
  const times = numberOf("--times", values.times, 1);
  const busy = numberOf("--busy", values.busy, 0);
  const files = positionals.map(testFile);
  const wanted = [...stages, ...attackStages].flatMap((stage) => projectsOf(stage, files));
  if (wanted.length === 0) throw new UsageError(`No stage of the check runs these files\n${usage}`);
  await prepareStages(wanted.map(({ stage }) => stage));
  const projects = wanted.map(({ project }) => project);
  const rounds: TestRun[] = [];
  const threads = Array.from({ length: busy }, () => new Worker("for (;;);", { eval: true }));
  try {
    for (let round = 1; round <= times; round++) {
      console.log(`\n== round ${round} of ${times}`);
      const found = await runProjects(projects, { files, ...(values.name !== undefined && { name: values.name }) });
      if (!found.tests.some(hasRun) && found.others.length === 0)
        throw new UsageError(`No test there has that name\n${usage}`);
      rounds.push(found);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  const failures = failuresIn(rounds);
  console.log("");
  for (const { what, rounds: failed, why } of failures) {
    console.log(`failed in ${failed} of ${times}: ${what}`);
    for (const reason of why) console.log(`  ${reason}`);
  }
  const passed = rounds.filter(({ exitCode }) => exitCode === 0).length;
  console.log(`rounds: ${passed} passed, ${times - passed} failed`);
  return passed === times ? 0 : 1;
};

const hasRun = ({ status }: TestRun["tests"][number]): boolean => status === "passed" || status === "failed";

const numberOf = (name: string, value: string, least: number): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least || number > 1_000)
    throw new UsageError(`${name} must be a number from ${least} to 1000, not "${value}"\n${usage}`);
  return number;
};

/** The path below the root, with slashes. */
const testFile = (path: string): string => {
  const file = relative(root, resolve(path)).split(sep).join("/");
  if (!existsSync(resolve(path))) throw new UsageError(`There is no ${path}\n${usage}`);
  if (!/^test\/[^/]+\/.+\.test\.tsx?$/.test(file)) throw new UsageError(`${path} is no file of tests\n${usage}`);
  return file;
};

/** The Vitest projects of a stage to which one of the files belongs. */
const projectsOf = (stage: Stage, files: readonly string[]) =>
  (stage.projects ?? [])
    .filter((project) => files.some((file) => file.startsWith(`test/${project}/`)))
    .map((project) => ({ stage, project }));
