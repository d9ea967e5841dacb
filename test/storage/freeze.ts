// Freezes databases of the version that this source writes, once per released version:
//   node test/storage/freeze.ts <version> [folder]
// A frozen folder is never written again after a release; the next version gets its own.
import "fake-indexeddb/auto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDB } from "idb";
import { systemRandom } from "../../shared/base/index.ts";
import { openIndexedDbVault, type SessionKeyStore, storeNames, type Vault } from "../../shared/vault/index.ts";
import { readSecret } from "../../shared/vault/indexeddb-secrets.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { fillThreads } from "./freeze-threads.ts";
import { frozenBlob, frozenFolder, frozenKeys, frozenSessionKey, frozenValue, frozenWay } from "./frozen.ts";
import { contentKeys, type FrozenRow, freezeValue, layouts } from "./frozen-rows.ts";
import type { FrozenThread } from "./threads.ts";

const version = Number(process.argv[2]);
const folder = frozenFolder(process.argv[3] ?? `v${version}`);
const sessionKeys: SessionKeyStore = {
  read: () => Promise.resolve(frozenSessionKey),
  write: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

async function fill(vault: Vault): Promise<void> {
  await vault.unlock();
  const add = [{ way: frozenWay, params: { hint: "frozen" } }];
  await vault.changeWays({ kind: "device" }, { add, remove: ["device"] });
  const threads = await fillThreads(vault);
  knownThreads.push(threads);
  for (const [n, key] of frozenKeys.entries())
    await vault.commit(storeNames.map((store) => ({ store, key, put: frozenValue(store, n) })));
  await vault.putBlob(frozenBlob.key, frozenBlob.bytes);
}

/** What is known of the threads in each of the databases. */
const knownThreads: (readonly FrozenThread[])[] = [];

async function freezeSqlite(): Promise<void> {
  const path = join(folder, "mailbox.sqlite");
  const vault = await openSqliteVault({ path, random: systemRandom, sessionKeys });
  await fill(vault);
  await vault.close();
}

async function extractableDeviceKeys() {
  const aes = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const names = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, true, ["sign"]);
  return { records: await aes(), names, wrapping: await aes() };
}

async function freezeIndexedDb(): Promise<void> {
  const db = await openDB("freeze", version, {
    upgrade: (_db, _from, _to, tx) => layouts[version]?.(tx.db as unknown as IDBDatabase),
  });
  await db.put("deviceKeys", await extractableDeviceKeys(), "device");
  const vault = await openIndexedDbVault({ name: "freeze", random: systemRandom, sessionKeys });
  await fill(vault);
  const rows: FrozenRow[] = [];
  for (const store of db.objectStoreNames)
    for (const key of await db.getAllKeys(store)) {
      const value = await freezeValue(await db.get(store, key));
      rows.push({ store, key: store === "deviceKeys" ? String(key) : null, value });
    }
  for (const { name = "" } of await indexedDB.databases()) {
    const id = Number(/^freeze\.content\.(\d+)$/u.exec(name)?.[1] ?? 0);
    const secret = id === 0 ? null : await readSecret("freeze", id);
    if (secret !== null) rows.push({ store: contentKeys, key: String(id), value: await freezeValue(secret) });
  }
  writeFileSync(join(folder, "indexeddb.json"), `${JSON.stringify(rows, null, 1)}\n`);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "stores.json"), `${JSON.stringify(storeNames)}\n`);
await freezeSqlite();
await freezeIndexedDb();
const [sqlite, indexedDb] = knownThreads;
writeFileSync(join(folder, "threads.json"), `${JSON.stringify({ sqlite, indexedDb }, null, 1)}\n`);
process.exit(0);
