import canonicalize from "canonicalize";
import { type AssuranceLevel, FederpostError, isAtLeast, utf8 } from "../base/index.ts";
import { digestOf } from "../crypto/index.ts";
import {
  claimsIn,
  type EvidenceKind,
  issuePresentation,
  type OidcRefusal,
  type Presentation,
  type PresentedEvidence,
  type VerifiedOrganisation,
  type VerifiedPerson,
  type X509Refusal,
} from "../identity/index.ts";
import type { Change, WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { judgeOwn, trustedRoots } from "./evidence.ts";
import { withIdentityKey } from "./identity-key.ts";
import { ownDocument } from "./own-document.ts";
import { evidenceToShow, judgeOwnToken, ownToken } from "./person.ts";

/** Presenting the account's own evidence to a page: what there is, and the fresh proof over it (docs/adr/0091). */

/** What a page demands of evidence. */
export interface Demand {
  readonly kind: EvidenceKind;
  readonly level: AssuranceLevel | null;
  readonly claims: readonly string[];
}

/** What of the account's evidence meets a demand now; `digest` names exactly this evidence. */
export type Presentable =
  | { readonly kind: "organisation"; readonly organisation: VerifiedOrganisation; readonly digest: string }
  | {
      readonly kind: "person";
      readonly person: VerifiedPerson;
      readonly claims: readonly (readonly [name: string, value: string])[];
      readonly digest: string;
    }
  | { readonly kind: "none" | "no_roots" }
  | { readonly kind: "refused"; readonly reason: X509Refusal | OidcRefusal }
  | { readonly kind: "level"; readonly level: AssuranceLevel }
  | { readonly kind: "claims"; readonly missing: readonly string[] };

/** What the person has approved, exactly as it was shown. */
export interface ToPresent extends Pick<Presentation, "origin" | "audience" | "nonce" | "purpose"> {
  readonly demand: Demand;
  /** Of the evidence that the person saw. */
  readonly digest: string;
  /** What must be stored before anybody gets the presentation. */
  readonly with: readonly Change[];
}

/** What is done about presenting evidence. */
export interface EvidencePresenting {
  readonly read: (demand: Demand) => Promise<Presentable>;
  /**
   * Signs the presentation. @throws FederpostError `evidence_missing` when the evidence is another than the person saw or holds no
   * longer, and what `withIdentityKey` throws.
   */
  readonly sign: (request: ToPresent, way: WayIn | null) => Promise<string>;
}

export const evidencePresenting = (desk: Desk): EvidencePresenting => ({
  read: async (demand) => (await find(desk, demand)).found,
  sign: (request, way) => present(desk, request, way),
});

interface Found {
  readonly found: Presentable;
  readonly evidence: PresentedEvidence | null;
}

const nothing = (found: Presentable): Found => ({ found, evidence: null });
const digestOfEvidence = (evidence: PresentedEvidence): Promise<string> => digestOf(utf8(canonicalize(evidence) ?? ""));

/** How evidence of each kind is found; null where this version presents none of that kind. */
const finders: Readonly<Record<EvidenceKind, ((desk: Desk, demand: Demand) => Promise<Found>) | null>> = {
  x509: findOrganisation,
  oidc: findPerson,
  eid: null,
  eudi: null,
};

async function find(desk: Desk, demand: Demand): Promise<Found> {
  const finder = finders[demand.kind];
  if (finder === null) throw new FederpostError("unsupported", "Evidence of this kind cannot be presented.");
  return finder(desk, demand);
}

async function findOrganisation(desk: Desk): Promise<Found> {
  const all = (await ownDocument(desk)).evidence ?? [];
  if (all.length === 0) return nothing({ kind: "none" });
  if ((await trustedRoots(desk.vault)).length === 0) return nothing({ kind: "no_roots" });
  let answer: Presentable = { kind: "none" };
  for (const evidence of all) {
    const verdict = await judgeOwn(desk, evidence);
    if (verdict.kind === "verified") {
      const digest = await digestOfEvidence(evidence);
      return { found: { kind: "organisation", organisation: verdict.organisation, digest }, evidence };
    }
    answer = verdict;
  }
  return nothing(answer);
}

async function findPerson(desk: Desk, { level, claims: demanded }: Demand): Promise<Found> {
  const evidence = await ownToken(desk.vault);
  if (evidence === null) return nothing({ kind: "none" });
  const verdict = await judgeOwnToken(desk, evidence);
  if (verdict.kind === "refused") return nothing(verdict);
  const { person } = verdict;
  if (level !== null && !isAtLeast(person.level, level)) return nothing({ kind: "level", level: person.level });
  const claims = claimsIn(evidence.token);
  const missing = demanded.filter((name) => !claims.some(([held]) => held === name));
  if (missing.length > 0) return nothing({ kind: "claims", missing });
  return { found: { kind: "person", person, claims, digest: await digestOfEvidence(evidence) }, evidence };
}

async function present(desk: Desk, request: ToPresent, way: WayIn | null): Promise<string> {
  const { demand, digest, with: also, origin, audience, nonce, purpose } = request;
  const { found, evidence } = await find(desk, demand);
  if (evidence === null || !("digest" in found) || found.digest !== digest)
    throw new FederpostError("evidence_missing", "The evidence that was shown is not there or holds no longer.");
  const { account } = desk.self;
  const about = { account, origin, audience, nonce, purpose, issuedMs: desk.clock.now(), evidence };
  const token = await withIdentityKey(desk, way, (key) => issuePresentation(key, about));
  // Who was shown the proof of a person is noted before anybody has it; a certificate is public anyway.
  const notes = evidence.kind === "oidc" ? [(await evidenceToShow(desk, [origin])).note] : [];
  await desk.vault.commit([...notes, ...also]);
  return token;
}
