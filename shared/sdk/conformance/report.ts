/** What the conformance page finds out, row by row. */

/** `warning`: it works, and something is less than it could be. `skipped`: it could not be tried; `found` says why. */
export type RowResult = "passed" | "warning" | "failed" | "skipped";

/** One thing that was looked at. */
export interface Row {
  /** Does not change between versions. */
  readonly id: string;
  readonly area: "page" | "line" | "contract" | "person" | "headers";
  /** What must be, in one sentence. */
  readonly what: string;
  readonly result: RowResult;
  /** What was there. */
  readonly found: string;
  /** What to do about it; empty where nothing is to be done. */
  readonly todo: string;
}

export interface ConformanceReport {
  readonly format: "federpost-conformance";
  readonly version: 1;
  readonly origin: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** `failed` as soon as one row is. */
  readonly verdict: "passed" | "failed";
  readonly rows: readonly Row[];
}

export const reportOf = (origin: string, atMs: number, rows: readonly Row[]): ConformanceReport => ({
  format: "federpost-conformance",
  version: 1,
  origin,
  atMs,
  verdict: rows.some(({ result }) => result === "failed") ? "failed" : "passed",
  rows,
});

/** What came of a look: passed with what was there, or something else. */
export type Look = string | { readonly result: Exclude<RowResult, "passed">; readonly found: string };

export const failed = (found: string): Look => ({ result: "failed", found });
export const warning = (found: string): Look => ({ result: "warning", found });
export const skipped = (found: string): Look => ({ result: "skipped", found });

/** A thing to look at. */
export interface Check<World> {
  readonly id: string;
  readonly area: Row["area"];
  readonly what: string;
  readonly todo: string;
  /** A sentence for the person who sits there; where it is null they have nothing to do. */
  readonly person?: string;
  /** Throwing is failing. */
  readonly look: (world: World) => Look | Promise<Look>;
}

export const rowOf = <World>({ id, area, what, todo }: Check<World>, look: Look): Row => {
  const { result, found } = typeof look === "string" ? ({ result: "passed", found: look } as const) : look;
  return { id, area, what, result, found, todo: result === "passed" || result === "skipped" ? "" : todo };
};

export async function lookAt<World>(check: Check<World>, world: World): Promise<Row> {
  try {
    return rowOf(check, await check.look(world));
  } catch (error) {
    return rowOf(check, failed(error instanceof Error ? error.message : String(error)));
  }
}
