import canonicalize from "canonicalize";
import * as v from "valibot";
import { fromUtf8, type Origin, parseOrigin, parseUserId, type UserId, utf8 } from "../base/index.ts";
import { latestMs } from "./letter.ts";

/** `typ` of the JWS that signs a statement. */
export const signatureType = "federpost-document+jws";

/** A document as a signature names it. */
export interface SignedDocument {
  readonly name: string;
  /** SHA-256 of its bytes, base64url. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What somebody states by a signature of format `jws-detached` (docs/protocol.md, "Signatures over documents"). */
export interface SigningStatement {
  readonly account: UserId;
  /** In the order in which they were shown. */
  readonly documents: readonly SignedDocument[];
  /** Origin of the portal page that asked. */
  readonly origin: Origin;
  readonly reason: string;
  /** Milliseconds since the epoch by the signer's clock: a claim. */
  readonly signedAtMs: number;
}

const brand = <T>(parse: (value: unknown) => T | null) => v.custom<T>((value) => parse(value) !== null);

const schema = v.strictObject({
  v: v.literal(1),
  account: brand(parseUserId),
  documents: v.pipe(
    v.array(
      v.strictObject({
        name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
        sha256: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
        sizeBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      }),
    ),
    v.minLength(1),
    v.maxLength(50),
  ),
  origin: brand(parseOrigin),
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  signedAtMs: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(latestMs)),
});

const longestBytes = 65_536;

/** Canonical JSON (RFC 8785) of a statement: the bytes that are signed. */
export const encodeStatement = (statement: SigningStatement): Uint8Array<ArrayBuffer> =>
  utf8(canonicalize({ v: 1, ...statement }) ?? "");

/** The statement in signed bytes, or null when they are not a canonical one. */
export function parseStatement(bytes: Uint8Array): SigningStatement | null {
  const text = bytes.length > longestBytes ? null : fromUtf8(bytes);
  if (text === null) return null;
  try {
    const json: unknown = JSON.parse(text);
    const parsed = v.safeParse(schema, json);
    if (!parsed.success || canonicalize(json) !== text) return null;
    const { v: _version, ...statement } = parsed.output;
    return statement;
  } catch {
    return null;
  }
}
