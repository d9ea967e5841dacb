import { FederpostError, parseUserId, type UserId } from "../base/index.ts";
import { type PublicKey, parsePublicKey } from "../crypto/index.ts";
import type { VerifiedDocument } from "./document.ts";

/** What we remember of an account: the key pinned on first contact and the newest document seen. */
export interface Contact {
  readonly account: UserId;
  readonly identityKey: PublicKey;
  readonly number: number;
  readonly digest: string;
  /** The newest document itself, JWS. */
  readonly document: string;
  /** A document under another key that was refused; shown until the person decides. */
  readonly conflicting: string | null;
}

/** What a document that came in means for what we remember. */
export type Consideration =
  | { readonly kind: "accepted"; readonly contact: Contact }
  /** Nothing new. */
  | { readonly kind: "known"; readonly contact: Contact }
  /** Not believed; `contact` is what to remember instead (the pinned key stays). */
  | { readonly kind: "refused"; readonly why: Refusal; readonly contact: Contact | null };

/** Why a document is not believed. */
export type Refusal = "wrong_account" | "expired" | "rolled_back" | "forked" | "key_changed";

/**
 * Decides on a document: the first contact pins its key; later ones must come from the same key with a higher number.
 * A lower number than seen, or the same number with other content, is how a server would hide a revocation.
 */
export function considerDocument(
  known: Contact | null,
  document: VerifiedDocument,
  { account, nowMs }: { readonly account: UserId; readonly nowMs: number },
): Consideration {
  const refused = (why: Refusal, contact: Contact | null): Consideration => ({ kind: "refused", why, contact });
  if (document.account !== account) return refused("wrong_account", known);
  const accepted: Contact = {
    account,
    identityKey: document.identityKey,
    number: document.number,
    digest: document.digest,
    document: document.jws,
    conflicting: null,
  };
  if (known === null) {
    return document.expiresAtMs <= nowMs ? refused("expired", null) : { kind: "accepted", contact: accepted };
  }
  if (document.identityKey !== known.identityKey) {
    return refused("key_changed", { ...known, conflicting: document.jws });
  }
  if (document.number < known.number) return refused("rolled_back", known);
  if (document.number > known.number) {
    return { kind: "accepted", contact: { ...accepted, conflicting: known.conflicting } };
  }
  return document.digest === known.digest ? { kind: "known", contact: known } : refused("forked", known);
}

/**
 * A contact as the vault gives it back.
 * @throws FederpostError `internal` when it is not one: only we write there.
 */
export function parseContact(stored: unknown): Contact {
  const record = (typeof stored === "object" && stored !== null ? stored : {}) as Record<string, unknown>;
  const account = parseUserId(record.account);
  const identityKey = parsePublicKey(record.identityKey);
  const { number, digest, document, conflicting } = record;
  if (
    account === null ||
    identityKey === null ||
    typeof number !== "number" ||
    typeof digest !== "string" ||
    typeof document !== "string" ||
    (conflicting !== null && typeof conflicting !== "string")
  ) {
    throw new FederpostError("internal", "A stored contact has an unknown form.");
  }
  return { account, identityKey, number, digest, document, conflicting };
}
