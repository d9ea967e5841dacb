/**
 * The closed list of what can go wrong, grouped by who must act: `refused` the person or consent said no,
 * `invalid` the other side sent nonsense, `unavailable` try again (locked, offline, busy), `broken` our bug.
 */
const codes = {
  user_rejected: "refused",
  not_permitted: "refused",
  wrong_password: "refused",
  wrong_recovery_key: "refused",
  login_cancelled: "refused",
  login_refused: "refused",
  not_confirmed: "refused",
  signed_out: "refused",
  device_copied: "refused",
  invalid_request: "invalid",
  invalid_params: "invalid",
  invalid_response: "invalid",
  invalid_letter: "invalid",
  invalid_identity: "invalid",
  invalid_group_event: "invalid",
  identity_changed: "invalid",
  cannot_open: "invalid",
  unknown_method: "invalid",
  unknown_recipient: "invalid",
  no_key_packages: "invalid",
  no_recovery: "invalid",
  not_a_homeserver: "invalid",
  login_failed: "invalid",
  login_mismatch: "invalid",
  evidence_missing: "invalid",
  recipient_not_proved: "invalid",
  certificate_error: "invalid",
  too_large: "invalid",
  file_changed: "invalid",
  unsupported: "invalid",
  locked: "unavailable",
  offline: "unavailable",
  login_unreachable: "unavailable",
  timed_out: "unavailable",
  server_error: "unavailable",
  rate_limited: "unavailable",
  busy: "unavailable",
  conflict: "unavailable",
  expired: "unavailable",
  disconnected: "unavailable",
  storage_full: "unavailable",
  no_account: "unavailable",
  internal: "broken",
} as const;

export type ErrorCode = keyof typeof codes;
export type ErrorGroup = "refused" | "invalid" | "unavailable" | "broken";

/** Who must act on a code. */
export const errorGroups: Readonly<Record<ErrorCode, ErrorGroup>> = codes;

/** Options of a {@link FederpostError}. */
interface ErrorDetails {
  /** For the log only; never crosses to a page. */
  readonly cause?: unknown;
  /** Milliseconds to wait before the next try, where the other side said so. */
  readonly retryAfterMs?: number;
}

/**
 * The one family of errors. The message says what happened and what to do next, never what was in it:
 * no plaintext, key, token, subject or text of a foreign exception.
 */
export class FederpostError extends Error {
  override readonly name = "FederpostError";
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  get group(): ErrorGroup {
    return codes[this.code];
  }

  /** Whether the same call may succeed later without anybody changing it. */
  get retryable(): boolean {
    return this.group === "unavailable";
  }
}

export const isFederpostError = (error: unknown): error is FederpostError => error instanceof FederpostError;

/** The code of any thrown value; what is not ours is `internal`. */
export const errorCodeOf = (error: unknown): ErrorCode => (isFederpostError(error) ? error.code : "internal");
