import { parseUserId } from "../../../shared/base/index.ts";
import type { DraftFields } from "./draft-sync.ts";
import { type ChosenFile, filesProblem } from "./files.ts";
import type { Recipient } from "./recipient.ts";

/** What must be mended before a letter can be sent, per field. */
export interface LetterProblems {
  readonly to: "missing" | "incomplete" | "unknown" | "wait" | null;
  readonly subject: "missing" | null;
  readonly text: "missing" | null;
  readonly files: "wrong" | null;
}

function recipientProblem(recipient: Recipient, typed: string): LetterProblems["to"] {
  switch (recipient.kind) {
    case "empty":
      return "missing";
    case "incomplete":
      return "incomplete";
    case "unknown":
      return "unknown";
    case "searching":
      return "wait";
    // Offline a letter to an address can still be written: the host looks it up again when it sends.
    case "failed":
      return parseUserId(typed.trim()) === null ? "unknown" : null;
    case "found":
      return null;
  }
}

/** Checks a new letter. An answer has neither recipient nor subject of its own: `recipient` is null then. */
export function checkLetter(
  fields: Pick<DraftFields, "to" | "subject" | "text">,
  files: readonly ChosenFile[],
  recipient: Recipient | null,
): LetterProblems {
  return {
    to: recipient === null ? null : recipientProblem(recipient, fields.to),
    subject: recipient !== null && fields.subject.trim() === "" ? "missing" : null,
    text: fields.text.trim() === "" && files.length === 0 ? "missing" : null,
    files: filesProblem(files) === null ? null : "wrong",
  };
}

export const mayBeSent = (problems: LetterProblems): boolean =>
  Object.values(problems).every((problem) => problem === null);
