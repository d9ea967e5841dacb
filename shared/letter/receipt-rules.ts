import { addDays, type Day, germanDay, type UserId } from "../base/index.ts";
import type { Letter } from "./letter.ts";
import type { Receipt, ReceiptKind } from "./receipt.ts";

/** Which receipts count, whoever judges: the other side when one comes in, and anybody offline. */

/** Ways to answer a letter that asks for an acknowledgement: one of them, once. */
export const isAnswer = (kind: ReceiptKind): kind is "acknowledged" | "rejected" =>
  kind === "acknowledged" || kind === "rejected";

/** Whether somebody may state a kind: its author alone that a letter was submitted, others alone the rest, and answers where one was asked for. */
export const mayState = (
  kind: ReceiptKind,
  about: { readonly by: UserId; readonly letter: Pick<Letter, "from" | "acknowledgeBy"> },
): boolean =>
  (kind === "submitted") === (about.letter.from === about.by) &&
  (!isAnswer(kind) || about.letter.acknowledgeBy !== null);

/**
 * The first and the last day that an acknowledgement signed at `atMs` can state: not before the letter was written, not after
 * the signing. Two clocks are compared, so a day earlier is let through where they disagree about midnight.
 */
export function possibleDays(sentAtMs: number, atMs: number): { readonly first: Day; readonly last: Day } | null {
  const [sent, last] = [germanDay(sentAtMs), germanDay(atMs)];
  return sent === null || last === null ? null : { first: addDays(sent, -1), last };
}

/** Whether the day of an acknowledgement is possible; true for what states no day. */
export function statesPossibleDay(
  { kind, says, atMs }: Pick<Receipt, "kind" | "says" | "atMs">,
  sentAtMs: number,
): boolean {
  if (kind !== "acknowledged") return true;
  const days = possibleDays(sentAtMs, atMs);
  return days !== null && says !== null && says >= days.first && says <= days.last;
}
