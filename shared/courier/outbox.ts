import { type EventId, FederpostError, fromBase64, isFederpostError, type RoomId } from "../base/index.ts";
import { groupSuite, suiteOfWelcome, wipe } from "../engine/index.ts";
import type { OutboxItem } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { acceptedChanges } from "./accepted.ts";
import { forgetPending, readPending, startRenewal } from "./commit.ts";
import { type Desk, inThread } from "./desk.ts";
import { readGroup } from "./group-store.ts";
import { endHold, isHeld } from "./hold.ts";
import { advanceLetter, failLetter } from "./job.ts";
import { settleOwnDevices } from "./own-devices.ts";
import { algorithmOf, eventTypes, makeContent, welcomeAlgorithmOf } from "./payload.ts";
import { answerReadmission } from "./readmit.ts";
import { askToRejoin } from "./rejoin.ts";
import { sayLettersAgain } from "./restore.ts";
import { putLandmark } from "./session.ts";
import { sendStep } from "./step.ts";
import { listOutbox, putEntry, putOutbox, putThread, readLetter, readOutbox, readThread } from "./store.ts";

/**
 * The outbox: what was stored to go out goes out, each thread's items in their order. Every request can be repeated
 * after a crash: events and to-device messages carry a stored transaction id, the others do nothing twice.
 */

const longestBackOffMs = 300_000;
/** However long a pause the homeserver asks for, after this time it is asked again. */
const longestPauseMs = 3_600_000;

/** Delivers what is due, and what delivering it puts in. Answers when the next item is due, null when nothing waits for a time. */
export async function deliverOutbox(desk: Desk): Promise<number | null> {
  for (;;) {
    const { progressed, dueMs } = await deliverPass(desk);
    if (!progressed || desk.signal.aborted) return dueMs;
  }
}

async function deliverPass(desk: Desk): Promise<{ readonly progressed: boolean; readonly dueMs: number | null }> {
  let dueMs: number | null = null;
  let progressed = false;
  const held = new Set<string>();
  for (const { key } of await listOutbox(desk.vault)) {
    if (desk.signal.aborted) break;
    const item = await readOutbox(desk.vault, key);
    // A letter may wait for a commit that is queued behind it: what is sealed does not wait for what is not.
    const track = item === null ? "" : trackOf(item);
    if (item === null || held.has(track)) continue;
    const wait = await deliverUntilDone(desk, key, item);
    if (wait.kind === "done") {
      progressed = true;
      continue;
    }
    held.add(track);
    if (wait.untilMs !== null) dueMs = Math.min(dueMs ?? wait.untilMs, wait.untilMs);
  }
  return { progressed, dueMs };
}

/** What holds up what: items of one track go out in their order. */
function trackOf(item: OutboxItem): string {
  switch (item.kind) {
    case "letter":
      return `letters ${item.thread}`;
    case "devices":
    case "readmit":
      // Each waits for the outcome of a commit that is queued behind it.
      return `${item.kind} ${item.thread}`;
    case "message":
      return `messages ${item.to}`;
    case "step":
      return "steps";
    default:
      return `sealed ${item.thread}`;
  }
}

type Wait = { readonly kind: "done" } | { readonly kind: "wait"; readonly untilMs: number | null };

async function deliverUntilDone(desk: Desk, key: string, first: OutboxItem): Promise<Wait> {
  for (let item: OutboxItem | null = first; item !== null; item = await readOutbox(desk.vault, key)) {
    const held = item.kind === "letter" ? item.held : null;
    if (held !== null && isHeld(desk, held)) return { kind: "wait", untilMs: held.untilMs };
    const waitMs = item.notBeforeMs - desk.clock.now();
    // A longer wait than any that is given means that the clock was set back.
    if (waitMs > 0 && waitMs <= longestPauseMs) return { kind: "wait", untilMs: item.notBeforeMs };
    if (desk.signal.aborted) return { kind: "wait", untilMs: null };
    try {
      if (held !== null) {
        await endHold(desk, key);
        continue;
      }
      const step = item.kind === "letter" ? await advanceLetter(desk, key, item) : await deliver(desk, key, item);
      if (step === "waits") return { kind: "wait", untilMs: null };
      if (step === "done") return { kind: "done" };
    } catch (error) {
      return handleFailure(desk, { key, item, error });
    }
  }
  return { kind: "done" };
}

/**
 * Whether a failure says something of the way to the homeserver and nothing of what was sent: unreachable, busy, or
 * something in between answered (a captive portal, a gateway's page, an expired certificate).
 */
const isOfTheLine = (error: unknown): boolean =>
  isFederpostError(error) &&
  (error.retryable || error.code === "invalid_response" || error.code === "certificate_error");

interface Failure {
  readonly key: string;
  readonly item: OutboxItem;
  readonly error: unknown;
}

async function handleFailure(desk: Desk, { key, item, error }: Failure): Promise<Wait> {
  const code = isFederpostError(error) ? error.code : "internal";
  if (desk.signal.aborted || code === "locked" || code === "signed_out" || code === "disconnected") throw error;
  // Overtaken by another change of the same record: look at what is there now.
  if (code === "conflict") return { kind: "wait", untilMs: desk.clock.now() + 50 };
  const passing = isOfTheLine(error) || (code === "internal" && item.tries < 3);
  if (!passing) return giveUpOrWait(desk, { key, item, error });
  const tries = item.tries + 1;
  const asked = isFederpostError(error) ? (error.retryAfterMs ?? 0) : 0;
  const backOffMs = Math.min(longestBackOffMs, 500 * 2 ** Math.min(tries, 10));
  const untilMs = desk.clock.now() + Math.min(longestPauseMs, Math.max(asked, backOffMs));
  const current = await readOutbox(desk.vault, key);
  if (current !== null) await desk.vault.commit([putOutbox(key, { ...current, tries, notBeforeMs: untilMs })]);
  return { kind: "wait", untilMs };
}

/** Where the thread's own records do not open, nothing can be filed in it: the item waits, and other threads' go on. */
async function giveUpOrWait(desk: Desk, failure: Failure): Promise<Wait> {
  try {
    await giveUp(desk, failure);
    return { kind: "done" };
  } catch (error) {
    if (!(isFederpostError(error) && error.code === "cannot_open")) throw error;
    return { kind: "wait", untilMs: desk.clock.now() + longestBackOffMs };
  }
}

/** What the homeserver refuses for good is shown as failed; the thread is closed for writing when it was a commit. */
async function giveUp(desk: Desk, { key, item, error }: Failure): Promise<void> {
  if (item.kind === "letter") return failLetter(desk, { key, job: item, error });
  if (item.kind === "message" || item.kind === "step")
    return desk.vault.commit([{ store: "outbox", key, remove: true }]);
  const code = isFederpostError(error) ? error.code : "internal";
  await inThread(desk, item.thread, async () => {
    const changes: Change[] = [{ store: "outbox", key, remove: true }];
    const thread = await readThread(desk.vault, item.thread);
    if (item.kind === "event" && item.letter !== null) {
      const letter = await readLetter(desk.vault, item.thread, item.letter);
      if (letter !== null) changes.push(putEntry(item.thread, { ...letter, failure: code }));
    }
    if ((item.kind === "join" || item.kind === "rejoin") && thread !== null)
      changes.push(putThread({ ...thread.value, state: "cannot_write" }));
    if (item.kind === "commit" && thread !== null) {
      const dropped = await forgetPending(desk, thread.value);
      changes.push(...dropped.filter((change) => change.store !== "outbox"));
      changes.push(
        putThread({
          ...thread.value,
          commit: null,
          state: code === "not_permitted" ? "cannot_write" : thread.value.state,
        }),
      );
    }
    await desk.vault.commit(changes);
  });
  if (item.kind === "commit") await failWaiting(desk, item.thread, error);
  desk.tell({ kind: "thread", thread: item.thread });
}

/** Letters that waited for a commit which the homeserver refuses for good: made anew, it would be refused again. */
async function failWaiting(desk: Desk, thread: RoomId, error: unknown): Promise<void> {
  for (const { key, item } of await listOutbox(desk.vault)) {
    if (item.kind === "letter" && item.thread === thread) await failLetter(desk, { key, job: item, error });
  }
}

type Sending = Exclude<OutboxItem, { kind: "letter" }>;
type Delivered = "done" | "waits" | "again";

function deliver(desk: Desk, key: string, item: Sending): Promise<Delivered> {
  switch (item.kind) {
    case "event":
      return sendSealed(desk, key, item);
    case "commit":
      return sendCommit(desk, key, item);
    case "welcome":
      return sendWelcome(desk, key, item);
    case "join":
      return joinRoom(desk, key, item);
    case "leave":
      return leaveRoom(desk, key, item);
    case "devices":
      return settleOwnDevices(desk, key, item);
    case "rejoin":
      return askToRejoin(desk, key, item);
    case "readmit":
      return answerReadmission(desk, key, item);
    case "say_again":
      return sayAgain(desk, key, item);
    case "message":
      return sendMessage(desk, key, item);
    case "step":
      return sendStep(desk, key);
    default:
      return item satisfies never;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, never>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function sendSealed(desk: Desk, key: string, item: Extract<Sending, { kind: "event" }>): Promise<Delivered> {
  if (!isObject(item.content)) throw new FederpostError("internal", "A stored event has an unknown form.");
  const { thread: roomId, type, content, txnId } = item;
  const event = await desk.transport.sendEvent({ roomId, type, content, txnId, signal: desk.signal });
  await inThread(desk, item.thread, async () => {
    // /sync may have told us already.
    if ((await readOutbox(desk.vault, key)) === null) return;
    const accepted = await acceptedChanges(desk, { key, item }, { event, group: await readGroup(desk, item.thread) });
    await desk.vault.commit([...accepted.changes, putLandmark({ room: roomId, event })]);
    wipe(accepted.spent);
  });
  desk.tell({ kind: "thread", thread: item.thread });
  return "done";
}

async function sendCommit(desk: Desk, key: string, item: Extract<Sending, { kind: "commit" }>): Promise<Delivered> {
  const pending = await readPending(desk, item.thread);
  if (pending === null) return settle(desk, key);
  const content = {
    algorithm: algorithmOf(groupSuite(pending.next)),
    epoch: pending.epoch.toString(),
    ...(await makeContent(desk, pending.bytes)),
  };
  const { thread: roomId, txnId } = item;
  const event = await desk.transport.sendEvent({
    roomId,
    type: eventTypes.commit,
    content,
    txnId,
    signal: desk.signal,
  });
  await inThread(desk, item.thread, () => noteCommitSent(desk, { key, item, event }));
  return "done";
}

async function noteCommitSent(
  desk: Desk,
  {
    key,
    item,
    event,
  }: { readonly key: string; readonly item: Extract<Sending, { kind: "commit" }>; readonly event: EventId },
): Promise<void> {
  const thread = await readThread(desk.vault, item.thread);
  const commit = thread?.value.commit;
  const changes: Change[] = [{ store: "outbox", key, remove: true }, putLandmark({ room: item.thread, event })];
  // It may be decided already: then there is nothing to note.
  if (thread !== null && commit?.txnId === item.txnId)
    changes.push(putThread({ ...thread.value, commit: { ...commit, event } }));
  await desk.vault.commit(changes);
}

async function sendWelcome(desk: Desk, key: string, item: Extract<Sending, { kind: "welcome" }>): Promise<Delivered> {
  const bytes = fromBase64(item.welcome);
  const suite = bytes === null ? null : suiteOfWelcome(bytes);
  if (bytes === null || suite === null) {
    throw new FederpostError("internal", "A stored welcome has an unknown form.");
  }
  const content = { algorithm: welcomeAlgorithmOf(suite), ...(await makeContent(desk, bytes)) };
  const users = [...new Set(item.to.map(({ user }) => user))];
  const messages = new Map(
    users.map((user) => [
      user,
      new Map(item.to.filter((target) => target.user === user).map(({ device }) => [device, content] as const)),
    ]),
  );
  await desk.transport.sendToDevice({ type: eventTypes.encrypted, txnId: item.txnId, messages, signal: desk.signal });
  return settle(desk, key);
}

async function joinRoom(desk: Desk, key: string, item: Extract<Sending, { kind: "join" }>): Promise<Delivered> {
  await desk.transport.join(item.thread, item.via).catch((error: unknown) => {
    // The invitation may come after the Welcome: wait for it.
    const early = isFederpostError(error) && error.code === "not_permitted" && item.tries < 10;
    throw early ? new FederpostError("busy", "The invitation to the thread's room has not come yet.") : error;
  });
  await inThread(desk, item.thread, async () => {
    const thread = await readThread(desk.vault, item.thread);
    const joined = thread === null ? [] : [putThread({ ...thread.value, joined: true })];
    await desk.vault.commit([{ store: "outbox", key, remove: true }, ...joined]);
    // Who came in by a shared package of last resort renews its keys at once.
    if (thread?.value.renewedAtMs === 0) await startRenewal(desk, item.thread);
  });
  return "done";
}

async function leaveRoom(desk: Desk, key: string, item: Extract<Sending, { kind: "leave" }>): Promise<Delivered> {
  await desk.transport.leave(item.thread).catch((error: unknown) => {
    const refused = isFederpostError(error) && error.code === "not_permitted";
    if (!refused) throw error;
    // The invitation may come after the Welcome; who was never invited, or has left, has nothing to leave.
    if (item.tries < 10) throw new FederpostError("busy", "The invitation to the thread's room has not come yet.");
  });
  return settle(desk, key);
}

/** Letters that arrived within a day may have been lost with the device that took them. */
const recentMs = 86_400_000;

async function sayAgain(desk: Desk, key: string, item: Extract<Sending, { kind: "say_again" }>): Promise<Delivered> {
  await sayLettersAgain(desk, item.thread, desk.clock.now() - recentMs);
  return settle(desk, key);
}

async function sendMessage(desk: Desk, key: string, item: Extract<Sending, { kind: "message" }>): Promise<Delivered> {
  const { type, txnId, to, content } = item;
  if (!isObject(content)) throw new FederpostError("internal", "A stored message has an unknown form.");
  const messages = new Map([[desk.self.account, new Map([[to, content]])]]);
  await desk.transport.sendToDevice({ type, txnId, messages, signal: desk.signal });
  return settle(desk, key);
}

async function settle(desk: Desk, key: string): Promise<Delivered> {
  await desk.vault.commit([{ store: "outbox", key, remove: true }]);
  return "done";
}
