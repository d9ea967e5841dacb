import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../paths.ts";
import { type Outcomes, outcomesVariable, type TestOutcome } from "./outcome-reporter.ts";
import type { StageResult } from "./result.ts";

/** A run of Vitest. */
export interface TestRun extends Outcomes {
  readonly exitCode: number;
}

interface RunOptions {
  /** Only files whose path holds one of these. */
  readonly files?: readonly string[];
  /** Only tests whose names match this regular expression. */
  readonly name?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const outcomes = new Map<string, readonly TestOutcome[]>();

/** What this process has already learned of a file's tests; null when it has not run. */
export const outcomesOf = (file: string): readonly TestOutcome[] | null => outcomes.get(file) ?? null;

/** Runs Vitest projects with their output shown, and counts what their report says. */
export const runTests = async (projects: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<StageResult> =>
  countTests(await runProjects(projects, { env }));

/** Runs Vitest projects with their output shown, and says what came of each test. */
export const runProjects = async (
  projects: readonly string[],
  { files = [], name, env = {} }: RunOptions,
): Promise<TestRun> => {
  const folder = await mkdtemp(join(tmpdir(), "federpost-report-"));
  const report = join(folder, "outcomes.json");
  try {
    const only = name === undefined ? [] : [`--testNamePattern=${name}`];
    const args = [...files, ...only, ...projects.flatMap((project) => ["--project", project])];
    const exitCode = await runVitest(args, { ...env, [outcomesVariable]: report });
    const found = await readFile(report, "utf8").then(
      (text) => JSON.parse(text) as Outcomes,
      () => ({ tests: [], others: [`${projects.join(", ")} > Vitest ended with ${exitCode} and left no report`] }),
    );
    const run = { exitCode, ...found };
    for (const file of new Set(run.tests.map((test) => test.file)))
      outcomes.set(
        file,
        run.tests.filter((test) => test.file === file),
      );
    return run;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

// Longer than any test may take (vitest.config.ts): a runner that lost its worker would else hang for ever.
const silenceLimitMs = 15 * 60_000;

const runVitest = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const script = join(root, "node_modules/vitest/vitest.mjs");
    const reporter = join(import.meta.dirname, "outcome-reporter.ts");
    const child = spawn(process.execPath, [script, "run", "--reporter=default", `--reporter=${reporter}`, ...args], {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const watchdog = setTimeout(() => {
      console.log(`Vitest said nothing for ${silenceLimitMs / 60_000} minutes and is ended.`);
      child.kill("SIGKILL");
    }, silenceLimitMs);
    child.stdout.on("data", () => watchdog.refresh()).pipe(process.stdout, { end: false });
    child.stderr.on("data", () => watchdog.refresh()).pipe(process.stderr, { end: false });
    child.once("error", reject);
    child.once("exit", (code) => {
      clearTimeout(watchdog);
      resolve(code ?? 1);
    });
  });

/** What a stage says of its tests. */
export const countTests = ({ exitCode, tests, others }: TestRun): StageResult => {
  const failed = [
    ...tests
      .filter(({ status }) => status === "failed")
      .map(({ file, fullName, why }) => `${file} > ${fullName}: ${why}`),
    ...others,
  ];
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: failed.length === 0 && exitCode !== 0 ? [`Vitest ended with ${exitCode}, and no test failed`] : failed,
    skipped: tests
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ file, fullName }) => `${file} > ${fullName}`),
  };
};
