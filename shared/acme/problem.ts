import * as v from "valibot";
import { type AcmeFailure, plainWords } from "./failure.ts";

/** Problem documents (RFC 7807) as RFC 8555 section 6.7 has them. */

const schema = v.object({
  type: v.optional(v.string(), ""),
  detail: v.optional(v.unknown()),
  subproblems: v.optional(v.array(v.object({ type: v.optional(v.string(), "") })), []),
});

export interface Problem {
  /** The error's name without its namespace. */
  readonly name: string;
  readonly said: string | null;
}

const namespace = "urn:ietf:params:acme:error:";

/** A problem document; null when the JSON is none. */
export function parseProblem(json: unknown): Problem | null {
  const parsed = v.safeParse(schema, json);
  if (!parsed.success || !parsed.output.type.startsWith(namespace)) return null;
  return { name: parsed.output.type.slice(namespace.length), said: plainWords(parsed.output.detail) };
}

const anywhere: ReadonlyMap<string, AcmeFailure> = new Map([
  ["badNonce", "nonce_refused"],
  ["rateLimited", "rate_limited"],
  ["userActionRequired", "terms_changed"],
  ["externalAccountRequired", "eab_required"],
  ["accountDoesNotExist", "account_unknown"],
  ["invalidContact", "contact_refused"],
  ["unsupportedContact", "contact_refused"],
  ["rejectedIdentifier", "domain_refused"],
  ["unsupportedIdentifier", "domain_refused"],
  ["caa", "domain_refused"],
  ["badCSR", "request_refused"],
  ["badPublicKey", "request_refused"],
  ["serverInternal", "ca_error"],
  ["connection", "challenge_unreachable"],
  ["dns", "challenge_unreachable"],
  ["tls", "challenge_unreachable"],
  ["incorrectResponse", "challenge_wrong"],
]);

/** Where in an enrolment the authority complained: the same error means different things there. */
export type Stage = "account" | "account_with_eab" | "order" | "challenge" | "finalize";

/** What a problem means for the administrator. */
export function failureOf({ name }: Problem, stage: Stage): AcmeFailure {
  const known = anywhere.get(name);
  if (known !== undefined) return known;
  // RFC 8555 section 7.3.4 leaves open how a wrong binding is refused: authorities say unauthorized or malformed.
  if (stage === "account_with_eab" && (name === "unauthorized" || name === "malformed")) return "eab_refused";
  // A validation that found another content is "unauthorized" (RFC 8555 section 8.3).
  if (stage === "challenge" && name === "unauthorized") return "challenge_wrong";
  if (stage === "order" && (name === "malformed" || name === "unauthorized")) return "domain_refused";
  return "refused";
}
