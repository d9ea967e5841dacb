import canonicalize from "canonicalize";
import * as v from "valibot";
import {
  type AssuranceLevel,
  fromBase64Url,
  fromUtf8,
  type Random,
  toBase64Url,
  type UserId,
  utf8,
} from "../base/index.ts";
import { digestOf, type PublicKey, type SigningKey, signJws, verifyIssuerJws, verifyJws } from "../crypto/index.ts";
import type { PinnedIssuer } from "./oidc-issuers.ts";

/**
 * That an identity key belongs to a person, by an identity provider's word (docs/protocol.md, "OIDC evidence"). It names the
 * person, so it is shown to those one writes with and never published; in public there is `oidcDigest` at most.
 */
export type OidcEvidence = {
  readonly kind: "oidc";
  readonly v: 1;
  /** The provider's id_token; its nonce is `oidcNonce` of the identity key. */
  readonly token: string;
  /** 32 random bytes, base64url: without them nobody can guess the token's person from the digest. */
  readonly salt: string;
  /** JWS by the identity key over account, digest and time: made while the token held. */
  readonly statement: string;
};

/** Why OIDC evidence is not believed. The list is closed; the first rule that fails names the reason. */
export const oidcRefusals = [
  "malformed",
  "unknown_issuer",
  /** The list of providers vouches for this one no longer. */
  "issuer_expired",
  "unknown_key",
  "broken_signature",
  /** The token was made for another program than ours. */
  "wrong_audience",
  /** The token was asked for by another identity key: somebody else's, or replayed. */
  "key_mismatch",
  "broken_statement",
  /** The token did not hold when the account took it for its own, or is from the future. */
  "not_yet_valid",
  "expired",
  /** The login is longer ago than the provider's word is taken for. */
  "too_old",
  "unknown_level",
] as const;
export type OidcRefusal = (typeof oidcRefusals)[number];

/** What is known of a person whose evidence holds. */
export interface VerifiedPerson {
  /** As the provider has it; null where it gives none. */
  readonly name: string | null;
  readonly level: AssuranceLevel;
  /** What people call the provider. */
  readonly issuer: string;
  readonly loginMs: number;
  readonly validUntilMs: number;
}

export type OidcVerdict =
  | { readonly kind: "verified"; readonly person: VerifiedPerson }
  | { readonly kind: "refused"; readonly reason: OidcRefusal };

export interface OidcQuestion {
  readonly issuers: readonly PinnedIssuer[];
  readonly account: UserId;
  readonly identityKey: PublicKey;
  readonly nowMs: number;
}

const statementTyp = "federpost-oidc-evidence+jws";
/** How far the clocks of provider, sender and reader may be apart. */
const skewMs = 120_000;
const dayMs = 86_400_000;

const encoded = (length: number) => v.pipe(v.string(), v.length(length), v.regex(/^[A-Za-z0-9_-]+$/));
const compact = (longest: number) => v.pipe(v.string(), v.maxLength(longest), v.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/));
const words = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(1e11));

const evidenceSchema = v.strictObject({
  kind: v.literal("oidc"),
  v: v.literal(1),
  token: compact(16_384),
  salt: encoded(43),
  statement: compact(4096),
});

const claimsSchema = v.object({
  iss: words,
  aud: v.union([words, v.array(words)]),
  nonce: words,
  iat: seconds,
  exp: seconds,
  acr: v.optional(words),
  name: v.optional(v.pipe(v.string(), v.maxLength(300))),
});
type Claims = v.InferOutput<typeof claimsSchema>;

const statementSchema = v.strictObject({
  v: v.literal(1),
  account: v.string(),
  digest: v.string(),
  issued: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

/** OIDC evidence in JSON from outside, or null when it is of another kind, version or form. */
export function parseOidcEvidence(json: unknown): OidcEvidence | null {
  const parsed = v.safeParse(evidenceSchema, json);
  return parsed.success ? parsed.output : null;
}

/** The nonce of the login: binds the token to the identity key. The label keeps other hashes of the key from passing. */
export const oidcNonce = (identityKey: PublicKey): Promise<string> =>
  digestOf(utf8(`federpost-oidc-nonce-v1 ${identityKey}`));

/** What may be public of the evidence: says nothing to who has not been shown token and salt. */
export const oidcDigest = ({ token, salt }: Pick<OidcEvidence, "token" | "salt">): Promise<string> =>
  digestOf(utf8(`federpost-oidc-digest-v1 ${salt} ${token}`));

/** Takes a token for the account's own. Whether it holds, `verifyOidcEvidence` says. */
export async function bindOidcEvidence(
  identityKey: SigningKey,
  from: { readonly token: string; readonly account: UserId; readonly nowMs: number; readonly random: Random },
): Promise<OidcEvidence> {
  const { token, account, nowMs } = from;
  const salt = toBase64Url(from.random.bytes(32));
  const content = { v: 1, account, digest: await oidcDigest({ token, salt }), issued: nowMs };
  const statement = await signJws(identityKey, { typ: statementTyp, payload: utf8(canonicalize(content) ?? "") });
  return { kind: "oidc", v: 1, token, salt, statement };
}

/** Judges evidence by the pinned providers. Contacts nobody, so no provider learns who reads whose letters. */
export async function verifyOidcEvidence(evidence: OidcEvidence, question: OidcQuestion): Promise<OidcVerdict> {
  const claimed = readClaims(fromBase64Url(evidence.token.split(".")[1] ?? ""));
  if (claimed === null) return refused("malformed");
  const issuer = question.issuers.find((each) => each.issuer === claimed.iss);
  if (issuer === undefined) return refused("unknown_issuer");
  if (issuer.untilMs !== null && question.nowMs > issuer.untilMs) return refused("issuer_expired");
  const signed = await verifyIssuerJws(evidence.token, issuer.keys);
  if (signed.kind !== "verified") return refused(signed.kind === "broken" ? "broken_signature" : "unknown_key");
  const claims = readClaims(signed.payload);
  if (claims === null) return refused("malformed");
  const reason =
    (await checkBinding(claims, issuer, question)) ??
    checkTimes(claims, await issuedAt(evidence, question), question.nowMs);
  return reason === null ? describe(claims, issuer, question.nowMs) : refused(reason);
}

/**
 * Whether evidence is about this account and identity key, whoever the provider is: the nonce is the key's, and the account
 * took the token. Whether the provider is to be believed, `verifyOidcEvidence` says.
 */
export async function isOwnToken(
  evidence: OidcEvidence,
  about: Pick<OidcQuestion, "account" | "identityKey">,
): Promise<boolean> {
  const claims = readClaims(fromBase64Url(evidence.token.split(".")[1] ?? ""));
  if (claims?.nonce !== (await oidcNonce(about.identityKey))) return false;
  return (await issuedAt(evidence, about)) !== null;
}

/** When the person logged in, as the token claims; null where it claims nothing. */
export function loginMsOf({ token }: Pick<OidcEvidence, "token">): number | null {
  const claims = readClaims(fromBase64Url(token.split(".")[1] ?? ""));
  return claims === null ? null : claims.iat * 1000;
}

const refused = (reason: OidcRefusal): OidcVerdict => ({ kind: "refused", reason });

function readClaims(payload: Uint8Array | null): Claims | null {
  const parsed = v.safeParse(claimsSchema, payload === null ? null : parseJson(payload));
  return parsed.success ? parsed.output : null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? "");
  } catch {
    return null;
  }
}

async function checkBinding(
  { aud, nonce }: Claims,
  issuer: PinnedIssuer,
  question: OidcQuestion,
): Promise<OidcRefusal | null> {
  // OpenID Connect Core section 3.1.3.7: further audiences would have to be trusted too, and there is none we trust.
  const audience = [aud].flat();
  if (audience.length !== 1 || audience[0] !== issuer.clientId) return "wrong_audience";
  return nonce === (await oidcNonce(question.identityKey)) ? null : "key_mismatch";
}

/** When the account took the token for its own; null when its statement does not hold for account, key and token. */
async function issuedAt(
  evidence: OidcEvidence,
  { account, identityKey }: Pick<OidcQuestion, "account" | "identityKey">,
): Promise<number | null> {
  const signed = await verifyJws(evidence.statement, statementTyp);
  if (signed === null || signed.signer !== identityKey) return null;
  const parsed = v.safeParse(statementSchema, parseJson(signed.payload));
  if (!parsed.success || parsed.output.account !== account) return null;
  return parsed.output.digest === (await oidcDigest(evidence)) ? parsed.output.issued : null;
}

function checkTimes({ iat, exp }: Claims, issuedMs: number | null, nowMs: number): OidcRefusal | null {
  if (issuedMs === null) return "broken_statement";
  if (issuedMs < iat * 1000 - skewMs || iat * 1000 > nowMs + skewMs) return "not_yet_valid";
  return issuedMs > exp * 1000 + skewMs ? "expired" : null;
}

function describe({ acr, name, iat }: Claims, issuer: PinnedIssuer, nowMs: number): OidcVerdict {
  const [loginMs, validUntilMs] = [iat * 1000, iat * 1000 + issuer.maxAgeDays * dayMs];
  if (nowMs > validUntilMs) return refused("too_old");
  const level = acr === undefined ? undefined : issuer.levels.get(acr);
  if (level === undefined) return refused("unknown_level");
  return {
    kind: "verified",
    person: { name: name?.trim() || null, level, issuer: issuer.name, loginMs, validUntilMs },
  };
}
