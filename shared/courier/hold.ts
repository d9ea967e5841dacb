import type { LetterId, RoomId, UserId } from "../base/index.ts";
import {
  type DraftRecord,
  type EntryRecord,
  emptiedThread,
  type Job,
  parseDraft,
  type StagedFile,
  type ThreadOrder,
  type ThreadRecord,
  withoutLetters,
} from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import { leaveOrder } from "./contact-policy.ts";
import { type Desk, inThread } from "./desk.ts";
import { putDraft, readDraft } from "./drafts.ts";
import { readGroup, removeGroup } from "./group-store.ts";
import {
  listEntries,
  listOutbox,
  putEntry,
  putOutbox,
  putThread,
  readLetter,
  readOutbox,
  readThread,
} from "./store.ts";

/**
 * Seconds in which a letter can be taken back. It lies in the outbox like any other and nothing of it leaves the device; what
 * it was written from lies beside it and becomes the draft again. Whoever ends the time and whoever takes the letter back do so
 * one after the other in the thread, so that one of both happens.
 */

/** A letter that can still be taken back. */
export interface HeldLetter {
  readonly thread: RoomId;
  readonly letter: LetterId;
  readonly to: readonly UserId[];
  readonly untilMs: number;
}

export interface Holding {
  /** The newest last. */
  readonly list: () => Promise<readonly HeldLetter[]>;
  /** See `takeBack`. */
  readonly takeBack: (letter: LetterId) => Promise<DraftRecord | null>;
  /** Ends the time of a letter now; nothing where it has ended. */
  readonly sendNow: (letter: LetterId) => Promise<void>;
}

export const holdingAt = (desk: Desk): Holding => ({
  list: () => heldLetters(desk),
  takeBack: (letter) => takeBack(desk, letter),
  sendNow: async (letter) => {
    const found = await jobOf(desk, letter);
    if (found !== null) await endHold(desk, found.key);
    desk.wake();
  },
});

type Held = NonNullable<Job["held"]>;

/** Whether its time still runs. A wait longer than it was held means that the clock was set back. */
export const isHeld = ({ clock }: Pick<Desk, "clock">, { untilMs, ms }: Held): boolean => {
  const leftMs = untilMs - clock.now();
  return leftMs > 0 && leftMs <= ms;
};

async function heldLetters(desk: Desk): Promise<readonly HeldLetter[]> {
  return (await listOutbox(desk.vault)).flatMap(({ item }) =>
    item.kind === "letter" && item.held !== null && isHeld(desk, item.held)
      ? [{ thread: item.thread, letter: item.letter, to: item.to, untilMs: item.held.untilMs }]
      : [],
  );
}

async function jobOf({ vault }: Pick<Desk, "vault">, letter: LetterId) {
  for (const { key, item } of await listOutbox(vault))
    if (item.kind === "letter" && item.letter === letter) return { key, job: item };
  return null;
}

/** Ends the time in which a letter can be taken back: from now on it goes out, and into the archive. */
export async function endHold(desk: Desk, key: string): Promise<void> {
  const first = await readOutbox(desk.vault, key);
  if (first?.kind !== "letter") return;
  await inThread(desk, first.thread, async () => {
    const job = await readOutbox(desk.vault, key);
    if (job?.kind !== "letter" || job.held === null) return;
    const letter = await readLetter(desk.vault, job.thread, job.letter);
    await desk.vault.commit([
      putOutbox(key, { ...job, held: null }),
      ...(letter === null ? [] : [putEntry(job.thread, letter)]),
    ]);
  });
  desk.tell({ kind: "thread", thread: first.thread });
}

/**
 * Takes a letter back: it is gone, and a draft again with all its files. A thread that it began goes with it. Null where
 * its time is over.
 */
async function takeBack(desk: Desk, letter: LetterId): Promise<DraftRecord | null> {
  const found = await jobOf(desk, letter);
  if (found === null) return null;
  const { thread } = found.job;
  const draft = await inThread(desk, thread, async () => {
    const again = await jobOf(desk, letter);
    const held = again?.job.held ?? null;
    const kept = parseDraft(held?.draft);
    if (again === null || held === null || kept === null || !isHeld(desk, held)) return null;
    const { key, job } = again;
    // Something new was begun under its name meanwhile: both stay.
    const clash = (await readDraft(desk.vault, kept.draftId)) !== null;
    const back = clash ? { ...kept, draftId: desk.random.uuid() } : kept;
    await desk.vault.commit([
      { store: "outbox", key, remove: true },
      { store: "letters", key: `${thread}/${letter}`, remove: true },
      putDraft(back),
      ...job.files.map((file) => backToStaged(desk, file)),
      ...(await threadWithout(desk, job)),
    ]);
    return back;
  });
  desk.tell({ kind: "thread", thread });
  desk.tell({ kind: "threads" });
  desk.wake();
  return draft;
}

function backToStaged({ clock }: Desk, { staging, key, sizeBytes, sha256, partSizes }: Job["files"][number]): Change {
  const put: StagedFile = { key, sizeBytes, sha256, partSizes, createdAtMs: clock.now(), origin: null };
  return { store: "files", key: staging, put };
}

async function threadWithout(desk: Desk, { thread, letter, held }: Job): Promise<Change[]> {
  const [stored, entries, group, outbox] = await Promise.all([
    readThread(desk.vault, thread),
    listEntries(desk.vault, thread),
    readGroup(desk, thread),
    listOutbox(desk.vault),
  ]);
  if (stored === null) return [];
  const left = entries.filter((entry) => entry.kind !== "letter" || entry.letter !== letter);
  const others = outbox.some(({ item }) => isOf(item, thread) && !(item.kind === "letter" && item.letter === letter));
  if (left.length > 0) {
    const thread = withoutLetters(stored.value, new Set([letter]), left);
    return [putThread({ ...thread, order: orderWithout(thread.order, held?.before ?? null, left) })];
  }
  if (group === null || others || !isUntouched(stored.value)) return [putThread(emptiedThread(stored.value))];
  return [
    { store: "threads", key: thread, remove: true },
    ...removeGroup(thread, group),
    await leaveOrder(desk, thread),
  ];
}

/**
 * Writing took the thread in and out of the trash: whoever takes the letter back has done neither. What the person changed
 * meanwhile stays, and where another letter of anybody came into the thread, nothing is put out of sight.
 */
function orderWithout(order: ThreadOrder, before: Held["before"], left: readonly EntryRecord[]): ThreadOrder {
  if (before === null || before.order.changedAtMs !== order.changedAtMs) return order;
  if (left.some(({ kind, number }) => kind !== "notice" && number >= before.number)) return order;
  return { ...order, apart: before.order.apart, trashedAtMs: before.order.trashedAtMs };
}

/** Nobody else knows of it yet. */
const isUntouched = ({ state, commit, invited }: ThreadRecord): boolean =>
  state === "starting" && commit === null && invited.length === 0;

const isOf = (item: object, thread: RoomId): boolean => "thread" in item && item.thread === thread;
