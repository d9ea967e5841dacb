import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import { concatBytes, systemRandom } from "../../shared/base/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import type { MailboxPlace } from "./place.ts";

/** A folder that goes when the test is over. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "federpost-vault-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A mailbox in a file on disk. */
export function sqlitePlace(): Promise<MailboxPlace> {
  const folder = newFolder();
  const path = join(folder, "mailbox.sqlite");
  const raw = <T>(work: (db: DatabaseSync) => T): Promise<T> => {
    const db = new DatabaseSync(path);
    try {
      return Promise.resolve(work(db));
    } finally {
      db.close();
    }
  };
  return Promise.resolve({
    open: (environment = {}) => openSqliteVault({ path, random: systemRandom, ...environment }),
    readRaw: (store) =>
      raw((db) =>
        db
          .prepare("SELECT key, revision, sealed FROM records WHERE store = ? ORDER BY key")
          .all(store)
          .map((row) => ({
            key: String(row.key),
            revision: Number(row.revision),
            sealed: new Uint8Array(row.sealed as Uint8Array),
          })),
      ),
    writeRaw: (store, { key, revision, sealed }) =>
      raw((db) => {
        db.prepare("UPDATE records SET revision = ?, sealed = ? WHERE store = ? AND key = ?").run(
          revision,
          sealed,
          store,
          key,
        );
      }),
    // The files as they lie there: database, write-ahead log, shared memory, lock and device key.
    dump: () => Promise.resolve(concatBytes(...readdirSync(folder).map((file) => readFileSync(join(folder, file))))),
    fromTheFuture: () => raw((db) => db.exec("PRAGMA user_version = 1000000")),
  });
}
