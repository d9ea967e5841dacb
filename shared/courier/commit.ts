import { equalBytes, type RoomId, toBase64 } from "../base/index.ts";
import {
  type CommitWish,
  decodePending,
  encodePending,
  epochOf,
  type Group,
  type Member,
  members,
  mergePending,
  type Pending,
  prepareCommit,
} from "../engine/index.ts";
import type { ThreadRecord } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { putGroup, readGroup } from "./group-store.ts";
import { listOutbox, nextOutboxKey, putOutbox, putThread, readThread, type Stored } from "./store.ts";

/**
 * A commit of ours from its making to its outcome. It is stored as pending before anybody sees it, counts only when
 * the room's order says so, and is dropped when another one was faster.
 */

/** A thread and its group, read together inside the thread's queue. */
export interface Case {
  readonly thread: ThreadRecord;
  readonly group: Stored<Group>;
}

/** Makes a commit and queues it. Call it inside the thread's queue, and only when none is under way. */
export async function startCommit(desk: Desk, { thread, group }: Case, wish: CommitWish): Promise<void> {
  const pending = await prepareCommit(desk.engine, group.value, wish);
  const txnId = desk.random.uuid();
  await desk.vault.commit([
    { store: "pending", key: thread.thread, put: encodePending(pending), expect: "absent" },
    putThread({ ...thread, commit: { txnId, epoch: pending.epoch.toString(), event: null } }),
    putOutbox(await nextOutboxKey(desk), { kind: "commit", thread: thread.thread, txnId, tries: 0, notBeforeMs: 0 }),
  ]);
  desk.wake();
}

/** Renews this device's keys in a thread, unless a commit is under way. Call it inside the thread's queue. */
export async function startRenewal(desk: Desk, room: RoomId): Promise<void> {
  const [thread, group] = await Promise.all([readThread(desk.vault, room), readGroup(desk, room)]);
  if (thread === null || group === null || thread.value.commit !== null) return;
  await startCommit(desk, { thread: thread.value, group }, { add: [], remove: [], proofs: [] });
}

/** The pending commit of a thread, or null when none is under way. */
export async function readPending(desk: Desk, thread: RoomId): Promise<Pending | null> {
  const entry = await desk.vault.read("pending", thread);
  return entry?.value instanceof Uint8Array ? decodePending(desk.engine, entry.value) : null;
}

/** Everything that goes when a commit is decided: the pending state and the item that was to send it. */
export async function forgetPending(desk: Desk, thread: ThreadRecord): Promise<Change[]> {
  if (thread.commit === null) return [];
  const { txnId } = thread.commit;
  const queued = (await listOutbox(desk.vault)).filter(({ item }) => item.kind === "commit" && item.txnId === txnId);
  return [
    { store: "pending", key: thread.thread, remove: true },
    ...queued.map(({ key }): Change => ({ store: "outbox", key, remove: true })),
  ];
}

/** What a commit of ours that has won leads to. */
export interface Merged {
  readonly thread: ThreadRecord;
  readonly group: Group;
  readonly changes: readonly Change[];
  readonly added: readonly Member[];
  readonly removed: readonly Member[];
}

const has = (list: readonly Member[], member: Member): boolean =>
  list.some((m) => m.certificate === member.certificate);

/**
 * The outcome of our commit when it has won: new state, and the Welcome for whom it let in, all for one vault commit.
 * Null when it is for another epoch than the group's: it has lost.
 */
export async function mergeOwn(desk: Desk, { thread, group }: Case, pending: Pending): Promise<Merged | null> {
  if (pending.epoch !== epochOf(group.value)) return null;
  const next = mergePending(group.value, pending);
  const [before, after] = await Promise.all([members(desk.engine, group.value), members(desk.engine, next)]);
  const added = after.filter((member) => !has(before, member));
  const removed = before.filter((member) => !has(after, member));
  const changes = [...putGroup(desk, thread.thread, { next, was: group }), ...(await forgetPending(desk, thread))];
  if (pending.welcome !== null) {
    const to = added.map(({ account, deviceId }) => ({ user: account, device: deviceId }));
    changes.push(
      putOutbox(await nextOutboxKey(desk), {
        kind: "welcome",
        thread: thread.thread,
        txnId: desk.random.uuid(),
        to,
        welcome: toBase64(pending.welcome),
        tries: 0,
        notBeforeMs: 0,
      }),
    );
  }
  const merged = { ...thread, commit: null, renewedAtMs: desk.clock.now() };
  return { thread: merged, group: next, changes, added, removed };
}

/**
 * Whether a room event's bytes are the commit that this device has under way. Only the bytes tell: others judge the
 * same ones, whereas event and transaction ids are the homeserver's word (and it forgets the latter after a day).
 */
export async function isOwnCommit(desk: Desk, thread: ThreadRecord, bytes: Uint8Array): Promise<boolean> {
  const pending = thread.commit === null ? null : await readPending(desk, thread.thread);
  return pending !== null && equalBytes(pending.bytes, bytes);
}
