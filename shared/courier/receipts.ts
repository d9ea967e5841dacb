import { type EventId, FederpostError, type LetterId, type RoomId } from "../base/index.ts";
import { signJws, verifyJws } from "../crypto/index.ts";
import { type Group, groupSuite, type Member, seal } from "../engine/index.ts";
import { verifyDeviceCertificate } from "../identity/index.ts";
import { encodeEnvelope, encodeReceipt, parseReceipt, type Receipt, type ReceiptKind } from "../letter/index.ts";
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
  about: { readonly letter: LetterRecord; readonly kind: ReceiptKind; readonly event: EventId | null },
): Promise<IssuedReceipt> {
  const { letter, kind, event } = about;
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
  };
  const jws = await signJws(desk.self.letterKey, { typ, payload: encodeReceipt(receipt) });
  const { certificate, document } = desk.self;
  const proof = { receipt: jws, certificate, document };
  const sealed = await seal(desk.engine, group, encodeEnvelope({ kind: "receipt", ...proof }));
  const record: ReceiptRecord = { kind, by: receipt.by, atMs: receipt.atMs, valid: true, ...proof };
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
 * by its account. Null when it is none. `record.valid` also needs the letter: same digest, and a kind that its
 * signer may state (only the author states `submitted`, only others the rest).
 */
export async function judgeReceipt(
  envelope: { readonly receipt: string; readonly certificate: string; readonly document: string },
  about: {
    readonly sender: Member;
    readonly thread: RoomId;
    readonly letterOf: (id: LetterId) => Promise<LetterRecord | null>;
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
  const mayState = (receipt.kind === "submitted") === (letter.from === receipt.by);
  const { kind, by, atMs } = receipt;
  const valid = letter.digest === receipt.digest && mayState;
  const { receipt: jws, certificate: certificateJws, document } = envelope;
  return {
    letter: receipt.letter,
    record: { kind, by, atMs, valid, receipt: jws, certificate: certificateJws, document },
  };
}
