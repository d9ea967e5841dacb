import { type ErrorCode, FederpostError, type RoomId } from "../base/index.ts";
import { digestOf, verifyJws } from "../crypto/index.ts";
import type { Member } from "../engine/index.ts";
import { type Contact, verifyDeviceCertificate } from "../identity/index.ts";
import { type Envelope, type Letter, parseEnvelope, parseLetter } from "../letter/index.ts";
import type { LetterRecord } from "../mailbox/index.ts";
import { meetSender } from "./contacts.ts";
import type { Desk } from "./desk.ts";
import { fetchFromMedia } from "./payload.ts";
import { shownEvidence } from "./person.ts";

export const letterTyp = "federpost-letter+jws";

/** What an opened MLS message turned out to be. */
export type Opened =
  | { readonly kind: "letter"; readonly letter: VerifiedLetter; readonly contact: Contact | null }
  | {
      readonly kind: "receipt";
      readonly envelope: Extract<Envelope, { kind: "receipt" }>;
      readonly contact: Contact | null;
    }
  | { readonly kind: "ratify"; readonly envelope: Extract<Envelope, { kind: "ratify" }> }
  /** `remember` is what to keep of a sender whose identity contradicts what is pinned. */
  | { readonly kind: "unreadable"; readonly reason: ErrorCode; readonly remember: Contact | null };

/** A letter whose signature, certificate, rights and sender all hold together. */
export interface VerifiedLetter {
  readonly content: Letter;
  readonly digest: string;
  readonly proof: NonNullable<LetterRecord["proof"]>;
}

const unreadable = (reason: ErrorCode, remember: Contact | null = null): Opened => ({
  kind: "unreadable",
  reason,
  remember,
});

/** Follows a pointer to media once: a pointer to a pointer is nonsense. */
async function unwrap(desk: Desk, plaintext: Uint8Array): Promise<Envelope | null> {
  const envelope = parseEnvelope(plaintext);
  if (envelope?.kind !== "pointer") return envelope;
  try {
    const inner = parseEnvelope(await fetchFromMedia(desk, envelope));
    return inner?.kind === "pointer" ? null : inner;
  } catch (error) {
    // What cannot be fetched now may be fetched later; what was changed stays unreadable.
    if (error instanceof FederpostError && error.code === "cannot_open") return null;
    throw error;
  }
}

/**
 * Opens what a member sent: signatures, certificate, rights, thread and the sender's identity must agree.
 * @throws FederpostError what the transport throws when a large letter, or its sender's newest document, cannot be had now.
 */
export async function openPlaintext(
  desk: Desk,
  plaintext: Uint8Array,
  { sender, thread }: { readonly sender: Member; readonly thread: RoomId },
): Promise<Opened> {
  const envelope = await unwrap(desk, plaintext);
  if (envelope === null || envelope.kind === "pointer") return unreadable("invalid_letter");
  if (envelope.kind === "ratify") return { kind: "ratify", envelope };
  // The certificate in the leaf was judged when the member came in; another one has no business here.
  if (envelope.certificate !== sender.certificate) return unreadable("invalid_letter");
  const meeting = await meetSender(desk, sender, envelope.document);
  if (meeting.kind === "refused") return unreadable(meeting.code, meeting.remember);
  if (meeting.contact.identityKey !== sender.identityKey) return unreadable("identity_changed");
  const foreign = sender.account !== desk.self.account;
  const contact = meeting.news && foreign ? meeting.contact : null;
  if (envelope.kind === "receipt") return { kind: "receipt", envelope, contact };
  const letter = await verifyLetter(envelope, { sender, thread });
  if (letter === null) return unreadable("invalid_letter");
  const shown = foreign ? await shownEvidence(envelope.evidence ?? [], meeting.contact) : null;
  return { kind: "letter", letter, contact: shown === null ? contact : { ...meeting.contact, shown } };
}

async function verifyLetter(
  { letter, certificate, document }: Extract<Envelope, { kind: "letter" }>,
  { sender, thread }: { readonly sender: Member; readonly thread: RoomId },
): Promise<VerifiedLetter | null> {
  const [signed, verified] = await Promise.all([verifyJws(letter, letterTyp), verifyDeviceCertificate(certificate)]);
  if (signed === null || verified === null || verified.letterKey !== signed.signer) return null;
  if (!verified.rights.includes("send")) return null;
  const content = parseLetter(signed.payload);
  if (content === null || content.from !== sender.account || content.thread !== thread) return null;
  return { content, digest: await digestOf(signed.payload), proof: { letter, certificate, document } };
}
