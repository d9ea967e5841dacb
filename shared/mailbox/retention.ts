import * as v from "valibot";
import { FederpostError } from "../base/index.ts";
import { isAnswer } from "../letter/index.ts";
import type { EntryRecord, ReceiptRecord, ThreadRecord } from "./records.ts";

/** What is deleted when, and what must not be deleted unasked. */

const dayMs = 86_400_000;

/** How long a thread lies in the trash before its letters are deleted for good. */
export const trashDays = 30;

/** The fewest and most days of the person's own rule. */
export const retentionLimits = { least: 1, most: 36_500 } as const;

const rule = v.object({ days: v.nullable(v.number()) });

/** Threads in the archive folder go to the trash this many days after their last letter; null: never. */
export type RetentionRule = v.InferOutput<typeof rule>;

export const noRetention: RetentionRule = { days: null };

/** The stored rule. @throws FederpostError `internal` when it is none: only we write there. */
export function parseRetention(value: unknown): RetentionRule {
  const parsed = v.safeParse(rule, value);
  if (!parsed.success) throw new FederpostError("internal", "The stored rule for keeping has an unknown form.");
  return parsed.output;
}

/** Why a thread is not to be deleted unasked. */
export type Hold =
  /** A letter of ours has not gone out. */
  | "unsent"
  /** An answer to a letter is asked for by a day that has not passed. */
  | "deadline";

/** What holds a thread. `today`: ISO 8601, by the calendar of the place. */
export function holdsOf(
  entries: readonly EntryRecord[],
  receipts: ReadonlyMap<string, readonly ReceiptRecord[]>,
  today: string,
): Hold[] {
  const letters = entries.filter((entry) => entry.kind === "letter");
  const unsent = letters.some(({ mine, event, failure }) => mine && event === null && failure === null);
  const isDue = letters.some(({ letter, acknowledgeBy }) => {
    const answered = (receipts.get(letter) ?? []).some(({ kind, valid }) => valid && isAnswer(kind));
    return acknowledgeBy !== null && acknowledgeBy.slice(0, 10) >= today && !answered;
  });
  return [...(unsent ? (["unsent"] as const) : []), ...(isDue ? (["deadline"] as const) : [])];
}

/** When the letters of a thread in the trash are deleted; null: it is not there. */
export const erasedAtMs = ({ order: { trashedAtMs } }: Pick<ThreadRecord, "order">): number | null =>
  trashedAtMs === null ? null : trashedAtMs + trashDays * dayMs;

/** Whether the rule moves a thread to the trash now. What somebody pinned, put off or has not read stays. */
export function isPastKeeping(thread: ThreadRecord, { days }: RetentionRule, nowMs: number): boolean {
  const { order, unread, lastAtMs, emptied } = thread;
  if (days === null || emptied || !order.archived || order.pinned || order.marked || unread > 0) return false;
  if (order.trashedAtMs !== null || (order.snoozedUntilMs ?? 0) > nowMs) return false;
  return lastAtMs + days * dayMs <= nowMs;
}
