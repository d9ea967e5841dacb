import canonicalize from "canonicalize";
import * as v from "valibot";
import {
  FederpostError,
  fromUtf8,
  type LetterId,
  type Origin,
  parseLetterId,
  parseOrigin,
  parseRoomId,
  parseUserId,
  type RoomId,
  type UserId,
  utf8,
} from "../base/index.ts";
import { type Attachment, attachmentBytes, attachmentSchema } from "./attachment.ts";

/** What a letter may hold; what is larger is refused before it is sent and when it comes in. */
export const letterLimits = {
  subjectLength: 1000,
  textLength: 200_000,
  attachments: 1000,
  attachmentBytes,
  encodedBytes: 2_097_152,
} as const;

/** Text with Markdown in it (RFC 7763). */
export const markdownFormat = "text/markdown" as const;

// RFC 6838 section 4.2, without parameters.
const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;

/** Structured content for specialist applications; `schema` names what `json` is. */
export interface LetterData {
  readonly schema: string;
  readonly json: unknown;
}

/** A letter as its sender signed it (docs/protocol.md, "Letter"). */
export interface Letter {
  readonly id: LetterId;
  readonly thread: RoomId;
  readonly from: UserId;
  readonly to: readonly UserId[];
  readonly subject: string;
  readonly text: string;
  /** Media type of the text where it is another than `text/plain`. Whoever does not know it shows the text as it is. */
  readonly format?: string;
  readonly data: LetterData | null;
  readonly attachments: readonly Attachment[];
  /** Milliseconds since the epoch by the sender's clock: a claim. */
  readonly sentAtMs: number;
  readonly inReplyTo: LetterId | null;
  /** Day (ISO 8601) by which the sender asks for an acknowledgement. */
  readonly acknowledgeBy: string | null;
  /** Origin of the portal page on which it was composed. */
  readonly composedBy: Origin | null;
}

const brand = <T>(parse: (value: unknown) => T | null) => v.custom<T>((value) => parse(value) !== null);

/** Deeper than any form; what is nested deeper would overrun the stack of whoever walks it. */
const deepest = 64;

const isShallow = (value: unknown, depth = 0): boolean => {
  if (typeof value !== "object" || value === null) return value !== undefined;
  return depth < deepest && Object.values(value).every((each) => isShallow(each, depth + 1));
};

/** The last moment that a Date can name (ECMA-262, "Time Values and Time Range"). */
export const latestMs = 8_640_000_000_000_000;

const schema = v.strictObject({
  v: v.literal(1),
  id: brand(parseLetterId),
  thread: brand(parseRoomId),
  from: brand(parseUserId),
  to: v.pipe(v.array(brand(parseUserId)), v.minLength(1), v.maxLength(100)),
  subject: v.pipe(v.string(), v.maxLength(letterLimits.subjectLength)),
  text: v.pipe(v.string(), v.maxLength(letterLimits.textLength)),
  // Plain text has none, so that one letter has one spelling.
  format: v.exactOptional(v.pipe(v.string(), v.regex(mediaType), v.notValue("text/plain"))),
  data: v.nullable(
    v.strictObject({
      schema: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
      json: v.custom<unknown>((value) => isShallow(value)),
    }),
  ),
  attachments: v.pipe(
    v.array(attachmentSchema),
    v.maxLength(letterLimits.attachments),
    v.check((files) => files.reduce((sum, file) => sum + file.sizeBytes, 0) <= attachmentBytes),
  ),
  sentAtMs: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(latestMs)),
  inReplyTo: v.nullable(brand(parseLetterId)),
  acknowledgeBy: v.nullable(v.pipe(v.string(), v.isoDate())),
  composedBy: v.nullable(brand(parseOrigin)),
});

/**
 * Canonical JSON (RFC 8785) of a letter: the bytes that are signed.
 * @throws FederpostError `too_large` or `invalid_params` when the letter breaks a limit.
 */
export function encodeLetter(letter: Letter): Uint8Array<ArrayBuffer> {
  const total = letter.attachments.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (total > letterLimits.attachmentBytes || letter.attachments.length > letterLimits.attachments) {
    throw new FederpostError(
      "too_large",
      "A letter takes at most 1,000 files and 200 MB in all: send the rest separately.",
    );
  }
  const bytes = utf8(canonicalize({ v: 1, ...letter }) ?? "");
  if (parseLetter(bytes) === null) {
    const code = bytes.length > letterLimits.encodedBytes ? "too_large" : "invalid_params";
    throw new FederpostError(code, "The letter breaks a limit: shorten its text or subject.");
  }
  return bytes;
}

/** The letter in signed bytes, or null when they are not a canonical letter within the limits. */
export function parseLetter(bytes: Uint8Array): Letter | null {
  if (bytes.length > letterLimits.encodedBytes) return null;
  const text = fromUtf8(bytes);
  if (text === null) return null;
  try {
    const json: unknown = JSON.parse(text);
    const parsed = v.safeParse(schema, json);
    // One letter has one spelling: a second one would have another digest and could carry duplicate keys.
    if (!parsed.success || canonicalize(json) !== text) return null;
    const { v: _version, ...letter } = parsed.output;
    return letter;
  } catch {
    return null;
  }
}
