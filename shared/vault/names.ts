import { FederpostError, toBase64Url } from "../base/index.ts";
import type { KeyRange, RecordRange } from "./backend.ts";
import { shortMac } from "./seal.ts";
import { type StoreName, stores } from "./stores.ts";
import type { ListRange } from "./vault.ts";

// Printable ASCII only: there SQLite (UTF-8 bytes) and IndexedDB (UTF-16 units) agree on the order. 0x01 sorts before
// and 0x7f behind all of it.
const wellFormed = /^[ -~]{1,1000}$/;
const wellFormedPrefix = /^[ -~]{0,1000}$/;
const lowest = "\x01";
const highest = "\x7f";

/** Throws `internal` for a key that no store may have. */
export function checkKey(key: string): void {
  if (!wellFormed.test(key)) throw new FederpostError("internal", "A key is 1 to 1,000 printable ASCII characters.");
}

/** Throws `internal` for a prefix that no key can have. */
export function checkPrefix(prefix: string): void {
  if (!wellFormedPrefix.test(prefix)) throw new FederpostError("internal", "A prefix is printable ASCII.");
}

/** All keys that begin with `prefix`. */
export const withPrefix = (prefix: string): KeyRange => ({ from: prefix, to: prefix + highest });

/** The keys a list asks for, cut by prefix, `after` and `before`. */
export function keyRange(range: ListRange): KeyRange {
  const { from, to } = withPrefix(range.prefix ?? "");
  const after = range.after === undefined ? from : range.after + lowest;
  const before = range.before ?? to;
  return { from: after > from ? after : from, to: before < to ? before : to };
}

const isWhole = (limit: number) => Number.isSafeInteger(limit) && limit >= 0;

/** The records a list asks for. Throws `internal` for a limit that is no count. */
export function recordRange(range: ListRange): RecordRange {
  const limit = range.limit ?? Number.MAX_SAFE_INTEGER;
  if (!isWhole(limit)) throw new FederpostError("internal", "A limit is a whole number from 0.");
  return { ...keyRange(range), limit, direction: range.direction ?? "forward" };
}

const mac = async (names: CryptoKey, ...parts: string[]) => toBase64Url(await shortMac(names, JSON.stringify(parts)));

const headOf = (key: string): string | null => (key.includes("/") ? key.slice(0, key.indexOf("/")) : null);

const hiddenHead = async (store: StoreName, head: string, names: CryptoKey) =>
  `${await mac(names, "head", store, head)}/`;

/**
 * The key under which a record lies: in an open store its own, in a hidden one the HMAC of its head (what stands before
 * the first "/"), so that what belongs together can be found together, and the HMAC of the whole.
 */
export async function storedKey(place: { store: StoreName; key: string }, names: CryptoKey): Promise<string> {
  const { store, key } = place;
  if (stores[store].names === "open") return key;
  const head = headOf(key);
  const parts = [head === null ? "" : hiddenHead(store, head, names), mac(names, "key", store, key)];
  return (await Promise.all(parts)).join("");
}

/** The stored keys among which all of a range lie: in a hidden store those under its head, or every one. */
export async function storedRange(store: StoreName, range: ListRange, names: CryptoKey): Promise<KeyRange> {
  if (stores[store].names === "open") return keyRange(range);
  const head = headOf(range.prefix ?? "");
  return withPrefix(head === null ? "" : await hiddenHead(store, head, names));
}

/** Whether the stored range holds nothing but what begins with the prefix, so that it can be counted unopened. */
export const isExact = (store: StoreName, prefix: string): boolean =>
  stores[store].names === "open" || prefix === "" || prefix.indexOf("/") === prefix.length - 1;
