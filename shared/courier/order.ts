import type { RoomId } from "../base/index.ts";
import { type OrderChange, reordered } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { tellThreads } from "./step-order.ts";
import { putThread, readThread } from "./store.ts";

/** One thread and what changes in how the person keeps it. */
export interface Reordering {
  readonly thread: RoomId;
  readonly change: OrderChange;
}

/**
 * Changes how the person keeps their threads. Opens no letter, makes no receipt, and says nothing to homeserver, portals
 * or other members; the account's other devices are told. A thread that is gone is passed over: somebody removed it meanwhile.
 */
export async function orderThreads(desk: Desk, wishes: readonly Reordering[]): Promise<void> {
  try {
    const told = await tellThreads(desk);
    for (const wish of wishes) await inThread(desk, wish.thread, () => orderThread(desk, wish, told));
  } finally {
    // Also what a failure left halfway is to be shown as it is.
    desk.tell({ kind: "threads" });
    desk.wake();
  }
}

async function orderThread(
  { vault, clock }: Desk,
  { thread, change }: Reordering,
  told: (thread: RoomId) => Promise<Change[]>,
): Promise<void> {
  const stored = await readThread(vault, thread);
  if (stored === null || stored.value.emptied) return;
  const order = reordered(stored.value.order, change, clock.now());
  await vault.commit([putThread({ ...stored.value, order }), ...(await told(thread))]);
}
