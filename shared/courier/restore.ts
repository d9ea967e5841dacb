import * as v from "valibot";
import {
  type DeviceId,
  type EventId,
  parseDeviceId,
  parseEventId,
  parseUserId,
  type RoomId,
  toBase64,
  type UserId,
} from "../base/index.ts";
import { groupSuite, type Member, ownCertificate, seal, wipe } from "../engine/index.ts";
import { encodeEnvelope } from "../letter/index.ts";
import type { LetterRecord, ThreadRecord } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { putGroup, readGroup } from "./group-store.ts";
import { withdrawAll } from "./key-packages.ts";
import type { ParkedEvent } from "./park.ts";
import { algorithmOf, eventTypes, makeContent } from "./payload.ts";
import { readLandmark, readPosition } from "./session.ts";
import {
  listEntries,
  listOutbox,
  listReceipts,
  listThreads,
  nextOutboxKey,
  putEntry,
  putOutbox,
  putThread,
  readThread,
} from "./store.ts";

/**
 * A homeserver that was restored from an older backup has forgotten events, joins, key packages and Welcomes, and its
 * positions in /sync run backwards, so that new letters would be passed over. Once noticed, everything is told again:
 * what both sides have is recognised, what the homeserver lost is said anew.
 */

/**
 * Looks whether the newest event we have seen is still there; if not, /sync begins anew. Needs no unlocked vault.
 * Also true after we were taken out of that room: telling everything again does no harm.
 */
export async function noticeRestore(desk: Pick<Desk, "vault" | "transport">): Promise<boolean> {
  const [at, landmark] = await Promise.all([readPosition(desk.vault), readLandmark(desk.vault)]);
  if (landmark === null || (await desk.transport.hasEvent(landmark.room, landmark.event))) return false;
  await desk.vault.commit([
    { store: "session", key: "position", put: { token: null, next: at.next }, expect: at.revision ?? "absent" },
    { store: "session", key: "landmark", remove: true },
    { store: "session", key: "restored", put: true },
  ]);
  return true;
}

/** Says anew what the homeserver may have lost. Answers whether there was anything to do. Repeating it does no harm. */
export async function recoverFromRestore(desk: Desk): Promise<boolean> {
  if ((await desk.vault.read("session", "restored"))?.value !== true) return false;
  await desk.vault.commit([{ store: "session", key: "published", put: false }]);
  await withdrawAll(desk);
  const rooms = new Set(await desk.transport.joinedRooms());
  for (const { thread, state } of await listThreads(desk.vault)) {
    if (state === "expelled" || state === "cannot_write") continue;
    const lost = await readLostCommit(desk, thread);
    await inThread(desk, thread, () => recoverThread(desk, thread, { joined: rooms.has(thread), lost }));
    await inviteAgain(desk, thread, rooms);
    await sayLettersAgain(desk, thread);
  }
  await desk.vault.commit([{ store: "session", key: "restored", remove: true }]);
  return true;
}

const retry = { tries: 0, notBeforeMs: 0 };

/** Membership and commits of a thread, queued anew where the homeserver may lack them. */
async function recoverThread(
  desk: Desk,
  room: RoomId,
  { joined, lost }: { readonly joined: boolean; readonly lost: LastCommit | null },
): Promise<void> {
  const thread = (await readThread(desk.vault, room))?.value;
  if (thread === undefined) return;
  const changes: Change[] = [];
  const queue = async (item: Parameters<typeof putOutbox>[1]) => {
    changes.push(putOutbox(await nextOutboxKey(desk), item));
  };
  let next: ThreadRecord = thread;
  if (thread.joined && !joined) {
    next = { ...next, joined: false };
    await queue({ kind: "join", thread: room, via: [], ...retry });
  }
  if (lost !== null) {
    const { content, to, welcome } = lost;
    const txnId = desk.random.uuid();
    await queue({ kind: "event", thread: room, txnId, type: eventTypes.commit, content, letter: null, ...retry });
    if (welcome !== null) {
      await queue({ kind: "welcome", thread: room, txnId: desk.random.uuid(), to, welcome, ...retry });
    }
  }
  const { commit } = thread;
  const queued = (await listOutbox(desk.vault)).some(({ item }) => item.kind === "commit" && item.thread === room);
  if (commit !== null && !queued) {
    next = { ...next, commit: { ...commit, event: null } };
    // Under its old transaction id: if it is not lost, nothing is sent twice.
    await queue({ kind: "commit", thread: room, txnId: commit.txnId, ...retry });
  }
  if (changes.length > 0) await desk.vault.commit([...changes, putThread(next)]);
}

/** Parties whose invitation was forgotten are invited again; who may not invite leaves it to others. */
async function inviteAgain(desk: Desk, room: RoomId, rooms: ReadonlySet<RoomId>): Promise<void> {
  const thread = (await readThread(desk.vault, room))?.value;
  if (thread === undefined || !rooms.has(room) || thread.state === "starting") return;
  const members = await desk.transport.members(room);
  for (const party of thread.parties) {
    const there = members.find(({ userId }) => userId === party)?.membership;
    if (there === undefined) await desk.transport.invite(room, party).catch(() => undefined);
  }
}

/**
 * Our letters of which nobody has said that they arrived go out again, sealed anew: who has them knows them by their id.
 * So do those of which it was said after `arrivedBeforeMs`: whoever said so may have lost them since.
 */
export async function sayLettersAgain(
  desk: Desk,
  room: RoomId,
  arrivedBeforeMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const receipts = await listReceipts(desk.vault, room);
  for (const entry of await listEntries(desk.vault, room)) {
    if (entry.kind !== "letter" || !entry.mine || entry.event === null || entry.proof === null) continue;
    const arrived = receipts
      .get(entry.letter)
      ?.some(({ kind, valid, atMs }) => kind === "provided" && valid && atMs < arrivedBeforeMs);
    if (arrived !== true) await sayAgain(desk, room, { letter: entry, proof: entry.proof });
  }
}

async function sayAgain(
  desk: Desk,
  room: RoomId,
  { letter, proof }: { readonly letter: LetterRecord; readonly proof: NonNullable<LetterRecord["proof"]> },
): Promise<void> {
  await inThread(desk, room, async () => {
    const group = await readGroup(desk, room);
    if (group === null) return;
    // The same signature, under the certificate that the group knows of us now.
    const again = { ...proof, certificate: ownCertificate(group.value) };
    const sealed = await seal(desk.engine, group.value, encodeEnvelope({ kind: "letter", ...again }));
    const content = { algorithm: algorithmOf(groupSuite(group.value)), ...(await makeContent(desk, sealed.bytes)) };
    await desk.vault.commit([
      ...putGroup(desk, room, { next: sealed.next, was: group }),
      putEntry(room, { ...letter, event: null, proof: again }),
      putOutbox(await nextOutboxKey(desk), {
        kind: "event",
        thread: room,
        txnId: desk.random.uuid(),
        type: eventTypes.encrypted,
        content,
        letter: letter.letter,
        ...retry,
      }),
    ]);
    wipe(sealed.spent);
  });
}

const lastSchema = v.object({
  event: v.custom<EventId>((value) => parseEventId(value) !== null),
  content: v.custom<ParkedEvent["content"]>((value) => typeof value === "object" && value !== null),
  to: v.array(
    v.object({
      user: v.custom<UserId>((value) => parseUserId(value) !== null),
      device: v.custom<DeviceId>((value) => parseDeviceId(value) !== null),
    }),
  ),
  welcome: v.nullable(v.string()),
});

type LastCommit = v.InferOutput<typeof lastSchema>;

const lastKey = (room: RoomId): string => `commit/${room}`;

/** Keeps our commit that has won until the next one: a restored homeserver may lose it before others have seen it. */
export function rememberCommit(
  item: ParkedEvent,
  { welcome, added }: { readonly welcome: Uint8Array | null; readonly added: readonly Member[] },
): Change {
  const last: LastCommit = {
    event: item.event,
    content: item.content,
    to: added.map(({ account, deviceId }) => ({ user: account, device: deviceId })),
    welcome: welcome === null ? null : toBase64(welcome),
  };
  return { store: "counters", key: lastKey(item.room), put: last };
}

/** Our last commit in a thread when the homeserver no longer has it, else null. */
async function readLostCommit(desk: Desk, room: RoomId): Promise<LastCommit | null> {
  const parsed = v.safeParse(lastSchema, (await desk.vault.read("counters", lastKey(room)))?.value);
  if (!parsed.success) return null;
  return (await desk.transport.hasEvent(room, parsed.output.event)) ? null : parsed.output;
}
