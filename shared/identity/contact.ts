import * as v from "valibot";
import { FederpostError, parseUserId, type UserId } from "../base/index.ts";
import { type PublicKey, parsePublicKey } from "../crypto/index.ts";
import type { VerifiedDocument } from "./document.ts";
import { type OidcEvidence, parseOidcEvidence } from "./oidc-evidence.ts";

/** How two people compared the safety code of an identity key. */
export const comparisonMeans = ["scanned", "in_person", "by_phone"] as const;

export const comparisonSchema = v.object({
  means: v.picklist(comparisonMeans),
  /** Milliseconds since the epoch, by this person's clock. */
  atMs: v.number(),
});

export const domainWordSchema = v.object({
  domain: v.string(),
  /** How the domain calls the mailbox: its claim. */
  name: v.string(),
  checkedAtMs: v.number(),
  /** Until when the domain's statement holds. */
  notAfterMs: v.number(),
});

/** That the person compared the safety code of the pinned key, and how. */
export type Comparison = v.InferOutput<typeof comparisonSchema>;

/** That a domain named the mailbox as its own under the pinned key (docs/protocol.md, "Domain file"). */
export type DomainWord = v.InferOutput<typeof domainWordSchema>;

/** What we remember of an account: the key pinned on first contact, the newest document seen, and what bears out the key. */
export interface Contact {
  readonly account: UserId;
  readonly identityKey: PublicKey;
  readonly number: number;
  readonly digest: string;
  /** The newest document itself, JWS. */
  readonly document: string;
  /** A document under another key that was refused; shown until the person decides. */
  readonly conflicting: string | null;
  /** Of this identity key: another one has not been compared. */
  readonly compared: Comparison | null;
  /** When `compared` was changed last, also by forgetting it; 0: never. Of two devices' words the later counts. */
  readonly comparisonAtMs: number;
  /** Domains that named the mailbox under this identity key, the newest first. */
  readonly domains: readonly DomainWord[];
  /** Evidence of the person behind this identity key that they have shown us; null while there was none. */
  readonly shown: OidcEvidence | null;
  /** When a device was first seen that an earlier document did not list; null while there was none. */
  readonly newDeviceAtMs: number | null;
}

/** Longest list of domains kept of one contact. */
const mostDomains = 5;

/** The contact with a domain's word in front of the others. */
export const withDomain = (contact: Contact, word: DomainWord): Contact => ({
  ...contact,
  domains: [word, ...contact.domains.filter(({ domain }) => domain !== word.domain)].slice(0, mostDomains),
});

/** The contact without what a domain said of it once. */
export const withoutDomain = (contact: Contact, domain: string): Contact => ({
  ...contact,
  domains: contact.domains.filter((each) => each.domain !== domain),
});

/** A contact whose key nobody has compared and no domain has named yet. */
export const pinned = (
  { account, identityKey, number, digest, jws }: VerifiedDocument,
  conflicting: string | null = null,
): Contact => ({
  account,
  identityKey,
  number,
  digest,
  document: jws,
  conflicting,
  compared: null,
  comparisonAtMs: 0,
  domains: [],
  shown: null,
  newDeviceAtMs: null,
});

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
  const accepted = pinned(document);
  if (known === null) {
    return document.expiresAtMs <= nowMs ? refused("expired", null) : { kind: "accepted", contact: accepted };
  }
  if (document.identityKey !== known.identityKey) {
    return refused("key_changed", { ...known, conflicting: document.jws });
  }
  if (document.number < known.number) return refused("rolled_back", known);
  if (document.number > known.number) {
    const { conflicting, compared, comparisonAtMs, domains, shown, newDeviceAtMs } = known;
    const borneOut = { conflicting, compared, comparisonAtMs, domains, shown, newDeviceAtMs };
    return { kind: "accepted", contact: { ...accepted, ...borneOut } };
  }
  return document.digest === known.digest ? { kind: "known", contact: known } : refused("forked", known);
}

const publicKey = v.custom<PublicKey>((value) => parsePublicKey(value) !== null);

/** Contacts stored before there were comparisons and domains have none. */
const stored = v.object({
  account: v.custom<UserId>((value) => parseUserId(value) !== null),
  identityKey: publicKey,
  number: v.number(),
  digest: v.string(),
  document: v.string(),
  conflicting: v.nullable(v.string()),
  compared: v.optional(v.nullable(comparisonSchema), null),
  comparisonAtMs: v.optional(v.number(), 0),
  domains: v.optional(v.array(domainWordSchema), []),
  shown: v.pipe(v.optional(v.unknown(), null), v.transform(parseOidcEvidence)),
  newDeviceAtMs: v.optional(v.nullable(v.number()), null),
});

/**
 * A contact as the vault gives it back.
 * @throws FederpostError `internal` when it is not one: only we write there.
 */
export function parseContact(value: unknown): Contact {
  const parsed = v.safeParse(stored, value);
  if (!parsed.success) throw new FederpostError("internal", "A stored contact has an unknown form.");
  return parsed.output;
}
