import { type ErrorCode, FederpostError } from "../base/index.ts";

/** Why no certificate came. The list is closed; `texts.ts` says for each what happened and what to do next. */
export const acmeFailures = [
  /** No connection, or TLS with a certificate that this machine does not believe. */
  "ca_unreachable",
  "not_a_directory",
  /** The authority answers with an error of its own. */
  "ca_error",
  "rate_limited",
  "terms_changed",
  "eab_required",
  "eab_refused",
  "account_unknown",
  "contact_refused",
  "domain_refused",
  "no_http_challenge",
  /** Our own look at the web server found another answer than the one that was set up. */
  "web_server_wrong",
  "challenge_unreachable",
  "challenge_wrong",
  "order_expired",
  "request_refused",
  "nonce_refused",
  "too_slow",
  "certificate_unreadable",
  "refused",
] as const;

export type AcmeFailure = (typeof acmeFailures)[number];

const codes: Partial<Record<AcmeFailure, ErrorCode>> = {
  ca_unreachable: "offline",
  ca_error: "server_error",
  rate_limited: "rate_limited",
  too_slow: "timed_out",
  order_expired: "expired",
};

/** An attempt that ended without a certificate. */
export class AcmeError extends FederpostError {
  readonly failure: AcmeFailure;
  /** Not before this moment, where the authority named one; milliseconds since the epoch. */
  readonly retryAtMs: number | null;
  /** What the authority wrote, on one line and shortened; for the administrator's own screen only. */
  readonly said: string | null;

  constructor(failure: AcmeFailure, more: { retryAtMs?: number | null; said?: string | null } = {}) {
    super(codes[failure] ?? "invalid_response", `The certificate authority gave no certificate: ${failure}.`);
    this.failure = failure;
    this.retryAtMs = more.retryAtMs ?? null;
    this.said = more.said ?? null;
  }
}

/** What comes from outside is shown without control and direction characters, on one line. */
export const plainWords = (text: unknown): string | null =>
  typeof text === "string"
    ? text
        .replace(/[\p{C}\p{Z}]+/gu, " ")
        .trim()
        .slice(0, 300) || null
    : null;
