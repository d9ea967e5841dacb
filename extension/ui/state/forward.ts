import type { Format, Translate } from "../../i18n/index.ts";
import type { LetterEntry } from "./delivery.ts";

/** What a forwarded letter begins with. */
export interface Forwarded {
  readonly subject: string;
  readonly text: string;
}

const longestSubject = 1000;
const longestText = 200_000;

/** The head of the letter that is passed on, then its text. `to` are the accounts that it was sent to. */
export function forwarded(
  letter: LetterEntry,
  { to, t, format }: { readonly to: readonly string[]; readonly t: Translate; readonly format: Format },
): Forwarded {
  const { organisation, userId } = letter.from;
  // Only a verified name: what an account calls itself would read like a fact in the next letter.
  const name = organisation === undefined ? "" : `${organisation.name}, `;
  const head = [
    t("forward.head"),
    `${t("forward.from")} ${name}${userId}`,
    `${t("forward.to")} ${to.join(", ")}`,
    `${t("forward.sent")} ${format.dateTime(letter.sentAtMs)}`,
    `${t("forward.subject")} ${letter.subject}`,
  ];
  const subject = /^(wg|fwd?):/i.test(letter.subject) ? letter.subject : `${t("forward.prefix")} ${letter.subject}`;
  return {
    subject: subject.slice(0, longestSubject).toWellFormed(),
    text: `\n\n${head.join("\n")}\n\n${letter.text ?? ""}`.slice(0, longestText).toWellFormed(),
  };
}
