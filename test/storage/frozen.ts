import { readFileSync } from "node:fs";
import { join } from "node:path";
import { utf8 } from "../../shared/base/index.ts";
import { type StoredValue, type StoreName, storeNames, stores } from "../../shared/vault/index.ts";
import type { FrozenRows } from "./frozen-rows.ts";
import { type FrozenThread, parseFrozenThreads } from "./threads.ts";

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

export const frozenFolder = (name: string): string => join(import.meta.dirname, "frozen", name);

/** Names of the stores that existed when a version was frozen, and that still exist. */
export function frozenStores(frozen: string): StoreName[] {
  const names: unknown = JSON.parse(readFileSync(join(frozenFolder(frozen), "stores.json"), "utf8"));
  return storeNames.filter((name) => Array.isArray(names) && names.includes(name));
}

/** What was frozen of an IndexedDB. */
export const readRows = (frozen: string, version: number): FrozenRows => ({
  version,
  rows: JSON.parse(readFileSync(join(frozenFolder(frozen), "indexeddb.json"), "utf8")),
});

/** The threads of a frozen database. */
export function readThreads(frozen: string): Readonly<Record<"sqlite" | "indexedDb", readonly FrozenThread[]>> {
  const { sqlite, indexedDb } = JSON.parse(readFileSync(join(frozenFolder(frozen), "threads.json"), "utf8"));
  return { sqlite: parseFrozenThreads(sqlite), indexedDb: parseFrozenThreads(indexedDb) };
}
