import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPObjectStore, openDB } from "idb";
import { FederpostError, isFederpostError } from "../base/index.ts";
import type { Backend, DeviceKeys, KeyRange, RecordRange, SealedChange, SealedRecord, Table } from "./backend.ts";
import { destroyAllSecrets, destroySecret, putSecret, readSecret } from "./indexeddb-secrets.ts";
import { generateAesKey, generateSealKeys } from "./seal.ts";
import { SealedVault } from "./sealed-vault.ts";
import type { Vault, VaultEnvironment } from "./vault.ts";
import { underWebLock } from "./writer-lock.ts";

interface BlobRow {
  readonly key: string;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Row extends SealedRecord {
  readonly table: Table;
}

interface Layout extends DBSchema {
  // One object store for all tables: a new table needs no new version of the database.
  records: { key: [Table, string]; value: Row; indexes: { revision: [Table, string, number] } };
  blobs: { key: string; value: BlobRow; indexes: { size: [string, number] } };
  deviceKeys: { key: string; value: DeviceKeys };
}

type Database = IDBPDatabase<Layout>;

function createVersion1(db: Database): void {
  // The indexes answer "which revision" and "which size" without reading the bytes, which may be a megabyte.
  const records = db.createObjectStore("records", { keyPath: ["table", "key"] });
  records.createIndex("revision", ["table", "key", "revision"]);
  db.createObjectStore("blobs", { keyPath: "key" }).createIndex("size", ["key", "sizeBytes"]);
  db.createObjectStore("deviceKeys");
}

/** Versions 2 and 3 are laid out as version 1; their numbers keep older programs from contents that they could not read. */
const keepLayout = () => undefined;

/** One step per schema version: the first makes version 1 of an empty database, and so on. */
const migrations: readonly ((db: Database) => void)[] = [createVersion1, keepLayout, keepLayout];

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

/**
 * Waits for a transaction and its requests. When they fail, one of them says why (a full disk) and the others only that
 * the transaction was aborted; which one that is differs between browsers.
 */
async function allKept(parts: readonly unknown[]): Promise<void> {
  const outcomes = await Promise.allSettled(parts);
  const reasons = outcomes.filter((outcome) => outcome.status === "rejected").map((outcome): unknown => outcome.reason);
  if (reasons.length === 0) return;
  throw reasons.find((reason) => reason instanceof Error && errorNames.has(reason.name)) ?? reasons[0];
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
const inTable = (table: Table, { from, to }: KeyRange) =>
  from < to ? IDBKeyRange.bound([table, from], [table, to], false, true) : null;

const withoutTable = ({ key, revision, sealed }: Row): SealedRecord => ({ key, revision, sealed });

type Records = IDBPObjectStore<Layout, ["records"], "records", IDBTransactionMode>;

/** Whether the record's revision is still what a change was computed for. Reads no sealed bytes. */
async function stillHolds(records: Records, { table, key, was }: SealedChange): Promise<boolean> {
  if (was === "any") return true;
  if (was === 0) return (await records.count(IDBKeyRange.only([table, key]))) === 0;
  return (await records.index("revision").count(IDBKeyRange.only([table, key, was]))) === 1;
}

/** Who wants to know that the connection was closed by somebody else. */
interface Lost {
  readonly listeners: Set<() => void>;
}

const tellOnce = ({ listeners }: Lost): void => {
  const told = [...listeners];
  listeners.clear();
  for (const listener of told) listener();
};

class IndexedDbBackend implements Backend {
  readonly name: string;
  readonly deviceKeys: DeviceKeys;
  readonly #db: Database;

  readonly #lost: Lost;

  constructor(name: string, db: Database, { deviceKeys, lost }: { deviceKeys: DeviceKeys; lost: Lost }) {
    this.name = name;
    this.deviceKeys = deviceKeys;
    this.#db = db;
    this.#lost = lost;
  }

  get(table: Table, key: string): Promise<SealedRecord | null> {
    return translated(async () => {
      const row = await this.#db.get("records", [table, key]);
      return row === undefined ? null : withoutTable(row);
    });
  }

  revision(table: Table, key: string): Promise<number> {
    return translated(async () => {
      const span = IDBKeyRange.bound([table, key], [table, key, []]);
      const cursor = await this.#db.transaction("records").store.index("revision").openKeyCursor(span);
      return cursor?.key[2] ?? 0;
    });
  }

  list(table: Table, range: RecordRange): Promise<SealedRecord[]> {
    const span = inTable(table, range);
    if (span === null || range.limit === 0) return Promise.resolve([]);
    const limit = range.limit < 2 ** 32 ? range.limit : undefined;
    return translated(async () => {
      const rows =
        range.direction === "forward"
          ? await this.#db.getAll("records", span, limit)
          : await this.#listBackward(span, limit);
      return rows.map(withoutTable);
    });
  }

  async #listBackward(span: IDBKeyRange, limit: number | undefined): Promise<Row[]> {
    const { store } = this.#db.transaction("records");
    if (limit === undefined) return (await store.getAll(span)).reverse();
    // getAll only goes forward, and a cursor costs a round trip per record: keys are cheap, so find the end by them.
    const first = (await store.getAllKeys(span)).at(-limit);
    const rest = first === undefined ? span : IDBKeyRange.bound(first, span.upper, false, true);
    return (await store.getAll(rest)).reverse();
  }

  count(table: Table, range: KeyRange): Promise<number> {
    const span = inTable(table, range);
    return span === null ? Promise.resolve(0) : translated(() => this.#db.count("records", span));
  }

  write(changes: readonly SealedChange[]): Promise<boolean> {
    return translated(async () => {
      const tx = this.#db.transaction("records", "readwrite", { durability: "strict" });
      const holds = await Promise.all(changes.map((change) => stillHolds(tx.store, change)));
      if (holds.includes(false)) {
        await tx.done;
        return false;
      }
      const writes = changes.map(({ table, key, become }) => {
        if (become === "unchanged") return null;
        return become === "removed" ? tx.store.delete([table, key]) : tx.store.put({ table, key, ...become });
      });
      await allKept([...writes, tx.done]);
      return true;
    });
  }

  putBlob(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return translated(async () => {
      const tx = this.#db.transaction("blobs", "readwrite", { durability: "strict" });
      await allKept([tx.store.put({ key, sizeBytes: bytes.length, bytes }), tx.done]);
    });
  }

  readBlob(key: string): Promise<Uint8Array | null> {
    return translated(async () => (await this.#db.get("blobs", key))?.bytes ?? null);
  }

  removeBlobs(range: KeyRange): Promise<void> {
    return translated(async () => {
      if (range.from < range.to) await this.#db.delete("blobs", IDBKeyRange.bound(range.from, range.to, false, true));
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

  putSecret(id: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return translated(() => putSecret(this.name, id, bytes));
  }

  readSecret(id: number): Promise<Uint8Array | null> {
    return translated(() => readSecret(this.name, id));
  }

  destroySecret(id: number): Promise<void> {
    return translated(() => destroySecret(this.name, id));
  }

  /** IndexedDB gives no way to it: what is left is unreadable without its content key. */
  scrub(): Promise<void> {
    return Promise.resolve();
  }

  exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return underWebLock(this.name, work, signal);
  }

  onLost(listener: () => void): () => void {
    this.#lost.listeners.add(listener);
    return () => this.#lost.listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#lost.listeners.clear();
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
  const lost: Lost = { listeners: new Set() };
  const backend = await translated(async () => {
    const db = await openDB<Layout>(options.name, migrations.length, {
      upgrade: (database, from) => {
        for (const migrate of migrations.slice(from)) migrate(database);
      },
      // A newer version waits for this connection, here or in another context; ours answers `disconnected` from now on.
      blocking: (_current, _wanted, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
        tellOnce(lost);
      },
      terminated: () => tellOnce(lost),
    });
    return new IndexedDbBackend(options.name, db, { deviceKeys: await readDeviceKeys(db), lost });
  });
  return SealedVault.over(backend, options);
}

/**
 * Removes a mailbox's database with everything in it, the device's keys too: what a copy of it held can then be opened by other
 * ways in only. For a database that is damaged or that a person gives up; waits until no connection is open.
 */
export const deleteIndexedDbVault = (name: string): Promise<void> =>
  translated(async () => {
    await destroyAllSecrets(name);
    await deleteDB(name);
  });
