import type { EventId, RoomId } from "../base/index.ts";
import type { Group } from "../engine/index.ts";
import type { OutboxItem } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { putGroup } from "./group-store.ts";
import type { ParkedEvent } from "./park.ts";
import { carriedBy } from "./payload.ts";
import { issueReceipt } from "./receipts.ts";
import { listOutbox, putEntry, readLetter, readReceipt, type Stored } from "./store.ts";

/** An event of ours that the homeserver has taken, learned from its answer or, if that was lost, from /sync. */
export interface SentEvent {
  readonly key: string;
  readonly item: Extract<OutboxItem, { kind: "event" }>;
}

/**
 * The queued event that a room event of ours is; null when it is settled already. The homeserver forgets transaction ids
 * after a day: then the content tells, since no ciphertext is made twice.
 */
export async function findSent(desk: Desk, event: ParkedEvent): Promise<SentEvent | null> {
  const carried = carriedBy(event.content);
  for (const { key, item } of await listOutbox(desk.vault)) {
    if (item.kind !== "event" || item.thread !== event.room) continue;
    const same = carried !== null && carriedBy(item.content) === carried;
    if (item.txnId === event.txnId || same) return { key, item };
  }
  return null;
}

/**
 * What follows from acceptance: the item leaves the outbox; a letter gets its event id and our `submitted` receipt.
 * The caller commits it inside the thread's queue.
 */
export async function acceptedChanges(
  desk: Desk,
  { key, item }: SentEvent,
  { event, group }: { readonly event: EventId; readonly group: Stored<Group> | null },
): Promise<{ readonly changes: readonly Change[]; readonly spent: readonly Uint8Array[] }> {
  const settled: Change = { store: "outbox", key, remove: true };
  const letter = item.letter === null ? null : await readLetter(desk.vault, item.thread, item.letter);
  if (letter === null || letter.event !== null) return { changes: [settled], spent: [] };
  const record = putEntry(item.thread, { ...letter, event });
  const before = await readReceipt(desk.vault, {
    thread: item.thread as RoomId,
    letter: letter.letter,
    kind: "submitted",
    by: desk.self.account,
  });
  // Without a group (we were removed in the meantime) nobody could read the receipt.
  if (group === null || before !== null) return { changes: [settled, record], spent: [] };
  const receipt = await issueReceipt(desk, group.value, { letter, kind: "submitted", event });
  return {
    changes: [settled, record, ...putGroup(desk, item.thread, { next: receipt.next, was: group }), ...receipt.changes],
    spent: receipt.spent,
  };
}
