import canonicalize from "canonicalize";
import * as v from "valibot";
import {
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromUtf8,
  parseUserId,
  toBase64Url,
  type UserId,
  utf8,
} from "../base/index.ts";
import { type PublicKey, parsePublicKey, sha256, verifyCertifiedJws } from "../crypto/index.ts";
import { type Certificate, parseCertificate } from "./x509-certificate.ts";
import { checkLogProof, type LogProof } from "./x509-log.ts";
import { checkPath, longestChain } from "./x509-path.ts";
import type { X509Refusal } from "./x509-refusal.ts";
import { checkRevocation } from "./x509-revocation.ts";
import type { ConfiguredRoot } from "./x509-roots.ts";

/** That an identity key belongs to an organisation, by certificates (docs/protocol.md, "X.509 evidence"). */
export interface X509Evidence {
  readonly kind: "x509";
  readonly v: 1;
  /** DER, base64url: the organisation's certificate first, each next one its issuer; the root may be left out. */
  readonly chain: readonly string[];
  /** JWS by the certified key over account and identity key; null where the certificate is about the identity key itself. */
  readonly statement: string | null;
  /** Revocation data as stapled: DER, base64url. */
  readonly crls: readonly string[];
  readonly ocsp: readonly string[];
  readonly log: LogProof | null;
}

const encoded = (longest: number) => v.pipe(v.string(), v.maxLength(longest), v.regex(/^[A-Za-z0-9_-]+$/));
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const schema = v.strictObject({
  kind: v.literal("x509"),
  v: v.literal(1),
  chain: v.pipe(v.array(encoded(12_000)), v.minLength(1), v.maxLength(12)),
  statement: v.nullable(v.pipe(v.string(), v.maxLength(16_384))),
  crls: v.pipe(v.array(encoded(32_768)), v.maxLength(8)),
  ocsp: v.pipe(v.array(encoded(12_000)), v.maxLength(8)),
  log: v.nullable(
    v.strictObject({
      entryMs: time,
      leafIndex: time,
      treeSize: v.pipe(time, v.minValue(1)),
      path: v.pipe(v.array(encoded(43)), v.maxLength(64)),
      headMs: time,
      rootHash: encoded(43),
      signature: encoded(160),
    }),
  ),
});

/** X.509 evidence in JSON from outside, or null when it is of another kind, version or form. */
export function parseX509Evidence(json: unknown): X509Evidence | null {
  const parsed = v.safeParse(schema, json);
  return parsed.success ? parsed.output : null;
}

/** What is known of an organisation whose evidence holds. */
export interface VerifiedOrganisation {
  /** The organisation's, or its domain where the authority proves no more. */
  readonly name: string;
  readonly proves: ConfiguredRoot["proves"];
  /** Narrows the name, such as an office of it; null where the certificate says no more. */
  readonly unit: string | null;
  readonly country: string | null;
  readonly domains: readonly string[];
  /** Who issued the certificate, and under which root. */
  readonly issuer: string;
  readonly root: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly serial: string;
  /** SHA-256 of the certificate, base64url. */
  readonly certificateDigest: string;
  /** Whether the certificate is about the identity key, or about a key that vouches for it. */
  readonly boundBy: "certificate" | "statement";
  /** Whether fresh revocation data were there. */
  readonly revocation: "checked" | "none";
}

export type X509Verdict =
  | { readonly kind: "verified"; readonly organisation: VerifiedOrganisation }
  | { readonly kind: "refused"; readonly reason: X509Refusal };

/** What evidence is judged against. */
export interface X509Question {
  readonly roots: readonly ConfiguredRoot[];
  /** The time at which the chain must hold: of signing, or the present. */
  readonly atMs: number;
  /** The present, where `atMs` is not: nothing from after it is believed. */
  readonly nowMs?: number;
  readonly account: UserId;
  readonly identityKey: PublicKey;
  /** A domain that the certificate must name. */
  readonly domain?: string;
}

const refused = (reason: X509Refusal): X509Verdict => ({ kind: "refused", reason });

/** Verifies X.509 evidence with what it brings along: no network, no clock. The first rule that fails is the answer. */
export async function verifyX509Evidence(evidence: X509Evidence, question: X509Question): Promise<X509Verdict> {
  const chain = readAll(evidence.chain)?.map(parseCertificate);
  const [crls, ocsp] = [readAll(evidence.crls), readAll(evidence.ocsp)];
  if (chain === undefined || crls === null || ocsp === null) return refused("malformed");
  const certificates = chain.filter((each) => each !== null);
  if (certificates.length !== chain.length) return refused("malformed");
  let first: X509Verdict | null = null;
  for (const root of question.roots) {
    const path = pathUnder(root, certificates);
    if (path === null) continue;
    const verdict = await judge({ evidence, root, path, stapled: { crls, ocsp }, question });
    if (verdict.kind === "verified") return verdict;
    first ??= verdict;
  }
  return first ?? refused("unknown_root");
}

function readAll(texts: readonly string[]): readonly Uint8Array[] | null {
  const all = texts.map(fromBase64Url);
  const read = all.filter((bytes) => bytes !== null);
  return read.length === all.length ? read : null;
}

/** The path from a root down to the holder, if the last certificate names this root as its issuer. */
function pathUnder(
  { certificate: root }: ConfiguredRoot,
  chain: readonly Certificate[],
): readonly Certificate[] | null {
  const last = chain.at(-1);
  const below = last !== undefined && equalBytes(last.der, root.der) ? chain.slice(0, -1) : chain;
  const top = below.at(-1);
  if (top === undefined || JSON.stringify(top.issuer.relative) !== JSON.stringify(root.subject.relative)) return null;
  return [root, ...below.toReversed()];
}

interface Case {
  readonly evidence: X509Evidence;
  readonly root: ConfiguredRoot;
  readonly path: readonly Certificate[];
  readonly stapled: { readonly crls: readonly Uint8Array[]; readonly ocsp: readonly Uint8Array[] };
  readonly question: X509Question;
}

async function judge(all: Case): Promise<X509Verdict> {
  const { evidence, root, path, question } = all;
  const holder = path.at(-1);
  if (holder === undefined) return refused("malformed");
  if (path.length - 1 > longestChain) return refused("chain_too_long");
  const nowMs = question.nowMs ?? question.atMs;
  const standing =
    (await checkPath(path, question.atMs, root.proves === "domain" ? "web" : "strict")) ??
    (await checkStanding(all, nowMs));
  if (standing !== null) return refused(standing);
  if (root.logs.length > 0) {
    const refusal = await checkLogProof(holder.der, evidence.log, { logs: root.logs, nowMs });
    if (refusal !== null) return refused(refusal);
  }
  const bound = await checkBinding(holder, evidence, { ...question, nowMs });
  if (bound !== "certificate" && bound !== "statement") return refused(bound);
  return describe(all, holder, bound);
}

const hasNoData = ({ stapled }: Case): boolean => stapled.crls.length + stapled.ocsp.length === 0;

async function checkStanding(all: Case, nowMs: number): Promise<X509Refusal | null> {
  const { path, root, stapled, question } = all;
  for (const [depth, certificate] of path.entries()) {
    const issuer = path[depth - 1];
    if (issuer === undefined) continue;
    const refusal = await checkRevocation({ certificate, issuer }, stapled, { atMs: question.atMs, nowMs });
    const isMissing = refusal === "revocation_missing" && root.revocation === "if_present";
    if (refusal !== null && !isMissing) return refusal;
  }
  return null;
}

export const statementTyp = "federpost-statement+jws";

const statementSchema = v.strictObject({
  v: v.literal(1),
  account: v.custom<UserId>((value) => parseUserId(value) !== null),
  identity_key: v.custom<PublicKey>((value) => parsePublicKey(value) !== null),
  issued: time,
});

/** What a certified key signs to vouch for an identity key: the payload of the statement. */
export const encodeStatement = (about: {
  readonly account: UserId;
  readonly identityKey: PublicKey;
  readonly issuedMs: number;
}): Uint8Array<ArrayBuffer> =>
  utf8(canonicalize({ v: 1, account: about.account, identity_key: about.identityKey, issued: about.issuedMs }) ?? "");

async function checkBinding(
  holder: Certificate,
  { statement }: X509Evidence,
  { account, identityKey, nowMs }: X509Question & { readonly nowMs: number },
): Promise<VerifiedOrganisation["boundBy"] | X509Refusal> {
  const { key } = holder;
  if (key === null) return "unsupported_algorithm";
  if (statement === null) {
    const isIdentityKey = key.kind === "Ed25519" && toBase64Url(key.bits) === identityKey;
    return isIdentityKey ? "certificate" : "key_mismatch";
  }
  const signed = await verifyCertifiedJws(statement, statementTyp, key);
  const certificate = signed === null ? null : fromBase64(signed.certificate);
  if (signed === null || certificate === null || !equalBytes(certificate, holder.der)) return "broken_statement";
  const parsed = v.safeParse(statementSchema, parseJson(signed.payload));
  if (!parsed.success) return "broken_statement";
  const { issued } = parsed.output;
  // What was signed outside the certificate's time is not signed under it; what is from the future is not signed yet.
  if (issued < holder.notBeforeMs || issued > holder.notAfterMs || issued > nowMs + 600_000) return "broken_statement";
  return parsed.output.account === account && parsed.output.identity_key === identityKey ? "statement" : "key_mismatch";
}

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(fromUtf8(bytes) ?? "");
  } catch {
    return null;
  }
};

const isOneName = (domain: string): boolean => !domain.startsWith("*.");

async function describe(all: Case, holder: Certificate, boundBy: "certificate" | "statement"): Promise<X509Verdict> {
  const { path, question, root } = all;
  const domains = holder.altNames.flatMap((name) => (name.kind === "dns" ? [name.text] : []));
  const { organisation, commonName, country } = holder.subject;
  const { proves } = root;
  const name = proves === "domain" ? (domains.find(isOneName) ?? null) : organisation;
  if (name === null || name.trim() === "") return refused("no_organisation");
  if (question.domain !== undefined && !domains.includes(question.domain.toLowerCase()))
    return refused("domain_mismatch");
  const nameOf = (certificate: Certificate | undefined): string =>
    certificate?.subject.commonName ?? certificate?.subject.organisation ?? "";
  return {
    kind: "verified",
    organisation: {
      name,
      proves,
      unit: proves === "domain" || commonName === organisation ? null : commonName,
      country: proves === "domain" ? null : country,
      domains,
      issuer: nameOf(path.at(-2)),
      root: nameOf(path[0]),
      notBeforeMs: holder.notBeforeMs,
      notAfterMs: holder.notAfterMs,
      serial: holder.serial,
      certificateDigest: toBase64Url(await sha256(holder.der)),
      boundBy,
      revocation: hasNoData(all) ? "none" : "checked",
    },
  };
}
