import { expect, it } from "vitest";
import { deletionAt, eraseThreads, trashThreads } from "../../../shared/courier/deletion.ts";
import type { Desk } from "../../../shared/courier/desk.ts";
import { addDraftFile, listDrafts } from "../../../shared/courier/drafts.ts";
import { listEntries, listOutbox, putEntry, putReceipt, putThread, readThread } from "../../../shared/courier/store.ts";
import { type EntryRecord, usualOrder } from "../../../shared/mailbox/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { clerk, letterId, letterOf, room, selfWith, smallDesk, threadOf } from "./small-desk.ts";

const small = smallDesk();
const trashed = { order: { ...usualOrder, trashedAtMs: 1, changedAtMs: 1 } };
const count = 210;

/** A thread in the trash with more letters, receipts and drafts than one commit removes. */
async function largeThread(): Promise<void> {
  const { vault } = small;
  const stated = { kind: "provided", by: clerk, atMs: 1, says: null, valid: true } as const;
  const receipt = { ...stated, receipt: "", certificate: "", document: "" };
  const all = Array.from({ length: count }, (_, n) => n + 1);
  await vault.commit([
    putThread(threadOf(1, trashed)),
    ...all.map((n) => putEntry(room(1), letterOf(1, n))),
    ...all.map((n) => putReceipt(room(1), letterId(n), receipt)),
  ]);
  const file = { id: "file", name: "a", type: "", sizeBytes: 1, staging: "staged" };
  await addDraftFile(vault, { draftId: "draft", thread: room(1), text: "Entwurf" }, { file, nowMs: 1 });
}

const left = async (vault: Vault) => ({
  letters: (await listEntries(vault, room(1))).length,
  receipts: await vault.count("receipts"),
  drafts: (await listDrafts(vault)).length,
  emptied: (await readThread(vault, room(1)))?.value.emptied,
});

it("a thread whose deletion was cut off between two commits counts as there, and the rest goes when it is deleted again", async () => {
  const { vault, desk } = small;
  for (let whole = 0; ; whole++) {
    await largeThread();
    const commit = vault.commit.bind(vault);
    let commits = 0;
    vault.commit = async (changes) => {
      if (commits++ === whole) throw new Error("killed");
      await commit(changes);
    };
    const ended = await eraseThreads(desk, [room(1)]).then(
      () => "whole",
      () => "killed",
    );
    vault.commit = commit;
    if (ended === "killed") expect((await left(vault)).emptied).toBe(false);
    await eraseThreads(desk, [room(1)]);
    expect(await left(vault)).toEqual({ letters: 0, receipts: 0, drafts: 0, emptied: true });
    if (ended === "whole") return expect(whole).toBeGreaterThan(3);
  }
});

it("many threads go to the trash with one order for the other devices, which goes out at once", async () => {
  const { vault } = small;
  const desk: Desk = { ...small.desk, self: await selfWith(2) };
  const rooms = [1, 2, 3].map(room);
  await vault.commit([1, 2, 3].map((n) => putThread(threadOf(n))));
  expect(await trashThreads(desk, rooms, "keep")).toEqual([]);
  for (const thread of rooms) expect((await readThread(vault, thread))?.value.order.trashedAtMs).not.toBeNull();
  expect((await listOutbox(vault)).map(({ item }) => item)).toMatchObject([{ kind: "step", threads: rooms }]);
  expect(small.woken).toBe(1);
});

it("a thread whose last letter is deleted stays where something in it cannot be read", async () => {
  const { vault } = small;
  const desk: Desk = { ...small.desk, self: await selfWith(1) };
  const unreadable: EntryRecord = {
    ...{ kind: "unreadable", number: 2, event: "$event" as never, from: clerk, reason: "cannot_open", receivedAtMs: 7 },
  };
  await vault.commit([
    putThread(threadOf(1, { unread: 1, nextNumber: 3 })),
    ...[letterOf(1, 1), unreadable].map((entry) => putEntry(room(1), entry)),
  ]);
  expect(await deletionAt(desk).eraseLetter({ thread: room(1), letter: letterId(1) }, "keep")).toEqual([]);
  expect(await listEntries(vault, room(1))).toEqual([unreadable]);
  expect((await readThread(vault, room(1)))?.value).toMatchObject({ emptied: false, unread: 1, subject: "" });
});
