import {
  Set as Asn1Set,
  BitString,
  Constructed,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  Utf8String,
} from "asn1js";

/** Writes DER, for what we ask of certificate authorities. */

type Block = ConstructorParameters<typeof Sequence>[0] extends { value?: (infer Value)[] } | undefined ? Value : never;

export type DerValue = Block;

export const derSequence = (...value: readonly DerValue[]): Sequence => new Sequence({ value: [...value] });
export const derSet = (...value: readonly DerValue[]): DerValue => new Asn1Set({ value: [...value] });
export const derOid = (value: string): DerValue => new ObjectIdentifier({ value });
export const derInteger = (value: number): DerValue => new Integer({ value });
export const derUtf8 = (value: string): DerValue => new Utf8String({ value });
export const derBits = (bytes: Uint8Array): DerValue => new BitString({ valueHex: new Uint8Array(bytes).buffer });
/** [0] around values that belong to it. */
export const derContext0 = (...value: readonly DerValue[]): DerValue =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [...value] });
/** PrintableString, which country codes are (RFC 5280 appendix A). */
export const derPrintable = (text: string): DerValue =>
  new Primitive({ idBlock: { tagClass: 1, tagNumber: 19 }, valueHex: new TextEncoder().encode(text).buffer });

export const derOctets = (bytes: Uint8Array): DerValue => new OctetString({ valueHex: new Uint8Array(bytes).buffer });
/** A non-negative INTEGER of any length, given big-endian. */
export function derUnsigned(bytes: Uint8Array): DerValue {
  const first = bytes.findIndex((byte) => byte !== 0);
  const number = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  const whole = (number[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...number) : new Uint8Array(number);
  return new Primitive({ idBlock: { tagClass: 1, tagNumber: 2 }, valueHex: whole.buffer });
}
/** A DNS name as GeneralName has it: [2] IA5String (RFC 5280 section 4.2.1.6). */
export const derDnsName = (name: string): DerValue =>
  new Primitive({ idBlock: { tagClass: 3, tagNumber: 2 }, valueHex: new TextEncoder().encode(name).buffer });

/** The bytes of a structure. */
export const encodeDer = (value: Sequence): Uint8Array<ArrayBuffer> => new Uint8Array(value.toBER());
