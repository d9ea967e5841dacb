import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { systemRandom } from "../../shared/base/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { rejects } from "./check.ts";
import { newFolder } from "./sqlite-place.ts";

const random = systemRandom;

const newPath = () => join(newFolder(), "mailbox.sqlite");

test("only its owner may read the database, its log and its device key", async () => {
  const path = newPath();
  const vault = await openSqliteVault({ path, random });
  await vault.commit([{ store: "session", key: "a", put: 1 }]);
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}.key`])
    expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
});

test("a mailbox that reaches its share of the disk says so and keeps what it has", async () => {
  const path = newPath();
  const vault = await openSqliteVault({ path, random, maxBytes: 400_000 });
  const write = async () => {
    for (let n = 0; n < 100; n++)
      await vault.commit([
        { store: "letters", key: `t/${n}`, put: { n } },
        { store: "groups", key: `${n}`, put: random.bytes(10_000) },
      ]);
  };
  await rejects("storage_full", write());
  await rejects("storage_full", vault.putBlob("f/0", random.bytes(1_000_000)));
  const kept = await vault.count("letters");
  expect(kept).toBeGreaterThan(5);
  expect(await vault.count("groups")).toBe(kept);
  await vault.commit([{ store: "groups", key: "0", remove: true }]);
  await vault.commit([{ store: "threads", key: "t", put: "room again" }]);
});

test("a mailbox without its device key, or with half of it, is refused and gets no new key", async () => {
  const path = newPath();
  await (await openSqliteVault({ path, random })).close();
  truncateSync(`${path}.key`, 16);
  await rejects("cannot_open", openSqliteVault({ path, random }));
  rmSync(`${path}.key`);
  await rejects("cannot_open", openSqliteVault({ path, random }));
  await rejects("cannot_open", openSqliteVault({ path, random }));
});

test("with another mailbox's device key nothing opens", async () => {
  const path = newPath();
  const vault = await openSqliteVault({ path, random });
  await vault.commit([
    { store: "session", key: "token", put: "t" },
    { store: "letters", key: "a", put: "l" },
  ]);
  await vault.close();
  writeFileSync(`${path}.key`, random.bytes(32));
  const other = await openSqliteVault({ path, random });
  await rejects("cannot_open", other.read("session", "token"));
  await rejects("locked", other.read("letters", "a"));
  await rejects("wrong_password", other.unlock());
});

test("a file that is no database is refused", async () => {
  const path = newPath();
  await (await openSqliteVault({ path, random })).close();
  writeFileSync(path, random.bytes(20_000));
  await rejects("cannot_open", openSqliteVault({ path, random }));
});

test("a deleted record's bytes do not stay in the file", async () => {
  const path = newPath();
  const vault = await openSqliteVault({ path, random });
  // Blobs are stored as they come, so they can be looked for.
  const bytes = random.bytes(3000);
  await vault.putBlob("f/0", bytes);
  await vault.close();
  expect(readFileSync(path).includes(Buffer.from(bytes.subarray(100, 200)))).toBe(true);
  const again = await openSqliteVault({ path, random });
  await again.removeBlobs("f/");
  await again.close();
  expect(readFileSync(path).includes(Buffer.from(bytes.subarray(100, 200)))).toBe(false);
});

test("forgetting leaves neither the letter's bytes nor their key in any file of the mailbox", async () => {
  const path = newPath();
  const vault = await openSqliteVault({ path, random });
  await vault.commit([{ store: "letters", key: "t/1", put: { text: "x".repeat(500) } }]);
  const db = new DatabaseSync(path, { readOnly: true });
  const letter = Buffer.from(
    db.prepare("SELECT sealed FROM records WHERE store = 'letters'").get()?.sealed as Uint8Array,
  );
  db.close();
  const files = () => readdirSync(dirname(path)).map((file) => join(dirname(path), file));
  const secrets = () => files().filter((file) => file.includes(".content."));
  const [secret] = secrets();
  const key = readFileSync(secret!);
  const lies = (bytes: Buffer) => files().some((file) => readFileSync(file).includes(bytes.subarray(20, 40)));
  expect([lies(letter), lies(key)]).toEqual([true, true]);
  await vault.commit([{ store: "letters", key: "t/1", remove: true }]);
  await vault.forgetRemoved();
  expect([lies(letter), lies(key)]).toEqual([false, false]);
  expect(secrets()).toHaveLength(1);
  expect(statSync(secrets()[0]!).mode & 0o777).toBe(0o600);
  await vault.close();
  rmSync(secrets()[0]!);
  await rejects("cannot_open", openSqliteVault({ path, random }));
});
