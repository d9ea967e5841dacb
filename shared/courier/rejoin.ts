import * as v from "valibot";
import { type RoomId, toBase64Url } from "../base/index.ts";
import { issueReadmission } from "../identity/index.ts";
import type { OutboxItem } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { readGroup } from "./group-store.ts";
import { eventTypes } from "./payload.ts";
import { readPosition } from "./session.ts";
import { listOutbox, nextOutboxKey, putOutbox, putThread, readThread } from "./store.ts";

/**
 * The way back into threads for a device that has no keys of them: it asks the other members, at most once an hour and
 * thread, by a request that its own key signs. Whoever answers is in `readmit.ts`.
 */

const hourMs = 3_600_000;

/**
 * Asks to be let into threads that this device knows of (restored, or handed over) and has no keys of. They are readable
 * meanwhile; letters written in them wait. Asking twice does no harm.
 */
export async function rejoinThreads(desk: Desk, rooms: readonly RoomId[], waitMs = 0): Promise<void> {
  for (const room of rooms) await inThread(desk, room, () => queueRejoin(desk, room, waitMs));
  desk.tell({ kind: "threads" });
  desk.wake();
}

async function queueRejoin(desk: Desk, room: RoomId, waitMs: number): Promise<void> {
  const [thread, group] = await Promise.all([readThread(desk.vault, room), readGroup(desk, room)]);
  if (thread === null || group !== null) return;
  const queued = (await listOutbox(desk.vault)).some(({ item }) => item.kind === "rejoin" && item.thread === room);
  if (queued) return;
  const notBeforeMs = waitMs === 0 ? 0 : desk.clock.now() + waitMs;
  await desk.vault.commit([
    putThread({ ...thread.value, state: "rejoining", commit: null }),
    putOutbox(await nextOutboxKey(desk), { kind: "rejoin", thread: room, tries: 0, notBeforeMs }),
  ]);
}

/** Asks once, then waits an hour for an answer. */
export async function askToRejoin(
  desk: Desk,
  key: string,
  item: Extract<OutboxItem, { kind: "rejoin" }>,
): Promise<"done" | "again"> {
  const [thread, group] = await Promise.all([readThread(desk.vault, item.thread), readGroup(desk, item.thread)]);
  if (thread?.value.state !== "rejoining" || group !== null) {
    await desk.vault.commit([{ store: "outbox", key, remove: true }]);
    return "done";
  }
  await desk.transport.join(item.thread, []);
  const request = await issueReadmission(desk.self.mlsKey, {
    room: item.thread,
    account: desk.self.account,
    deviceId: desk.self.deviceId,
    epoch: await newestEpoch(desk, item.thread),
    nonce: toBase64Url(desk.random.bytes(16)),
  });
  // The same id for the same try: after a crash the homeserver takes it for the one it has.
  const txnId = `rejoin-${key}-${item.tries}`;
  const { thread: roomId } = item;
  await desk.transport.sendEvent({
    roomId,
    type: eventTypes.readmission,
    content: { request },
    txnId,
    signal: desk.signal,
  });
  await desk.vault.commit([putOutbox(key, { ...item, tries: item.tries + 1, notBeforeMs: desk.clock.now() + hourMs })]);
  return "again";
}

const epochSchema = v.object({ epoch: v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/)) });
const pageEvents = 200;
const mostPages = 20;

/**
 * The epoch that the newest commit in the room ends: the thread has come at least this far, whether or not that commit
 * counts. A hint, since the homeserver may hold some back.
 */
async function newestEpoch(desk: Desk, room: RoomId): Promise<bigint> {
  let from = (await readPosition(desk.vault)).token;
  for (let page = 0; page < mostPages && from !== null; page++) {
    const { events, olderFrom } = await desk.transport.messagesBetween({
      roomId: room,
      from,
      to: null,
      limit: pageEvents,
      signal: desk.signal,
    });
    const epochs = events.flatMap(({ type, content }) => {
      const parsed = type === eventTypes.commit ? v.safeParse(epochSchema, content) : null;
      return parsed?.success ? [BigInt(parsed.output.epoch)] : [];
    });
    if (epochs.length > 0) return epochs.reduce((a, b) => (a > b ? a : b));
    from = olderFrom;
  }
  return 0n;
}

/** This device is in a thread again: nobody needs to be asked any more. */
export async function endRejoin(desk: Desk, room: RoomId): Promise<Change[]> {
  const asked = (await listOutbox(desk.vault)).filter(({ item }) => item.kind === "rejoin" && item.thread === room);
  return asked.map(({ key }) => ({ store: "outbox", key, remove: true }));
}
