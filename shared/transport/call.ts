import { FederpostError, utf8 } from "../base/index.ts";
import type { HttpRequest, Method } from "./http.ts";
import type { Json } from "./json.ts";
import type { Repeat } from "./patience.ts";

/** One API call, before token and retries. */
export interface Call {
  readonly method: Method;
  /** Path segments, unencoded: `["_matrix", "client", "v3", "sync"]`. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Json | Uint8Array<ArrayBuffer>;
  readonly repeat: Repeat;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** The error for a longer answer; `invalid_response` unless said. */
  readonly overlong?: "too_large";
  readonly signal?: AbortSignal | null;
}

/** Paths of the client-server API, version 3. */
export const v3 = (...segments: readonly string[]): readonly string[] => ["_matrix", "client", "v3", ...segments];

const usualTimeoutMs = 30_000;
const usualMaxBytes = 1024 * 1024;

/** The HTTP request of a call. Throws `invalid_request` for a path segment that would change the path. */
export function httpRequest(call: Call, to: { baseUrl: string; token: string | null }): HttpRequest {
  return {
    method: call.method,
    url: addressOf(call, to.baseUrl),
    token: to.token,
    body: call.body === undefined ? null : encodeBody(call.body),
    timeoutMs: call.timeoutMs ?? usualTimeoutMs,
    maxBytes: call.maxBytes ?? usualMaxBytes,
    overlong: call.overlong ?? "invalid_response",
    redirect: "manual",
    signal: call.signal ?? null,
  };
}

function addressOf(call: Call, baseUrl: string): string {
  const path = call.path.map(encodeSegment).join("/");
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(call.query ?? {})) {
    for (const value of typeof values === "string" ? [values] : values) query.append(name, value);
  }
  return `${baseUrl}/${path}${query.size === 0 ? "" : `?${query}`}`;
}

function encodeSegment(segment: string): string {
  // URL parsers resolve these even when percent-encoded, and a stranger's mxc: address may hold them.
  if (segment === "" || segment === "." || segment === "..") {
    throw new FederpostError("invalid_request", "An identifier cannot be part of an address.");
  }
  return encodeURIComponent(segment);
}

function encodeBody(body: Json | Uint8Array<ArrayBuffer>): NonNullable<HttpRequest["body"]> {
  return body instanceof Uint8Array
    ? { type: "application/octet-stream", bytes: body }
    : { type: "application/json", bytes: utf8(JSON.stringify(body)) };
}
