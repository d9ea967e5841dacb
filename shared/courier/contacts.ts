import { FederpostError, type UserId } from "../base/index.ts";
import { type Contact, considerDocument, type VerifiedDocument, verifyIdentityDocument } from "../identity/index.ts";
import { identityField } from "./account.ts";
import type { Desk } from "./desk.ts";
import { putContact, readContact } from "./store.ts";

/** What somebody's document means for us, with what is to be remembered. */
export type Meeting =
  | { readonly kind: "met"; readonly contact: Contact; readonly document: VerifiedDocument; readonly news: boolean }
  /** Not believed. `remember` keeps the pinned key and the document that contradicts it. */
  | {
      readonly kind: "refused";
      readonly code: "identity_changed" | "invalid_identity";
      readonly remember: Contact | null;
    };

/** Judges an identity document (from a profile or a letter) against what is pinned. Writes nothing. */
export async function meet(desk: Pick<Desk, "vault" | "clock">, account: UserId, jws: string): Promise<Meeting> {
  const document = await verifyIdentityDocument(jws);
  if (document === null) return { kind: "refused", code: "invalid_identity", remember: null };
  const known = (await readContact(desk.vault, account))?.value ?? null;
  const considered = considerDocument(known, document, { account, nowMs: desk.clock.now() });
  if (considered.kind === "refused") {
    const code = considered.why === "key_changed" ? "identity_changed" : "invalid_identity";
    return { kind: "refused", code, remember: considered.contact };
  }
  const { contact } = considered;
  return { kind: "met", contact, document, news: considered.kind === "accepted" };
}

const freshMs = 30_000;
const fetched = new WeakMap<object, Map<UserId, { readonly atMs: number; readonly document: VerifiedDocument }>>();

/**
 * The newest document of an account, fetched from its profile, checked, pinned and remembered.
 * @throws FederpostError `unknown_recipient` when there is no such account or it has no Federpost identity,
 *   `identity_changed`, `invalid_identity`, or what the transport throws.
 */
export async function fetchDocument(desk: Desk, account: UserId): Promise<VerifiedDocument> {
  const cache = fetched.get(desk.vault) ?? new Map<UserId, { atMs: number; document: VerifiedDocument }>();
  fetched.set(desk.vault, cache);
  const recent = cache.get(account);
  const nowMs = desk.clock.now();
  if (recent !== undefined && Math.abs(nowMs - recent.atMs) < freshMs) return recent.document;
  const published = await desk.transport.readProfile(account, identityField);
  if (typeof published !== "string") {
    throw new FederpostError("unknown_recipient", "This account does not use Federpost: ask for another address.");
  }
  const meeting = await meet(desk, account, published);
  if (meeting.kind === "refused") {
    if (meeting.remember !== null) await desk.vault.commit([putContact(meeting.remember)]);
    throw new FederpostError(
      meeting.code,
      "The identity of this account cannot be believed: compare the safety code in person.",
    );
  }
  if (meeting.news) await desk.vault.commit([putContact(meeting.contact)]);
  cache.set(account, { atMs: nowMs, document: meeting.document });
  return meeting.document;
}
