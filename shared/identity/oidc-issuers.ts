import * as v from "valibot";
import { FederpostError } from "../base/index.ts";
import { type IssuerKey, isUsableIssuerKey } from "../crypto/index.ts";

/** Levels of assurance as eIDAS (Regulation 910/2014, article 8) has them, the weakest first. */
export const assuranceLevels = ["low", "substantial", "high"] as const;
export type AssuranceLevel = (typeof assuranceLevels)[number];

/** Whether a level reaches another. */
export const isAtLeast = (level: AssuranceLevel, demanded: AssuranceLevel): boolean =>
  assuranceLevels.indexOf(level) >= assuranceLevels.indexOf(demanded);

/** An identity provider whose word on persons we take. */
export interface PinnedIssuer {
  /** The `iss` of its tokens, compared as it is spelled. */
  readonly issuer: string;
  /** What people call it, such as BundID. */
  readonly name: string;
  /** As whom we are registered there: the `aud` of its tokens for us. */
  readonly clientId: string;
  readonly keys: readonly IssuerKey[];
  /** What its `acr` values are worth; a value that is not in here is worth nothing. */
  readonly levels: ReadonlyMap<string, AssuranceLevel>;
  /** How long after the login its word is taken. */
  readonly maxAgeDays: number;
  /** Until when the list vouches for the provider's keys; null: until somebody takes it out. */
  readonly untilMs: number | null;
}

const words = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest));
const encoded = (longest: number) => v.pipe(v.string(), v.maxLength(longest), v.regex(/^[A-Za-z0-9_-]+$/));
const kid = words(200);

// Strict: a private key that somebody pins by mistake is refused, and so is a key whose algorithm is left open.
const key = v.variant("alg", [
  v.strictObject({
    alg: v.literal("ES256"),
    kty: v.literal("EC"),
    crv: v.literal("P-256"),
    kid,
    x: encoded(43),
    y: encoded(43),
  }),
  v.strictObject({
    alg: v.literal("ES384"),
    kty: v.literal("EC"),
    crv: v.literal("P-384"),
    kid,
    x: encoded(64),
    y: encoded(64),
  }),
  v.strictObject({ alg: v.literal("PS256"), kty: v.literal("RSA"), kid, n: encoded(1400), e: encoded(8) }),
  v.strictObject({ alg: v.literal("Ed25519"), kty: v.literal("OKP"), crv: v.literal("Ed25519"), kid, x: encoded(43) }),
]);

const schema = v.pipe(
  v.array(
    v.strictObject({
      issuer: v.pipe(words(500), v.url()),
      name: words(100),
      clientId: words(200),
      keys: v.pipe(v.array(key), v.minLength(1), v.maxLength(10)),
      levels: v.record(words(200), v.picklist(assuranceLevels)),
      until: v.optional(v.nullable(v.pipe(v.string(), v.isoDate())), null),
      maxAgeDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3660)),
    }),
  ),
  v.minLength(1),
  v.maxLength(20),
);

const unreadable = (what: string) =>
  new FederpostError("invalid_params", `The identity providers cannot be read: ${what}`);

const isTwice = (names: readonly string[]): boolean => new Set(names).size < names.length;

/**
 * Identity providers from JSON `[{ issuer, name, clientId, keys, levels, maxAgeDays, until? }]`; keys are public JWKs with
 * `kid` and `alg`, `until` is the last day (ISO 8601, UTC) on which the entry counts. @throws FederpostError `invalid_params` when it is something else, or a key is unusable or named twice.
 */
export async function readIssuers(text: string): Promise<readonly PinnedIssuer[]> {
  const parsed = v.safeParse(schema, parseJson(text));
  if (!parsed.success)
    throw unreadable(
      "give JSON of { issuer, name, clientId, keys, levels, maxAgeDays }, with public keys that name kid and alg.",
    );
  for (const { name, keys } of parsed.output) {
    const usable = await Promise.all(keys.map(isUsableIssuerKey));
    if (usable.includes(false)) throw unreadable(`a key of ${name} is none, or RSA with less than 3,072 bits.`);
    if (isTwice(keys.map((each) => each.kid))) throw unreadable(`two keys of ${name} have the same kid.`);
  }
  if (isTwice(parsed.output.map(({ issuer }) => issuer))) throw unreadable("one issuer is in it twice.");
  return parsed.output.map(({ until, ...each }) => ({
    ...each,
    levels: new Map(Object.entries(each.levels)),
    untilMs: until === null ? null : Date.parse(`${until}T23:59:59.999Z`),
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What people see of providers in a list. */
export const describeIssuers = (issuers: readonly PinnedIssuer[]) =>
  issuers.map(({ issuer, name, untilMs }) => ({ issuer, name, untilMs }));

const entriesIn = (text: string): readonly { readonly issuer: string }[] => (text === "" ? [] : JSON.parse(text));

/** Two lists in one; of a provider that both have, the entry of `later` counts. Both must be readable. */
export function mergeIssuers(earlier: string, later: string): string {
  const news = entriesIn(later);
  const kept = entriesIn(earlier).filter(({ issuer }) => !news.some((each) => each.issuer === issuer));
  return JSON.stringify([...kept, ...news]);
}

/** A readable list without a provider; empty when nothing is left. */
export function withoutIssuer(text: string, issuer: string): string {
  const left = entriesIn(text).filter((each) => each.issuer !== issuer);
  return left.length === 0 ? "" : JSON.stringify(left);
}
