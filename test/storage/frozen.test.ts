import "fake-indexeddb/auto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
  readRows,
  readThreads,
} from "./frozen.ts";
import { thawIndexedDb } from "./frozen-rows.ts";
import { newFolder } from "./sqlite-place.ts";
import { expectedOf, readFrozenThreads } from "./threads.ts";

/** What is frozen: by its folder, with the version of its layout, and of what its threads are. */
const frozenSets = [
  { name: "v1", version: 1, threads: false, contents: 1 },
  { name: "v1-threads", version: 1, threads: true, contents: 1 },
  { name: "v2", version: 2, threads: true, contents: 2 },
  { name: "v3", version: 3, threads: true, contents: 2 },
] as const;
type FrozenSet = (typeof frozenSets)[number];

type Open = (environment?: Partial<VaultEnvironment>) => Promise<Vault>;

const backends: Record<string, (frozen: FrozenSet) => Promise<Open>> = {
  SQLite: ({ name }) => {
    const folder = newFolder();
    cpSync(frozenFolder(name), folder, { recursive: true });
    const path = join(folder, "mailbox.sqlite");
    return Promise.resolve((environment = {}) => openSqliteVault({ path, random: systemRandom, ...environment }));
  },
  IndexedDB: async (frozen) => {
    const name = systemRandom.uuid();
    await thawIndexedDb(name, readRows(frozen.name, frozen.version));
    return (environment = {}) => openIndexedDbVault({ name, random: systemRandom, ...environment });
  },
};

async function expectEverything(vault: Vault, frozen: string): Promise<void> {
  for (const store of frozenStores(frozen)) {
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

describe.each(frozenSets)("a mailbox frozen as $name", (frozen) => {
  test.each(Object.entries(backends))("opens in %s by its way in, and every record with it", async (_, thaw) => {
    const open = await thaw(frozen);
    const vault = await open();
    expect(vault.lockState).toBe("locked");
    expect((await vault.ways()).map(({ kind, params }) => [kind, params])).toEqual([["recovery", { hint: "frozen" }]]);
    await vault.unlock(frozenWay);
    await expectEverything(vault, frozen.name);
    await vault.close();
  });

  test.each(Object.entries(backends))("opens in %s by the session it was left in", async (_, thaw) => {
    const open = await thaw(frozen);
    const sessionKeys = sessionKeysInMemory();
    await sessionKeys.write(frozenSessionKey);
    const vault = await open({ sessionKeys });
    expect(vault.lockState).toBe("unlocked");
    await expectEverything(vault, frozen.name);
    await vault.close();
  });
});

const threadsOf = (frozen: FrozenSet, backend: string) =>
  readThreads(frozen.name)[backend === "SQLite" ? "sqlite" : "indexedDb"];

describe.each(frozenSets.filter(({ threads }) => threads))("threads frozen as $name", (frozen) => {
  test.each(Object.entries(backends))("in %s are converted once and read their letters", async (backend, thaw) => {
    const vault = await (await thaw(frozen))();
    const threads = threadsOf(frozen, backend);
    await expect(readFrozenThreads(vault, threads)).rejects.toMatchObject({ code: "locked" });
    await vault.unlock(frozenWay);
    // Two records of each frozen store are no groups: they are counted, and stay as they are.
    const told = frozen.contents === 1 ? ["0/4", "1/4", "2/4", "3/4", "4/4"] : [];
    expect(await readFrozenThreads(vault, threads)).toEqual({ told, found: expectedOf(threads) });
    expect(await readFrozenThreads(vault, threads)).toEqual({ told: [], found: expectedOf(threads) });
    await vault.close();
  });

  test.each(Object.entries(backends))("in %s from a newer version are refused and stay", async (backend, thaw) => {
    const vault = await (await thaw(frozen))();
    await vault.unlock(frozenWay);
    const before = await vault.list("groups");
    await vault.commit([{ store: "settings", key: "contents", put: 99 }]);
    await expect(readFrozenThreads(vault, threadsOf(frozen, backend))).rejects.toMatchObject({ code: "unsupported" });
    await vault.commit([{ store: "settings", key: "contents", put: "newest" }]);
    await expect(readFrozenThreads(vault, threadsOf(frozen, backend))).rejects.toMatchObject({ code: "cannot_open" });
    expect(await vault.list("groups")).toEqual(before);
    await vault.close();
  });
});

test("two contexts that convert at once leave the threads whole", async () => {
  const [, frozen] = frozenSets;
  const open = await backends.SQLite!(frozen);
  // Two contexts of one browser session.
  const sessionKeys = sessionKeysInMemory();
  const vaults = [await open({ sessionKeys }), await open({ sessionKeys })];
  for (const vault of vaults) await vault.unlock(frozenWay);
  const threads = threadsOf(frozen, "SQLite");
  const outcomes = await Promise.allSettled(vaults.map((vault) => readFrozenThreads(vault, threads)));
  const refused = outcomes.filter(({ status }) => status === "rejected");
  for (const each of refused) expect(each).toMatchObject({ reason: { code: "conflict" } });
  expect(refused.length).toBeLessThan(2);
  for (const vault of vaults) expect((await readFrozenThreads(vault, threads)).found).toEqual(expectedOf(threads));
});

test("a process killed while it converts leaves the old threads whole", async () => {
  const [, frozen] = frozenSets;
  const threads = threadsOf(frozen, "SQLite");
  const child = join(import.meta.dirname, "migrate-child.ts");
  const outcomes = new Set<string>();
  for (let round = 0; round < 12; round++) {
    const folder = newFolder();
    cpSync(frozenFolder(frozen.name), folder, { recursive: true });
    const path = join(folder, "mailbox.sqlite");
    // Each round dies a little later: in the middle of reading, before, in or after the transaction.
    const running = spawn(process.execPath, [child, path, String(round)], { stdio: ["ignore", "pipe", "inherit"] });
    if (round >= 4) {
      await once(running.stdout, "data");
      await sleep((round - 4) * 2);
      running.kill("SIGKILL");
    }
    await once(running, "exit");
    const vault = await openSqliteVault({ path, random: systemRandom });
    await vault.unlock(frozenWay);
    const isNew = (await vault.read("settings", "contents"))?.value === 2;
    expect(isNew).toBe((await vault.count("ratchets")) > 2);
    outcomes.add(isNew ? "new" : "old");
    expect((await readFrozenThreads(vault, threads)).found).toEqual(expectedOf(threads));
    await vault.close();
  }
  expect(outcomes).toContain("old");
});
