import { parseLetterId, parseRoomId, parseUserId } from "../../shared/base/index.ts";
import { type LetterRecord, newThread, type ThreadRecord } from "../../shared/mailbox/index.ts";

/** Threads and letters as a mailbox keeps them, for tests that need nobody who sends any. */

export const clerk = parseUserId("@bauamt:stadt.example")!;
export const room = (n: number) => parseRoomId(`!thread${n}:stadt.example`)!;
export const letterId = (n: number) => parseLetterId(`00000000-0000-4000-8000-${String(n).padStart(12, "0")}`)!;

export const threadOf = (n: number): ThreadRecord =>
  newThread({
    thread: room(n),
    parties: [clerk],
    subject: `Vorgang ${n}`,
    nowMs: n,
    state: "open",
    joined: "joined",
    openedBy: null,
  });

/** An opened letter of the clerk in a thread. */
export const letterOf = (thread: number, n: number, about: Partial<LetterRecord> = {}): LetterRecord => ({
  kind: "letter",
  number: 1,
  letter: letterId(n),
  thread: room(thread),
  from: clerk,
  mine: false,
  subject: "Bescheid",
  text: "Guten Tag",
  format: null,
  data: null,
  attachments: [],
  sentAtMs: 1,
  receivedAtMs: 1,
  inReplyTo: null,
  acknowledgeBy: null,
  composedBy: null,
  opened: true,
  event: null,
  digest: null,
  proof: null,
  failure: null,
  ...about,
});
