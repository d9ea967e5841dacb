import * as v from "valibot";
import { type ErrorCode, FederpostError } from "../base/index.ts";
import type { HttpAnswer } from "./http.ts";
import { isTable, parseJson } from "./json.ts";

/** What a homeserver said: yes with JSON, or no with a Matrix error. */
export type MatrixAnswer =
  | { readonly kind: "ok"; readonly json: Record<string, unknown> }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export interface Refusal {
  readonly status: number;
  /** `M_...`, or "" where the server asks for user-interactive authentication. */
  readonly errcode: string;
  readonly json: Record<string, unknown>;
}

/**
 * Reads an answer as Matrix. Throws `rate_limited`, `server_error` (5xx) and `invalid_response` (HTML, no JSON,
 * redirects); all other refusals are values, since what M_NOT_FOUND means depends on the question.
 */
export function readAnswer(answer: HttpAnswer): MatrixAnswer {
  const json = parseJson(answer.bytes);
  if (answer.status === 429) throw rateLimited(answer, json);
  if (answer.status >= 500) throw new FederpostError("server_error", "The homeserver has a problem. Try again later.");
  if (answer.status === 413) return refused(413, { errcode: "M_TOO_LARGE" });
  if (!isTable(json) || answer.status < 200) throw noMatrix();
  if (answer.status < 300) return { kind: "ok", json };
  if (answer.status < 400) throw noMatrix();
  return refused(answer.status, json);
}

const noMatrix = () =>
  new FederpostError("invalid_response", "What answered does not speak Matrix. A proxy may be in between.");

function refused(status: number, json: Record<string, unknown>): MatrixAnswer {
  const errcode = typeof json.errcode === "string" ? json.errcode : "";
  // Only user-interactive authentication refuses without an error code (Matrix client-server API, 401 with flows).
  if (errcode === "" && !(status === 401 && Array.isArray(json.flows))) throw noMatrix();
  return { kind: "refused", refusal: { status, errcode, json } };
}

// A hostile figure must not silence the mailbox for years.
const longestWaitMs = 24 * 60 * 60 * 1000;

function rateLimited(answer: HttpAnswer, json: unknown): FederpostError {
  const body = v.safeParse(v.object({ retry_after_ms: v.number() }), json);
  const waitMs = retryAfterHeaderMs(answer.retryAfter) ?? (body.success ? body.output.retry_after_ms : null);
  const details = waitMs === null ? {} : { retryAfterMs: Math.min(Math.max(Math.ceil(waitMs), 0), longestWaitMs) };
  return new FederpostError("rate_limited", "The homeserver asks for a pause before the next request.", details);
}

// RFC 9110 section 10.2.3 also allows a date; homeservers send seconds, and our clock may be wrong.
const retryAfterHeaderMs = (header: string | null): number | null =>
  header !== null && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : null;

/** Matrix error code -> ours, where it does not depend on the question. */
const codes: ReadonlyMap<string, ErrorCode> = new Map([
  ["M_UNKNOWN_TOKEN", "signed_out"],
  ["M_MISSING_TOKEN", "signed_out"],
  ["M_FORBIDDEN", "not_permitted"],
  ["M_GUEST_ACCESS_FORBIDDEN", "not_permitted"],
  ["M_USER_DEACTIVATED", "not_permitted"],
  ["M_USER_LOCKED", "not_permitted"],
  ["M_USER_SUSPENDED", "not_permitted"],
  ["M_CONSENT_NOT_GIVEN", "not_permitted"],
  ["M_LIMIT_EXCEEDED", "rate_limited"],
  ["M_RESOURCE_LIMIT_EXCEEDED", "server_error"],
  ["M_TOO_LARGE", "too_large"],
  ["M_PROFILE_TOO_LARGE", "too_large"],
  ["M_KEY_TOO_LARGE", "too_large"],
  ["M_UNRECOGNIZED", "unsupported"],
  ["M_UNSUPPORTED_ROOM_VERSION", "unsupported"],
  ["M_INCOMPATIBLE_ROOM_VERSION", "unsupported"],
  ["M_ROOM_IN_USE", "conflict"],
  ["M_CANNOT_OVERWRITE_MEDIA", "conflict"],
] as const);

/** The error for a refusal that the question did not expect. */
export function errorFor(refusal: Refusal): FederpostError {
  const known = codes.get(refusal.errcode);
  // The code is the server's text: it is repeated only where it is one of ours.
  const name = known === undefined ? `status ${refusal.status}` : refusal.errcode;
  return new FederpostError(known ?? "invalid_request", `The homeserver refuses the request (${name}).`);
}
