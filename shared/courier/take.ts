import { FederpostError, isFederpostError, type RoomId } from "../base/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { eventItem, listParked, type Parked, type ParkedItem, putParked, untried } from "./park.ts";
import { readThread } from "./store.ts";
import { takeEvent } from "./take-event.ts";
import { takeWelcome } from "./take-welcome.ts";
import { fileAsUnreadable } from "./work.ts";

/**
 * The second step of receiving: parked items are taken one by one, Welcomes first, each with everything that follows
 * from it in one transaction. An item that fails waits with back-off; the other rooms go on.
 */

const longestBackOffMs = 300_000;
const hopelessTries = 12;

/** Takes what can be taken. Answers when the next item is due, null when nothing waits for a time. */
export async function takeParked(desk: Desk): Promise<number | null> {
  const parked = await listParked(desk.vault);
  const welcomes = parked.filter(({ item }) => item.kind === "toDevice");
  const others = parked.filter(({ item }) => item.kind !== "toDevice");
  const blocked = new Set<RoomId>();
  let dueMs: number | null = null;
  for (const each of [...welcomes, ...others]) {
    if (desk.signal.aborted) return null;
    if ("room" in each.item && blocked.has(each.item.room)) continue;
    const early = each.notBeforeMs > desk.clock.now();
    const wait = early ? { untilMs: each.notBeforeMs, blocks: each.blocks } : await tryOne(desk, each);
    if (wait === null) continue;
    if (wait.blocks && "room" in each.item) blocked.add(each.item.room);
    dueMs = Math.min(dueMs ?? wait.untilMs, wait.untilMs);
  }
  return dueMs;
}

interface Wait {
  readonly untilMs: number;
  readonly blocks: boolean;
}

async function tryOne(desk: Desk, parked: Parked): Promise<Wait | null> {
  try {
    const taken = await takeOne(desk, parked);
    return taken.kind === "done" ? null : await putBack(desk, parked, taken.blocks);
  } catch (error) {
    // Locked, closed or overtaken by another writer: nothing is wrong with the item.
    const passing =
      isFederpostError(error) && ["locked", "disconnected", "conflict", "signed_out"].includes(error.code);
    if (passing || desk.signal.aborted) throw error;
    const retryable = isFederpostError(error) && error.retryable;
    if (retryable || parked.tries < hopelessTries || parked.item.kind !== "event") return putBack(desk, parked, true);
    const { item } = parked;
    const code = isFederpostError(error) ? error.code : "internal";
    await inThread(desk, item.room, () => fileAsUnreadable(desk, parked, { item, reason: code }));
    return null;
  }
}

/** Counts the try and lets the item wait, longer each time. */
async function putBack(desk: Desk, parked: Parked, blocks: boolean): Promise<Wait> {
  const tries = parked.tries + 1;
  const untilMs = desk.clock.now() + Math.min(longestBackOffMs, 250 * 2 ** Math.min(tries, 12));
  const change = {
    ...putParked(parked.key, { ...parked, tries, notBeforeMs: untilMs, blocks }),
    expect: parked.revision,
  };
  await desk.vault.commit([change]).catch((error: unknown) => {
    // Somebody marked it meanwhile (the arbiter's word): that record is newer and right.
    if (!(isFederpostError(error) && error.code === "conflict")) throw error;
  });
  return { untilMs, blocks };
}

type Outcome = { readonly kind: "done" } | { readonly kind: "wait"; readonly blocks: boolean };

async function takeOne(desk: Desk, parked: Parked): Promise<Outcome> {
  const { item } = parked;
  switch (item.kind) {
    case "toDevice":
      await takeWelcome(desk, parked, item);
      return { kind: "done" };
    case "event":
      return inThread(desk, item.room, () => takeEvent(desk, parked, item));
    case "gap":
      return fillGap(desk, parked, item);
    default:
      return item satisfies never;
  }
}

const gapLimit = 5000;

/** Puts what a limited timeline left out in the gap's place, in order. */
async function fillGap(desk: Desk, parked: Parked, gap: Extract<ParkedItem, { kind: "gap" }>): Promise<Outcome> {
  // A room that is no thread of ours (yet) has nothing to fill: its history begins with our Welcome.
  const thread = await readThread(desk.vault, gap.room);
  const events = thread === null ? [] : await missingEvents(desk, gap);
  const puts = events.map((item, i) => putParked(`${parked.key}-${String(i).padStart(6, "0")}`, untried(item)));
  await desk.vault.commit([...puts, { store: "parked", key: parked.key, remove: true, expect: parked.revision }]);
  desk.wake();
  return { kind: "done" };
}

async function missingEvents(
  desk: Desk,
  { room, from, to }: Extract<ParkedItem, { kind: "gap" }>,
): Promise<ParkedItem[]> {
  try {
    const { events } = await desk.transport.messagesBetween({
      roomId: room,
      from,
      to,
      limit: gapLimit,
      signal: desk.signal,
    });
    return events.map((event) => eventItem(room, event)).filter((item) => item !== null);
  } catch (error) {
    // We are no longer in the room: what is missing cannot be had any more.
    if (error instanceof FederpostError && error.code === "not_permitted") return [];
    throw error;
  }
}
