/**
 * How a recovery key is written: 128 random bits as seven groups of five characters (Crockford's base32, without I, L, O
 * and U). The fifth character of a group checks the group and its place, so that a mistake is found where it is; twelve
 * further bits check the whole.
 */

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const groupCount = 7;
const dataPerGroup = 4;
const keyBytes = 16;
const checkBits = 12;

/** What a typed recovery key is. Groups are counted from 1, as a person counts them. */
export type ParsedRecoveryKey =
  | { readonly kind: "key"; readonly recoveryKey: Uint8Array<ArrayBuffer> }
  /** This group holds a mistake: a wrong, missing or superfluous character, or it stands in a wrong place. */
  | { readonly kind: "wrong_group"; readonly group: number }
  | { readonly kind: "wrong_length"; readonly groups: number }
  /** Every group fits by itself, yet together they are no recovery key. */
  | { readonly kind: "wrong_whole" };

// What people write for what they read, and what they put between groups.
const lookAlikes: ReadonlyMap<string, string> = new Map([
  ["O", "0"],
  ["I", "1"],
  ["L", "1"],
]);
const separators = /[\s\-_.,;:/\u2010-\u2015]+/;

/** Multiplication in GF(2^5) modulo x^5 + x^2 + 1: one wrong or two swapped characters never go unnoticed. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) {
    if ((b >> bit) & 1) product ^= a << bit;
  }
  for (let bit = 8; bit >= 5; bit--) {
    if ((product >> bit) & 1) product ^= 0b100101 << (bit - 5);
  }
  return product;
}

/** The check of a group's four characters at its place (from 0): weights 2, 4, 8, 16 are all different and none is 1. */
const checkOf = (data: readonly number[], place: number): number =>
  data.reduce((sum, value, i) => sum ^ times(value, 2 << i), place + 1);

/** CRC-12 (polynomial 0x80f) of the key. */
function wholeCheck(bytes: Uint8Array): number {
  let crc = 0xfff;
  for (const byte of bytes) {
    crc ^= byte << 4;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x800 ? (crc << 1) ^ 0x80f : crc << 1) & 0xfff;
  }
  return crc;
}

/** The key's written form in its groups. @throws RangeError when it has not 16 bytes. */
export function recoveryKeyGroups(recoveryKey: Uint8Array): string[] {
  if (recoveryKey.length !== keyBytes) throw new RangeError("A recovery key has 16 bytes.");
  const bits = recoveryKey.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  const whole = (bits << BigInt(checkBits)) | BigInt(wholeCheck(recoveryKey));
  return Array.from({ length: groupCount }, (_, place) => {
    const data = Array.from({ length: dataPerGroup }, (_, i) => {
      const behind = groupCount * dataPerGroup - 1 - (place * dataPerGroup + i);
      return Number((whole >> BigInt(5 * behind)) & 31n);
    });
    return [...data, checkOf(data, place)].map((value) => alphabet[value]).join("");
  });
}

/** The key's written form, groups divided by hyphens. @throws RangeError when it has not 16 bytes. */
export const formatRecoveryKey = (recoveryKey: Uint8Array): string => recoveryKeyGroups(recoveryKey).join("-");

/** The values of a group's characters, or null when one is none of ours. */
function valuesOf(group: string): number[] | null {
  const values = Array.from(group, (char) => alphabet.indexOf(lookAlikes.get(char) ?? char));
  return values.includes(-1) ? null : values;
}

/**
 * Reads a recovery key as people type it: either case, O for 0, I or L for 1, any or no dividers. Never throws; says where
 * the mistake is.
 */
export function parseRecoveryKey(typed: string): ParsedRecoveryKey {
  const text = typed.normalize("NFKC").toUpperCase().trim();
  const divided = text.split(separators).filter((part) => part !== "");
  const groups = divided.length === 1 ? (divided[0] ?? "").match(/.{1,5}/gsu) : divided;
  if (groups === null) return { kind: "wrong_length", groups: 0 };
  const wrong = groups.findIndex((group, place) => !isGroup(group, place));
  if (wrong >= 0 && wrong < groupCount) return { kind: "wrong_group", group: wrong + 1 };
  if (groups.length !== groupCount) return { kind: "wrong_length", groups: groups.length };
  return join(groups.flatMap((group) => (valuesOf(group) ?? []).slice(0, dataPerGroup)));
}

function isGroup(group: string, place: number): boolean {
  const values = valuesOf(group);
  return values?.length === dataPerGroup + 1 && values[dataPerGroup] === checkOf(values.slice(0, dataPerGroup), place);
}

function join(values: readonly number[]): ParsedRecoveryKey {
  const whole = values.reduce((all, value) => (all << 5n) | BigInt(value), 0n);
  const bits = whole >> BigInt(checkBits);
  const recoveryKey = Uint8Array.from({ length: keyBytes }, (_, i) => Number((bits >> BigInt(8 * (15 - i))) & 0xffn));
  const check = Number(whole & BigInt(2 ** checkBits - 1));
  return check === wholeCheck(recoveryKey) ? { kind: "key", recoveryKey } : { kind: "wrong_whole" };
}
