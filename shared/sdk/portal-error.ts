import { portalFailure } from "../protocol/index.ts";
import type { PortalErrorCode } from "./types.ts";

/** Why a call did not work. `code` and `number` are fixed; the message is for developers. */
export class PortalError extends Error {
  override readonly name = "PortalError";
  readonly code: PortalErrorCode;
  readonly number: number;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How long to wait, where the extension said so. */
  readonly retryAfterMs: number | null;

  constructor(code: PortalErrorCode, retryAfterMs: number | null = null) {
    super(`Federpost: ${code}`);
    const { number, retryable } = portalFailure(code);
    this.code = code;
    this.number = number;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}
