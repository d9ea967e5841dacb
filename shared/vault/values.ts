import { FederpostError, fromUtf8, utf8 } from "../base/index.ts";
import { type StoreName, stores } from "./stores.ts";
import type { Json, StoredValue } from "./vault.ts";

// Deeper than any letter's form; keeps hostile nesting from overflowing the stack.
const deepest = 100;

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Whether JSON can hold the value without losing anything. */
function isJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth >= deepest) return false;
  // Array.from turns holes into undefined, which `every` would skip.
  if (Array.isArray(value)) return Array.from<unknown>(value).every((item) => isJson(item, depth + 1));
  return isPlainObject(value) && Object.values(value).every((item) => isJson(item, depth + 1));
}

const misfit = (store: StoreName) =>
  new FederpostError("internal", `Store "${store}" holds ${stores[store].encoding}; this value is something else.`);

/** Bytes of a value as its store keeps it. Throws `internal` for a value that the store does not hold. */
export function encodeValue(store: StoreName, value: StoredValue): Uint8Array {
  if (stores[store].encoding === "bytes") {
    if (value instanceof Uint8Array) return value;
    throw misfit(store);
  }
  if (value instanceof Uint8Array || !isJson(value)) throw misfit(store);
  return utf8(JSON.stringify(value));
}

/** The value of bytes that came out of a seal. Throws `cannot_open` when they are not what the store holds. */
export function decodeValue(store: StoreName, bytes: Uint8Array): StoredValue {
  if (stores[store].encoding === "bytes") return bytes;
  return parseJson(bytes);
}

/** A JSON value of its bytes. Throws `cannot_open` when they are not JSON. */
export function parseJson(bytes: Uint8Array): Json {
  const text = fromUtf8(bytes);
  try {
    if (text !== null) return JSON.parse(text) as Json;
  } catch {
    // Falls through: the parser's message would quote the record.
  }
  throw new FederpostError("cannot_open", "A stored record is not JSON inside its seal.");
}
