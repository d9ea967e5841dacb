import canonicalize from "canonicalize";
import * as v from "valibot";
import { fromUtf8, type Origin, parseOrigin, parseUserId, type UserId, utf8 } from "../base/index.ts";
import { type PublicKey, type SigningKey, signJws, verifyJws } from "../crypto/index.ts";
import { type OidcEvidence, parseOidcEvidence } from "./oidc-evidence.ts";
import { parseX509Evidence, type X509Evidence } from "./x509-evidence.ts";

/**
 * Evidence that is presented to one page, with a fresh proof that who presents it holds the identity key (docs/protocol.md,
 * "Presentations"). One token: the proof is over the evidence, so that neither is worth anything without the other.
 */

/** Kinds of evidence that the form has a place for. */
export const evidenceKinds = ["x509", "oidc", "eid", "eudi"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export type PresentedEvidence = X509Evidence | OidcEvidence;

/** Reads evidence of each kind; null where this version presents none of that kind and believes none. */
const readers: Readonly<Record<EvidenceKind, ((json: unknown) => PresentedEvidence | null) | null>> = {
  x509: parseX509Evidence,
  oidc: parseOidcEvidence,
  eid: null,
  eudi: null,
};

/** Kinds of evidence that can be presented and verified. */
export const presentableKinds: readonly EvidenceKind[] = evidenceKinds.filter((kind) => readers[kind] !== null);

/** What the identity key signs when evidence is presented. */
export interface Presentation {
  readonly account: UserId;
  /** Whose page got it, as the browser named it. */
  readonly origin: Origin;
  /** For which of the page's services it is, by the page's own name; the origin where it named none. */
  readonly audience: string;
  /** The page's own random value: without it a presentation could be shown again. */
  readonly nonce: string;
  /** What for, as the person read it. */
  readonly purpose: string;
  readonly issuedMs: number;
  readonly evidence: PresentedEvidence;
}

/** A presentation whose signature holds. What its evidence is worth is still to be judged. */
export interface VerifiedPresentation extends Presentation {
  readonly identityKey: PublicKey;
}

/** JWS type (RFC 7515, 4.1.9): no other signature of the identity key passes for a presentation, nor the other way round. */
const presentationTyp = "federpost-presentation+jws";
// Evidence by certificates brings its revocation lists: about 500 kB at most, a third more in base64url.
const longestToken = 1 << 20;

const words = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest));

const schema = v.strictObject({
  v: v.literal(1),
  account: v.custom<UserId>((value) => parseUserId(value) !== null),
  origin: v.custom<Origin>((value) => typeof value === "string" && parseOrigin(value) === value),
  audience: words(500),
  nonce: words(128),
  purpose: words(500),
  issued: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  evidence: v.looseObject({ kind: v.picklist(evidenceKinds) }),
});

/** Signs a presentation. The person has just approved exactly this one, for this page. */
export function issuePresentation(identityKey: SigningKey, presentation: Presentation): Promise<string> {
  const { issuedMs, ...content } = presentation;
  const payload = utf8(canonicalize({ v: 1, issued: issuedMs, ...content }) ?? "");
  return signJws(identityKey, { typ: presentationTyp, payload });
}

/** Checks a presentation's form and signature; null when one does not hold. Whose key it is, its evidence says. */
export async function readPresentation(token: string): Promise<VerifiedPresentation | null> {
  if (token.length > longestToken) return null;
  const signed = await verifyJws(token, presentationTyp);
  const parsed = v.safeParse(schema, signed === null ? null : parseJson(signed.payload));
  if (signed === null || !parsed.success) return null;
  const { v: _version, issued, evidence: given, ...content } = parsed.output;
  const evidence = readers[given.kind]?.(given) ?? null;
  return evidence === null ? null : { ...content, issuedMs: issued, evidence, identityKey: signed.signer };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? "");
  } catch {
    return null;
  }
}
