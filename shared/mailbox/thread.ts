import type { LetterId, Origin, RoomId, UserId } from "../base/index.ts";
import { isByHand } from "./absence.ts";
import { nextDeadline } from "./deadline.ts";
import { broughtBack, usualOrder } from "./order.ts";
import type { EntryRecord, SummaryRecord, ThreadRecord } from "./records.ts";

const previewLength = 140;

/** First words of a text for the list of threads. */
export const previewOf = (text: string): string =>
  [...text.replace(/\s+/g, " ").trim()].slice(0, previewLength).join("");

type Facts = NonNullable<ThreadRecord["facts"]>;

const noFacts: Facts = { files: false, turn: null };

/** What the list filters by, from all letters of a thread in their order. What a machine wrote for the person is no turn of theirs. */
export function factsOf(entries: readonly EntryRecord[]): Facts {
  const letters = entries.filter((entry) => entry.kind === "letter");
  const last = letters.findLast((letter) => !letter.mine || isByHand(letter));
  return {
    files: letters.some(({ attachments }) => attachments.length > 0),
    turn: last === undefined ? null : last.mine ? "theirs" : "mine",
  };
}

/** A thread at its beginning. */
export function newThread(about: {
  readonly thread: RoomId;
  readonly parties: readonly UserId[];
  readonly subject: string;
  readonly nowMs: number;
  readonly state: ThreadRecord["state"];
  readonly joined: "joined" | "not_joined";
  readonly openedBy: Origin | null;
}): ThreadRecord {
  return {
    thread: about.thread,
    subject: about.subject,
    parties: [...about.parties],
    preview: "",
    unread: 0,
    nextNumber: 1,
    createdAtMs: about.nowMs,
    lastAtMs: about.nowMs,
    renewedAtMs: about.nowMs,
    state: about.state,
    sinceEpoch: "0",
    joined: about.joined === "joined",
    invited: [],
    commit: null,
    openedBy: about.openedBy,
    asks: [],
    facts: noFacts,
    order: usualOrder,
    emptied: false,
  };
}

/**
 * The thread after an entry was filed in it. A letter sets subject (the first one's), preview and unread count;
 * the text of an unopened letter of somebody else is not shown before the person opens it. What somebody else sends brings
 * the thread back into the inbox.
 */
export function withEntry(thread: ThreadRecord, entry: EntryRecord, nowMs: number): ThreadRecord {
  const next = { ...thread, nextNumber: Math.max(thread.nextNumber, entry.number + 1) };
  if (entry.kind === "notice") return next;
  if (entry.kind === "unreadable")
    return { ...next, lastAtMs: nowMs, unread: next.unread + 1, order: broughtBack(next.order, nowMs), emptied: false };
  const automatic = entry.mine && !isByHand(entry);
  return {
    ...next,
    subject: next.subject === "" ? entry.subject : next.subject,
    preview: entry.mine || entry.opened ? previewOf(entry.text) : "",
    lastAtMs: nowMs,
    unread: next.unread + (entry.mine || entry.opened ? 0 : 1),
    // Who writes into a thread in the trash wants it: a letter that is to go out must not be deleted.
    // Who answers takes the thread in; what a machine writes for them does not.
    order: entry.mine
      ? { ...next.order, trashedAtMs: null, apart: next.order.apart === true && !automatic ? false : next.order.apart }
      : broughtBack(next.order, Math.min(entry.sentAtMs, nowMs)),
    emptied: false,
    facts: next.facts && {
      files: next.facts.files || entry.attachments.length > 0,
      turn: automatic ? next.facts.turn : entry.mine ? "theirs" : "mine",
    },
    asks: next.asks === null || entry.acknowledgeBy === null ? next.asks : [...next.asks, askOf(entry)],
  };
}

/** A thread after all its letters were deleted for good: what it was about is gone, the group stays for what may come. */
export const emptiedThread = (thread: ThreadRecord): ThreadRecord => ({
  ...thread,
  subject: "",
  preview: "",
  unread: 0,
  asks: [],
  facts: noFacts,
  // An older order of another device must not bring its labels back.
  order: { ...usualOrder, changedAtMs: thread.order.changedAtMs },
  emptied: true,
});

/**
 * The thread after letters are no longer in it, as if they had never been there. `left` is what stays, in its order. A thread
 * of which no letter stays is empty, unless something that cannot be read is in it: that must not vanish unseen.
 */
export function withoutLetters(
  thread: ThreadRecord,
  gone: ReadonlySet<LetterId>,
  left: readonly EntryRecord[],
): ThreadRecord {
  const letters = left.filter((entry) => entry.kind === "letter");
  const [first, last] = [letters[0], letters.at(-1)];
  const times = left.map((entry) => (entry.kind === "notice" ? entry.atMs : (entry.receivedAtMs ?? sentAtOf(entry))));
  if (first === undefined || last === undefined) {
    const empty = { ...emptiedThread(thread), order: thread.order };
    const unreadable = left.filter(({ kind }) => kind === "unreadable").length;
    if (unreadable === 0) return empty;
    return { ...empty, unread: Math.min(thread.unread, unreadable), lastAtMs: Math.max(...times), emptied: false };
  }
  return {
    ...thread,
    subject: first.subject,
    preview: last.mine || last.opened ? previewOf(last.text) : "",
    lastAtMs: Math.max(...times),
    unread: left.filter((entry) => entry.kind === "letter" && !entry.mine && !entry.opened).length,
    asks: thread.asks?.filter(({ letter }) => !gone.has(letter)) ?? null,
    facts: factsOf(left),
  };
}

const sentAtOf = (entry: EntryRecord): number => (entry.kind === "letter" ? entry.sentAtMs : 0);

type Asks = NonNullable<ThreadRecord["asks"]>;

const askOf = ({ letter, mine, acknowledgeBy }: Asks[number]): Asks[number] => ({ letter, mine, acknowledgeBy });

/** The thread after a letter's acknowledgement or refusal that counts. */
export const withAnswer = (thread: ThreadRecord, letter: LetterId): ThreadRecord => ({
  ...thread,
  asks: thread.asks?.filter((ask) => ask.letter !== letter) ?? null,
});

const nobodyAnswered = (): [] => [];

/** What the list shows of a thread. `known`: what the record does not know itself. */
export function summaryOf(
  record: ThreadRecord,
  { asks = record.asks ?? [], facts = record.facts ?? noFacts }: { readonly asks?: Asks; readonly facts?: Facts } = {},
): SummaryRecord {
  const { thread, subject, parties, preview, unread, lastAtMs, state, openedBy, order, emptied } = record;
  const deadline = nextDeadline(asks, nobodyAnswered);
  return { thread, subject, parties, preview, unread, lastAtMs, state, openedBy, order, emptied, facts, deadline };
}
