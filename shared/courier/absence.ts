import * as v from "valibot";
import { isFederpostError, type RoomId } from "../base/index.ts";
import { automaticData } from "../letter/index.ts";
import { type Absence, absenceSchema, hasWritten, isAway, letterToAnswer, ruleFor } from "../mailbox/index.ts";
import type { Vault } from "../vault/index.ts";
import { readContactPolicy } from "./contact-policy.ts";
import type { CourierEvent, Desk } from "./desk.ts";
import { acceptLetter } from "./send.ts";
import { listEntries, readThread } from "./store.ts";
import type { ThreadIndex } from "./thread-index.ts";

/** Says that the person is away. The notice is a letter like any other, signed by this device, with a mark that a machine wrote it. */

const place = { store: "rules", key: "absence" } as const;

/** The absence that was entered, past ones too; null where there is none, or one that this version does not know. */
async function readAbsence(vault: Vault): Promise<Absence | null> {
  const parsed = v.safeParse(absenceSchema, (await vault.read(place.store, place.key))?.value);
  return parsed.success ? parsed.output : null;
}

/** Enters an absence, or takes it away. */
async function writeAbsence(desk: Desk, absence: Absence | null): Promise<void> {
  const known = await desk.vault.read(place.store, place.key);
  if (absence !== null) await desk.vault.commit([{ ...place, put: { ...absence } }]);
  else if (known !== null) await desk.vault.commit([{ ...place, remove: true }]);
  desk.wake();
}

export interface AbsenceTasks {
  readonly read: () => Promise<Absence | null>;
  readonly set: (absence: Absence | null) => Promise<void>;
}

export const absenceTasks = (desk: Desk): AbsenceTasks => ({
  read: () => readAbsence(desk.vault),
  set: (absence) => writeAbsence(desk, absence),
});

export interface AbsenceNotices {
  readonly note: (event: CourierEvent) => void;
  /** Answers what came while the person is away. */
  readonly answer: (desk: Desk) => Promise<void>;
}

/**
 * Answers letters while the person is away. All threads are looked at once, then those in which something came: what a crash
 * left unanswered is found by the letters themselves.
 */
export function createAbsenceNotices(threads: Pick<ThreadIndex, "list">): AbsenceNotices {
  const waiting = new Set<RoomId>();
  /** The period for which all threads have been looked at. */
  let lookedFor: string | null = null;
  return {
    note: (event) => {
      if (event.kind === "arrived") waiting.add(event.thread);
    },
    answer: async (desk) => {
      const absence = await readAbsence(desk.vault);
      if (absence === null || !isAway(absence, desk.clock.now())) return waiting.clear();
      const period = JSON.stringify(absence);
      if (period !== lookedFor) {
        for (const { thread, lastAtMs } of await threads.list()) if (lastAtMs >= absence.fromMs) waiting.add(thread);
        lookedFor = period;
      }
      for (const thread of [...waiting]) {
        // What fails in one thread for good must not keep the others from their notice.
        await answerIn({ desk, threads }, thread, absence).catch((error: unknown) => {
          if (desk.signal.aborted || isOfAll(error)) throw error;
        });
        waiting.delete(thread);
      }
    },
  };
}

/** Whether a failure says nothing of the thread in which it happened, and the notice is owed still. */
const isOfAll = (error: unknown): boolean =>
  isFederpostError(error) &&
  (error.retryable || ["locked", "signed_out", "disconnected", "storage_full"].includes(error.code));

interface World {
  readonly desk: Desk;
  readonly threads: Pick<ThreadIndex, "list">;
}

async function answerIn(world: World, room: RoomId, absence: Absence): Promise<void> {
  const { desk } = world;
  const thread = (await readThread(desk.vault, room))?.value;
  if (thread === undefined || thread.state !== "open") return;
  const entries = await listEntries(desk.vault, room);
  const letter = letterToAnswer(absence, entries);
  if (letter === null || ruleFor(await readContactPolicy(desk.vault), letter.from).rule === "block") return;
  if (absence.audience === "known" && !hasWritten(entries) && !(await isKnown(world, letter.from))) return;
  await acceptLetter(desk, {
    to: null,
    thread: room,
    subject: thread.subject,
    text: absence.text,
    data: automaticData("absence"),
    files: [],
    inReplyTo: letter.letter,
    acknowledgeBy: null,
    composedBy: null,
    with: () => [],
  });
}

/** Whether the person has ever written to an account. */
async function isKnown({ desk, threads }: World, account: string): Promise<boolean> {
  for (const { thread, parties } of await threads.list())
    if (parties.some((party) => party === account) && hasWritten(await listEntries(desk.vault, thread))) return true;
  return false;
}
