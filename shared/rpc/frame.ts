/** What crosses a line. Pages can speak this without the SDK: docs/protocol.md describes every frame. */
export type Frame =
  | { readonly kind: "call"; readonly id: string; readonly method: string; readonly params: unknown }
  | { readonly kind: "cancel"; readonly id: string }
  | { readonly kind: "answer"; readonly id: string; readonly result: unknown }
  | { readonly kind: "failure"; readonly id: string; readonly error: Failure }
  | { readonly kind: "event"; readonly event: string; readonly data: unknown }
  | StreamFrame;

/** Frames that carry the bytes of a file from the side that has it to the side that asked for it. */
export type StreamFrame =
  /** Send up to `chunks` more. `probe` shows the reader's side whether bytes survive this line as bytes. */
  | { readonly kind: "pull"; readonly stream: number; readonly chunks: number; readonly probe: unknown }
  | {
      readonly kind: "chunk";
      readonly stream: number;
      readonly index: number;
      /** Uint8Array where the line carries bytes, else standard base64. */
      readonly bytes: unknown;
      readonly last: boolean;
    }
  /** The file is gone, changed or unknown; nothing more comes. */
  | { readonly kind: "torn"; readonly stream: number }
  /** Nothing more is wanted. */
  | { readonly kind: "drop"; readonly stream: number };

/** What the other side learns of an error; never a message, stack or cause. */
export interface Failure {
  readonly code: string;
  /** Fixed number of the code on the portal channel, null between our own contexts. */
  readonly number: number | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

const longestId = 64;
const longestName = 64;

const isText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= longest;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parseFailure(value: unknown): Failure | null {
  if (typeof value !== "object" || value === null) return null;
  const { code, number, retryable, retryAfterMs } = value as Record<string, unknown>;
  if (!isText(code, longestName) || typeof retryable !== "boolean") return null;
  return {
    code,
    number: Number.isSafeInteger(number) ? Number(number) : null,
    retryable,
    retryAfterMs: isCount(retryAfterMs) ? retryAfterMs : null,
  };
}

function parseStreamFrame(kind: unknown, raw: Record<string, unknown>): StreamFrame | null {
  const { stream, chunks, index, bytes, last, probe } = raw;
  if (!isCount(stream)) return null;
  switch (kind) {
    case "pull":
      return isCount(chunks) ? { kind, stream, chunks, probe } : null;
    case "chunk":
      return isCount(index) && typeof last === "boolean" ? { kind, stream, index, bytes, last } : null;
    case "torn":
    case "drop":
      return { kind, stream };
    default:
      return null;
  }
}

function parseCallFrame(kind: unknown, raw: Record<string, unknown>): Frame | null {
  const { id, method, params, result, error: reason } = raw;
  if (!isText(id, longestId)) return null;
  switch (kind) {
    case "call":
      return isText(method, longestName) ? { kind, id, method, params } : null;
    case "cancel":
      return { kind, id };
    case "answer":
      return { kind, id, result };
    case "failure": {
      const error = parseFailure(reason);
      return error && { kind, id, error };
    }
    default:
      return null;
  }
}

/** The frame in a value from the other side, or null for anything else. Never throws. */
export function parseFrame(value: unknown): Frame | null {
  if (typeof value !== "object" || value === null) return null;
  try {
    const raw = value as Record<string, unknown>;
    const { kind, event, data } = raw;
    if (kind === "event") return isText(event, longestName) ? { kind, event, data } : null;
    return parseCallFrame(kind, raw) ?? parseStreamFrame(kind, raw);
  } catch {
    // Only an object with throwing getters ends here, and such a thing does not survive a real port.
    return null;
  }
}

/** The id under which a malformed call can still be refused, or null. */
export function idOfMalformedCall(value: unknown): string | null {
  try {
    if (typeof value !== "object" || value === null) return null;
    const { kind, id } = value as Record<string, unknown>;
    return kind === "call" && isText(id, longestId) ? id : null;
  } catch {
    return null;
  }
}
