import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemRandom } from "../../../shared/base/index.ts";
import { putEntry, putReceipt, putThread } from "../../../shared/courier/store.ts";
import { createThreadIndex } from "../../../shared/courier/thread-index.ts";
import {
  type LetterRecord,
  parseThread,
  summaryOf,
  type ThreadRecord,
  withAnswer,
  withEntry,
} from "../../../shared/mailbox/index.ts";
import type { StoreName, Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";
import { clerk, letterId, letterOf, room, threadOf } from "../../fake/records.ts";

const asking = (n: number, acknowledgeBy: string): LetterRecord => letterOf(n, n, { acknowledgeBy });

let dir: string;
let vault: Vault;
const open = () => openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom });
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-index-"));
  vault = await open();
  await vault.unlock();
});
afterEach(async () => {
  await vault.close();
  await rm(dir, { recursive: true, force: true });
});

const putAll = (...threads: ThreadRecord[]) =>
  vault.commit(threads.map((thread) => ({ ...putThread(thread), unmarked: true })));
const subjects = async (index = createThreadIndex(vault)) => (await index.list()).map(({ subject }) => subject).sort();
const many = (count: number) => Array.from({ length: count }, (_, n) => threadOf(n));

/** What of the threads was opened while `work` ran. */
async function openedBy(work: () => Promise<unknown>): Promise<number> {
  const unseen = vault.unseen.bind(vault);
  let opened = 0;
  vault.unseen = async (store: StoreName, seen) => {
    const answer = await unseen(store, seen);
    opened += answer.entries.length;
    return answer;
  };
  await work();
  vault.unseen = unseen;
  return opened;
}

describe("the index of threads", () => {
  it("opens a large mailbox from its extracts, and of the threads only those that changed since", async () => {
    await putAll(...many(600));
    expect(await openedBy(() => createThreadIndex(vault).list())).toBe(600);
    expect(await vault.count("summaries")).toBe(3);
    await putAll({ ...threadOf(7), subject: "Neu" }, threadOf(600));
    let read: readonly string[] = [];
    expect(
      await openedBy(async () => {
        read = await subjects();
      }),
    ).toBe(2);
    expect(read.length).toBe(601);
    expect(read).toContain("Neu");
    expect(read).not.toContain("Vorgang 7");
  });

  it("follows what is stored while it is used, and keeps nothing of a thread that was removed", async () => {
    await putAll(...many(300));
    const index = createThreadIndex(vault);
    await index.list();
    await putAll({ ...threadOf(1), unread: 2 }, threadOf(300));
    expect((await index.list()).reduce((sum, { unread }) => sum + unread, 0)).toBe(2);
    expect((await index.list()).length).toBe(301);
    await vault.commit([{ store: "threads", key: room(5), remove: true }]);
    expect(await subjects(index)).not.toContain("Vorgang 5");
    const stored = JSON.stringify((await vault.list("summaries")).map(({ value }) => value));
    expect(stored).toContain('"Vorgang 6"');
    expect(stored).not.toContain('"Vorgang 5"');
  });

  it("is the same list until something changes", async () => {
    await putAll(...many(3));
    const index = createThreadIndex(vault);
    const list = await index.list();
    expect(await index.list()).toBe(list);
    await putAll({ ...threadOf(1), unread: 2 });
    expect(await index.list()).not.toBe(list);
  });

  it("keeps nothing of a thread either that was removed while nobody looked", async () => {
    await putAll(...many(300));
    const index = createThreadIndex(vault);
    await index.list();
    index.end();
    await vault.commit([{ store: "threads", key: room(5), remove: true }]);
    expect((await createThreadIndex(vault).list()).length).toBe(299);
    expect(JSON.stringify((await vault.list("summaries")).map(({ value }) => value))).not.toContain('"Vorgang 5"');
  });

  it("is made anew where extracts are missing or of a form that is not ours", async () => {
    await putAll(...many(300));
    await createThreadIndex(vault).list();
    await vault.commit([
      { store: "summaries", key: "000000", put: [{ place: 1 }] },
      { store: "summaries", key: "000001", remove: true },
    ]);
    expect((await subjects()).length).toBe(300);
  });

  it("knows the next deadline, also of records from before it was kept, and forgets it with the answer", async () => {
    const asked = withEntry(threadOf(1), asking(1, "2026-12-24"), 5);
    const { asks: _, ...older } = withEntry(threadOf(2), asking(2, "2026-12-20"), 5);
    await putAll(asked, parseThread(older), threadOf(3));
    await vault.commit([putEntry(room(2), asking(2, "2026-12-20"))]);
    const index = createThreadIndex(vault);
    const deadlines = async () =>
      (await index.list()).map(({ subject, deadline }) => `${subject}: ${deadline?.day} ${deadline?.turn}`).sort();
    expect(await deadlines()).toEqual([
      "Vorgang 1: 2026-12-24 mine",
      "Vorgang 2: 2026-12-20 mine",
      "Vorgang 3: undefined undefined",
    ]);
    const receipt = { kind: "acknowledged", by: clerk, atMs: 1, says: "2026-12-19", valid: true } as const;
    const proof = { receipt: "r", certificate: "c", document: "d" };
    await vault.commit([
      putReceipt(room(2), letterId(2), { ...receipt, ...proof }),
      putThread(withAnswer(parseThread(older), letterId(2))),
    ]);
    await putAll(withAnswer(asked, letterId(1)));
    expect((await index.list()).every(({ deadline }) => deadline === null)).toBe(true);
  });
});

describe("the next deadline of a thread", () => {
  it("is that of what is asked of us before what we ask of others", () => {
    const [ours, theirs] = [asking(1, "2026-12-20"), { ...asking(2, "2026-12-01"), mine: true }];
    const thread = [ours, theirs].reduce((before, entry) => withEntry(before, entry, 1), threadOf(1));
    expect(summaryOf(thread).deadline).toEqual({ letter: ours.letter, day: "2026-12-20", turn: "mine" });
    expect(summaryOf(withAnswer(thread, ours.letter)).deadline).toMatchObject({ day: "2026-12-01", turn: "theirs" });
  });
});
