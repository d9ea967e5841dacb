import { type EventId, FederpostError, type LetterId, type RoomId, type UserId } from "../base/index.ts";
import { signJws, verifyJws } from "../crypto/index.ts";
import { type Group, groupSuite, type Member, ownCertificate, seal } from "../engine/index.ts";
import { type VerifiedCertificate, verifyDeviceCertificate } from "../identity/index.ts";
import {
  encodeEnvelope,
  encodeReceipt,
  isAnswer,
  mayState,
  parseReceipt,
  type Receipt,
  type ReceiptKind,
  statesPossibleDay,
} from "../letter/index.ts";
import type { LetterRecord, ReceiptRecord } from "../mailbox/index.ts";
import type { Change } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { algorithmOf, eventTypes, makeContent } from "./payload.ts";
import { nextOutboxKey, putOutbox, putReceipt } from "./store.ts";

const typ = "secevent+jwt";

/** A signed receipt of ours that is sealed for its thread: what to store so that it goes out. */
export interface IssuedReceipt {
  readonly next: Group;
  readonly changes: readonly Change[];
  readonly spent: readonly Uint8Array[];
}

/** Signs a receipt for a letter and seals it for the thread's members. The caller stores all of it in one commit. */
export async function issueReceipt(
  desk: Desk,
  group: Group,
  about: {
    readonly letter: LetterRecord;
    readonly kind: ReceiptKind;
    readonly event: EventId | null;
    /** See `Receipt.says`. */
    readonly says?: string | null;
  },
): Promise<IssuedReceipt> {
  const { letter, kind, event, says = null } = about;
  if (letter.digest === null) throw new FederpostError("internal", "A receipt needs a signed letter.");
  const receipt: Receipt = {
    id: desk.random.uuid(),
    kind,
    thread: letter.thread,
    letter: letter.letter,
    digest: letter.digest,
    by: desk.self.account,
    atMs: desk.clock.now(),
    event,
    says,
  };
  const jws = await signJws(desk.self.letterKey, { typ, payload: encodeReceipt(receipt) });
  const proof = { receipt: jws, certificate: ownCertificate(group), document: desk.self.document };
  const sealed = await seal(desk.engine, group, encodeEnvelope({ kind: "receipt", ...proof }));
  const record: ReceiptRecord = { kind, by: receipt.by, atMs: receipt.atMs, says, valid: true, ...proof };
  const content = { algorithm: algorithmOf(groupSuite(group)), ...(await makeContent(desk, sealed.bytes)) };
  const item = {
    kind: "event",
    thread: letter.thread,
    txnId: desk.random.uuid(),
    type: eventTypes.encrypted,
    content,
    letter: null,
    tries: 0,
    notBeforeMs: 0,
  } as const;
  return {
    next: sealed.next,
    spent: sealed.spent,
    changes: [putReceipt(letter.thread, letter.letter, record), putOutbox(await nextOutboxKey(desk), item)],
  };
}

/** A receipt of another device, judged. */
export interface JudgedReceipt {
  readonly letter: LetterId;
  readonly record: ReceiptRecord;
}

/**
 * Checks a receipt that came from a member: signed by the letter key of exactly that device, about this thread,
 * by its account. Null when it is none. `record.valid` also needs the letter: same digest, a kind that its signer may
 * state (`mayState`), and for an answer that it is the first and its day possible.
 */
export async function judgeReceipt(
  envelope: { readonly receipt: string; readonly certificate: string; readonly document: string },
  about: {
    readonly sender: Member;
    readonly thread: RoomId;
    readonly letterOf: (id: LetterId) => Promise<LetterRecord | null>;
    /** What counts already of the same account's receipts for a letter. */
    readonly earlier: (letter: LetterId, by: UserId) => Promise<readonly ReceiptRecord[]>;
    readonly nowMs: number;
  },
): Promise<JudgedReceipt | null> {
  const [signed, certificate] = await Promise.all([
    verifyJws(envelope.receipt, typ),
    verifyDeviceCertificate(envelope.certificate),
  ]);
  const receipt = signed === null ? null : parseReceipt(signed.payload);
  if (signed === null || receipt === null || certificate === null) return null;
  if (envelope.certificate !== about.sender.certificate || certificate.letterKey !== signed.signer) return null;
  if (receipt.by !== about.sender.account || receipt.thread !== about.thread) return null;
  const letter = await about.letterOf(receipt.letter);
  if (letter === null) return null;
  const { kind, by, atMs, says } = receipt;
  const holds = letter.digest === receipt.digest && mayState(kind, { by, letter });
  const valid = holds && (!isAnswer(kind) || (await answers(receipt, { ...about, letter, certificate })));
  const { receipt: jws, certificate: certificateJws, document } = envelope;
  return {
    letter: receipt.letter,
    record: { kind, by, atMs, says, valid, receipt: jws, certificate: certificateJws, document },
  };
}

const dayMs = 86_400_000;

/** Whether an acknowledgement or refusal counts: by a device that may speak for its account, for a possible day, and the first one. */
async function answers(
  receipt: Receipt,
  {
    letter,
    certificate,
    earlier,
    nowMs,
  }: Parameters<typeof judgeReceipt>[1] & {
    readonly letter: LetterRecord;
    readonly certificate: VerifiedCertificate;
  },
): Promise<boolean> {
  const before = (await earlier(receipt.letter, receipt.by)).filter(({ kind, valid }) => valid && isAnswer(kind));
  const contradicts = before.some(({ kind, says }) => kind !== receipt.kind || says !== receipt.says);
  // A signer whose clock runs a day ahead could otherwise acknowledge a day that has not come.
  const fromFuture = receipt.atMs > nowMs + dayMs;
  const maySpeak = certificate.rights.includes("send");
  return maySpeak && !contradicts && !fromFuture && statesPossibleDay(receipt, letter.sentAtMs);
}
