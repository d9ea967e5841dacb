import type { LetterView, ThreadView } from "../../../shared/protocol/index.ts";
import type { LetterEntry } from "./delivery.ts";

const isLetter = (entry: LetterView): entry is LetterEntry => entry.kind === "letter";

/** A letter of somebody else that the person has not opened: its text is not here yet. */
export const isClosed = (letter: LetterEntry): boolean => !letter.mine && letter.text === null;

/** The letter an answer answers: the newest opened one of somebody else, else the newest of ours. */
export function answeredLetter(view: ThreadView): LetterEntry | null {
  const letters = view.entries.filter(isLetter);
  return (
    letters.findLast((letter) => !letter.mine && !isClosed(letter)) ?? letters.findLast((letter) => letter.mine) ?? null
  );
}

/** The data of the letter that another one answers; null where it answers none that is here. */
export function askedData(entries: readonly LetterView[], inReplyTo: string | null): LetterEntry["data"] {
  const letter = inReplyTo === null ? undefined : entries.filter(isLetter).find((each) => each.letter === inReplyTo);
  return letter?.data ?? null;
}

/** A key that tells entries apart and stays the same while a letter moves on. */
export const entryKey = (entry: LetterView): string => (entry.kind === "letter" ? entry.letter : entry.event);

/** Where reading goes on: the first closed letter, else the last entry. Null for an empty thread. */
export function startingPoint(view: ThreadView): string | null {
  const closed = view.entries.find((entry) => isLetter(entry) && isClosed(entry));
  const start = closed ?? view.entries.at(-1);
  return start === undefined ? null : entryKey(start);
}
