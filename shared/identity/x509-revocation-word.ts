import { verifyDerSignature } from "../crypto/index.ts";
import type { Certificate, SignedDer } from "./x509-certificate.ts";
import type { X509Refusal } from "./x509-refusal.ts";

/** What a list or an OCSP response says of a certificate, once it is checked who says it. */
export type Word =
  | { readonly kind: "good" }
  | { readonly kind: "revoked"; readonly atMs: number; readonly compromised: boolean }
  /** About other certificates, or by somebody else. */
  | { readonly kind: "silent" }
  | { readonly kind: "refused"; readonly reason: X509Refusal };

export const silent: Word = { kind: "silent" };
export const refuse = (reason: X509Refusal): Word => ({ kind: "refused", reason });

export interface IssuedBy {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

export interface Moment {
  /** The time for which the certificate is judged. */
  readonly atMs: number;
  /** The present: revocation data from after it is not believed. */
  readonly nowMs: number;
}

/** A clock may be wrong by this much. */
const skewMs = 10 * 60_000;

/** keyCompromise, cACompromise and aACompromise (RFC 5280 section 5.3.1). */
export const compromises: ReadonlySet<number> = new Set([1, 2, 10]);

export interface Span {
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number | null;
}

/** From when to when data speak, against the time that is asked about. */
function checkFreshness({ thisUpdateMs, nextUpdateMs }: Span, { atMs, nowMs }: Moment): X509Refusal | null {
  if (thisUpdateMs > nowMs + skewMs) return "broken_revocation";
  // Without an end it would be good for ever, which is what somebody who hides a revocation would staple.
  return nextUpdateMs === null || nextUpdateMs < atMs ? "revocation_stale" : null;
}

/** The word, if its data are fresh. What was revoked once stays revoked, however old the data. */
export function whileFresh(word: Word, span: Span, moment: Moment): Word {
  const refusal = checkFreshness(span, moment);
  return refusal === null || (word.kind === "revoked" && refusal === "revocation_stale") ? word : refuse(refusal);
}

export async function isSignedBy({ data, algorithm, signature }: SignedDer, signer: Certificate): Promise<boolean> {
  if (signer.key === null) return false;
  return (await verifyDerSignature({ algorithm, key: signer.key, data: data.der, signature })) === "holds";
}
