import { FederpostError, type LetterId, parseLetterId, parseRoomId, type RoomId } from "../base/index.ts";
import {
  type EntryRecord,
  emptiedThread,
  erasedAtMs,
  type Hold,
  holdsOf,
  isPastKeeping,
  noRetention,
  parseRetention,
  type RetentionRule,
  reordered,
  type ThreadRecord,
  withoutLetters,
} from "../mailbox/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { keysOf, listDrafts } from "./drafts.ts";
import { readPrescribed } from "./prescribed.ts";
import { partPrefix } from "./send.ts";
import { tellThreads } from "./step-order.ts";
import { listEntries, listReceipts, listThreads, putThread, readThread } from "./store.ts";

/**
 * Deleting letters. First a thread lies in the trash, where one act takes it back. Then its letters, receipts and drafts are
 * removed, each leaves a mark by which no server, archive or other device brings it back, and what old bytes are left anywhere
 * loses its keys: here by `forgetRemoved`, in the archive by chunks that are written anew (see `archive/erasures.ts`).
 */

const dayMs = 86_400_000;
const perCommit = 200;
const rulePlace = { store: "rules", key: "retention" } as const;
const owedPlace = { store: "keys", key: "forgetting" } as const;

/** What a person does about deleting. */
export interface Deletion {
  /** See `trashThreads`. */
  readonly trash: (threads: readonly RoomId[], deadlines: "keep" | "despite") => Promise<readonly Held[]>;
  /** See `eraseThreads`. */
  readonly erase: (threads: readonly RoomId[]) => Promise<void>;
  /** See `eraseLetter`. */
  readonly eraseLetter: (
    at: { readonly thread: RoomId; readonly letter: LetterId },
    deadlines: "keep" | "despite",
  ) => Promise<readonly Hold[]>;
  readonly retention: () => Promise<RetentionRule>;
  readonly setRetention: (rule: RetentionRule) => Promise<void>;
}

export const deletionAt = (desk: Desk): Deletion => ({
  trash: (threads, deadlines) => trashThreads(desk, threads, deadlines),
  erase: (threads) => eraseThreads(desk, threads),
  eraseLetter: (at, deadlines) => eraseLetter(desk, at, deadlines),
  retention: () => readRetention(desk.vault),
  setRetention: (rule) => writeRetention(desk, rule),
});

/** A thread that stays where it is, and why. */
export interface Held {
  readonly thread: RoomId;
  readonly holds: readonly Hold[];
}

// Days of the law are days in Germany; a day too many holds longer, never shorter.
const dayOf = (atMs: number): string => new Date(atMs - dayMs / 2).toISOString().slice(0, 10);

async function holdsIn({ vault, clock }: Pick<Desk, "vault" | "clock">, thread: RoomId): Promise<Hold[]> {
  const [entries, receipts] = await Promise.all([listEntries(vault, thread), listReceipts(vault, thread)]);
  return holdsOf(entries, receipts, dayOf(clock.now()));
}

/**
 * Moves threads to the trash. One with an unsent letter stays; one with an open deadline stays too, unless the person was
 * told of it and wants it `despite` that. Answers what stayed.
 */
export async function trashThreads(
  desk: Desk,
  threads: readonly RoomId[],
  deadlines: "keep" | "despite",
): Promise<readonly Held[]> {
  const held: Held[] = [];
  try {
    const told = await tellThreads(desk);
    for (const thread of threads) {
      await inThread(desk, thread, async () => {
        const holds = await holdsIn(desk, thread);
        const counting = holds.filter((hold) => hold === "unsent" || deadlines === "keep");
        if (counting.length > 0) held.push({ thread, holds: counting });
        else await moveToTrash(desk, thread, told);
      });
    }
  } finally {
    desk.tell({ kind: "threads" });
    // The account's other devices are told by the outbox.
    desk.wake();
  }
  return held;
}

async function moveToTrash(
  { vault, clock }: Desk,
  thread: RoomId,
  told: (thread: RoomId) => Promise<Change[]>,
): Promise<void> {
  const stored = await readThread(vault, thread);
  if (stored === null || stored.value.order.trashedAtMs !== null) return;
  const order = reordered(stored.value.order, { trashedAtMs: clock.now() }, clock.now());
  await vault.commit([putThread({ ...stored.value, order }), ...(await told(thread))]);
}

/** Deletes the letters of threads in the trash for good. What is not there, or has an unsent letter, stays. */
export async function eraseThreads(desk: Desk, threads: readonly RoomId[]): Promise<void> {
  for (const thread of threads) {
    await inThread(desk, thread, async () => {
      const stored = await readThread(desk.vault, thread);
      if (stored === null || stored.value.order.trashedAtMs === null) return;
      if (!(await holdsIn(desk, thread)).includes("unsent")) await eraseEntries(desk, thread, "all");
    });
  }
  desk.tell({ kind: "threads" });
  desk.wake();
}

/** Whether a letter was deleted for good. */
export const isErased = async (vault: Vault, thread: RoomId, letter: LetterId): Promise<boolean> =>
  (await vault.read("erased", `${thread}/${letter}`)) !== null;

/**
 * Removes entries of a thread with all that belongs to them. Marks go first, and the thread says last that it is without them:
 * who dies in between finds what is left and begins again.
 */
async function eraseEntries(desk: Desk, thread: RoomId, which: "all" | ReadonlySet<LetterId>): Promise<void> {
  const { vault, clock } = desk;
  const entries = await listEntries(vault, thread);
  const drafts = which === "all" ? (await listDrafts(vault)).filter((draft) => draft.thread === thread) : [];
  const isMeant = (letter: LetterId) => which === "all" || which.has(letter);
  const going = entries.filter((entry) => (entry.kind === "letter" ? isMeant(entry.letter) : which === "all"));
  const ids = going.flatMap((entry) => (entry.kind === "letter" ? [entry.letter] : []));
  const marks = ids.map((id): Change => ({ store: "erased", key: `${thread}/${id}`, put: clock.now() }));
  await commitAll(vault, [...marks, { ...owedPlace, put: clock.now() }]);
  const before = await readThread(vault, thread);
  const left = entries.filter((entry) => !going.includes(entry));
  await commitAll(vault, [
    ...(await receiptsOf(vault, thread, which === "all" ? "all" : ids)),
    ...drafts.flatMap((draft): Change[] => [{ store: "drafts", key: draft.draftId, remove: true }, ...keysOf(draft)]),
    ...going.map((entry): Change => {
      const id = entry.kind === "letter" ? entry.letter : entry.event;
      return { store: "letters", key: `${thread}/${id}`, remove: true };
    }),
    ...(await extractsIn(vault)),
    // Its subject and its preview are those of letters: where some stay, it becomes theirs.
    ...(before === null ? [] : [putThread(threadOf(before.value, new Set(ids), left))]),
  ]);
  for (const { staging } of drafts.flatMap(({ files }) => files)) await vault.removeBlobs(partPrefix(staging));
  desk.tell({ kind: "thread", thread });
}

const threadOf = (thread: ThreadRecord, gone: ReadonlySet<LetterId>, left: readonly EntryRecord[]): ThreadRecord =>
  left.every(({ kind }) => kind === "notice") ? emptiedThread(thread) : withoutLetters(thread, gone, left);

/**
 * Deletes one letter for good, with its receipts and the keys of its files. One that has not gone out stays; one whose deadline is
 * open stays too, unless the person was told of it and wants it `despite` that. Answers what holds it.
 */
async function eraseLetter(
  desk: Desk,
  { thread, letter }: { readonly thread: RoomId; readonly letter: LetterId },
  deadlines: "keep" | "despite",
): Promise<readonly Hold[]> {
  const holds = await inThread(desk, thread, async () => {
    const [entries, receipts] = await Promise.all([listEntries(desk.vault, thread), listReceipts(desk.vault, thread)]);
    const meant = entries.filter((entry) => entry.kind === "letter" && entry.letter === letter);
    const found = holdsOf(meant, receipts, dayOf(desk.clock.now()));
    const counting = found.filter((hold) => hold === "unsent" || deadlines === "keep");
    if (counting.length === 0 && meant.length > 0) await eraseEntries(desk, thread, new Set([letter]));
    return counting;
  });
  desk.tell({ kind: "threads" });
  desk.wake();
  return holds;
}

async function receiptsOf(vault: Vault, thread: RoomId, of: "all" | readonly LetterId[]): Promise<Change[]> {
  const going = new Set<string>(of);
  return (await vault.list("receipts", { prefix: `${thread}/` }))
    .filter(({ key }) => of === "all" || going.has(key.slice(thread.length + 1).split("/")[0] ?? ""))
    .map(({ key }): Change => ({ store: "receipts", key, remove: true }));
}

/** Extracts hold subjects and previews of many threads together; they are made anew from what stays. */
const extractsIn = async (vault: Vault): Promise<Change[]> =>
  (await vault.list("summaries", { unreadable: () => undefined })).map(
    ({ key }): Change => ({ store: "summaries", key, remove: true }),
  );

async function commitAll(vault: Vault, changes: readonly Change[]): Promise<void> {
  for (let from = 0; from < changes.length; from += perCommit)
    await vault.commit(changes.slice(from, from + perCommit));
}

/** Deletes here what another device of the account has deleted: keys of the store `erased`. Answers how many letters went. */
export async function followErasures(desk: Desk, marks: readonly string[]): Promise<number> {
  const byThread = new Map<RoomId, Set<LetterId>>();
  for (const mark of marks) {
    const at = mark.lastIndexOf("/");
    const [thread, letter] = [parseRoomId(mark.slice(0, at)), parseLetterId(mark.slice(at + 1))];
    if (thread === null || letter === null || (await isErased(desk.vault, thread, letter))) continue;
    byThread.set(thread, (byThread.get(thread) ?? new Set()).add(letter));
  }
  let count = 0;
  for (const [thread, letters] of byThread) {
    await inThread(desk, thread, () => eraseEntries(desk, thread, letters));
    count += letters.size;
  }
  if (count > 0) desk.tell({ kind: "threads" });
  return count;
}

/** The rule for keeping: the administrator's, else the person's. */
export async function readRetention(vault: Vault): Promise<RetentionRule> {
  const { retentionDays } = await readPrescribed(vault);
  if (retentionDays !== null) return { days: retentionDays };
  const entry = await vault.read(rulePlace.store, rulePlace.key);
  return entry === null ? noRetention : parseRetention(entry.value);
}

/** Stores the person's rule; it is applied at the next look. @throws FederpostError `not_permitted` where one is prescribed. */
export async function writeRetention(desk: Desk, rule: RetentionRule): Promise<void> {
  if ((await readPrescribed(desk.vault)).retentionDays !== null)
    throw new FederpostError("not_permitted", "Your administrator decides how long letters are kept.");
  await desk.vault.commit([{ ...rulePlace, put: { ...rule } }]);
  nextLooks.delete(desk);
  desk.wake();
}

const lookEveryMs = 3_600_000;
const nextLooks = new WeakMap<Desk, number>();

/** Moves to the trash what the rule says, and deletes for good what has lain there long enough. Held threads stay. */
export async function tendTrash(desk: Desk): Promise<void> {
  const nowMs = desk.clock.now();
  if (nowMs < (nextLooks.get(desk) ?? 0)) return;
  const [threads, rule] = await Promise.all([listThreads(desk.vault), readRetention(desk.vault)]);
  const past = threads.filter((thread) => isPastKeeping(thread, rule, nowMs)).map(({ thread }) => thread);
  if (past.length > 0) await trashThreads(desk, past, "keep");
  const over = threads.filter((thread) => isOver(thread, nowMs)).map(({ thread }) => thread);
  if (over.length > 0) await eraseThreads(desk, over);
  nextLooks.set(desk, nowMs + lookEveryMs);
}

const isOver = (thread: ThreadRecord, nowMs: number): boolean =>
  (erasedAtMs(thread) ?? Number.POSITIVE_INFINITY) <= nowMs;

/** Whether something was deleted whose keys have not been destroyed yet. */
export const owesForgetting = async (vault: Vault): Promise<boolean> =>
  (await vault.read(owedPlace.store, owedPlace.key)) !== null;

/** The change that says that it is done. */
export const forgotten: Change = { ...owedPlace, remove: true };
