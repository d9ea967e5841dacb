import * as v from "valibot";
import { fromBase64Url, parseUserId, type UserId } from "../base/index.ts";
import { type PublicKey, parsePublicKey } from "../crypto/index.ts";

/**
 * What the mailbox hands to the agency's server once, so that certificates can be had and renewed without it: who it is, and where to
 * ask. The identity key itself stays in the mailbox.
 */
export interface Enrolment {
  readonly v: 1;
  readonly account: UserId;
  readonly identityKey: PublicKey;
  /** The authority's ACME directory. */
  readonly directory: string;
  /** The domain that the certificate shall name. */
  readonly domain: string;
  /** The person in charge has read the authority's terms and agrees (RFC 8555 section 7.3). */
  readonly termsAgreed: true;
  /** E-mail address for the authority; null for none. */
  readonly contact: string | null;
  /** External account binding (RFC 8555 section 7.3.4): `macKey` is base64url and secret. */
  readonly eab: { readonly kid: string; readonly macKey: string } | null;
  /** For authorities that certify the organisation; null for those that look at the domain only. */
  readonly name: { readonly organisation: string; readonly unit: string | null; readonly country: string } | null;
}

const loopback = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//;
const line = (longest: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(longest));

const directoryAddress = v.pipe(
  v.string(),
  v.maxLength(2000),
  v.check((text) => URL.canParse(text) && (text.startsWith("https://") || loopback.test(text))),
);
const domainName = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
);
const contactAddress = v.pipe(v.string(), v.maxLength(254), v.regex(/^[^\s@,?:<>]+@[^\s@,?:<>]+$/));
const macKey = v.pipe(
  v.string(),
  v.maxLength(1000),
  v.check((text) => (fromBase64Url(text)?.length ?? 0) > 0),
);

const schema = v.strictObject({
  v: v.literal(1),
  account: v.custom<UserId>((value) => parseUserId(value) !== null),
  identityKey: v.custom<PublicKey>((value) => parsePublicKey(value) !== null),
  directory: directoryAddress,
  domain: domainName,
  termsAgreed: v.literal(true),
  contact: v.nullable(contactAddress),
  eab: v.nullable(v.strictObject({ kid: line(500), macKey })),
  name: v.nullable(
    v.strictObject({
      organisation: line(200),
      unit: v.nullable(line(200)),
      country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
    }),
  ),
});

/** An enrolment in JSON from outside, or null when it is none. */
export function parseEnrolment(json: unknown): Enrolment | null {
  const parsed = v.safeParse(schema, json);
  return parsed.success ? parsed.output : null;
}

/** The file as the mailbox saves it. */
export const encodeEnrolment = (enrolment: Enrolment): string => `${JSON.stringify(enrolment, null, 2)}\n`;

/** The fields of an enrolment that are wrong, by name. */
export function enrolmentFaults(json: unknown): readonly string[] {
  const parsed = v.safeParse(schema, json);
  const names = (parsed.issues ?? []).map((issue) => String(issue.path?.[0]?.key ?? ""));
  return [...new Set(names)];
}
