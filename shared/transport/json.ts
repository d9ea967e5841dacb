import { fromUtf8 } from "../base/index.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. Read it with Object.entries or by known names: its keys are chosen by others. */
export interface JsonObject {
  readonly [key: string]: Json;
}

// Storage clones recursively. No format of ours nests deeper than ten; Matrix itself sets no limit.
const deepest = 64;

function isShallow(value: unknown, levelsLeft: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (levelsLeft === 0) return false;
  return Object.values(value).every((inner) => isShallow(inner, levelsLeft - 1));
}

/** Whether a parsed value may be kept: it is not nested absurdly deep. */
export const isJson = (value: unknown): value is Json => value !== undefined && isShallow(value, deepest);

/** Whether a parsed value is an object (no array) whose members have yet to be looked at. */
export const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whether a parsed value is an object that may be kept. Asked of what one stranger wrote, never of a whole answer:
 * one absurd event must not take the others with it.
 */
export const isJsonObject = (value: unknown): value is JsonObject => isTable(value) && isJson(value);

/**
 * The value of JSON bytes, or undefined when they are no UTF-8 or no JSON. Members named `__proto__` are dropped:
 * JSON.parse makes them harmless own properties, but the first Object.assign would turn them into a prototype.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes);
  if (text === null) return undefined;
  try {
    return spellsPrototype.test(text) ? JSON.parse(text, withoutPrototype) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Plain, or with at least one of its letters escaped. A reviver for every answer would cost several times the parsing.
const spellsPrototype = /__proto__|\\u00(?:5f|6f|7[024])/i;

const withoutPrototype = (key: string, value: unknown): unknown => (key === "__proto__" ? undefined : value);
