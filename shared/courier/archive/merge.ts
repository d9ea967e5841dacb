import type { Contact, DomainWord } from "../../identity/index.ts";
import type { EntryRecord, LetterRecord, ReceiptRecord, ThreadRecord } from "../../mailbox/index.ts";

/**
 * One record out of two versions of it. Merging letters or receipts in another order, or twice, gives the same: the order
 * of chunks and the number of tries do not matter.
 */

function mergeLetters(a: LetterRecord, b: LetterRecord): LetterRecord {
  // A letter is signed once; what is signed does not change, so whoever has it signed has it whole.
  const [base, other] = a.proof !== null || b.proof === null ? [a, b] : [b, a];
  const event = [a.event, b.event].filter((each) => each !== null).sort()[0] ?? null;
  return {
    ...base,
    number: Math.min(a.number, b.number),
    opened: a.opened || b.opened,
    event,
    receivedAtMs: earliest(a.receivedAtMs, b.receivedAtMs),
    failure: event === null ? (base.failure ?? other.failure) : null,
  };
}

const earliest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Two versions of an entry. A readable one beats an unreadable one. */
export function mergeEntries(a: EntryRecord, b: EntryRecord): EntryRecord {
  if (a.kind === "letter") return b.kind === "letter" ? mergeLetters(a, b) : a;
  return b.kind === "letter" || a.number > b.number ? b : a;
}

/** Two versions of a receipt: one that holds beats one that does not; of equals the earlier. */
export const mergeReceipts = (a: ReceiptRecord, b: ReceiptRecord): ReceiptRecord => {
  if (a.valid !== b.valid) return a.valid ? a : b;
  return a.atMs <= b.atMs ? a : b;
};

type Compared = Pick<Contact, "compared" | "comparisonAtMs">;

/** What was said last of a comparison, with its being forgotten. Of before there was a time, a comparison's own counts. */
export function laterComparison(a: Compared, b: Compared): Compared {
  const [atA, atB] = [a, b].map(({ compared, comparisonAtMs }) => Math.max(comparisonAtMs, compared?.atMs ?? 0));
  const { compared, comparisonAtMs } = (atB ?? 0) >= (atA ?? 0) ? b : a;
  return { compared, comparisonAtMs };
}

/** What each domain said last. */
export function mergeDomains(
  earlier: Pick<Contact, "domains">,
  later: Pick<Contact, "domains">,
): readonly DomainWord[] {
  const all = [...later.domains, ...earlier.domains].sort((a, b) => b.checkedAtMs - a.checkedAtMs);
  return all.filter((word, i) => all.findIndex(({ domain }) => domain === word.domain) === i);
}

/**
 * Two versions of a contact, of which `later` was stored later: of one identity key's documents the newest counts, and
 * between two keys what was decided last. What was compared, and what domains said, is about one key and goes with it.
 */
export function mergeContacts(earlier: Contact, later: Contact): Contact {
  if (earlier.identityKey !== later.identityKey) return later;
  const newest = earlier.number > later.number ? { ...earlier, conflicting: later.conflicting } : later;
  const newDevices = [earlier.newDeviceAtMs, later.newDeviceAtMs].filter((atMs) => atMs !== null);
  return {
    ...newest,
    ...laterComparison(earlier, later),
    domains: mergeDomains(earlier, later),
    shown: later.shown ?? earlier.shown,
    newDeviceAtMs: newDevices.length === 0 ? null : Math.max(...newDevices),
  };
}

const timeOf = (entry: EntryRecord): number =>
  entry.kind === "letter"
    ? (entry.receivedAtMs ?? entry.sentAtMs)
    : entry.kind === "notice"
      ? entry.atMs
      : entry.receivedAtMs;

const idOf = (entry: EntryRecord): string => (entry.kind === "letter" ? entry.letter : entry.event);

const byPlace = (a: EntryRecord, b: EntryRecord): number =>
  a.number - b.number || timeOf(a) - timeOf(b) || (idOf(a) < idOf(b) ? -1 : 1);

/** Entries in their order, with numbers of their own: two devices may have numbered them differently. */
export const renumber = (entries: readonly EntryRecord[]): EntryRecord[] =>
  [...entries].sort(byPlace).map((entry, i) => ({ ...entry, number: i + 1 }));

/** The thread as its entries make it. */
export function recount(thread: ThreadRecord, entries: readonly EntryRecord[]): ThreadRecord {
  const letters = entries.filter((entry) => entry.kind === "letter");
  return {
    ...thread,
    unread: letters.filter((letter) => !letter.opened && !letter.mine).length,
    asks: null,
    facts: null,
    nextNumber: Math.max(1, ...entries.map(({ number }) => number + 1)),
  };
}

/** A thread that came out of the archive: this device is in no group yet, and no commit of it is under way. */
export const asRestored = (thread: ThreadRecord): ThreadRecord => ({
  ...thread,
  commit: null,
  // Nobody but the lost device had the group.
  state: thread.state === "starting" ? "cannot_write" : thread.state,
});
