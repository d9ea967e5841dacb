import { openDB } from "idb";
import { fromHex, toHex } from "../../shared/base/index.ts";
import { putSecret } from "../../shared/vault/indexeddb-secrets.ts";

// IndexedDB has no file of its own, so its rows are frozen as JSON: bytes as {hex}, keys as {jwk}. Keys that the vault
// made are not extractable; they were replaced by extractable ones of known value before anything was sealed.

type Plain = null | string | number | readonly Plain[] | { readonly [name: string]: Plain };

/** Stands as the store of a row that is a content key, with its id as the key. */
export const contentKeys = "content keys";

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

const firstLayout = (db: IDBDatabase): void => {
  const records = db.createObjectStore("records", { keyPath: ["table", "key"] });
  records.createIndex("revision", ["table", "key", "revision"]);
  db.createObjectStore("blobs", { keyPath: "key" }).createIndex("size", ["key", "sizeBytes"]);
  db.createObjectStore("deviceKeys");
};

/** The object stores of IndexedDB in each version, as the browser of a person who never updated has them. */
export const layouts: Readonly<Record<number, (db: IDBDatabase) => void>> = {
  1: firstLayout,
  2: firstLayout,
  3: firstLayout,
};

/** An IndexedDB as it was frozen, with the version of its layout. */
export interface FrozenRows {
  readonly version: number;
  readonly rows: readonly FrozenRow[];
}

/** Puts a frozen version's rows into a new IndexedDB. */
export async function thawIndexedDb(name: string, { version, rows }: FrozenRows): Promise<void> {
  const values = await Promise.all(rows.map((row) => thawValue(row.value)));
  const db = await openDB(name, version, {
    upgrade: (_db, _from, _to, tx) => layouts[version]?.(tx.db as unknown as IDBDatabase),
  });
  for (const [i, row] of rows.entries()) {
    const value = values[i];
    // A content key lies in a database of its own, by whose name it is found.
    if (row.store === contentKeys && value instanceof Uint8Array) await putSecret(name, Number(row.key), value);
    else await db.put(row.store, value, row.key ?? undefined);
  }
  db.close();
}
