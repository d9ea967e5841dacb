import { openDB } from "idb";
import { concatBytes, systemRandom, utf8 } from "../../shared/base/index.ts";
import { openIndexedDbVault } from "../../shared/vault/index.ts";
import type { MailboxPlace, RawRecord } from "./place.ts";

/** Everything a value holds, as bytes: texts and byte arrays one after the other. */
function bytesIn(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "object" && value !== null)
    return concatBytes(...Object.entries(value).flatMap(([name, part]) => [utf8(name), bytesIn(part)]));
  return utf8(String(value));
}

/** A mailbox in whatever IndexedDB the global scope has. */
export function indexedDbPlace(): Promise<MailboxPlace> {
  const name = `mailbox-${systemRandom.uuid()}`;
  const raw = async <T>(work: (db: Awaited<ReturnType<typeof openDB>>) => Promise<T>): Promise<T> => {
    const db = await openDB(name);
    try {
      return await work(db);
    } finally {
      db.close();
    }
  };
  return Promise.resolve({
    open: (environment = {}) => openIndexedDbVault({ name, random: systemRandom, ...environment }),
    readRaw: (store) =>
      raw((db) => db.getAll("records", IDBKeyRange.bound([store], [store, []])) as Promise<RawRecord[]>),
    writeRaw: (store, record) => raw(async (db) => void (await db.put("records", { ...record, table: store }))),
    dump: () =>
      raw(async (db) => {
        const rows = await Promise.all(Array.from(db.objectStoreNames, (store) => db.getAll(store)));
        return concatBytes(...rows.flat().map(bytesIn));
      }),
    fromTheFuture: async () => (await openDB(name, 1_000_000)).close(),
  });
}
