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

/** The key under which a record lies: its own, or in a hidden store the HMAC of its head and its tail in the clear. */
export async function storedKey(place: { store: StoreName; key: string }, names: CryptoKey): Promise<string> {
  if (stores[place.store].names === "open") return place.key;
  const slash = place.key.indexOf("/");
  const head = slash < 0 ? place.key : place.key.slice(0, slash);
  const mac = await shortMac(names, JSON.stringify([place.store, head]));
  return toBase64Url(mac) + (slash < 0 ? "" : place.key.slice(slash));
}

/** Whether the database can cut this range itself: always in an open store, in a hidden one only under one whole head. */
export const isNative = (store: StoreName, range: ListRange): boolean =>
  stores[store].names === "open" || (range.prefix ?? "").includes("/");

/** The range of stored keys for a native list in a hidden store: everything under the head, in the tail's order. */
export async function storedRange(store: StoreName, range: ListRange, names: CryptoKey): Promise<KeyRange> {
  const plain = keyRange(range);
  if (stores[store].names === "open") return plain;
  const prefix = range.prefix ?? "";
  const head = prefix.slice(0, prefix.indexOf("/") + 1);
  const hidden = await storedKey({ store, key: head }, names);
  // Both ends begin with the head, unless nothing lies between them or the end is that of the prefix.
  const move = (end: string) => hidden + end.slice(head.length);
  if (!plain.from.startsWith(head) || !plain.to.startsWith(head)) return { from: "", to: "" };
  return { from: move(plain.from), to: move(plain.to) };
}
