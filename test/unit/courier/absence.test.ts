import { expect, it } from "vitest";
import { createAbsenceNotices } from "../../../shared/courier/absence.ts";
import { listEntries, listOutbox, putEntry, putThread } from "../../../shared/courier/store.ts";
import { createThreadIndex } from "../../../shared/courier/thread-index.ts";
import { isAutomatic } from "../../../shared/letter/index.ts";
import { citizen, damage, letterId, letterOf, room, selfWith, smallDesk, threadOf } from "./small-desk.ts";

const small = smallDesk();
const hour = 3_600_000;

/** Puts the person away now; the notices of threads in which the clerk has just written are owed. */
async function awayWith(audience: "known" | "everyone") {
  const { vault } = small;
  const nowMs = Date.now();
  const absence = { fromMs: nowMs - hour, untilMs: nowMs + hour, text: "Ich bin nicht da.", audience };
  await vault.commit([{ store: "rules", key: "absence", put: absence }]);
  const threads = createThreadIndex(vault);
  return { desk: { ...small.desk, self: await selfWith(1) }, threads, notices: createAbsenceNotices(threads), nowMs };
}

const answered = async (n: number) =>
  (await listEntries(small.vault, room(n))).some((entry) => entry.kind === "letter" && isAutomatic(entry.data));

it("a thread that does not open keeps no other one from its notice, and is not tried again and again", async () => {
  const { vault } = small;
  const { desk, notices, threads, nowMs } = await awayWith("everyone");
  const theirs = (n: number) => letterOf(n, 1, { receivedAtMs: nowMs });
  await vault.commit([putThread(threadOf(1)), putEntry(room(1), theirs(1))]);
  damage(vault, "threads");
  await vault.commit([putThread(threadOf(2)), putEntry(room(2), theirs(2))]);
  for (const n of [1, 2]) notices.note({ kind: "arrived", thread: room(n), letter: letterId(1) });
  await notices.answer(desk);
  expect([await answered(1), await answered(2)]).toEqual([false, true]);
  const { damaged } = vault.health;
  await notices.answer(desk);
  expect(vault.health.damaged).toBe(damaged);
  threads.end();
});

it("a locked mailbox owes its notice still", async () => {
  const { vault } = small;
  const { desk, notices, threads, nowMs } = await awayWith("everyone");
  await vault.commit([putThread(threadOf(1)), putEntry(room(1), letterOf(1, 1, { receivedAtMs: nowMs }))]);
  notices.note({ kind: "arrived", thread: room(1), letter: letterId(1) });
  const commit = vault.commit.bind(vault);
  vault.commit = async (changes) => {
    await vault.lock();
    await commit(changes);
  };
  await expect(notices.answer(desk)).rejects.toMatchObject({ code: "locked" });
  vault.commit = commit;
  await vault.unlock();
  await notices.answer(desk);
  expect(await answered(1)).toBe(true);
  threads.end();
});

it("who was written to is known by this thread or another one; a notice alone makes nobody known", async () => {
  const { vault } = small;
  const { desk, notices, threads, nowMs } = await awayWith("known");
  const theirs = (n: number) => putEntry(room(n), letterOf(n, 2, { receivedAtMs: nowMs }));
  await vault.commit([putThread(threadOf(1)), theirs(1)]);
  const answerAll = async () => {
    for (const n of [1, 2]) notices.note({ kind: "arrived", thread: room(n), letter: letterId(2) });
    await notices.answer(desk);
  };
  await answerAll();
  expect(await answered(1)).toBe(false);
  const ours = putEntry(room(2), letterOf(2, 1, { mine: true, from: citizen, letter: letterId(1) }));
  await vault.commit([putThread(threadOf(2)), theirs(2), ours]);
  await answerAll();
  expect([await answered(1), await answered(2)]).toEqual([true, true]);
  expect((await listOutbox(vault)).map(({ item }) => item.kind)).toEqual(["letter", "letter"]);
  threads.end();
});
