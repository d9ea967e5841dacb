import { FederpostError, type Random } from "../base/index.ts";

/**
 * The code that a new device shows and an existing one takes: 75 random bits as four groups of four characters
 * (Crockford's base32, without I, L, O and U); the last character finds typing mistakes. A QR code holds the same.
 */

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const dataLength = 15;
const lookAlikes: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };
/** What a QR code begins with, so that another one is recognised as another one. */
const qrPrefix = "FEDERPOST:";

// Odd weights: one wrong character is always found, two exchanged neighbours almost always.
const checkOf = (values: readonly number[]): number =>
  values.reduce((sum, value, i) => (sum + (2 * i + 1) * value) % 32, 0);

const written = (values: readonly number[]): string => values.map((value) => alphabet[value]).join("");

/** A fresh code, without dividers. */
export function makePairingCode(random: Random): string {
  const values = Array.from(random.bytes(dataLength), (byte) => byte & 31);
  return written([...values, checkOf(values)]);
}

/** The code as a person reads it. */
export const formatPairingCode = (code: string): string => (code.match(/.{4}/g) ?? []).join("-");

/** The text of the QR code. */
export const qrTextOf = (code: string): string => `${qrPrefix}${code}`;

/**
 * The code in what a person typed or a camera read: either case, O for 0, I or L for 1, any dividers.
 * @throws FederpostError `invalid_params` when it is none: something is missing or mistyped.
 */
export function parsePairingCode(typed: string): string {
  const text = typed.normalize("NFKC").toUpperCase().trim();
  const bare = (text.startsWith(qrPrefix) ? text.slice(qrPrefix.length) : text).replace(/[\s\-\u2010-\u2015._]+/g, "");
  const values = Array.from(bare, (char) => alphabet.indexOf(lookAlikes[char] ?? char));
  const data = values.slice(0, dataLength);
  const whole = values.length === dataLength + 1 && !values.includes(-1) && values[dataLength] === checkOf(data);
  if (!whole) throw new FederpostError("invalid_params", "This is no code of a device: look at its screen again.");
  return written(values);
}
