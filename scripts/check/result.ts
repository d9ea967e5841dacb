/** What a stage found. A stage without tests of its own counts as one that passed or failed. */
export interface StageResult {
  readonly passed: number;
  /** What failed, a line each: they are said again at the very end, where a shortened log still shows them. */
  readonly failed: readonly string[];
  /** The full names of what did not run. Each must be listed in docs/testing.md. */
  readonly skipped: readonly string[];
}

/** The result of a stage that only can be right or wrong as a whole; `what` it says of itself where it is wrong. */
export const oneResult = (isRight: boolean, what: string): StageResult =>
  isRight ? { passed: 1, failed: [], skipped: [] } : { passed: 0, failed: [what], skipped: [] };

/** Everything in `results` together. */
export const sumResults = (results: readonly StageResult[]): StageResult => ({
  passed: results.reduce((sum, { passed }) => sum + passed, 0),
  failed: results.flatMap(({ failed }) => failed),
  skipped: results.flatMap(({ skipped }) => skipped),
});

/** `N passed, N failed, N skipped`. */
export const countsOf = ({ passed, failed, skipped }: StageResult): string =>
  `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
