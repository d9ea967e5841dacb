import { type ErrorCode, errorCodeOf, isFederpostError } from "../base/index.ts";

/** What a portal learns when something does not work: the closed list, with its fixed numbers (docs/protocol.md). */
export const portalErrors = {
  user_rejected: 4001,
  expired: 4080,
  file_changed: 4091,
  not_permitted: 4100,
  recipient_not_proved: 4120,
  too_large: 4130,
  unsupported: 4200,
  rate_limited: 4290,
  unavailable: 4503,
  disconnected: 4900,
  invalid_request: -32600,
  invalid_params: -32602,
  internal: -32603,
} as const;

export type PortalErrorCode = keyof typeof portalErrors;

const retryable: ReadonlySet<PortalErrorCode> = new Set<PortalErrorCode>([
  "expired",
  "rate_limited",
  "unavailable",
  "disconnected",
]);

/** Everything that crosses to a page about an error. */
export interface PortalFailure {
  readonly code: PortalErrorCode;
  readonly number: number;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

export const isPortalErrorCode = (code: unknown): code is PortalErrorCode =>
  typeof code === "string" && Object.hasOwn(portalErrors, code);

/** The failure of a code. */
export const portalFailure = (code: PortalErrorCode, retryAfterMs: number | null = null): PortalFailure => ({
  code,
  number: portalErrors[code],
  retryable: retryable.has(code),
  retryAfterMs,
});

/**
 * Our codes as a portal may see them. Whether the person has an account, is locked out, offline or talks to a broken
 * server is one answer, `unavailable`: the difference is nobody's business but the person's.
 */
const shownAs: Readonly<Record<ErrorCode, PortalErrorCode>> = {
  user_rejected: "user_rejected",
  not_permitted: "not_permitted",
  wrong_password: "unavailable",
  wrong_recovery_key: "unavailable",
  login_cancelled: "unavailable",
  login_unreachable: "unavailable",
  login_refused: "unavailable",
  not_confirmed: "unavailable",
  login_failed: "unavailable",
  login_mismatch: "unavailable",
  evidence_missing: "unavailable",
  recipient_not_proved: "recipient_not_proved",
  signed_out: "unavailable",
  device_copied: "unavailable",
  invalid_request: "invalid_request",
  invalid_params: "invalid_params",
  invalid_response: "unavailable",
  invalid_letter: "internal",
  invalid_identity: "unavailable",
  invalid_group_event: "internal",
  identity_changed: "unavailable",
  cannot_open: "internal",
  unknown_method: "unsupported",
  unknown_recipient: "invalid_params",
  no_key_packages: "unavailable",
  not_a_homeserver: "unavailable",
  certificate_error: "unavailable",
  too_large: "too_large",
  file_changed: "file_changed",
  unsupported: "unsupported",
  locked: "unavailable",
  offline: "unavailable",
  timed_out: "unavailable",
  server_error: "unavailable",
  rate_limited: "rate_limited",
  busy: "unavailable",
  conflict: "unavailable",
  expired: "expired",
  disconnected: "disconnected",
  storage_full: "unavailable",
  no_account: "unavailable",
  no_recovery: "unavailable",
  internal: "internal",
};

/** What a page may know of any thrown value. Only our own rate limits say how long to wait. */
export function portalFailureOf(error: unknown): PortalFailure {
  const code = shownAs[errorCodeOf(error)];
  return portalFailure(code, code === "rate_limited" && isFederpostError(error) ? error.retryAfterMs : null);
}
