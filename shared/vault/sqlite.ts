import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { FederpostError, isFederpostError, type Random } from "../base/index.ts";
import type { Backend, DeviceKeys, KeyRange, RecordRange, SealedChange, SealedRecord, Table } from "./backend.ts";
import { deriveAesKey, deriveSealKeys } from "./seal.ts";
import { SealedVault } from "./sealed-vault.ts";
import { destroySecret, putSecret, readSecret, syncFolder } from "./sqlite-secrets.ts";
import type { Vault, VaultEnvironment } from "./vault.ts";
import { inQueue } from "./writer-lock.ts";

/** One step per schema version: the first makes version 1 of an empty database, and so on. */
const migrations: readonly string[] = [
  `CREATE TABLE records (
     store TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (store, key)
   ) STRICT;
   CREATE TABLE blobs (key TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT;`,
  // Version 2 is laid out as version 1; its number keeps older programs from contents that they could not read.
  "",
  // Version 3 likewise: its records lie under content keys.
  "",
];

// https://www.sqlite.org/rescode.html, primary codes
const busy = 5;
const full = 13;
const corrupt = 11;
const notADatabase = 26;

const codeOf = (error: unknown): number => {
  const code = error instanceof Error && "errcode" in error ? error.errcode : 0;
  return typeof code === "number" ? code & 0xff : 0;
};

function translate(error: unknown): FederpostError {
  if (isFederpostError(error)) return error;
  switch (codeOf(error)) {
    case busy:
      return new FederpostError("busy", "Another process is writing to this mailbox; try again.");
    case full:
      return new FederpostError("storage_full", "The disk, or the mailbox's share of it, is full.");
    case corrupt:
    case notADatabase:
      return new FederpostError("cannot_open", "The mailbox's database file is damaged or not one of ours.");
    default:
      return new FederpostError("internal", "The mailbox's database failed.", { cause: error });
  }
}

/** Runs synchronous database work; what it throws becomes a rejection with one of our codes. */
async function run<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

/** Runs `work` in one write transaction. The lock is taken at once, so nothing read inside can be overtaken. */
function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite has already rolled back after some errors (a full disk).
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

const versionOf = (db: DatabaseSync): number => Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);

const superseded = () =>
  new FederpostError("disconnected", "A newer Federpost has taken over this mailbox; nothing more is written here.");

function migrate(db: DatabaseSync): void {
  const found = versionOf(db);
  if (found === migrations.length) return;
  if (found > migrations.length)
    throw new FederpostError("unsupported", "A newer Federpost wrote this mailbox; update Federpost.");
  inTransaction(db, () => {
    // Another process may have migrated while this one waited for the write lock.
    for (const step of migrations.slice(versionOf(db))) db.exec(step);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** The 32 bytes beside the database. The file appears whole or not at all, and the first process to make it wins. */
function readDeviceKey(path: string, { databasePath, random }: { databasePath: string; random: Random }): Uint8Array {
  // Asked before the key is looked for: whoever makes a mailbox makes its key first.
  const hasDatabase = existsSync(databasePath) && statSync(databasePath).size > 0;
  if (!existsSync(path)) {
    if (hasDatabase) throw new FederpostError("cannot_open", "The mailbox's device key file is missing.");
    const draft = `${path}.${random.uuid()}`;
    const file = openSync(draft, "wx", 0o600);
    writeSync(file, random.bytes(32));
    fsyncSync(file);
    closeSync(file);
    try {
      linkSync(draft, path);
      syncFolder(path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(draft);
    }
  }
  const deviceKey = new Uint8Array(readFileSync(path));
  if (deviceKey.length !== 32) throw new FederpostError("cannot_open", "The mailbox's device key file is damaged.");
  return deviceKey;
}

async function deriveDeviceKeys(deviceKey: Uint8Array): Promise<DeviceKeys> {
  return { ...(await deriveSealKeys(deviceKey)), wrapping: await deriveAesKey(deviceKey, "way in device") };
}

function openDatabase(path: string, maxBytes: number | undefined): DatabaseSync {
  // SQLite gives its -wal and -shm files the mode of this one.
  closeSync(openSync(path, "a", 0o600));
  const db = new DatabaseSync(path, { timeout: 2000 });
  // FULL: an acknowledged commit survives power loss. secure_delete: pages of deleted records are overwritten with zeros.
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
  if (maxBytes !== undefined) {
    const pageBytes = Number(db.prepare("PRAGMA page_size").get()?.page_size ?? 4096);
    db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`);
  }
  migrate(db);
  syncFolder(path);
  return db;
}

type Row = ReturnType<StatementSync["get"]>;

// A copy, because a view of the driver's memory would not cross into WebCrypto's types.
const bytesOf = (value: unknown) => new Uint8Array(value instanceof Uint8Array ? value : []);

const recordOf = (row: NonNullable<Row>): SealedRecord => ({
  key: String(row.key),
  revision: Number(row.revision),
  sealed: bytesOf(row.sealed),
});

class SqliteBackend implements Backend {
  readonly name: string;
  readonly deviceKeys: DeviceKeys;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, db: DatabaseSync, deviceKeys: DeviceKeys) {
    this.name = path;
    this.deviceKeys = deviceKeys;
    this.#db = db;
  }

  get(table: Table, key: string): Promise<SealedRecord | null> {
    return this.#run(() => {
      const row = this.#sql("SELECT key, revision, sealed FROM records WHERE store = ? AND key = ?").get(table, key);
      return row === undefined ? null : recordOf(row);
    });
  }

  revision(table: Table, key: string): Promise<number> {
    return this.#run(() => this.#revision(table, key));
  }

  list(table: Table, { from, to, limit, direction }: RecordRange): Promise<SealedRecord[]> {
    const order = direction === "forward" ? "ASC" : "DESC";
    return this.#run(() =>
      this.#sql(
        `SELECT key, revision, sealed FROM records WHERE store = ? AND key >= ? AND key < ? ORDER BY key ${order} LIMIT ?`,
      )
        .all(table, from, to, limit)
        .map(recordOf),
    );
  }

  count(table: Table, { from, to }: KeyRange): Promise<number> {
    const sql = "SELECT count(*) AS n FROM records WHERE store = ? AND key >= ? AND key < ?";
    return this.#run(() => Number(this.#sql(sql).get(table, from, to)?.n ?? 0));
  }

  write(changes: readonly SealedChange[]): Promise<boolean> {
    return this.#run(() =>
      inTransaction(this.#db, () => {
        if (versionOf(this.#db) !== migrations.length) throw superseded();
        const holds = changes.every(({ table, key, was }) => was === "any" || this.#revision(table, key) === was);
        if (holds) for (const change of changes) this.#apply(change);
        return holds;
      }),
    );
  }

  putBlob(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#run(() => {
      this.#sql("INSERT OR REPLACE INTO blobs (key, bytes) VALUES (?, ?)").run(key, bytes);
    });
  }

  readBlob(key: string): Promise<Uint8Array | null> {
    return this.#run(() => {
      const row = this.#sql("SELECT bytes FROM blobs WHERE key = ?").get(key);
      return row === undefined ? null : bytesOf(row.bytes);
    });
  }

  removeBlobs({ from, to }: KeyRange): Promise<void> {
    return this.#run(() => {
      this.#sql("DELETE FROM blobs WHERE key >= ? AND key < ?").run(from, to);
    });
  }

  listBlobs({ from, to }: KeyRange): Promise<{ readonly key: string; readonly sizeBytes: number }[]> {
    const sql = "SELECT key, length(bytes) AS size FROM blobs WHERE key >= ? AND key < ? ORDER BY key";
    return this.#run(() =>
      this.#sql(sql)
        .all(from, to)
        .map((row) => ({ key: String(row.key), sizeBytes: Number(row.size) })),
    );
  }

  putSecret(id: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#run(() => putSecret(this.name, id, bytes));
  }

  readSecret(id: number): Promise<Uint8Array | null> {
    return this.#run(() => readSecret(this.name, id));
  }

  destroySecret(id: number): Promise<void> {
    return this.#run(() => destroySecret(this.name, id));
  }

  /** `secure_delete` has overwritten the pages; the log still holds what they were. */
  scrub(): Promise<void> {
    return this.#run(() => this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
  }

  /** A file stays open whatever happens to its name. */
  onLost(): () => void {
    return () => undefined;
  }

  /** The operating system drops the lock on the file when its process dies, so no stale owner can remain. */
  exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return inQueue(this.name, () => this.#underFileLock(work, signal), signal);
  }

  close(): Promise<void> {
    return run(() => {
      this.#statements.clear();
      if (this.#db.isOpen) this.#db.close();
    });
  }

  async #underFileLock<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const lock = await run(() => new DatabaseSync(`${this.name}.lock`, { timeout: 0 }));
    try {
      for (let waitMs = 5; !tryLock(lock); waitMs = Math.min(2 * waitMs, 100)) {
        signal?.throwIfAborted();
        await sleep(waitMs);
      }
      signal?.throwIfAborted();
      return await work();
    } finally {
      lock.close();
    }
  }

  #run<T>(work: () => T): Promise<T> {
    if (!this.#db.isOpen)
      return Promise.reject(new FederpostError("disconnected", "The mailbox's database is closed."));
    return run(work);
  }

  #sql(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #revision(table: Table, key: string): number {
    const row = this.#sql("SELECT revision FROM records WHERE store = ? AND key = ?").get(table, key);
    return Number(row?.revision ?? 0);
  }

  #apply({ table, key, become }: SealedChange): void {
    if (become === "unchanged") return;
    if (become === "removed") {
      this.#sql("DELETE FROM records WHERE store = ? AND key = ?").run(table, key);
      return;
    }
    const sql = "INSERT OR REPLACE INTO records (store, key, revision, sealed) VALUES (?, ?, ?, ?)";
    this.#sql(sql).run(table, key, become.revision, become.sealed);
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (codeOf(error) === busy) return false;
    throw translate(error);
  }
}

/** Options of {@link openSqliteVault}. */
export interface SqliteVaultOptions extends VaultEnvironment {
  readonly path: string;
  /** Where the device key lies; beside the database (`<path>.key`) where none is given. */
  readonly deviceKeyPath?: string;
  /** Largest size of the database file; beyond it writes throw `storage_full`. */
  readonly maxBytes?: number;
}

/**
 * Opens (or makes) a mailbox in an SQLite file, for the headless agent. The device seal's key is 32 random bytes in a
 * file of mode 0600, by default beside the database: file permissions are all that keeps it. So a copy of both files
 * opens the device seal, and the vault too as long as its way in `device` exists. Throws `unsupported` for a file that a
 * newer Federpost wrote, `cannot_open` for a damaged one.
 */
export async function openSqliteVault(options: SqliteVaultOptions): Promise<Vault> {
  const deviceKey = await run(() =>
    readDeviceKey(options.deviceKeyPath ?? `${options.path}.key`, {
      databasePath: options.path,
      random: options.random,
    }),
  );
  const deviceKeys = await deriveDeviceKeys(deviceKey);
  deviceKey.fill(0);
  const db = await run(() => openDatabase(options.path, options.maxBytes));
  return SealedVault.over(new SqliteBackend(options.path, db, deviceKeys), options);
}
