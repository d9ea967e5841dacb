import { isFederpostError, parseUserId } from "../base/index.ts";
import { type Group, type Received, receive, wipe } from "../engine/index.ts";
import type { Contact } from "../identity/index.ts";
import { isAnswer } from "../letter/index.ts";
import {
  type LetterRecord,
  type NoticeRecord,
  type ReceiptRecord,
  type ThreadRecord,
  withAnswer,
  withEntry,
} from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { acceptedChanges, findSent } from "./accepted.ts";
import { askForWord, ownWord, takeWord } from "./arbiter.ts";
import { isOwnCommit } from "./commit.ts";
import { isErased } from "./deletion.ts";
import { admissionOf } from "./demand.ts";
import type { Desk } from "./desk.ts";
import { putGroup, readGroup } from "./group-store.ts";
import type { Parked, ParkedEvent } from "./park.ts";
import { eventTypes, readContent } from "./payload.ts";
import { takeReadmission } from "./readmit.ts";
import { issueReceipt, judgeReceipt } from "./receipts.ts";
import {
  putContact,
  putEntry,
  putReceipt,
  putThread,
  readLetter,
  readReceipt,
  readThread,
  receiptsBy,
  seenKey,
} from "./store.ts";
import { takeCommit, takeExpulsion, takeOwnCommit } from "./take-commit.ts";
import { openPlaintext, type VerifiedLetter } from "./take-letter.ts";
import { closingOf, done, fileUnreadable, finish, type Taken, type Work } from "./work.ts";

/**
 * The second step of receiving, for one event of a room: everything that follows from it goes into one vault commit
 * together with the removal of the parked item. Call it inside the thread's queue.
 */

const aheadTries = 6;
/** About a day of tries. */
const mostFetches = 300;

/** Takes one room event. @throws FederpostError what storage and transport throw; the item then stays. */
export async function takeEvent(desk: Desk, parked: Parked, item: ParkedEvent): Promise<Taken> {
  const closing = closingOf(desk, parked, item);
  const [thread, group, seen] = await Promise.all([
    readThread(desk.vault, item.room),
    readGroup(desk, item.room),
    desk.vault.read("events", seenKey(item.room, item.event)),
  ]);
  if (seen !== null || thread?.value.state === "expelled") return finish(desk, closing);
  // The Welcome may be on its way; without it nothing of this room can be read. A room that is none of ours has no
  // Welcome: its people's comings and goings are not kept, and the rest not for ever.
  if (thread === null || group === null) {
    const hopeless = item.type === "m.room.member" || parked.tries >= mostFetches;
    return hopeless ? finish(desk, closing) : { kind: "wait", blocks: true };
  }
  const work: Work = { thread: thread.value, group, item, parked, closing };
  if (item.type === "m.room.member") return takeMembership(desk, work);
  if (item.type === eventTypes.readmission) return takeReadmission(desk, work);
  const bytes = await readContent(desk, item.content);
  if (bytes === null) return fileUnreadable(desk, work, { reason: "invalid_group_event" });
  if (item.type === eventTypes.commit && (await isOwnCommit(desk, work.thread, bytes)))
    return takeOwnCommit(desk, work);
  const since = BigInt(work.thread.sinceEpoch);
  const received = await receive(desk.engine, group.value, { bytes, ratified: parked.ratified, since });
  return takeReceived(desk, work, received);
}

function takeReceived(desk: Desk, work: Work, received: Received): Promise<Taken> | Taken {
  switch (received.kind) {
    case "application":
      return takeApplication(desk, work, received);
    case "commit":
      return takeCommit(desk, work, received);
    case "expelled":
      return takeExpulsion(desk, work, received.committer);
    case "own":
      return takeOwnEvent(desk, work);
    case "late_commit":
    case "before_us":
      return finish(desk, work.closing);
    case "needs_ratification":
      return askForWord(desk, work, received.tag);
    case "ahead":
      // Rooms are in order, so this is a server that lost something, or nonsense. The rest of the room goes on.
      return work.parked.tries < aheadTries
        ? { kind: "wait", blocks: false }
        : fileUnreadable(desk, work, { reason: "cannot_open" });
    case "refused":
      return fileUnreadable(desk, work, {
        reason: received.why === "cannot_open" ? "cannot_open" : "invalid_group_event",
      });
    default:
      return received satisfies never;
  }
}

async function takeApplication(
  desk: Desk,
  work: Work,
  received: Extract<Received, { kind: "application" }>,
): Promise<Taken> {
  const { next, sender, spent } = received;
  const { room } = work.item;
  const opened = await openPlaintext(desk, received.plaintext, { sender, thread: room }).catch((error: unknown) => {
    // Its media cannot be had now. Only this letter waits: its keys are kept while others of its epoch are taken.
    if (isFederpostError(error) && error.retryable && work.parked.tries < mostFetches) return null;
    throw error;
  });
  if (opened === null) return { kind: "wait", blocks: false };
  const advanced = putGroup(desk, room, { next, was: work.group });
  let result: Taken;
  switch (opened.kind) {
    case "unreadable": {
      const remember = opened.remember === null ? [] : [putContact(opened.remember)];
      result = await fileUnreadable(desk, work, { reason: opened.reason, more: [...advanced, ...remember] });
      break;
    }
    case "receipt": {
      let ofErased = false;
      const letterOf = async (id: LetterRecord["letter"]) => {
        ofErased = await isErased(desk.vault, room, id);
        return ofErased ? null : readLetter(desk.vault, room, id);
      };
      const earlier = (letter: LetterRecord["letter"], by: LetterRecord["from"]) =>
        receiptsBy(desk.vault, { thread: room, letter, by });
      const nowMs = desk.clock.now();
      const judged = await judgeReceipt(opened.envelope, { sender, thread: room, letterOf, earlier, nowMs });
      const remember = opened.contact === null ? [] : [putContact(opened.contact)];
      if (judged === null && ofErased) result = await finish(desk, [...work.closing, ...advanced, ...remember]);
      else if (judged === null)
        result = await fileUnreadable(desk, work, { reason: "invalid_letter", more: [...advanced, ...remember] });
      else {
        const { letter, record } = judged;
        const before = await readReceipt(desk.vault, { thread: room, letter, kind: record.kind, by: record.by });
        // What was proved once stays proved: its signer cannot take it back by stating something else.
        const counted = record.valid && isAnswer(record.kind) ? [putThread(withAnswer(work.thread, letter))] : [];
        const news = before?.value.valid === true ? [] : [putReceipt(room, letter, record), ...counted];
        result = await finish(desk, [...work.closing, ...advanced, ...remember, ...news]);
      }
      desk.tell({ kind: "thread", thread: room });
      break;
    }
    case "ratify":
      result = await takeWord(desk, work, { next, sender, ...opened.envelope });
      break;
    case "letter": {
      const remember = opened.contact === null ? [] : [putContact(opened.contact)];
      result = await fileLetter(desk, work, { next, letter: opened.letter, remember, contact: opened.contact });
      break;
    }
  }
  // The state that no longer needs them is stored by now.
  wipe(spent);
  return result;
}

const recordOf = (
  letter: VerifiedLetter,
  number: number,
  about: { mine: boolean; atMs: number; event: LetterRecord["event"] },
): LetterRecord => {
  const { id, to: _to, data, format = null, ...content } = letter.content;
  return {
    kind: "letter",
    number,
    letter: id,
    ...content,
    format,
    data: data === null ? null : { schema: data.schema, json: JSON.parse(JSON.stringify(data.json)) },
    attachments: content.attachments.map((file) => ({ ...file, parts: [...file.parts] })),
    mine: about.mine,
    receivedAtMs: about.atMs,
    opened: about.mine,
    event: about.event,
    digest: letter.digest,
    proof: letter.proof,
    failure: null,
  };
};

const withApart = (thread: ThreadRecord, apart: boolean | null): ThreadRecord => ({
  ...thread,
  order: { ...thread.order, apart },
});

/** Files a letter and answers it with our `provided` receipt, in one commit. */
async function fileLetter(
  desk: Desk,
  work: Work,
  about: { next: Group; letter: VerifiedLetter; remember: readonly Change[]; contact: Contact | null },
): Promise<Taken> {
  const { next, letter, remember, contact } = about;
  const { item } = work;
  const nowMs = desk.clock.now();
  const known = await readLetter(desk.vault, item.room, letter.content.id);
  if (known === null && (await isErased(desk.vault, item.room, letter.content.id)))
    return finish(desk, [...work.closing, ...remember, ...putGroup(desk, item.room, { next, was: work.group })]);
  if (known !== null) return answerAgain(desk, work, { next, letter, remember, known });
  const mine = letter.content.from === desk.self.account;
  const { from } = letter.content;
  const admission = mine ? null : await admissionOf(desk, work.thread, { from, contact });
  const thread = admission === null ? work.thread : withApart(work.thread, admission.apart);
  const record = recordOf(letter, thread.nextNumber, { mine, atMs: nowMs, event: item.event });
  const receipt = mine
    ? null
    : await issueReceipt(desk, next, { letter: record, kind: "provided", event: null, says: admission?.told ?? null });
  await desk.vault.commit([
    ...work.closing,
    ...remember,
    ...(receipt?.changes ?? []),
    ...putGroup(desk, item.room, { next: receipt?.next ?? next, was: work.group }),
    putEntry(item.room, record),
    putThread(withEntry(thread, record, nowMs)),
  ]);
  wipe(receipt?.spent ?? []);
  desk.tell(
    mine ? { kind: "thread", thread: item.room } : { kind: "arrived", thread: item.room, letter: record.letter },
  );
  desk.wake();
  return done;
}

/**
 * The same letter again under another event: one is enough. Its sender may say it again because our receipts were lost
 * with a homeserver that was restored: they are stated anew, and kept as they were stated first.
 */
async function answerAgain(
  desk: Desk,
  work: Work,
  about: { next: Group; letter: VerifiedLetter; remember: readonly Change[]; known: LetterRecord },
): Promise<Taken> {
  const { letter, known } = about;
  const { room } = work.item;
  if (letter.digest !== known.digest) {
    const more = [...putGroup(desk, room, { next: about.next, was: work.group }), ...about.remember];
    return fileUnreadable(desk, work, { reason: "invalid_letter", more });
  }
  const stated = known.mine ? [] : await ownReceipts(desk, known);
  let next = about.next;
  const changes: Change[] = [];
  for (const { kind, says } of stated) {
    const receipt = await issueReceipt(desk, next, { letter: known, kind, event: null, says });
    next = receipt.next;
    changes.push(...receipt.changes.filter(({ store }) => store !== "receipts"));
  }
  const outcome = await finish(desk, [
    ...work.closing,
    ...about.remember,
    ...changes,
    ...putGroup(desk, room, { next, was: work.group }),
  ]);
  desk.wake();
  return outcome;
}

type Stated = Pick<ReceiptRecord, "kind" | "says">;

/** What this account has said of a letter of somebody else. That we have it, and whether it is open, needs no record. */
async function ownReceipts(desk: Desk, { thread, letter, opened }: LetterRecord): Promise<readonly Stated[]> {
  const stated = await receiptsBy(desk.vault, { thread, letter, by: desk.self.account });
  const provided = stated.find(({ kind }) => kind === "provided")?.says ?? null;
  const also = stated.filter(({ kind }) => kind !== "provided" && kind !== "retrieved");
  const retrieved: readonly Stated[] = opened ? [{ kind: "retrieved", says: null }] : [];
  return [{ kind: "provided", says: provided }, ...retrieved, ...also];
}

/** Our own event comes back: if the answer to its sending was lost, this is the answer. */
async function takeOwnEvent(desk: Desk, work: Work): Promise<Taken> {
  const { item } = work;
  const sent = await findSent(desk, item);
  const word = await ownWord(desk, work);
  const outcome: Taken = word.ratifies ? { kind: "rewind" } : done;
  if (sent === null) {
    await desk.vault.commit([...work.closing, ...word.changes]);
    return outcome;
  }
  const accepted = await acceptedChanges(desk, sent, { event: item.event, group: work.group });
  await desk.vault.commit([...work.closing, ...accepted.changes, ...word.changes]);
  wipe(accepted.spent);
  desk.tell({ kind: "thread", thread: item.room });
  desk.wake();
  return outcome;
}

/**
 * Somebody left the room, or is in it who is no party to the thread. Neither changes the group, which alone says who reads:
 * it is shown, since the homeserver says it.
 */
async function takeMembership(desk: Desk, work: Work): Promise<Taken> {
  const { item, thread } = work;
  const content =
    typeof item.content === "object" && item.content !== null && "member" in item.content ? item.content : null;
  const who = parseUserId(content?.member);
  const joined = content !== null && "joined" in content && content.joined === true;
  const isParty = who !== null && thread.parties.includes(who);
  if (who === null || who === desk.self.account || joined === isParty) return finish(desk, work.closing);
  const atMs = desk.clock.now();
  const notice: NoticeRecord = {
    kind: "notice",
    number: thread.nextNumber,
    event: item.event,
    what: joined ? "stranger_in_room" : "member_left",
    who,
    atMs,
  };
  await desk.vault.commit([...work.closing, putEntry(item.room, notice), putThread(withEntry(thread, notice, atMs))]);
  desk.tell({ kind: "thread", thread: item.room });
  return done;
}
