import { BaseBlock, Constructed, fromBER, ObjectIdentifier } from "asn1js";
import { equalBytes, FederpostError, toHex } from "../base/index.ts";

/** A value in DER (ITU-T X.690), with its bytes as they came: signatures are over those. */
export interface Asn1 {
  /** Class and number, such as `u16` for a SEQUENCE and `c0` for [0]. */
  readonly tag: string;
  /** The whole value, header included. */
  readonly der: Uint8Array;
  /** The value without its header. */
  readonly content: Uint8Array;
  /** What a constructed value holds; empty for a primitive one. */
  readonly parts: readonly Asn1[];
  /** Dotted form, where it is an OBJECT IDENTIFIER. */
  readonly oid: string | null;
}

/** More than any certificate or list has that we take; a bomb of nested or empty values ends here. */
const limits = { maxDepth: 24, maxNodes: 20_000, parseEmbedded: false } as const;

const classes = ["", "u", "a", "c", "p"];

/** SEQUENCE and SET: the universal types that hold others. All others DER writes primitive (X.690 section 10.2). */
const holders: ReadonlySet<number> = new Set([16, 17]);

/** The digits of a number, the highest first; none for 0. */
function digitsOf(value: number, base: number): number[] {
  const digits: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / base)) digits.unshift(rest % base);
  return digits;
}

/** The one header that DER has for a value (X.690 sections 8.1.2 and 10.1). */
function headOf({ idBlock, lenBlock }: BaseBlock): Uint8Array {
  const { tagNumber } = idBlock;
  const isUniversal = classes[idBlock.tagClass] === "u";
  const isConstructed = isUniversal ? holders.has(tagNumber) : idBlock.isConstructed;
  const lead = ((idBlock.tagClass - 1) << 6) | (isConstructed ? 0x20 : 0);
  const further = digitsOf(tagNumber, 128).map((digit, at, all) => (at < all.length - 1 ? 0x80 | digit : digit));
  const tag = tagNumber < 0x1f ? [lead | tagNumber] : [lead | 0x1f, ...further];
  const lengthBytes = digitsOf(lenBlock.length, 256);
  const length = lenBlock.length < 0x80 ? [lenBlock.length] : [0x80 | lengthBytes.length, ...lengthBytes];
  return Uint8Array.of(...tag, ...length);
}

function convert(block: BaseBlock, bytes: Uint8Array): Asn1 | null {
  const { idBlock, lenBlock } = block;
  if (block.error !== "" || lenBlock.isIndefiniteForm) return null;
  const headBytes = idBlock.blockLength + lenBlock.blockLength;
  const der = bytes.subarray(0, headBytes + lenBlock.length);
  // The parser lets a value reach out of the one that holds it, and takes every spelling of a header that BER knows.
  if (der.length !== headBytes + lenBlock.length || !equalBytes(der.subarray(0, headBytes), headOf(block))) return null;
  const parts: Asn1[] = [];
  let at = headBytes;
  for (const child of block instanceof Constructed ? block.valueBlock.value : []) {
    const part = child instanceof BaseBlock ? convert(child, der.subarray(at)) : null;
    if (part === null) return null;
    parts.push(part);
    at += part.der.length;
  }
  if (block instanceof Constructed && at !== der.length) return null;
  const oid = block instanceof ObjectIdentifier ? block.getValue() : null;
  return {
    tag: `${classes[idBlock.tagClass] ?? ""}${idBlock.tagNumber}`,
    der,
    content: der.subarray(headBytes),
    parts,
    oid,
  };
}

/** The one DER value that these bytes are, or null when they are none or more than one. */
export function readDer(bytes: Uint8Array): Asn1 | null {
  try {
    const { offset, result } = fromBER(new Uint8Array(bytes), limits);
    const value = offset === bytes.length ? convert(result, bytes) : null;
    return value?.der.length === bytes.length ? value : null;
  } catch {
    // The parser has errors of its own for some malformed input; they say no more than that it is malformed.
    return null;
  }
}

/** What is wrong with a structure from outside; caught where a certificate or list is taken in. */
const malformed = () => new FederpostError("invalid_identity", "A certificate or revocation list is malformed.");

/** The same value if it has the tag. @throws FederpostError `invalid_identity` otherwise, as all readers below. */
export function expectTag(node: Asn1 | null | undefined, tag: string): Asn1 {
  if (node === null || node === undefined || node.tag !== tag) throw malformed();
  return node;
}

export function readOid(node: Asn1 | undefined): string {
  const { oid } = expectTag(node, "u6");
  if (oid === null) throw malformed();
  return oid;
}

/** A whole number of at most 31 bits that is not negative. */
export function readNumber(node: Asn1 | undefined): number {
  const { content } = expectTag(node, "u2");
  const [first = 0x80] = content;
  if (first >= 0x80 || content.length > 4) throw malformed();
  return content.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** A serial number in hexadecimal: compared, never computed with. */
export function readSerial(node: Asn1 | undefined): string {
  const { content } = expectTag(node, "u2");
  if (content.length === 0 || content.length > 21) throw malformed();
  return toHex(content);
}

/** DER has two spellings of a BOOLEAN and no others. */
export function readBoolean(node: Asn1 | undefined): boolean {
  const { content } = expectTag(node, "u1");
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw malformed();
  return content[0] === 0xff;
}

/** The bytes of a BIT STRING without unused bits. */
export function readBits(node: Asn1 | undefined): Uint8Array {
  const { content } = expectTag(node, "u3");
  if (content[0] !== 0) throw malformed();
  return content.subarray(1);
}

/** Numbers of the bits that are set in a named BIT STRING. */
export function readFlags(node: Asn1 | undefined): ReadonlySet<number> {
  const { content } = expectTag(node, "u3");
  const flags = new Set<number>();
  content.subarray(1).forEach((byte, at) => {
    for (let bit = 0; bit < 8; bit++) if ((byte & (0x80 >> bit)) !== 0) flags.add(at * 8 + bit);
  });
  return flags;
}

/** UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 allows them: with seconds, in Z. Milliseconds since the epoch. */
export function readTime(node: Asn1 | undefined): number {
  const text = String.fromCharCode(...(node?.content ?? []).slice(0, 20));
  const utc = node?.tag === "u23";
  if (!(utc ? /^\d{12}Z$/ : /^\d{14}Z$/).test(text) || (!utc && node?.tag !== "u24")) throw malformed();
  const whole = utc ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const [, date = "", time = ""] = /^(\d{8})(\d{6})Z$/.exec(whole) ?? [];
  const iso = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  const ms = Date.parse(iso);
  // A day that is not in the calendar rolls over or is NaN: either way it is not what was written.
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== iso.replace("Z", ".000Z")) throw malformed();
  return ms;
}

const latin1 = new TextDecoder("latin1");
const utf8Decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf16 = new TextDecoder("utf-16be", { fatal: true, ignoreBOM: true });

/** Text of one of the string types of a name; null for a type that is none. */
export function readText(node: Asn1 | undefined): string | null {
  try {
    if (node?.tag === "u12") return utf8Decoder.decode(node.content);
    if (node?.tag === "u30") return utf16.decode(node.content);
    return ["u18", "u19", "u20", "u22", "u26"].includes(node?.tag ?? "") ? latin1.decode(node?.content) : null;
  } catch {
    return null;
  }
}

/** Whether two values are the same bytes. */
export const sameDer = (a: Asn1, b: Asn1): boolean => equalBytes(a.der, b.der);
