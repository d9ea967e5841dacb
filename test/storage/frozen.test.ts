import "fake-indexeddb/auto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemRandom } from "../../shared/base/index.ts";
import {
  openIndexedDbVault,
  sessionKeysInMemory,
  type Vault,
  type VaultEnvironment,
} from "../../shared/vault/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import {
  frozenBlob,
  frozenFolder,
  frozenKeys,
  frozenSessionKey,
  frozenStores,
  frozenValue,
  frozenWay,
  thawIndexedDb,
} from "./frozen.ts";
import { newFolder } from "./sqlite-place.ts";

const versions = [1];

type Open = (environment?: Partial<VaultEnvironment>) => Promise<Vault>;

const backends: Record<string, (version: number) => Promise<Open>> = {
  SQLite: (version) => {
    const folder = newFolder();
    cpSync(frozenFolder(version), folder, { recursive: true });
    const path = join(folder, "mailbox.sqlite");
    return Promise.resolve((environment = {}) => openSqliteVault({ path, random: systemRandom, ...environment }));
  },
  IndexedDB: async (version) => {
    const name = systemRandom.uuid();
    await thawIndexedDb(name, version);
    return (environment = {}) => openIndexedDbVault({ name, random: systemRandom, ...environment });
  },
};

async function expectEverything(vault: Vault, version: number): Promise<void> {
  for (const store of frozenStores(version)) {
    const entries = await vault.list(store, { prefix: "!raum:a.example/" });
    expect([store, entries]).toEqual([
      store,
      frozenKeys.map((key, n) => ({ key, value: frozenValue(store, n), revision: 1 })),
    ]);
    await vault.commit([{ store, key: frozenKeys[0], put: frozenValue(store, 7), expect: 1 }]);
    expect((await vault.read(store, frozenKeys[0]))?.value).toEqual(frozenValue(store, 7));
  }
  expect(await vault.readBlob(frozenBlob.key)).toEqual(frozenBlob.bytes);
}

describe.each(versions)("a mailbox frozen at version %i", (version) => {
  test.each(Object.entries(backends))("opens in %s by its way in, and every record with it", async (_, thaw) => {
    const open = await thaw(version);
    const vault = await open();
    expect(vault.lockState).toBe("locked");
    expect((await vault.ways()).map(({ kind, params }) => [kind, params])).toEqual([["recovery", { hint: "frozen" }]]);
    await vault.unlock(frozenWay);
    await expectEverything(vault, version);
    await vault.close();
  });

  test.each(Object.entries(backends))("opens in %s by the session it was left in", async (_, thaw) => {
    const open = await thaw(version);
    const sessionKeys = sessionKeysInMemory();
    await sessionKeys.write(frozenSessionKey);
    const vault = await open({ sessionKeys });
    expect(vault.lockState).toBe("unlocked");
    await expectEverything(vault, version);
    await vault.close();
  });
});
