import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemRandom } from "../../../shared/base/index.ts";
import { createSearch } from "../../../shared/courier/search.ts";
import { putEntry, putThread } from "../../../shared/courier/store.ts";
import type { LetterRecord, ThreadRecord } from "../../../shared/mailbox/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";
import { letterOf, threadOf } from "../../fake/records.ts";
import { damage } from "./small-desk.ts";

let dir: string;
let vault: Vault;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-search-"));
  vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom });
  await vault.unlock();
});
afterEach(async () => {
  await vault.close();
  await rm(dir, { recursive: true, force: true });
});

const put = (thread: ThreadRecord, ...letters: LetterRecord[]) =>
  vault.commit([putThread(thread), ...letters.map((letter) => putEntry(thread.thread, letter))]);

describe("search in a mailbox", () => {
  it("takes in all letters, however many, says how far it is, and shows the newest first", async () => {
    for (let n = 0; n < 60; n++)
      await put(
        threadOf(n),
        ...Array.from({ length: 10 }, (_, i) =>
          letterOf(n, 10 * n + i, { text: `Flurstück ${10 * n + i}`, sentAtMs: ((10 * n + i) * 7919) % 600 }),
        ),
      );
    const search = createSearch(vault);
    const told: (readonly [number, number])[] = [];
    const { found, total } = await search.find("flur", 20, (done, of) => void told.push([done, of]));
    expect([total, found.map(({ atMs }) => atMs)]).toEqual([600, Array.from({ length: 20 }, (_, i) => 599 - i)]);
    expect([told[0], told.at(-1)]).toEqual([
      [0, 600],
      [600, 600],
    ]);
    expect((await search.find("flurstück 123", 5)).found[0]?.snippet).toBe("Flurstück 123");
    expect((await search.find("flur", 0)).found).toEqual([]);
  });

  it("shows a thread by its subject only where none of its letters was found", async () => {
    await put({ ...threadOf(1), subject: "Bauantrag" }, letterOf(1, 1, { subject: "Bauantrag", text: "Garage" }));
    await put({ ...threadOf(2), subject: "Bauvoranfrage" });
    const search = createSearch(vault);
    expect((await search.find("bau", 9)).found.map(({ subject, letter }) => [subject, letter === null])).toEqual([
      ["Bauvoranfrage", true],
      ["Bauantrag", false],
    ]);
  });

  it("follows what is written and deleted", async () => {
    const [thread, other] = [threadOf(1), threadOf(2)];
    const letter = letterOf(1, 1, { text: "Zweitwohnung" });
    await put(thread, letter, letterOf(1, 2, { text: "Hundesteuer" }));
    await put(other, letterOf(2, 3, { text: "Zweitwagen" }));
    const search = createSearch(vault);
    const hits = async (word: string) => (await search.find(word, 9)).total;
    expect(await hits("zweit")).toBe(2);
    await vault.commit([putEntry(thread.thread, { ...letter, text: "Erstwohnung" })]);
    search.note({ kind: "thread", thread: thread.thread });
    expect([await hits("zweit"), await hits("erst"), await hits("hunde")]).toEqual([1, 1, 1]);
    await vault.commit([{ store: "threads", key: other.thread, remove: true }]);
    search.note({ kind: "threads" });
    expect(await hits("zweit")).toBe(0);
  });

  it("does without a letter that does not open", async () => {
    const thread = threadOf(1);
    await put(thread, letterOf(1, 1, { text: "Zweitwohnung" }));
    damage(vault, "letters");
    await put(thread, letterOf(1, 2, { text: "Zweitwagen" }));
    const { found } = await createSearch(vault).find("zweit", 9);
    expect(found.map(({ snippet }) => snippet)).toEqual(["Zweitwagen"]);
    expect(vault.health.damaged).toBe(1);
  });
});
