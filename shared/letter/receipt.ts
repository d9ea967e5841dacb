import canonicalize from "canonicalize";
import * as v from "valibot";
import {
  type Day,
  type EventId,
  fromUtf8,
  type LetterId,
  parseDay,
  parseEventId,
  parseLetterId,
  parseRoomId,
  parseUserId,
  type RoomId,
  type UserId,
  utf8,
} from "../base/index.ts";
import { latestMs } from "./letter.ts";

/**
 * Who signs what: `submitted` the sender's device, `provided` the recipient's when stored, `notified` when it has told the person,
 * `retrieved` the recipient on opening, `acknowledged` and `rejected` the recipient in answer to a letter that asks for it.
 */
export const receiptKinds = ["submitted", "provided", "notified", "retrieved", "acknowledged", "rejected"] as const;
export type ReceiptKind = (typeof receiptKinds)[number];

/** A statement about one letter, a Security Event Token (RFC 8417) bound to the letter's digest. */
export interface Receipt {
  /** Random id of the token. */
  readonly id: string;
  readonly kind: ReceiptKind;
  readonly thread: RoomId;
  readonly letter: LetterId;
  /** SHA-256 of the letter's signed bytes, base64url. */
  readonly digest: string;
  readonly by: UserId;
  /** Milliseconds since the epoch by the signer's clock: claimed. */
  readonly atMs: number;
  /** The Matrix event that carried the letter: a transport fact that only `submitted` states. */
  readonly event: EventId | null;
  /**
   * The day of receipt that `acknowledged` states, the reason of `rejected`, the level of assurance that `provided` asks its sender to
   * prove (null: none); null for the others.
   */
  readonly says: string | null;
}

/** Longest reason of a refusal. */
export const reasonLength = 1000;

const eventUri = (kind: ReceiptKind): string => `urn:federpost:receipt:${kind}`;

const brand = <T>(parse: (value: unknown) => T | null) => v.custom<T>((value) => parse(value) !== null);

const subject = v.strictObject({
  thread: brand(parseRoomId),
  letter: brand(parseLetterId),
  digest: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
  event: v.nullable(brand(parseEventId)),
  day: v.optional(v.custom<Day>((value) => parseDay(value) !== null)),
  assurance: v.optional(v.picklist(["low", "substantial", "high"])),
  reason: v.optional(v.pipe(v.string(), v.maxLength(reasonLength), v.regex(/\S/))),
});

/** The member of the claims under which a kind says more. */
const saysUnder = (kind: ReceiptKind): "day" | "reason" | "assurance" | null =>
  kind === "acknowledged" ? "day" : kind === "rejected" ? "reason" : kind === "provided" ? "assurance" : null;

const schema = v.strictObject({
  iss: brand(parseUserId),
  jti: v.pipe(v.string(), v.uuid()),
  // RFC 8417 section 2.2: NumericDate; toe has milliseconds as a fraction.
  iat: v.pipe(v.number(), v.minValue(0), v.maxValue(latestMs / 1000)),
  events: v.record(v.string(), subject),
});

/** Canonical JSON of a receipt: the claims set that is signed. */
export function encodeReceipt(receipt: Receipt): Uint8Array<ArrayBuffer> {
  const { thread, letter, digest, event, kind, says } = receipt;
  const under = saysUnder(kind);
  const claims = {
    iss: receipt.by,
    jti: receipt.id,
    iat: receipt.atMs / 1000,
    events: { [eventUri(kind)]: { thread, letter, digest, event, ...(under && says !== null && { [under]: says }) } },
  };
  return utf8(canonicalize(claims) ?? "");
}

/** The receipt in signed bytes, or null when they are not one. */
export function parseReceipt(bytes: Uint8Array): Receipt | null {
  const text = bytes.length > 8192 ? null : fromUtf8(bytes);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    if (!parsed.success) return null;
    const { iss, jti, iat, events } = parsed.output;
    const [uri, about, ...more] = Object.entries(events).flat();
    if (more.length > 0 || typeof about !== "object") return null;
    const kind = receiptKinds.find((each) => eventUri(each) === uri);
    if (kind === undefined) return null;
    const { day, reason, assurance, ...subject } = about;
    const under = saysUnder(kind);
    // Each kind says what it must and nothing else.
    if ((under === "day") !== (day !== undefined) || (under === "reason") !== (reason !== undefined)) return null;
    if (assurance !== undefined && under !== "assurance") return null;
    return {
      id: jti,
      kind,
      by: iss,
      atMs: Math.round(iat * 1000),
      ...subject,
      says: day ?? reason ?? assurance ?? null,
    };
  } catch {
    return null;
  }
}
