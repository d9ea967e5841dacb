import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { FederpostError, isFederpostError } from "../base/index.ts";
import type { Backend, DeviceKeys, KeyRange, RecordRange, SealedChange, SealedRecord, Table } from "./backend.ts";
import { generateAesKey, generateSealKeys } from "./seal.ts";
import { SealedVault } from "./sealed-vault.ts";
import { storeNames } from "./stores.ts";
import type { Vault, VaultEnvironment } from "./vault.ts";
import { underWebLock } from "./writer-lock.ts";

interface BlobRow {
  readonly key: string;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Records = { [name in Table]: { key: string; value: SealedRecord; indexes: { revision: [string, number] } } };

interface Layout extends DBSchema, Records {
  blobs: { key: string; value: BlobRow; indexes: { size: [string, number] } };
  deviceKeys: { key: string; value: DeviceKeys };
}

type Database = IDBPDatabase<Layout>;

const tables: readonly Table[] = [...storeNames, "ways", "state"];

function createVersion1(db: Database): void {
  // The indexes answer "which revision" and "which size" without reading the bytes, which may be a megabyte.
  for (const table of tables)
    db.createObjectStore(table, { keyPath: "key" }).createIndex("revision", ["key", "revision"]);
  db.createObjectStore("blobs", { keyPath: "key" }).createIndex("size", ["key", "sizeBytes"]);
  db.createObjectStore("deviceKeys");
}

/** One step per schema version: the first makes version 1 of an empty database, and so on. */
const migrations: readonly ((db: Database) => void)[] = [createVersion1];

const closed = () => new FederpostError("disconnected", "The mailbox's database is closed; open it again.");

const errorNames: ReadonlyMap<string, () => FederpostError> = new Map([
  [
    "QuotaExceededError",
    () => new FederpostError("storage_full", "The browser grants no more storage; free some space."),
  ],
  ["InvalidStateError", closed],
  ["VersionError", () => new FederpostError("unsupported", "A newer Federpost wrote this mailbox; update Federpost.")],
]);

/** Turns what IndexedDB throws into our codes. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isFederpostError(error)) throw error;
    const known = error instanceof Error ? errorNames.get(error.name) : undefined;
    throw known?.() ?? new FederpostError("internal", "The browser's database failed.", { cause: error });
  }
}

async function readDeviceKeys(db: Database): Promise<DeviceKeys> {
  const stored = await db.get("deviceKeys", "device");
  if (stored !== undefined) return stored;
  const fresh: DeviceKeys = { ...(await generateSealKeys()), wrapping: await generateAesKey() };
  const tx = db.transaction("deviceKeys", "readwrite", { durability: "strict" });
  // Another context may have been quicker: its keys count, since something may lie under them already.
  const first = await tx.store.get("device");
  await Promise.all([first === undefined ? tx.store.put(fresh, "device") : null, tx.done]);
  return first ?? fresh;
}

// IDBKeyRange throws where the bounds cross; such a range is simply empty.
const bounds = ({ from, to }: KeyRange) => (from < to ? IDBKeyRange.bound(from, to, false, true) : null);

const ofKey = (key: string) => IDBKeyRange.bound([key], [key, []]);

class IndexedDbBackend implements Backend {
  readonly name: string;
  readonly deviceKeys: DeviceKeys;
  readonly #db: Database;

  constructor(name: string, db: Database, deviceKeys: DeviceKeys) {
    this.name = name;
    this.deviceKeys = deviceKeys;
    this.#db = db;
  }

  get(table: Table, key: string): Promise<SealedRecord | null> {
    return translated(async () => (await this.#db.get(table, key)) ?? null);
  }

  revision(table: Table, key: string): Promise<number> {
    return translated(async () => {
      const cursor = await this.#db.transaction(table).store.index("revision").openKeyCursor(ofKey(key));
      return cursor?.key[1] ?? 0;
    });
  }

  list(table: Table, range: RecordRange): Promise<SealedRecord[]> {
    const span = bounds(range);
    if (span === null || range.limit === 0) return Promise.resolve([]);
    const limit = range.limit < 2 ** 32 ? range.limit : undefined;
    if (range.direction === "forward") return translated(() => this.#db.getAll(table, span, limit));
    return translated(() => this.#listBackward(table, span, limit));
  }

  async #listBackward(table: Table, span: IDBKeyRange, limit: number | undefined): Promise<SealedRecord[]> {
    const { store } = this.#db.transaction(table);
    if (limit === undefined) return (await store.getAll(span)).reverse();
    // getAll only goes forward, and a cursor costs a round trip per record: keys are cheap, so find the end by them.
    const first = (await store.getAllKeys(span)).at(-limit);
    const rest = first === undefined ? span : IDBKeyRange.bound(first, span.upper, false, true);
    return (await store.getAll(rest)).reverse();
  }

  count(table: Table, range: KeyRange): Promise<number> {
    const span = bounds(range);
    return span === null ? Promise.resolve(0) : translated(() => this.#db.count(table, span));
  }

  write(changes: readonly SealedChange[]): Promise<boolean> {
    return translated(async () => {
      const names = [...new Set(changes.map((change) => change.table))];
      const tx = this.#db.transaction(names, "readwrite", { durability: "strict" });
      const holds = await Promise.all(
        changes.map(async ({ table, key, was }) => {
          if (was === "any") return true;
          const store = tx.objectStore(table);
          return was === 0
            ? (await store.count(key)) === 0
            : (await store.index("revision").count(IDBKeyRange.only([key, was]))) === 1;
        }),
      );
      if (holds.includes(false)) {
        await tx.done;
        return false;
      }
      const writes = changes.map(({ table, key, become }) => {
        if (become === "unchanged") return null;
        return become === "removed" ? tx.objectStore(table).delete(key) : tx.objectStore(table).put({ key, ...become });
      });
      await Promise.all([...writes, tx.done]);
      return true;
    });
  }

  putBlob(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return translated(async () => {
      const tx = this.#db.transaction("blobs", "readwrite", { durability: "strict" });
      await Promise.all([tx.store.put({ key, sizeBytes: bytes.length, bytes }), tx.done]);
    });
  }

  readBlob(key: string): Promise<Uint8Array | null> {
    return translated(async () => (await this.#db.get("blobs", key))?.bytes ?? null);
  }

  removeBlobs(range: KeyRange): Promise<void> {
    return translated(async () => {
      const span = bounds(range);
      if (span !== null) await this.#db.delete("blobs", span);
    });
  }

  listBlobs(range: KeyRange): Promise<{ readonly key: string; readonly sizeBytes: number }[]> {
    return translated(async () => {
      const found: { key: string; sizeBytes: number }[] = [];
      const span = IDBKeyRange.bound([range.from], [range.to]);
      let cursor = await this.#db.transaction("blobs").store.index("size").openKeyCursor(span);
      while (cursor !== null) {
        const [key, sizeBytes] = cursor.key;
        found.push({ key, sizeBytes });
        cursor = await cursor.continue();
      }
      return found;
    });
  }

  exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return underWebLock(this.name, work, signal);
  }

  close(): Promise<void> {
    this.#db.close();
    return Promise.resolve();
  }
}

/**
 * Opens (or makes) the mailbox's database in IndexedDB. The device seal's keys are CryptoKeys that no code can read,
 * but the browser keeps them in the profile: who copies the profile can use them. IndexedDB gives no promise to
 * overwrite what is deleted. Throws `unsupported` for a database that a newer Federpost wrote.
 */
export async function openIndexedDbVault(options: { readonly name: string } & VaultEnvironment): Promise<Vault> {
  const backend = await translated(async () => {
    const db = await openDB<Layout>(options.name, migrations.length, {
      upgrade: (database, from) => {
        for (const migrate of migrations.slice(from)) migrate(database);
      },
      // A newer version waits for this connection, here or in another context; ours answers `disconnected` from now on.
      blocking: (_current, _wanted, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
      },
    });
    return new IndexedDbBackend(options.name, db, await readDeviceKeys(db));
  });
  return SealedVault.over(backend, options);
}
