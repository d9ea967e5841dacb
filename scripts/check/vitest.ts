import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../paths.ts";
import type { StageResult } from "./result.ts";

/** The part of Vitest's JSON report that is counted. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** What came of one test. */
export interface TestOutcome {
  /** Below the root, such as `test/unit/base/bytes.test.ts`. */
  readonly file: string;
  /** Its own name, and the one with its groups before it. */
  readonly title: string;
  readonly fullName: string;
  /** As Vitest says it; what is neither `passed` nor `failed` did not run. */
  readonly status: string;
  /** Why it failed, in one line; null where it did not. */
  readonly why: string | null;
}

/** A run of Vitest. */
export interface TestRun {
  readonly exitCode: number;
  readonly tests: readonly TestOutcome[];
  /** Files that could not be loaded, or everything when there is no report. */
  readonly failedFiles: readonly string[];
}

interface RunOptions {
  /** Only files whose path holds one of these. */
  readonly files?: readonly string[];
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
  { files = [], env = {} }: RunOptions,
): Promise<TestRun> => {
  const folder = await mkdtemp(join(tmpdir(), "federpost-report-"));
  const file = join(folder, "report.json");
  try {
    const args = [...files, ...projects.flatMap((name) => ["--project", name]), `--outputFile=${file}`];
    const exitCode = await runVitest(args, env);
    const report = await readFile(file, "utf8").then(
      (text) => JSON.parse(text) as Report,
      () => null,
    );
    if (report === null) console.log(`Vitest ended with ${exitCode} and left no report`);
    const run =
      report === null
        ? { exitCode, tests: [], failedFiles: [`${projects.join(", ")} > no report`] }
        : read(report, exitCode);
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
    const child = spawn(process.execPath, [script, "run", "--reporter=default", "--reporter=json", ...args], {
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

const read = (report: Report, exitCode: number): TestRun => ({
  exitCode,
  tests: report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, fullName, status, failureMessages = [] }) => ({
      file: relative(root, name),
      title,
      fullName,
      status,
      why: status === "failed" ? inOneLine(failureMessages.join("\n")) : null,
    })),
  ),
  // A file that cannot be loaded holds no tests, and an error outside of any test fails none: both count as one.
  failedFiles: report.testResults
    .filter((file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"))
    .map(({ name, message = "" }) => `${relative(root, name)} > the file itself: ${inOneLine(message)}`),
});

// Enough for fast-check's seed and path, which stand before its counterexample.
const longestReason = 400;

const inOneLine = (text: string): string =>
  stripVTControlCharacters(text).replace(/\s+/g, " ").trim().slice(0, longestReason);

/** What a stage says of its tests. */
export const countTests = ({ exitCode, tests, failedFiles }: TestRun): StageResult => {
  const failed = [
    ...tests
      .filter(({ status }) => status === "failed")
      .map(({ file, fullName, why }) => `${file} > ${fullName}: ${why}`),
    ...failedFiles,
  ];
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: failed.length === 0 && exitCode !== 0 ? [`Vitest ended with ${exitCode}, and no test failed`] : failed,
    skipped: tests
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ file, fullName }) => `${file} > ${fullName}`),
  };
};
