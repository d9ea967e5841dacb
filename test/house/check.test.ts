import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { failuresIn, runStages, type Stage } from "../../scripts/check/index.ts";
import { type Outcomes, outcomesVariable, type TestOutcome } from "../../scripts/check/outcome-reporter.ts";
import { root, stateDir } from "../../scripts/paths.ts";

const printed: string[] = [];

const runQuietly = async (stages: readonly Stage[]): Promise<number> => {
  vi.spyOn(console, "log").mockImplementation((line: unknown) => void printed.push(String(line)));
  return runStages(stages);
};

const stage = (name: string, run: Stage["run"]): Stage => ({ name, needs: [], run });

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const federpost = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "scripts/run.mjs"), ...args], { cwd: root });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (chunk: Buffer) => {
        said[stream] += chunk.toString("utf8");
      });
    child.once("close", (exitCode) => resolve({ exitCode, ...said }));
  });

afterEach(() => {
  vi.restoreAllMocks();
  printed.length = 0;
});

describe("the check", () => {
  test("runs every stage whatever fails, and adds up what they count", async () => {
    const exitCode = await runQuietly([
      stage("one", async () => ({ passed: 3, failed: ["one.test.ts > adds: 3 is not 4"], skipped: [] })),
      stage("two", () => Promise.reject(new Error("the second stage broke"))),
      stage("three", async () => ({ passed: 2, failed: [], skipped: [] })),
    ]);
    expect(exitCode).toBe(1);
    expect(printed).toContain("the second stage broke");
    expect(printed.slice(-3)).toEqual([
      "failed: one.test.ts > adds: 3 is not 4",
      "failed: two > the second stage broke",
      "5 passed, 2 failed, 0 skipped",
    ]);
  });

  test("fails for a skip that docs/testing.md does not list", async () => {
    const skipped = ["test/unit/base/none.test.ts > is listed nowhere"];
    expect(await runQuietly([stage("one", async () => ({ passed: 1, failed: [], skipped }))])).toBe(1);
    expect(printed.at(-1)).toBe("1 passed, 1 failed, 1 skipped");
  });

  test("names a skip that docs/testing.md lists, and passes", async () => {
    const skipped = ["test/house/dependencies.test.ts > the dependencies can be installed as the lock file says"];
    expect(await runQuietly([stage("one", async () => ({ passed: 1, failed: [], skipped }))])).toBe(0);
    expect(printed).toContain(`skipped: ${skipped[0]}`);
    expect(printed.at(-1)).toBe("1 passed, 0 failed, 1 skipped");
  });
});

/** What Vitest leaves of a file with these tests in it. It lies below the root, where Vitest can be imported. */
const outcomesOf = async (tests: string): Promise<Outcomes> => {
  await mkdir(stateDir, { recursive: true });
  const dir = await mkdtemp(join(stateDir, "outcomes-"));
  try {
    const [config, report] = [join(dir, "vitest.config.mjs"), join(dir, "outcomes.json")];
    await writeFile(config, "export default {};");
    await writeFile(join(dir, "some.test.js"), `import { beforeAll, describe, it } from "vitest";\n${tests}`);
    const args = ["run", "--root", dir, "--config", config];
    const reporter = `--reporter=${join(root, "scripts/check/outcome-reporter.ts")}`;
    await new Promise((resolve) =>
      spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...args, reporter], {
        env: { ...process.env, [outcomesVariable]: report },
        stdio: "ignore",
      }).once("close", resolve),
    );
    return JSON.parse(await readFile(report, "utf8")) as Outcomes;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

describe("what is said of a run of tests", () => {
  test("names each test, and why it failed", async () => {
    const { tests, others } = await outcomesOf(`describe("sums", () => {
      it("adds", () => {});
      it("takes away", () => { throw new Error("three\\nis not two"); });
      it("divides", ({ skip }) => skip());
    });`);
    expect(tests.map(({ fullName, status, why }) => [fullName, status, why])).toEqual([
      ["sums adds", "passed", null],
      ["sums takes away", "failed", "three is not two"],
      ["sums divides", "skipped", null],
    ]);
    expect(others).toEqual([]);
  });

  test("says why what goes before a group's tests failed", async () => {
    const { tests, others } = await outcomesOf(`describe("a browser", () => {
      beforeAll(() => { throw new Error("it does not start"); });
      it("shows a page", () => {});
    });`);
    expect(tests.map(({ status }) => status)).toEqual(["skipped"]);
    expect(others).toEqual([expect.stringMatching(/ > a browser > before or after its tests: it does not start$/)]);
  });

  test("says why a file cannot be read", async () => {
    const { others } = await outcomesOf('throw new Error("no such part");');
    expect(others).toEqual([expect.stringMatching(/some\.test\.js > the file itself: no such part$/)]);
  });

  test("says what nobody caught", async () => {
    const { others } = await outcomesOf(
      'it("waits", () => { Promise.reject(new Error("lost")); return new Promise((go) => setTimeout(go, 50)); });',
    );
    expect(others).toEqual(["an error that nobody caught: lost"]);
  });
});

describe("tests that run many times", () => {
  const outcome = (title: string, why: string | null): TestOutcome => ({
    file: "test/unit/sums.test.ts",
    title,
    fullName: title,
    status: why === null ? "passed" : "failed",
    why,
  });
  const round = (tests: readonly TestOutcome[], others: readonly string[] = []) => ({
    exitCode: tests.every(({ why }) => why === null) && others.length === 0 ? 0 : 1,
    tests,
    others,
  });

  test("are named with how often they failed and each reason once, the worst first", () => {
    const rounds = [
      round([outcome("adds", "1 is not 2"), outcome("divides", null)]),
      round([outcome("adds", "1 is not 2"), outcome("divides", "by nothing")]),
      round([outcome("adds", "3 is not 4"), outcome("divides", null)], ["the file itself: lost"]),
      round([outcome("adds", null), outcome("divides", null)]),
    ];
    expect(failuresIn(rounds)).toEqual([
      { what: "test/unit/sums.test.ts > adds", rounds: 3, why: ["1 is not 2", "3 is not 4"] },
      { what: "test/unit/sums.test.ts > divides", rounds: 1, why: ["by nothing"] },
      { what: "the file itself: lost", rounds: 1, why: [] },
    ]);
    expect(failuresIn(rounds.slice(3))).toEqual([]);
  });

  test("are run as often as was asked for, the named ones alone, beside busy threads", async () => {
    const file = "test/unit/ui/gathering.test.ts";
    const one = await federpost("again", file, "--name", "appear at once", "--times", "2", "--busy", "1");
    expect(one.stdout).toMatch(/round 2 of 2.*1 passed.*\nrounds: 2 passed, 0 failed\n$/s);
    expect(one.exitCode).toBe(0);
    const none = await federpost("again", file, "--name", "is not there");
    expect(none.stderr).toContain("No test there has that name");
    expect(none.exitCode).toBe(2);
  });
});

describe("a command", () => {
  test.each([
    [["nonsense"], "Commands:"],
    [["check", "nonsense"], "There is no stage"],
    [["check", "--fast"], "Unknown option"],
    [["journey"], "Name at least one journey"],
    [["journey", "J12"], "No journey"],
    [["journey", "J1", "--browser", "lynx"], "--browser must be one of"],
    [["journey", "J1", "--servers", "3"], "--servers must be one of"],
    [["journey", "J1", "--file", "/does/not/exist"], "--file: there is no"],
    [["stage"], "--json FILE is missing"],
    [["bench", "nonsense"], "No bench"],
    [["long", "--runs", "many"], "--runs must be a positive number"],
    [["again"], "Name at least one file of tests"],
    [["again", "test/unit/nonsense.test.ts"], "There is no test/unit/nonsense.test.ts"],
    [["again", "package.json"], "package.json is no file of tests"],
    [["again", "test/house/check.test.ts", "--times", "0"], "--times must be a number from 1"],
    [["build", "surplus"], "Unexpected argument"],
  ])("called as %j says what is wrong and ends with 2", async (args, complaint) => {
    const { exitCode, stderr } = await federpost(...args);
    expect(stderr).toContain(complaint);
    expect(exitCode).toBe(2);
  });
});
