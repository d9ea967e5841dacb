import { expect, it } from "vitest";
import type { LetterId } from "../../../shared/base/index.ts";
import type { Desk } from "../../../shared/courier/desk.ts";
import { holdingAt } from "../../../shared/courier/hold.ts";
import { orderThreads } from "../../../shared/courier/order.ts";
import { acceptLetter } from "../../../shared/courier/send.ts";
import { putEntry, putThread, readThread } from "../../../shared/courier/store.ts";
import { type EntryRecord, usualOrder, withEntry } from "../../../shared/mailbox/index.ts";
import { clerk, letterOf, room, selfWith, smallDesk, threadOf } from "./small-desk.ts";

const small = smallDesk();
const deskOf = async (): Promise<Desk> => ({ ...small.desk, self: await selfWith(1) });

/** An answer in the first thread that can still be taken back. */
const answer = async (desk: Desk): Promise<LetterId> => {
  const draft = { draftId: desk.random.uuid(), thread: room(1), text: "Antwort", files: [], savedAtMs: 1 };
  const { letter } = await acceptLetter(desk, {
    ...{ to: null, thread: room(1), subject: "Zaun", text: "Antwort", data: null, files: [], inReplyTo: null },
    ...{ acknowledgeBy: null, composedBy: null, hold: { ms: 60_000, draft }, with: () => [] },
  });
  return letter;
};
const threadNow = async () => (await readThread(small.vault, room(1)))!.value;
const orderNow = async () => (await threadNow()).order;
const stranger = { ...usualOrder, apart: true, trashedAtMs: 5, changedAtMs: 5 };

it("an answer that is taken back took no stranger in, and nothing out of the trash", async () => {
  const desk = await deskOf();
  await small.vault.commit([
    putThread(threadOf(1, { order: stranger, nextNumber: 2 })),
    putEntry(room(1), letterOf(1, 1)),
  ]);
  const letter = await answer(desk);
  expect(await orderNow()).toMatchObject({ apart: false, trashedAtMs: null });
  await holdingAt(desk).takeBack(letter);
  expect(await orderNow()).toEqual(stranger);
});

it("of two answers only the last one that is taken back puts the thread back, whichever it is", async () => {
  const desk = await deskOf();
  for (const first of [0, 1]) {
    await small.vault.commit([
      putThread(threadOf(1, { order: stranger, nextNumber: 2 })),
      putEntry(room(1), letterOf(1, 1)),
    ]);
    const letters = [await answer(desk), await answer(desk)];
    await holdingAt(desk).takeBack(letters[first]!);
    expect(await orderNow()).toMatchObject({ apart: false, trashedAtMs: null });
    await holdingAt(desk).takeBack(letters[1 - first]!);
    expect(await orderNow()).toEqual(stranger);
  }
});

it("what the person changed meanwhile stays", async () => {
  const desk = await deskOf();
  await small.vault.commit([
    putThread(threadOf(1, { order: stranger, nextNumber: 2 })),
    putEntry(room(1), letterOf(1, 1)),
  ]);
  const letter = await answer(desk);
  await orderThreads(desk, [{ thread: room(1), change: { apart: false } }]);
  await holdingAt(desk).takeBack(letter);
  expect(await orderNow()).toMatchObject({ apart: false, trashedAtMs: null });
});

it("a letter that came meanwhile is not put into the trash, however slow the clock of its sender", async () => {
  const desk = await deskOf();
  await small.vault.commit([
    putThread(threadOf(1, { order: stranger, nextNumber: 2 })),
    putEntry(room(1), letterOf(1, 1)),
  ]);
  const letter = await answer(desk);
  const came = letterOf(1, 3, { sentAtMs: 2 });
  await small.vault.commit([putThread(withEntry(await threadNow(), came, desk.clock.now())), putEntry(room(1), came)]);
  await holdingAt(desk).takeBack(letter);
  expect(await orderNow()).toMatchObject({ apart: false, trashedAtMs: null });
});

it("a thread in which nothing can be read stays where an answer in it is taken back", async () => {
  const desk = await deskOf();
  const unreadable: EntryRecord = {
    ...{ kind: "unreadable", number: 1, event: "$event" as never, from: clerk, reason: "cannot_open", receivedAtMs: 7 },
  };
  const before = threadOf(1, { subject: "", unread: 1, lastAtMs: 7, nextNumber: 2 });
  await small.vault.commit([putThread(before), putEntry(room(1), unreadable)]);
  await holdingAt(desk).takeBack(await answer(desk));
  expect(await threadNow()).toEqual({ ...before, nextNumber: 3 });
});
