import * as v from "valibot";
import { isAutomatic } from "../letter/index.ts";
import type { EntryRecord, LetterRecord } from "./records.ts";

/** A notice that somebody is away, sent by their own device: at most one in a thread and a period. */

/** Longest text of a notice. */
export const absenceTextLength = 5000;

const moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const absenceSchema = v.pipe(
  v.strictObject({
    /** Milliseconds since the epoch: from then, and up to but not at then. */
    fromMs: moment,
    untilMs: moment,
    text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(absenceTextLength)),
    /** `known`: only to who was written to before. Whoever is blocked gets none in either case. */
    audience: v.picklist(["known", "everyone"]),
  }),
  v.check(({ fromMs, untilMs }) => fromMs < untilMs, "ends before it begins"),
);

export type Absence = v.InferOutput<typeof absenceSchema>;

export const isAway = ({ fromMs, untilMs }: Absence, nowMs: number): boolean => fromMs <= nowMs && nowMs < untilMs;

/** A letter of ours that a person wrote, and not a machine for them. */
export const isByHand = (letter: LetterRecord): boolean => letter.mine && !isAutomatic(letter.data);

/** Whether these entries show that the person has written to the other side. */
export const hasWritten = (entries: readonly EntryRecord[]): boolean =>
  entries.some((entry) => entry.kind === "letter" && isByHand(entry));

/**
 * The letter of a thread that a notice answers; null where there is none. What a machine wrote is never answered (RFC 3834
 * section 2), what came before the period neither, nor what the person has answered meanwhile; and one notice is enough,
 * whichever device of the account sent it.
 */
export function letterToAnswer(absence: Absence, entries: readonly EntryRecord[]): LetterRecord | null {
  const letters = entries.flatMap((entry) => (entry.kind === "letter" ? [entry] : []));
  const told = letters.some((letter) => letter.mine && !isByHand(letter) && letter.sentAtMs >= absence.fromMs);
  const newest = letters.findLast((letter) => !letter.mine && !isAutomatic(letter.data));
  if (told || newest === undefined || (newest.receivedAtMs ?? 0) < absence.fromMs) return null;
  return letters.some((letter) => isByHand(letter) && letter.number > newest.number) ? null : newest;
}
