import { FederpostError } from "../base/index.ts";

/** The part of fetch that is used; a test or a host may hand in its own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface HttpRequest {
  readonly method: Method;
  readonly url: string;
  readonly token: string | null;
  readonly body: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> } | null;
  /** For the whole exchange, the body included. */
  readonly timeoutMs: number;
  /** A longer answer is cut off and refused with `overlong`. */
  readonly maxBytes: number;
  readonly overlong: "invalid_response" | "too_large";
  /** API calls never follow: a redirect could carry the token to another host. */
  readonly redirect: "manual" | "follow";
  readonly signal: AbortSignal | null;
}

export interface HttpAnswer {
  readonly status: number;
  readonly url: string;
  readonly retryAfter: string | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const globalFetch: Fetch = (url, init) => fetch(url, init);

/**
 * One request and its whole answer, whatever its status. Throws `offline`, `certificate_error` (Node only: browsers do
 * not say), `timed_out`, `overlong` (more than maxBytes), and the signal's own reason when the caller cancels.
 */
export async function exchange(request: HttpRequest, doFetch: Fetch = globalFetch): Promise<HttpAnswer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), request.timeoutMs);
  const signal = request.signal === null ? deadline.signal : AbortSignal.any([request.signal, deadline.signal]);
  try {
    const response = await doFetch(request.url, fetchOptions(request, signal));
    return await readAnswer(response, request);
  } catch (error) {
    if (request.signal?.aborted === true) throw request.signal.reason;
    if (deadline.signal.aborted) throw new FederpostError("timed_out", "The homeserver did not answer in time.");
    throw error instanceof FederpostError ? error : networkFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

function fetchOptions(request: HttpRequest, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = {};
  if (request.token !== null) headers.authorization = `Bearer ${request.token}`;
  if (request.body !== null) headers["content-type"] = request.body.type;
  return {
    method: request.method,
    headers,
    body: request.body?.bytes ?? null,
    signal,
    redirect: request.redirect,
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  };
}

async function readAnswer(response: Response, request: HttpRequest): Promise<HttpAnswer> {
  const bytes = await readBounded(response, request);
  const { status, url } = response;
  return { status, url, retryAfter: response.headers.get("retry-after"), bytes };
}

// Of an error only the code matters: a gateway's error page may be longer than what was asked for.
const maxErrorBytes = 64 * 1024;

async function readBounded(response: Response, request: HttpRequest): Promise<Uint8Array<ArrayBuffer>> {
  const maxBytes = response.ok ? request.maxBytes : maxErrorBytes;
  const bytes = await readUpTo(response, maxBytes);
  if (bytes !== null) return bytes;
  if (!response.ok) return new Uint8Array(0);
  throw new FederpostError(request.overlong, "The homeserver's answer is larger than agreed.");
}

/** The whole body, or null when it is longer than maxBytes; the rest of it is then not read. */
async function readUpTo(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const announced = Number(response.headers.get("content-length") ?? 0);
  // The server chooses the pieces, down to single bytes: they are joined at once, not collected.
  let whole = new Uint8Array(Math.min(announced > 0 ? announced : firstRoom, maxBytes));
  // A length announced too large is not worth the first byte.
  let size = announced > maxBytes ? maxBytes + 1 : 0;
  while (size <= maxBytes) {
    const { done, value } = await reader.read();
    if (done) return size === whole.length ? whole : whole.slice(0, size);
    if (size + value.length <= maxBytes) whole = append(whole, size, value);
    size += value.length;
  }
  await reader.cancel().catch(() => undefined);
  return null;
}

const firstRoom = 64 * 1024;

/** `whole` with `piece` at `size`; a larger copy where it has no room left. */
function append(whole: Uint8Array<ArrayBuffer>, size: number, piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const needed = size + piece.length;
  let roomy = whole;
  if (needed > whole.length) {
    roomy = new Uint8Array(Math.max(needed, 2 * whole.length));
    roomy.set(whole.subarray(0, size));
  }
  roomy.set(piece, size);
  return roomy;
}

// Node puts OpenSSL's verdict into the cause: CERT_HAS_EXPIRED, DEPTH_ZERO_SELF_SIGNED_CERT, ERR_TLS_CERT_ALTNAME_INVALID ...
const certificateTrouble = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|^ERR_TLS/;

function networkFailure(error: unknown): FederpostError {
  const cause = systemCodeOf(error);
  return certificateTrouble.test(cause)
    ? new FederpostError("certificate_error", "The homeserver's certificate is not valid.", { cause })
    : new FederpostError("offline", "The homeserver cannot be reached.", { cause });
}

/** The system's code of a failed fetch. Its text is never kept: it may quote an address or a header. */
function systemCodeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return "unknown";
  return typeof cause.code === "string" ? cause.code : "unknown";
}
