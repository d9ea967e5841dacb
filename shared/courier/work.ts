import type { ErrorCode } from "../base/index.ts";
import { type EntryRecord, withEntry } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import type { Case } from "./commit.ts";
import type { Desk } from "./desk.ts";
import { readGroup } from "./group-store.ts";
import type { Parked, ParkedEvent } from "./park.ts";
import { putEntry, putThread, readThread, seenKey } from "./store.ts";

/** One parked event under way: what it is, what it belongs to and how it is closed. */

/** What became of a parked item. */
export type Taken =
  | { readonly kind: "done" }
  /** Done, and something that came before is to be taken next. */
  | { readonly kind: "rewind" }
  /** Waits for something else; `blocks` says whether later items of the room must wait too. */
  | { readonly kind: "wait"; readonly blocks: boolean };

export const done: Taken = { kind: "done" };

export interface Work extends Case {
  readonly item: ParkedEvent;
  readonly parked: Parked;
  /** Removal of the parked item and the mark that its event is known. */
  readonly closing: readonly Change[];
}

/** Removal of the parked item and the mark that its event is known. */
export const closingOf = (desk: Desk, parked: Parked, item: ParkedEvent): Change[] => [
  { store: "parked", key: parked.key, remove: true, expect: parked.revision },
  { store: "events", key: seenKey(item.room, item.event), put: desk.clock.now() },
];

/** Stores what follows from an item. */
export async function finish(desk: Desk, changes: readonly Change[]): Promise<Taken> {
  await desk.vault.commit(changes);
  return done;
}

/** Files an item that cannot be read, with the reason, so that the person knows and the thread goes on. */
export async function fileUnreadable(
  desk: Desk,
  work: Work,
  { reason, more = [] }: { readonly reason: ErrorCode; readonly more?: readonly Change[] },
): Promise<Taken> {
  const nowMs = desk.clock.now();
  const { item, thread } = work;
  const entry: EntryRecord = {
    kind: "unreadable",
    number: thread.nextNumber,
    event: item.event,
    from: item.sender,
    reason,
    receivedAtMs: nowMs,
  };
  await desk.vault.commit([
    ...work.closing,
    ...more,
    putEntry(item.room, entry),
    putThread(withEntry(thread, entry, nowMs)),
  ]);
  desk.tell({ kind: "thread", thread: item.room });
  return done;
}

/** Files an item that failed every time, so that it no longer stands in the way. Call it inside the thread's queue. */
export async function fileAsUnreadable(
  desk: Desk,
  parked: Parked,
  { item, reason }: { readonly item: ParkedEvent; readonly reason: ErrorCode },
): Promise<void> {
  const closing = closingOf(desk, parked, item);
  const [thread, group] = await Promise.all([readThread(desk.vault, item.room), readGroup(desk, item.room)]);
  if (thread === null || group === null) return desk.vault.commit(closing);
  await fileUnreadable(desk, { thread: thread.value, group, item, parked, closing }, { reason });
}
