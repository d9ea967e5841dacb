import { type ErrorCode, errorCodeOf, isFederpostError, toHex } from "../../shared/base/index.ts";

// The suite also runs inside a browser page, where no test library is loaded; these three say all that it needs.

const spell = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return `bytes ${toHex(part)}`;
    if (part === undefined) return "undefined";
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/** Throws unless both are the same value, all the way down. */
export function same(actual: unknown, expected: unknown): void {
  const [a, b] = [spell(actual), spell(expected)];
  if (a !== b) throw new Error(`expected ${b.slice(0, 500)}, got ${a.slice(0, 500)}`);
}

/** Throws unless the condition holds. */
export function holds(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}

/** Throws unless the promise rejects with one of our errors of this code; returns the error. */
export async function rejects(code: ErrorCode, promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (isFederpostError(error) && error.code === code) return error;
    throw new Error(`expected ${code}, got ${errorCodeOf(error)}`, { cause: error });
  }
  throw new Error(`expected ${code}, but the promise was kept`);
}
