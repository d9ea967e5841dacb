/** What a stage found. A stage without tests of its own counts as one that passed or failed. */
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
  /** The full names of what did not run. Each must be listed in docs/testing.md. */
  readonly skipped: readonly string[];
}

/** The result of a stage that only can be right or wrong as a whole. */
export const oneResult = (isRight: boolean): StageResult =>
  isRight ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] };

/** Everything in `results` together. */
export const sumResults = (results: readonly StageResult[]): StageResult => ({
  passed: results.reduce((sum, { passed }) => sum + passed, 0),
  failed: results.reduce((sum, { failed }) => sum + failed, 0),
  skipped: results.flatMap(({ skipped }) => skipped),
});
