import {
  type AssuranceLevel,
  type ConfiguredRoot,
  claimsIn,
  type EvidenceKind,
  isAtLeast,
  type OidcEvidence,
  type PinnedIssuer,
  readPresentation,
  safetyCode,
  type VerifiedPresentation,
  verifyOidcEvidence,
  verifyX509Evidence,
  type X509Evidence,
} from "../identity/index.ts";
import type { PresentationFault, PresentationReport, Proved } from "./presentation-report.ts";

/** Evidence that somebody presented to a page, as the page's server judges it: offline, by what it expected. */

export interface PresentationQuestion {
  /** The server's own origin. */
  readonly origin: string;
  /** The nonce that it made for this call. That it takes each one once is its own business. */
  readonly nonce: string;
  readonly audience: string;
  readonly kind: EvidenceKind | null;
  readonly level: AssuranceLevel | null;
  readonly claims: readonly string[];
  readonly roots: readonly ConfiguredRoot[];
  readonly issuers: readonly PinnedIssuer[];
  readonly nowMs: number;
  /** How old a presentation may be by the presenter's clock. */
  readonly maxAgeMs: number;
}

/** How far the presenter's clock may be ahead. */
const skewMs = 120_000;

const invalid = (fault: PresentationFault, detail: string | null = null): PresentationReport => ({
  verdict: "invalid",
  fault,
  detail,
});

/** Judges a presentation. The first rule that fails is the answer. Contacts nobody, throws for no token. */
export async function judgePresentation(token: string, question: PresentationQuestion): Promise<PresentationReport> {
  const read = await readPresentation(token);
  if (read === null) return invalid("broken");
  const fault = contextFault(read, question);
  if (fault !== null) return invalid(fault);
  const judged = await judgeEvidence(read, question);
  if ("fault" in judged) return invalid(judged.fault, judged.detail);
  const { account, identityKey, purpose, issuedMs } = read;
  return {
    verdict: "valid",
    account,
    identityKey,
    safetyCode: await safetyCode(identityKey),
    purpose,
    presentedAtMs: issuedMs,
    proved: judged,
  };
}

function contextFault(
  { origin, audience, nonce, issuedMs, evidence }: VerifiedPresentation,
  question: PresentationQuestion,
): PresentationFault | null {
  if (origin !== question.origin) return "other_origin";
  if (audience !== question.audience) return "other_audience";
  if (nonce !== question.nonce) return "other_nonce";
  if (issuedMs > question.nowMs + skewMs) return "from_the_future";
  if (issuedMs + question.maxAgeMs < question.nowMs) return "too_old";
  return question.kind !== null && evidence.kind !== question.kind ? "other_kind" : null;
}

type Judged = Proved | { readonly fault: PresentationFault; readonly detail: string | null };

function judgeEvidence(read: VerifiedPresentation, question: PresentationQuestion): Promise<Judged> {
  const { evidence } = read;
  switch (evidence.kind) {
    case "x509":
      return judgeOrganisation(read, evidence, question);
    case "oidc":
      return judgePerson(read, evidence, question);
  }
}

async function judgeOrganisation(
  { account, identityKey }: VerifiedPresentation,
  evidence: X509Evidence,
  { roots, level, claims, nowMs }: PresentationQuestion,
): Promise<Judged> {
  const verdict = await verifyX509Evidence(evidence, { roots, account, identityKey, atMs: nowMs });
  if (verdict.kind === "refused") return { fault: "evidence_refused", detail: verdict.reason };
  // A certificate of an organisation proves no person: whoever demands a level or claims has not got them.
  if (level !== null) return { fault: "level_too_low", detail: null };
  const [missing] = claims;
  if (missing !== undefined) return { fault: "claim_missing", detail: missing };
  return { kind: "x509", organisation: verdict.organisation };
}

async function judgePerson(
  { account, identityKey }: VerifiedPresentation,
  evidence: OidcEvidence,
  { issuers, level, claims: demanded, nowMs }: PresentationQuestion,
): Promise<Judged> {
  const verdict = await verifyOidcEvidence(evidence, { issuers, account, identityKey, nowMs });
  if (verdict.kind === "refused") return { fault: "evidence_refused", detail: verdict.reason };
  const { person } = verdict;
  if (level !== null && !isAtLeast(person.level, level)) return { fault: "level_too_low", detail: person.level };
  const claims = claimsIn(evidence.token);
  const missing = demanded.find((name) => !claims.some(([held]) => held === name));
  if (missing !== undefined) return { fault: "claim_missing", detail: missing };
  return { kind: "oidc", person, claims };
}
