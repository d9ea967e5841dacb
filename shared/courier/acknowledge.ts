import { FederpostError, type LetterId, parseDay, type RoomId } from "../base/index.ts";
import { wipe } from "../engine/index.ts";
import { isAnswer, possibleDays, reasonLength } from "../letter/index.ts";
import { type LetterRecord, withAnswer } from "../mailbox/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { putGroup, readGroup } from "./group-store.ts";
import { issueReceipt } from "./receipts.ts";
import { putThread, readLetter, readThread, receiptsBy } from "./store.ts";

/** What a recipient states of a letter beside having it: that they were told, that they acknowledge it, that they refuse to. */

/** The answer to a letter that asks for an acknowledgement. */
export type Answer =
  /** The person has taken notice of the letter on this day. */
  { readonly kind: "acknowledged"; readonly day: string } | { readonly kind: "rejected"; readonly reason: string };

interface At {
  readonly thread: RoomId;
  readonly letter: LetterId;
}

/**
 * Signs the person's answer and sends it. It can be given once and not taken back.
 * @throws FederpostError `invalid_params` when there is no opened letter of somebody else that asks for it, it was answered,
 *   or the day is not possible; `not_permitted` when this device can no longer write in the thread.
 */
export async function acknowledge(desk: Desk, at: At, answer: Answer): Promise<void> {
  await inThread(desk, at.thread, async () => {
    const letter = await readLetter(desk.vault, at.thread, at.letter);
    if (letter === null || letter.mine || !letter.opened || letter.acknowledgeBy === null)
      throw new FederpostError("invalid_params", "There is no opened letter that asks for an acknowledgement.");
    const stated = await receiptsBy(desk.vault, { ...at, by: desk.self.account });
    if (stated.some(({ kind }) => isAnswer(kind)))
      throw new FederpostError("invalid_params", "This letter was answered: write a letter to say something else.");
    const says = answer.kind === "acknowledged" ? checkedDay(desk, letter, answer.day) : checkedReason(answer.reason);
    await state(desk, letter, { kind: answer.kind, says });
  });
  desk.tell({ kind: "thread", thread: at.thread });
  desk.wake();
}

/**
 * States that the person was told of a letter that asks for an acknowledgement: once, and never for one they have opened. Says
 * nothing where it cannot be said, and nothing of other letters: who gets a notice at once is at the computer, and that is nobody's
 * business who does not ask for it. A notification opens no letter.
 */
export async function noteNotified(desk: Desk, at: At): Promise<void> {
  const stated = await inThread(desk, at.thread, async () => {
    const letter = await readLetter(desk.vault, at.thread, at.letter);
    if (letter === null || letter.mine || letter.opened || letter.acknowledgeBy === null) return false;
    const before = await receiptsBy(desk.vault, { ...at, by: desk.self.account });
    if (before.some(({ kind }) => kind === "notified")) return false;
    if ((await readGroup(desk, at.thread)) === null) return false;
    await state(desk, letter, { kind: "notified", says: null });
    return true;
  });
  if (!stated) return;
  desk.tell({ kind: "thread", thread: at.thread });
  desk.wake();
}

function checkedDay(desk: Desk, letter: LetterRecord, stated: string): string {
  const day = parseDay(stated);
  const days = possibleDays(letter.sentAtMs, desk.clock.now());
  if (day === null || days === null || day < days.first || day > days.last)
    throw new FederpostError("invalid_params", "The day lies before the letter or in the future: state another.");
  return day;
}

function checkedReason(reason: string): string {
  const trimmed = reason.trim();
  if (trimmed === "" || trimmed.length > reasonLength || !trimmed.isWellFormed())
    throw new FederpostError("invalid_params", "A refusal needs a reason of at most 1,000 characters.");
  return trimmed;
}

async function state(
  desk: Desk,
  letter: LetterRecord,
  { kind, says }: { readonly kind: Answer["kind"] | "notified"; readonly says: string | null },
): Promise<void> {
  const group = await readGroup(desk, letter.thread);
  if (group === null) throw new FederpostError("not_permitted", "This device can no longer write in this thread.");
  const receipt = await issueReceipt(desk, group.value, { letter, kind, event: null, says });
  const thread = isAnswer(kind) ? await readThread(desk.vault, letter.thread) : null;
  const answered = thread === null ? [] : [putThread(withAnswer(thread.value, letter.letter))];
  await desk.vault.commit([
    ...receipt.changes,
    ...answered,
    ...putGroup(desk, letter.thread, { next: receipt.next, was: group }),
  ]);
  wipe(receipt.spent);
}
