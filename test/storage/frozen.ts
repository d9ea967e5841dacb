import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openDB } from "idb";
import { fromHex, toHex, utf8 } from "../../shared/base/index.ts";
import { type StoredValue, type StoreName, storeNames, stores } from "../../shared/vault/index.ts";

// A frozen database holds the same plain facts whatever the version that wrote it: two records in each store of its day.

/** What a frozen record holds. */
export const frozenValue = (store: StoreName, n: number): StoredValue =>
  stores[store].encoding === "bytes" ? utf8(`${store} ${n}`) : { store, n, text: "Grüße aus Version eins" };

export const frozenKeys = ["!raum:a.example/1", "!raum:a.example/2"] as const;

/** The way in by which a frozen database opens; its device way is removed. */
export const frozenWay = { kind: "recovery", wrappingKey: new Uint8Array(32).fill(0x42) } as const;

/** The session's key while the database was frozen. */
export const frozenSessionKey = new Uint8Array(32).fill(0x17);

export const frozenBlob = { key: "file/0000", bytes: utf8("sealed elsewhere") };

export const frozenFolder = (version: number): string => join(import.meta.dirname, "frozen", `v${version}`);

/** Names of the stores that existed when a version was frozen, and that still exist. */
export function frozenStores(version: number): StoreName[] {
  const names: unknown = JSON.parse(readFileSync(join(frozenFolder(version), "stores.json"), "utf8"));
  return storeNames.filter((name) => Array.isArray(names) && names.includes(name));
}

// IndexedDB has no file of its own, so its rows are frozen as JSON: bytes as {hex}, keys as {jwk}. Keys that the vault
// made are not extractable; they were replaced by extractable ones of known value before anything was sealed.

type Plain = null | string | number | readonly Plain[] | { readonly [name: string]: Plain };

/** A row of a frozen IndexedDB: object store, key for stores without a key path, value. */
export interface FrozenRow {
  readonly store: string;
  readonly key: string | null;
  readonly value: Plain;
}

/** Spells a stored value as JSON. */
export async function freezeValue(value: unknown): Promise<Plain> {
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (value instanceof CryptoKey)
    return { jwk: JSON.parse(JSON.stringify(await crypto.subtle.exportKey("jwk", value))) };
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map(freezeValue));
  if (typeof value !== "object") throw new Error(`no spelling for ${typeof value}`);
  const parts = Object.entries(value).map(async ([name, part]) => [name, await freezeValue(part)] as const);
  return Object.fromEntries(await Promise.all(parts));
}

async function importJwk(jwk: JsonWebKey): Promise<CryptoKey> {
  return jwk.alg === "A256GCM"
    ? crypto.subtle.importKey("jwk", jwk, "AES-GCM", false, ["encrypt", "decrypt"])
    : crypto.subtle.importKey("jwk", jwk, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

/** The value that {@link freezeValue} spelled. */
export async function thawValue(value: Plain): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map(thawValue));
  if ("hex" in value) return fromHex(String(value.hex));
  if ("jwk" in value) return importJwk(value.jwk as JsonWebKey);
  const parts = Object.entries(value).map(async ([name, part]) => [name, await thawValue(part)] as const);
  return Object.fromEntries(await Promise.all(parts));
}

/** The object stores of IndexedDB in each version, as the browser of a person who never updated has them. */
export const layouts: Readonly<Record<number, (db: IDBDatabase) => void>> = {
  1: (db) => {
    const records = db.createObjectStore("records", { keyPath: ["table", "key"] });
    records.createIndex("revision", ["table", "key", "revision"]);
    db.createObjectStore("blobs", { keyPath: "key" }).createIndex("size", ["key", "sizeBytes"]);
    db.createObjectStore("deviceKeys");
  },
};

/** Puts a frozen version's rows into a new IndexedDB. */
export async function thawIndexedDb(name: string, version: number): Promise<void> {
  const rows: FrozenRow[] = JSON.parse(readFileSync(join(frozenFolder(version), "indexeddb.json"), "utf8"));
  const values = await Promise.all(rows.map((row) => thawValue(row.value)));
  const db = await openDB(name, version, {
    upgrade: (_db, _from, _to, tx) => layouts[version]?.(tx.db as unknown as IDBDatabase),
  });
  for (const [i, row] of rows.entries()) await db.put(row.store, values[i], row.key ?? undefined);
  db.close();
}
