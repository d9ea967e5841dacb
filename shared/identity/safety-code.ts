import { fromBase64Url, parseUserId, type UserId } from "../base/index.ts";
import { type PublicKey, parsePublicKey, sha256 } from "../crypto/index.ts";

/**
 * Short code of an identity key that two people compare in person: 30 digits in groups of five, about 100 bits of
 * SHA-256 over the key. Six groups are read aloud in half a minute.
 */
export async function safetyCode(key: PublicKey): Promise<string> {
  const digest = await sha256(fromBase64Url(key) ?? new Uint8Array());
  // Five bytes of the digest give one group; a 40-bit number stays exact in a double.
  const group = (i: number) => {
    const number = digest.subarray(5 * i, 5 * i + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    return String(number % 100_000).padStart(5, "0");
  };
  return [0, 1, 2, 3, 4, 5].map(group).join(" ");
}

/** What the QR code of an identity begins with, so that another code is recognised as another one. */
const qrPrefix = "FEDERPOST-IDENTITY:";

/** Whose identity key a QR code shows. */
export interface ShownIdentity {
  readonly account: UserId;
  readonly identityKey: PublicKey;
}

/** The text of the QR code that shows an account's identity key: the whole key, so it compares more than the digits do. */
export const identityQrText = ({ account, identityKey }: ShownIdentity): string =>
  `${qrPrefix}${identityKey} ${account}`;

/** What a safety code was read from: a QR code with the whole key, or digits. Null when it is neither. */
export function parseShownIdentity(text: string): ShownIdentity | { readonly digits: string } | null {
  const bare = text.normalize("NFKC").trim();
  if (bare.startsWith(qrPrefix)) {
    const [key, name, ...more] = bare.slice(qrPrefix.length).split(" ");
    const [identityKey, account] = [parsePublicKey(key), parseUserId(name)];
    return identityKey === null || account === null || more.length > 0 ? null : { account, identityKey };
  }
  const digits = bare.replace(/[\s\-\u2010-\u2015.,]+/g, "");
  return /^\d{30}$/.test(digits) ? { digits: (digits.match(/.{5}/g) ?? []).join(" ") } : null;
}
