import fc from "fast-check";

/** Cases per primitive: 1,000 in `npm test`, more in `npm run long`. */
const numRuns = Number(process.env.FEDERPOST_RUNS ?? 1000);

/** For slow primitives: a long run may take its time, on a busy machine as well. */
export const patience = { timeout: Math.max(2 * 60_000, numRuns * 60) };

/** Exactly `length` bytes. */
export const fixed = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** Bytes of any length up to a few blocks, and now and then of a few thousand. */
export const sized = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ maxLength: 600, size: "max" }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3000, size: "max" }) },
);

/** Runs `check` on random arguments; a failure names the shrunken case and its seed. */
export function differential<Args extends [unknown, ...unknown[]]>(
  arbitraries: { [I in keyof Args]: fc.Arbitrary<Args[I]> },
  check: (...args: Args) => void,
): void {
  fc.assert(fc.property(...arbitraries, check), { numRuns });
}
