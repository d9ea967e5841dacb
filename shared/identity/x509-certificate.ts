import { FederpostError, isFederpostError } from "../base/index.ts";
import {
  type Asn1,
  type CertifiedKey,
  expectTag,
  readBits,
  readBoolean,
  readDer,
  readFlags,
  readNumber,
  readOid,
  readPublicKey,
  readSerial,
  readTime,
  sameDer,
} from "../crypto/index.ts";
import { type GeneralName, readGeneralName, readName, type X509Name } from "./x509-name.ts";

/** Subtrees that a certificate authority is bound to. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** An X.509 certificate (RFC 5280), taken apart; nothing of it is believed yet. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly signed: SignedDer;
  readonly serial: string;
  readonly issuer: X509Name;
  readonly subject: X509Name;
  /** The subject's name as it stands there, which OCSP hashes. */
  readonly subjectDer: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Null when the key is of no kind that can be checked here. */
  readonly key: CertifiedKey | null;
  readonly basic: { readonly isCa: boolean; readonly pathLength: number | null } | null;
  /** Bits of KeyUsage; null when the certificate does not restrict it. */
  readonly keyUsage: ReadonlySet<number> | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly altNames: readonly GeneralName[];
  readonly constraints: NameConstraints | null;
  /** Extensions that are critical and that no rule here looks at. */
  readonly unknownCritical: readonly string[];
  /** Whether OCSP asks nobody about this responder (RFC 6960 section 4.2.2.2.1). */
  readonly noRevocationCheck: boolean;
}

/** What is signed, by which algorithm, and the signature: the outer shape of certificates, lists and responses. */
export interface SignedDer {
  readonly data: Asn1;
  readonly algorithm: Asn1;
  readonly signature: Uint8Array;
}

export const keyUsageBits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, crlSign: 6 } as const;

export const extensionIds = {
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  certificatePolicies: "2.5.29.32",
  extendedKeyUsage: "2.5.29.37",
  ocspNoCheck: "1.3.6.1.5.5.7.48.1.5",
} as const;

/** A critical one of these is understood. Policies are, whichever they name (RFC 5280 section 6.1.1 (c)). */
const understood: ReadonlySet<string> = new Set([
  extensionIds.keyUsage,
  extensionIds.subjectAltName,
  extensionIds.basicConstraints,
  extensionIds.nameConstraints,
  extensionIds.certificatePolicies,
  extensionIds.extendedKeyUsage,
]);

export const malformed = (): FederpostError => new FederpostError("invalid_identity", "A certificate is malformed.");

/** Runs a reader over bytes from outside: null for what is malformed. */
export function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isFederpostError(error) && error.code === "invalid_identity") return null;
    throw error;
  }
}

/** @throws FederpostError `invalid_identity` when it is not three parts, or names two algorithms. */
export function readSigned(whole: Asn1 | null, innerAlgorithm: (data: Asn1) => Asn1 | undefined): SignedDer {
  const [data, algorithm, signature] = expectTag(whole, "u16").parts;
  const outer = expectTag(algorithm, "u16");
  const inner = innerAlgorithm(expectTag(data, "u16"));
  // RFC 5280 section 4.1.1.2: what is outside the signature must say the same as what is inside.
  if (inner !== undefined && !sameDer(inner, outer)) throw malformed();
  return { data: expectTag(data, "u16"), algorithm: outer, signature: readBits(signature) };
}

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Asn1;
}

/** Extensions by their identifier. @throws FederpostError `invalid_identity` when one is there twice or is no DER. */
export function readExtensions(sequence: Asn1 | undefined): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>();
  for (const each of sequence === undefined ? [] : expectTag(sequence, "u16").parts) {
    const parts = expectTag(each, "u16").parts;
    const oid = readOid(parts[0]);
    const critical = parts.length === 3 && readBoolean(parts[1]);
    const value = readDer(expectTag(parts.at(-1), "u4").content);
    if (value === null || found.has(oid) || parts.length > 3) throw malformed();
    found.set(oid, { oid, critical, value });
  }
  return found;
}

function readBasicConstraints(value: Asn1): NonNullable<Certificate["basic"]> {
  const parts = expectTag(value, "u16").parts;
  const isCa = parts[0]?.tag === "u1" && readBoolean(parts[0]);
  const length = parts[0]?.tag === "u1" ? parts[1] : parts[0];
  return { isCa, pathLength: length === undefined ? null : readNumber(length) };
}

function readNameConstraints(value: Asn1): NameConstraints {
  const subtrees = (tag: string): GeneralName[] =>
    (expectTag(value, "u16").parts.find((part) => part.tag === tag)?.parts ?? []).map((subtree) => {
      const [base, ...bounds] = expectTag(subtree, "u16").parts;
      // RFC 5280 section 4.2.1.10: minimum is 0 and maximum is absent in every profile there is.
      if (base === undefined || bounds.length > 0) throw malformed();
      return readGeneralName(base);
    });
  return { permitted: subtrees("c0"), excluded: subtrees("c1") };
}

function readUsage(extensions: ReadonlyMap<string, Extension>) {
  const value = (oid: string) => extensions.get(oid)?.value;
  const [basic, usage, extended, alt, constraints] = [
    value(extensionIds.basicConstraints),
    value(extensionIds.keyUsage),
    value(extensionIds.extendedKeyUsage),
    value(extensionIds.subjectAltName),
    value(extensionIds.nameConstraints),
  ];
  return {
    basic: basic === undefined ? null : readBasicConstraints(basic),
    keyUsage: usage === undefined ? null : readFlags(usage),
    extendedKeyUsage: extended === undefined ? null : expectTag(extended, "u16").parts.map(readOid),
    altNames: alt === undefined ? [] : expectTag(alt, "u16").parts.map(readGeneralName),
    constraints: constraints === undefined ? null : readNameConstraints(constraints),
    unknownCritical: [...extensions.values()].filter((e) => e.critical && !understood.has(e.oid)).map((e) => e.oid),
    noRevocationCheck: extensions.has(extensionIds.ocspNoCheck),
  };
}

/** A certificate as an ASN.1 value that is part of another. @throws FederpostError `invalid_identity` when it is none. */
export function readCertificate(whole: Asn1 | null): Certificate {
  const signed = readSigned(whole, (tbs) => tbs.parts.find((part) => part.tag === "u16"));
  const fields = [...signed.data.parts];
  const version = fields[0]?.tag === "c0" ? readNumber(fields.shift()?.parts[0]) : 0;
  const [serial, , issuer, validity, subject, spki, ...optional] = fields;
  const extensions = readExtensions(optional.find((part) => part.tag === "c3")?.parts[0]);
  // Extensions make it version 3; one without them says nothing of what its key may do.
  if (version !== 2 || whole === null) throw malformed();
  const [notBefore, notAfter] = expectTag(validity, "u16").parts;
  return {
    der: whole.der,
    signed,
    serial: readSerial(serial),
    issuer: readName(issuer),
    subject: readName(subject),
    subjectDer: expectTag(subject, "u16").der,
    notBeforeMs: readTime(notBefore),
    notAfterMs: readTime(notAfter),
    key: readPublicKey(expectTag(spki, "u16")),
    ...readUsage(extensions),
  };
}

/** The certificate in DER, or null when the bytes are none. */
export const parseCertificate = (der: Uint8Array): Certificate | null =>
  readOrNull(() => readCertificate(readDer(der)));
