import { createHash } from "node:crypto";
import {
  bits,
  bool,
  concat,
  context,
  generalizedTime,
  implicit,
  int,
  nil,
  octets,
  oid,
  seq,
  set,
  time,
  tlv,
  utf8String,
} from "./der.ts";
import { makeKey, type TestKey } from "./keys.ts";

/** A small public key infrastructure for tests: certificates, revocation lists, OCSP responses, a log. */

export const day = 86_400_000;

export type Names = Readonly<Record<"C" | "O" | "OU" | "CN", string>>;
const nameOids = { C: "2.5.4.6", O: "2.5.4.10", OU: "2.5.4.11", CN: "2.5.4.3" } as const;

export const nameOf = (names: Partial<Names>): Uint8Array =>
  seq(
    ...(["C", "O", "OU", "CN"] as const).flatMap((key) =>
      names[key] === undefined ? [] : [set(seq(oid(nameOids[key]), utf8String(names[key])))],
    ),
  );

export interface ExtensionWish {
  readonly oid: string;
  readonly critical?: boolean;
  readonly value: Uint8Array;
}

export const extensions = {
  ca: (pathLength?: number): ExtensionWish => ({
    oid: "2.5.29.19",
    critical: true,
    value: seq(bool(true), ...(pathLength === undefined ? [] : [int(pathLength)])),
  }),
  notCa: (): ExtensionWish => ({ oid: "2.5.29.19", critical: true, value: seq() }),
  keyUsage: (...flags: readonly number[]): ExtensionWish => {
    const last = Math.max(...flags);
    const bytes = new Uint8Array((last >> 3) + 1);
    for (const flag of flags) bytes[flag >> 3]! |= 0x80 >> (flag & 7);
    return { oid: "2.5.29.15", critical: true, value: bits(bytes, 7 - (last & 7)) };
  },
  extendedKeyUsage: (...purposes: readonly string[]): ExtensionWish => ({
    oid: "2.5.29.37",
    value: seq(...purposes.map(oid)),
  }),
  altNames: (...names: readonly Uint8Array[]): ExtensionWish => ({ oid: "2.5.29.17", value: seq(...names) }),
  nameConstraints: (about: { permitted?: readonly Uint8Array[]; excluded?: readonly Uint8Array[] }): ExtensionWish => ({
    oid: "2.5.29.30",
    critical: true,
    value: seq(
      ...(about.permitted === undefined ? [] : [context(0, ...about.permitted.map((base) => seq(base)))]),
      ...(about.excluded === undefined ? [] : [context(1, ...about.excluded.map((base) => seq(base)))]),
    ),
  }),
  noCheck: (): ExtensionWish => ({ oid: "1.3.6.1.5.5.7.48.1.5", value: nil() }),
  unknown: (critical: boolean): ExtensionWish => ({ oid: "1.3.6.1.4.1.99999.7", critical, value: utf8String("x") }),
};

export const dns = (name: string): Uint8Array => implicit(2, Buffer.from(name));
export const email = (address: string): Uint8Array => implicit(1, Buffer.from(address));
export const uri = (text: string): Uint8Array => implicit(6, Buffer.from(text));
export const ip = (...bytes: readonly number[]): Uint8Array => implicit(7, Uint8Array.from(bytes));
export const directory = (names: Partial<Names>): Uint8Array => context(4, nameOf(names));

export interface CertificateWish {
  readonly subject: Partial<Names> | Uint8Array;
  readonly issuer: Partial<Names> | Uint8Array;
  readonly spki: Uint8Array;
  readonly signer: TestKey;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly extensions: readonly ExtensionWish[];
  readonly serial?: number;
  readonly version?: number;
  /** Written in place of the signer's own. */
  readonly algorithm?: Uint8Array;
  readonly outerAlgorithm?: Uint8Array;
  /** What becomes of the signature. */
  readonly damage?: (signature: Uint8Array) => Uint8Array;
}

let serials = 1000;

const writeExtension = ({ oid: id, critical = false, value }: ExtensionWish): Uint8Array =>
  seq(oid(id), ...(critical ? [bool(true)] : []), octets(value));

const asName = (name: Partial<Names> | Uint8Array): Uint8Array => (name instanceof Uint8Array ? name : nameOf(name));

export async function signed(
  signer: TestKey,
  data: Uint8Array,
  wish: Partial<CertificateWish> = {},
): Promise<Uint8Array> {
  const signature = await signer.sign(data);
  const algorithm = wish.outerAlgorithm ?? wish.algorithm ?? signer.algorithm;
  return seq(data, algorithm, bits(wish.damage?.(signature) ?? signature));
}

export function makeCertificate(wish: CertificateWish): Promise<Uint8Array> {
  const version = wish.version ?? 2;
  const tbs = seq(
    ...(version === 0 ? [] : [context(0, int(version))]),
    int(wish.serial ?? serials++),
    wish.algorithm ?? wish.signer.algorithm,
    asName(wish.issuer),
    seq(time(wish.notBeforeMs), time(wish.notAfterMs)),
    asName(wish.subject),
    wish.spki,
    ...(wish.extensions.length === 0 ? [] : [context(3, seq(...wish.extensions.map(writeExtension)))]),
  );
  return signed(wish.signer, tbs, wish);
}

export interface CrlWish {
  readonly issuer: Partial<Names>;
  readonly signer: TestKey;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number | null;
  readonly revoked: readonly { readonly serial: number; readonly atMs: number; readonly reason?: number }[];
  readonly extensions?: readonly ExtensionWish[];
  readonly damage?: (signature: Uint8Array) => Uint8Array;
}

export function makeCrl(wish: CrlWish): Promise<Uint8Array> {
  const entries = wish.revoked.map(({ serial, atMs, reason }) =>
    seq(
      int(serial),
      time(atMs),
      ...(reason === undefined
        ? []
        : [seq(writeExtension({ oid: "2.5.29.21", value: tlv(0x0a, Uint8Array.of(reason)) }))]),
    ),
  );
  const tbs = seq(
    int(1),
    wish.signer.algorithm,
    nameOf(wish.issuer),
    time(wish.thisUpdateMs),
    ...(wish.nextUpdateMs === null ? [] : [time(wish.nextUpdateMs)]),
    ...(entries.length === 0 ? [] : [seq(...entries)]),
    ...(wish.extensions === undefined ? [] : [context(0, seq(...wish.extensions.map(writeExtension)))]),
  );
  return signed(wish.signer, tbs, wish);
}

export interface OcspWish {
  readonly issuer: Partial<Names>;
  readonly issuerSpki: Uint8Array;
  readonly signer: TestKey;
  readonly serial: number;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number | null;
  readonly status: "good" | "unknown" | { readonly revokedAtMs: number; readonly reason?: number };
  /** Certificate of a delegated responder. */
  readonly responder?: Uint8Array;
  readonly responseStatus?: number;
  readonly damage?: (signature: Uint8Array) => Uint8Array;
}

const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha1").update(bytes).digest());

/** Bits of the key in a SubjectPublicKeyInfo: what stands at its end. */
const keyBits = (spki: Uint8Array): Uint8Array => {
  const header = spki[1]! < 0x80 ? 2 : spki[1] === 0x81 ? 3 : 4;
  const algorithm = header + 2 + spki[header + 1]!;
  const lengthBytes = spki[algorithm + 1]! < 0x80 ? 1 : spki[algorithm + 1] === 0x81 ? 2 : 3;
  return spki.subarray(algorithm + 1 + lengthBytes + 1);
};

const statusOf = (status: OcspWish["status"]): Uint8Array => {
  if (status === "good") return implicit(0, new Uint8Array());
  if (status === "unknown") return implicit(2, new Uint8Array());
  const reason = status.reason === undefined ? [] : [context(0, tlv(0x0a, Uint8Array.of(status.reason)))];
  return context(1, generalizedTime(status.revokedAtMs), ...reason);
};

export async function makeOcsp(wish: OcspWish): Promise<Uint8Array> {
  const id = seq(
    seq(oid("1.3.14.3.2.26"), nil()),
    octets(sha1(nameOf(wish.issuer))),
    octets(sha1(keyBits(wish.issuerSpki))),
    int(wish.serial),
  );
  const next = wish.nextUpdateMs === null ? [] : [context(0, generalizedTime(wish.nextUpdateMs))];
  const single = seq(id, statusOf(wish.status), generalizedTime(wish.thisUpdateMs), ...next);
  const data = seq(
    context(2, octets(sha1(keyBits(wish.signer.spki)))),
    generalizedTime(wish.thisUpdateMs),
    seq(single),
  );
  const signature = await wish.signer.sign(data);
  const basic = seq(
    data,
    wish.signer.algorithm,
    bits(wish.damage?.(signature) ?? signature),
    ...(wish.responder === undefined ? [] : [context(0, seq(wish.responder))]),
  );
  return seq(
    tlv(0x0a, Uint8Array.of(wish.responseStatus ?? 0)),
    context(0, seq(oid("1.3.6.1.5.5.7.48.1.1"), octets(basic))),
  );
}

/** A flipped bit in the middle: no signature any more. */
export const flipped = (bytes: Uint8Array): Uint8Array => {
  const copy = concat(bytes);
  copy[copy.length >> 1]! ^= 1;
  return copy;
};

export { makeKey };
