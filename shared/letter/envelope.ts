import * as v from "valibot";
import { type EventId, fromUtf8, type MxcUri, parseEventId, parseMxcUri, utf8 } from "../base/index.ts";

/** What an MLS application message carries (docs/protocol.md, "Envelope"). Every string in it is still unverified. */
export type Envelope =
  /** A signed letter with what proves its signer to a third party. */
  | {
      readonly kind: "letter";
      readonly letter: string;
      readonly certificate: string;
      readonly document: string;
      /** Evidence of the person that its sender shows with it, JSON as identity knows it. */
      readonly evidence?: readonly unknown[] | undefined;
    }
  | { readonly kind: "receipt"; readonly receipt: string; readonly certificate: string; readonly document: string }
  /** An envelope too large for an event, as encrypted media. */
  | {
      readonly kind: "pointer";
      readonly mxc: MxcUri;
      readonly key: string;
      readonly sha256: string;
      readonly sizeBytes: number;
    }
  /** The arbiter's decision for one epoch: the commit in `event` counts. */
  | { readonly kind: "ratify"; readonly epoch: string; readonly event: EventId; readonly tag: string };

const jws = v.pipe(v.string(), v.maxLength(4_194_304), v.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/));
const base64url32 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
const brand = <T>(parse: (value: unknown) => T | null) => v.custom<T>((value) => parse(value) !== null);

const schema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("letter"),
    letter: jws,
    certificate: jws,
    document: jws,
    evidence: v.optional(v.pipe(v.array(v.unknown()), v.maxLength(4))),
  }),
  v.strictObject({ kind: v.literal("receipt"), receipt: jws, certificate: jws, document: jws }),
  v.strictObject({
    kind: v.literal("pointer"),
    mxc: brand(parseMxcUri),
    key: base64url32,
    sha256: base64url32,
    sizeBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(8_388_608)),
  }),
  v.strictObject({
    kind: v.literal("ratify"),
    epoch: v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/)),
    event: brand(parseEventId),
    // A MAC of the thread's hash: 32 bytes of SHA-256, 64 of SHA-512.
    tag: v.pipe(v.string(), v.regex(/^([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86})$/)),
  }),
]);

/** Bytes of an envelope. */
export const encodeEnvelope = (envelope: Envelope): Uint8Array<ArrayBuffer> => utf8(JSON.stringify(envelope));

/** The envelope in the plaintext of an MLS message, or null when it is none that this version knows. */
export function parseEnvelope(bytes: Uint8Array): Envelope | null {
  const text = fromUtf8(bytes);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
