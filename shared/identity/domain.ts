import canonicalize from "canonicalize";
import * as v from "valibot";
import { fromUtf8, parseUserId, type UserId, utf8 } from "../base/index.ts";
import { type PublicKey, type SigningKey, signJws, verifyJws } from "../crypto/index.ts";

/** What a mailbox says of a domain that it answers for; the domain says the same by serving it. */
export interface DomainStatement {
  readonly domain: string;
  readonly mailbox: UserId;
  /** How the domain calls the mailbox; a claim until a certificate vouches for it. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly notAfterMs: number;
}

export interface VerifiedDomainStatement extends DomainStatement {
  readonly identityKey: PublicKey;
}

const typ = "federpost-domain+jws";

const payload = v.object({
  v: v.literal(1),
  domain: v.pipe(v.string(), v.maxLength(261)),
  mailbox: v.custom<UserId>((value) => parseUserId(value) !== null),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  not_after: v.pipe(v.number(), v.safeInteger()),
});

const file = v.object({ federpost: v.pipe(v.string(), v.maxLength(16_384)) });

/** The content of `/.well-known/federpost.json`, signed by the mailbox's identity key. */
export async function issueDomainFile(identityKey: SigningKey, statement: DomainStatement): Promise<string> {
  const { domain, mailbox, name, notAfterMs } = statement;
  const content = { v: 1, domain, mailbox, name, not_after: notAfterMs };
  const jws = await signJws(identityKey, { typ, payload: utf8(canonicalize(content) ?? "") });
  return `${JSON.stringify({ federpost: jws }, null, 2)}\n`;
}

/**
 * The statement in a domain's file, its signature checked; null when it is none. The caller compares the domain with
 * the one it asked, `identityKey` with the mailbox's own, and the time.
 */
export async function verifyDomainFile(json: string): Promise<VerifiedDomainStatement | null> {
  try {
    const outer = v.safeParse(file, JSON.parse(json));
    const signed = outer.success ? await verifyJws(outer.output.federpost, typ) : null;
    if (signed === null) return null;
    const parsed = v.safeParse(payload, JSON.parse(fromUtf8(signed.payload) ?? ""));
    if (!parsed.success) return null;
    const { domain, mailbox, name, not_after: notAfterMs } = parsed.output;
    return { domain, mailbox, name, notAfterMs, identityKey: signed.signer };
  } catch {
    return null;
  }
}
