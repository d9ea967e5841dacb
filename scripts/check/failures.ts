import type { TestRun } from "./vitest.ts";

/** What failed in some of several rounds of the same tests. */
export interface Failure {
  /** The file and the test, or what failed around the tests, with its reason. */
  readonly what: string;
  readonly rounds: number;
  /** Why the test failed, each reason once. */
  readonly why: readonly string[];
}

/** In how many of the rounds each test failed, the one that failed most first. */
export const failuresIn = (rounds: readonly TestRun[]): readonly Failure[] => {
  const found = rounds.flatMap(({ tests, others }) => [
    ...tests
      .filter(({ status }) => status === "failed")
      .map(({ file, fullName, why }) => ({ what: `${file} > ${fullName}`, why })),
    ...others.map((what) => ({ what, why: null })),
  ]);
  return [...Map.groupBy(found, ({ what }) => what)]
    .map(([what, failures]) => ({
      what,
      rounds: failures.length,
      why: [...new Set(failures.flatMap(({ why }) => why ?? []))],
    }))
    .toSorted((a, b) => b.rounds - a.rounds);
};
