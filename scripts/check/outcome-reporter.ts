import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from "vitest/node";
import { root } from "../paths.ts";

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

/** What a run of Vitest leaves in the file that `FEDERPOST_OUTCOMES` names. */
export interface Outcomes {
  readonly tests: readonly TestOutcome[];
  /** What failed outside of any test, a line each: files that cannot be loaded, what goes before or after a group's
   * tests, errors that nobody caught. */
  readonly others: readonly string[];
}

/** The variable that names the file. */
export const outcomesVariable = "FEDERPOST_OUTCOMES";

// Enough for fast-check's seed and path, which stand before its counterexample.
const longestReason = 400;

const inOneLine = (errors: readonly SerializedError[]): string =>
  stripVTControlCharacters(errors.map(({ message }) => message).join(" "))
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, longestReason);

const fileOf = (module: TestModule): string => relative(root, module.moduleId);

const nameOf = (one: TestCase | TestSuite): string =>
  one.parent.type === "module" ? one.name : `${nameOf(one.parent)} ${one.name}`;

const outcomeOf = (test: TestCase): TestOutcome => {
  const { state, errors = [] } = test.result();
  return {
    file: fileOf(test.module),
    title: test.name,
    fullName: nameOf(test),
    status: state,
    why: state === "failed" ? inOneLine(errors) : null,
  };
};

const othersOf = (module: TestModule): readonly string[] =>
  [
    { where: "the file itself", errors: module.errors() },
    ...[...module.children.allSuites()].map((suite) => ({
      where: `${nameOf(suite)} > before or after its tests`,
      errors: suite.errors(),
    })),
  ]
    .filter(({ errors }) => errors.length > 0)
    .map(({ where, errors }) => `${fileOf(module)} > ${where}: ${inOneLine(errors)}`);

/** Writes down what came of each test, and what failed around the tests: Vitest's own JSON does not say why a hook
 * failed. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env[outcomesVariable];
    if (file === undefined) throw new Error(`${outcomesVariable} names no file`);
    const outcomes: Outcomes = {
      tests: modules.flatMap((module) => [...module.children.allTests()].map(outcomeOf)),
      others: [
        ...modules.flatMap(othersOf),
        ...unhandled.map((error) => `an error that nobody caught: ${inOneLine([error])}`),
      ],
    };
    writeFileSync(file, JSON.stringify(outcomes));
  }
}
