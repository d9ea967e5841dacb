import { type ErrorCode, FederpostError, isFederpostError, type RoomId } from "../base/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { takePairing } from "./pairing.ts";
import { pairingType } from "./pairing-messages.ts";
import { eventItem, listParked, type Parked, type ParkedItem, putParked, untried } from "./park.ts";
import { takeStep } from "./step.ts";
import { stepType } from "./step-content.ts";
import { readThread } from "./store.ts";
import { takeEvent } from "./take-event.ts";
import { takeWelcome } from "./take-welcome.ts";
import { fileAsUnreadable, type Taken } from "./work.ts";

/**
 * The second step of receiving: parked items are taken one by one, Welcomes first, each with everything that follows
 * from it in one transaction. An item that fails waits with back-off; the other rooms go on.
 */

const longestBackOffMs = 300_000;
/** Tries before an item that fails by itself is given up. */
const hopelessTries = 12;
/** Tries, about a day of them, before what a server does not hand out is given up. */
const hopelessFetches = 300;

/** Takes what can be taken. Answers when the next item is due, null when nothing waits for a time. */
export async function takeParked(desk: Desk): Promise<number | null> {
  for (;;) {
    const { rewind, dueMs } = await takePass(desk);
    if (!rewind || desk.signal.aborted) return dueMs;
  }
}

const pageSize = 1000;

interface Pass {
  readonly blocked: Set<RoomId>;
  dueMs: number | null;
  rewind: boolean;
}

/** One look at everything that is parked, a page at a time: thousands of items that wait must not hide the others. */
async function takePass(desk: Desk): Promise<Pass> {
  const pass: Pass = { blocked: new Set(), dueMs: null, rewind: false };
  for (let after = ""; ; ) {
    const page = await listParked(desk.vault, after === "" ? { limit: pageSize } : { limit: pageSize, after });
    const welcomes = page.filter(({ item }) => item.kind === "toDevice");
    const others = page.filter(({ item }) => item.kind !== "toDevice");
    for (const each of [...welcomes, ...others]) {
      if (desk.signal.aborted || pass.rewind) return pass;
      await tryInPass(desk, pass, each);
    }
    after = page.at(-1)?.key ?? "";
    if (page.length < pageSize) return pass;
  }
}

async function tryInPass(desk: Desk, pass: Pass, each: Parked): Promise<void> {
  if ("room" in each.item && pass.blocked.has(each.item.room)) return;
  const waitMs = each.notBeforeMs - desk.clock.now();
  // A longer wait than any that is given means that the clock was set back.
  const early = waitMs > 0 && waitMs <= longestBackOffMs;
  const wait = early ? { untilMs: each.notBeforeMs, blocks: each.blocks } : await tryOne(desk, each);
  if (wait === null) return;
  if (wait === "rewind") {
    pass.rewind = true;
    return;
  }
  if (wait.blocks && "room" in each.item) pass.blocked.add(each.item.room);
  pass.dueMs = Math.min(pass.dueMs ?? wait.untilMs, wait.untilMs);
}

interface Wait {
  readonly untilMs: number;
  readonly blocks: boolean;
}

async function tryOne(desk: Desk, parked: Parked): Promise<Wait | "rewind" | null> {
  try {
    const taken = await takeOne(desk, parked);
    if (taken.kind === "wait") return await putBack(desk, parked, taken.blocks);
    return taken.kind === "rewind" ? "rewind" : null;
  } catch (error) {
    // Locked, closed or overtaken by another writer: nothing is wrong with the item.
    const passing =
      isFederpostError(error) && ["locked", "disconnected", "conflict", "signed_out"].includes(error.code);
    if (passing || desk.signal.aborted) throw error;
    if (parked.tries < mostTries(error)) return putBack(desk, parked, true);
    return giveUp(desk, parked, isFederpostError(error) ? error.code : "internal");
  }
}

/** How often an item is tried that failed so. While our own line is down, nothing is known about it. */
function mostTries(error: unknown): number {
  if (!isFederpostError(error)) return hopelessTries;
  if (error.code === "server_error" || error.code === "timed_out" || error.code === "invalid_response") {
    return hopelessFetches;
  }
  return error.retryable || error.code === "certificate_error" ? Number.POSITIVE_INFINITY : hopelessTries;
}

/**
 * An event is filed, so that the person knows of it; of what carries none nothing is known that could be shown. Where the
 * thread's own records do not open, it waits: the thread may be mended, and the others go on.
 */
async function giveUp(desk: Desk, parked: Parked, reason: ErrorCode): Promise<Wait | null> {
  const { item } = parked;
  if (item.kind !== "event") {
    await desk.vault.commit([{ store: "parked", key: parked.key, remove: true, expect: parked.revision }]);
    return null;
  }
  try {
    await inThread(desk, item.room, () => fileAsUnreadable(desk, parked, { item, reason }));
    return null;
  } catch (error) {
    if (!(isFederpostError(error) && error.code === "cannot_open")) throw error;
    return { untilMs: desk.clock.now() + longestBackOffMs, blocks: true };
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

async function takeOne(desk: Desk, parked: Parked): Promise<Taken> {
  const { item } = parked;
  switch (item.kind) {
    case "toDevice":
      return takeToDevice(desk, parked, item);
    case "event":
      return inThread(desk, item.room, () => takeEvent(desk, parked, item));
    case "gap":
      return fillGap(desk, parked, item);
    default:
      return item satisfies never;
  }
}

async function takeToDevice(
  desk: Desk,
  parked: Parked,
  item: Extract<ParkedItem, { kind: "toDevice" }>,
): Promise<Taken> {
  if (item.type !== pairingType && item.type !== stepType) {
    // What waited for it is due now: it is looked at anew.
    const taken = await takeWelcome(desk, parked, item);
    if (taken === "wait") return { kind: "wait", blocks: false };
    return { kind: taken ? "rewind" : "done" };
  }
  if (item.type === stepType) await takeStep(desk, item);
  else await takePairing(desk, item);
  await desk.vault.commit([{ store: "parked", key: parked.key, remove: true, expect: parked.revision }]);
  return { kind: "done" };
}

/** Events that are fetched at once; what is older then stays a gap of its own. */
const gapLimit = 1000;

/** Puts what a limited timeline left out in the gap's place, in order. */
async function fillGap(desk: Desk, parked: Parked, gap: Extract<ParkedItem, { kind: "gap" }>): Promise<Taken> {
  const thread = await readThread(desk.vault, gap.room);
  // The Welcome may be on its way where there is something to read; a room that is none of ours is not waited for.
  if (thread === null && parked.tries < hopelessFetches && (await isAwaited(desk, gap.room))) {
    return { kind: "wait", blocks: true };
  }
  const items = thread === null ? [] : await missingItems(desk, gap);
  const puts = items.map((item, i) => putParked(`${parked.key}-${String(i).padStart(6, "0")}`, untried(item)));
  await desk.vault.commit([...puts, { store: "parked", key: parked.key, remove: true, expect: parked.revision }]);
  // What was missing comes before what is here already.
  return { kind: "rewind" };
}

async function isAwaited(desk: Desk, room: RoomId): Promise<boolean> {
  const parked = await listParked(desk.vault);
  return parked.some(({ item }) => item.kind === "event" && item.room === room && item.type !== "m.room.member");
}

async function missingItems(
  desk: Desk,
  { room, from, to }: Extract<ParkedItem, { kind: "gap" }>,
): Promise<ParkedItem[]> {
  try {
    const { events, olderFrom } = await desk.transport.messagesBetween({
      roomId: room,
      from,
      to,
      limit: gapLimit,
      signal: desk.signal,
    });
    const items = events.map((event) => eventItem(room, event)).filter((item) => item !== null);
    return olderFrom === null ? items : [{ kind: "gap", room, from: olderFrom, to }, ...items];
  } catch (error) {
    // We are no longer in the room: what is missing cannot be had any more.
    if (error instanceof FederpostError && error.code === "not_permitted") return [];
    throw error;
  }
}
