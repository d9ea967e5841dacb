import {
  confirmationTag,
  epochOf,
  type Group,
  type Member,
  members,
  needsWord,
  type Pending,
  type Received,
  threadInfoOf,
  wipe,
} from "../engine/index.ts";
import { type NoticeRecord, type ThreadRecord, withEntry } from "../mailbox/index.ts";
import { forgetPending, mergeOwn, readPending } from "./commit.ts";
import { forgetFetched } from "./contacts.ts";
import type { Desk } from "./desk.ts";
import { putGroup, removeGroup } from "./group-store.ts";
import { afterCommit } from "./readmit.ts";
import { rememberCommit } from "./restore.ts";
import { putEntry, putThread } from "./store.ts";
import { done, finish, type Taken, type Work } from "./work.ts";

/** A commit that counts: ours that has won, another's, or one that takes this device out. */

/** Our own commit comes back first of its epoch: it has won. */
export async function takeOwnCommit(desk: Desk, work: Work): Promise<Taken> {
  const { thread, group, item } = work;
  const pending = await readPending(desk, thread.thread);
  if (pending === null) return finish(desk, work.closing);
  const hasWord = work.parked.ratified === confirmationTag(pending.next);
  if (!hasWord && pending.epoch === epochOf(group.value) && (await waitsForWord(desk, group.value, pending)))
    return { kind: "wait", blocks: false };
  const merged = await mergeOwn(desk, work, pending);
  if (merged === null) {
    const dropped = await forgetPending(desk, thread);
    return finish(desk, [...work.closing, ...dropped, putThread({ ...thread, commit: null })]);
  }
  const notices = noticesOf(work, merged, desk.clock.now());
  const after = notices.reduce<ThreadRecord>((t, notice) => withEntry(t, notice, desk.clock.now()), {
    ...merged.thread,
    state: "open",
  });
  await desk.vault.commit([
    ...work.closing,
    ...merged.changes,
    ...(await afterCommit(desk, item.room, { ...merged, by: "us" })),
    rememberCommit(item, { welcome: pending.welcome, added: merged.added }),
    ...notices.map((notice) => putEntry(item.room, notice)),
    putThread(after),
  ]);
  desk.tell({ kind: "thread", thread: item.room });
  desk.wake();
  return done;
}

/** Whether everybody else waits for the arbiter's word for this commit of ours. */
async function waitsForWord(desk: Desk, group: Group, pending: Pending): Promise<boolean> {
  const [before, after] = await Promise.all([members(desk.engine, group), members(desk.engine, pending.next)]);
  const stays = (member: Member) => after.some(({ certificate }) => certificate === member.certificate);
  const removed = before.filter((member) => !stays(member)).map(({ leafIndex }) => leafIndex);
  const commit = { epoch: pending.epoch, committer: desk.self.account, before, removed };
  return needsWord(threadInfoOf(group), commit);
}

/** What people see of a change of devices. The first commit of a thread lets everybody in: nothing to see. */
function noticesOf(
  { thread, item, group }: Work,
  { added, removed }: { readonly added: readonly Member[]; readonly removed: readonly Member[] },
  atMs: number,
): NoticeRecord[] {
  if (epochOf(group.value) === 0n) return [];
  const notice = (what: NoticeRecord["what"], member: Member, i: number): NoticeRecord => ({
    kind: "notice",
    number: thread.nextNumber + i,
    // One event may change several devices; each gets an entry of its own.
    event: `${item.event}/${i}` as NoticeRecord["event"],
    what,
    who: member.account,
    atMs,
  });
  const changes = [
    ...added.map((member) => ["device_added", member] as const),
    ...removed.map((member) => ["device_removed", member] as const),
  ];
  return changes.map(([what, member], i) => notice(what, member, i));
}

/** A commit of another device won the epoch: ours, if one is under way, has lost and is made anew when still needed. */
export async function takeCommit(
  desk: Desk,
  work: Work,
  received: Extract<Received, { kind: "commit" }>,
): Promise<Taken> {
  const { thread, item, group } = work;
  const nowMs = desk.clock.now();
  const lost = await forgetPending(desk, thread);
  forgetFetched(
    desk,
    [...received.added, ...received.removed].map(({ account }) => account),
  );
  const notices = noticesOf(work, received, nowMs);
  const parties = new Set(thread.parties);
  for (const member of received.added) if (member.account !== desk.self.account) parties.add(member.account);
  const after = notices.reduce<ThreadRecord>((t, notice) => withEntry(t, notice, nowMs), {
    ...thread,
    commit: null,
    parties: [...parties],
  });
  await desk.vault.commit([
    ...work.closing,
    ...lost,
    ...(await afterCommit(desk, item.room, { ...received, by: "others" })),
    ...putGroup(desk, item.room, { next: received.next, was: group }),
    ...notices.map((notice) => putEntry(item.room, notice)),
    putThread(after),
  ]);
  wipe(received.spent);
  desk.tell({ kind: "thread", thread: item.room });
  desk.wake();
  return done;
}

export async function takeExpulsion(desk: Desk, work: Work, committer: Member): Promise<Taken> {
  const { thread, item, group } = work;
  const notice: NoticeRecord = {
    kind: "notice",
    number: thread.nextNumber,
    event: item.event,
    what: "device_removed",
    who: committer.account,
    atMs: desk.clock.now(),
  };
  await desk.vault.commit([
    ...work.closing,
    ...(await forgetPending(desk, thread)),
    ...removeGroup(item.room, group),
    putEntry(item.room, notice),
    putThread({ ...withEntry(thread, notice, notice.atMs), commit: null, state: "expelled" }),
  ]);
  desk.tell({ kind: "thread", thread: item.room });
  return done;
}
