import { compactVerify } from "jose";
import { concatBytes, fromBase64Url } from "../base/index.ts";
import { type Asn1, readBits, readDer, readNumber } from "./asn1.ts";

/** What a signature over DER turned out to be. `unsupported` covers algorithms and keys that are too weak. */
export type SignatureVerdict = "holds" | "broken" | "unsupported";

/** A public key of a certificate: what it is, and its bits as they stand in the SubjectPublicKeyInfo. */
export interface CertifiedKey {
  readonly kind: "P-256" | "P-384" | "RSA" | "Ed25519";
  readonly sizeBits: number;
  readonly bits: Uint8Array;
  readonly spki: Uint8Array;
}

const hashes = new Map([
  ["2.16.840.1.101.3.4.2.1", { name: "SHA-256", sizeBytes: 32 }],
  ["2.16.840.1.101.3.4.2.2", { name: "SHA-384", sizeBytes: 48 }],
  ["2.16.840.1.101.3.4.2.3", { name: "SHA-512", sizeBytes: 64 }],
]);
const ecdsaHashes = new Map([
  ["1.2.840.10045.4.3.2", "SHA-256"],
  ["1.2.840.10045.4.3.3", "SHA-384"],
  ["1.2.840.10045.4.3.4", "SHA-512"],
]);
const curves = new Map([
  ["1.2.840.10045.3.1.7", { kind: "P-256", sizeBits: 256 }],
  ["1.3.132.0.34", { kind: "P-384", sizeBits: 384 }],
] as const);
/** sha256WithRSAEncryption and its kin (RFC 8017 appendix A.2.4): what authorities of the public web sign with. */
const rsaHashes = new Map([
  ["1.2.840.113549.1.1.11", "SHA-256"],
  ["1.2.840.113549.1.1.12", "SHA-384"],
  ["1.2.840.113549.1.1.13", "SHA-512"],
]);
const ecKey = "1.2.840.10045.2.1";
const ed25519 = "1.3.101.112";
const rsaKey = "1.2.840.113549.1.1.1";
const pss = "1.2.840.113549.1.1.10";
const mgf1 = "1.2.840.113549.1.1.8";
/** BSI TR-02102-1: RSA below 3,000 bits is out. */
const shortestRsaBits = 3000;
const shortestWebRsaBits = 2048;

/** Which signatures count: those of BSI TR-02102-1, or also those that authorities of the public web make. */
export type SignatureRules = "strict" | "web";

/** The key in a SubjectPublicKeyInfo, or null when it is of no kind that is known here. */
export function readPublicKey(spki: Asn1): CertifiedKey | null {
  const [algorithm, key] = spki.parts;
  const [kind, parameters] = algorithm?.parts ?? [];
  const bits = readBits(key);
  const whole = spki.der;
  if (kind?.oid === ed25519 && bits.length === 32) return { kind: "Ed25519", sizeBits: 256, bits, spki: whole };
  const curve = kind?.oid === ecKey ? curves.get(parameters?.oid as "1.3.132.0.34") : undefined;
  if (curve !== undefined) return { ...curve, bits, spki: whole };
  if (kind?.oid !== rsaKey && kind?.oid !== pss) return null;
  const modulus = readDer(bits)?.parts[0]?.content;
  if (modulus === undefined) return null;
  const sizeBits = (modulus.length - (modulus[0] === 0 ? 1 : 0)) * 8;
  return { kind: "RSA", sizeBits, bits, spki: plainRsa(key?.der ?? bits) };
}

const derLength = (length: number): Uint8Array => {
  if (length < 0x80) return Uint8Array.of(length);
  return length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
};

/** The key under `rsaEncryption`: WebCrypto imports no key under id-RSASSA-PSS, though it is the same key. */
function plainRsa(bitString: Uint8Array): Uint8Array {
  const algorithm = Uint8Array.of(0x30, 13, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0);
  const content = concatBytes(algorithm, bitString);
  return concatBytes(Uint8Array.of(0x30), derLength(content.length), content);
}

/** Whether a key is as strong as it must be to be believed. */
export const isStrongKey = (key: CertifiedKey): boolean => key.kind !== "RSA" || key.sizeBits >= shortestRsaBits;

interface Plan {
  readonly key: RsaHashedImportParams | EcKeyImportParams | { readonly name: string };
  readonly verify: EcdsaParams | RsaPssParams | { readonly name: string };
  readonly signature: Uint8Array;
}

/** RFC 4055 section 3.1, with nothing left to its SHA-1 defaults and a salt as long as the hash. */
function readPssHash(parameters: Asn1 | undefined): { readonly name: string; readonly sizeBytes: number } | null {
  const [hash, mask, salt, ...more] = parameters?.parts ?? [];
  if (hash?.tag !== "c0" || mask?.tag !== "c1" || salt?.tag !== "c2" || more.length > 0) return null;
  const known = hashes.get(hash.parts[0]?.parts[0]?.oid ?? "");
  const [generator, masked] = mask.parts[0]?.parts ?? [];
  if (known === undefined || generator?.oid !== mgf1 || hashes.get(masked?.parts[0]?.oid ?? "") !== known) return null;
  return readNumber(salt.parts[0]) === known.sizeBytes ? known : null;
}

/** WebCrypto wants r and s side by side in the curve's length; DER has them as numbers. Null when it is no such pair. */
function ecdsaBytes(signature: Uint8Array, length: number): Uint8Array | null {
  const pair = readDer(signature);
  if (pair?.tag !== "u16" || pair.parts.length !== 2) return null;
  const whole = new Uint8Array(2 * length);
  for (const [i, part] of pair.parts.entries()) {
    const leading = part.content[0] === 0 ? 1 : 0;
    const number = part.content.subarray(leading);
    const minimal = leading === 1 ? (number[0] ?? 0) >= 0x80 : (number[0] ?? 0x80) < 0x80;
    if (part.tag !== "u2" || !minimal || number.length > length) return null;
    whole.set(number, (i + 1) * length - number.length);
  }
  return whole;
}

/** RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2), where the rules allow it. */
function webPlanOf(algorithm: Asn1, key: CertifiedKey, signature: Uint8Array): Plan | null {
  const [kind] = algorithm.parts;
  const hash = rsaHashes.get(kind?.oid ?? "");
  if (hash === undefined || key.kind !== "RSA" || key.sizeBits < shortestWebRsaBits) return null;
  const name = "RSASSA-PKCS1-v1_5";
  return { key: { name, hash }, verify: { name }, signature };
}

function planOf(algorithm: Asn1, key: CertifiedKey, signature: Uint8Array): Plan | "broken" | "unsupported" {
  const [kind, parameters] = algorithm.parts;
  if (kind?.oid === ed25519) {
    if (key.kind !== "Ed25519" || parameters !== undefined) return "unsupported";
    return { key: { name: "Ed25519" }, verify: { name: "Ed25519" }, signature };
  }
  const ecdsaHash = ecdsaHashes.get(kind?.oid ?? "");
  if (ecdsaHash !== undefined) {
    if ((key.kind !== "P-256" && key.kind !== "P-384") || parameters !== undefined) return "unsupported";
    const pair = ecdsaBytes(signature, key.sizeBits / 8);
    if (pair === null) return "broken";
    const name = "ECDSA";
    return { key: { name, namedCurve: key.kind }, verify: { name, hash: ecdsaHash }, signature: pair };
  }
  const hash = kind?.oid === pss && key.kind === "RSA" && isStrongKey(key) ? readPssHash(parameters) : null;
  if (hash === null) return "unsupported";
  const name = "RSA-PSS";
  return { key: { name, hash: hash.name }, verify: { name, saltLength: hash.sizeBytes }, signature };
}

/**
 * Checks a signature of a certificate, revocation list or OCSP response: ECDSA on P-256 and P-384, RSASSA-PSS, Ed25519.
 * RSA with PKCS #1 v1.5 padding is `unsupported` (BSI TR-02102-1) unless the rules are those of the web; SHA-1 always is.
 */
export async function verifyDerSignature(signed: {
  readonly algorithm: Asn1;
  readonly key: CertifiedKey;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
  readonly rules?: SignatureRules;
}): Promise<SignatureVerdict> {
  const { algorithm, signature, rules } = signed;
  const plan =
    (rules === "web" ? webPlanOf(algorithm, signed.key, signature) : null) ?? planOf(algorithm, signed.key, signature);
  if (typeof plan === "string") return plan;
  const key = await importSpki(signed.key, plan.key);
  if (key === null) return "broken";
  const holds = await crypto.subtle.verify(
    plan.verify,
    key,
    new Uint8Array(plan.signature),
    new Uint8Array(signed.data),
  );
  return holds ? "holds" : "broken";
}

/** Null when the bits are no key: a point that is not on its curve, a modulus of nothing. */
async function importSpki(key: CertifiedKey, algorithm: Plan["key"]): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.importKey("spki", new Uint8Array(key.spki), algorithm, false, ["verify"]);
  } catch {
    return null;
  }
}

const jwsKeys: Readonly<Record<string, (key: CertifiedKey) => Plan["key"] | null>> = {
  ES256: ({ kind }) => (kind === "P-256" ? { name: "ECDSA", namedCurve: kind } : null),
  ES384: ({ kind }) => (kind === "P-384" ? { name: "ECDSA", namedCurve: kind } : null),
  PS256: ({ kind }) => (kind === "RSA" ? { name: "RSA-PSS", hash: "SHA-256" } : null),
  PS384: ({ kind }) => (kind === "RSA" ? { name: "RSA-PSS", hash: "SHA-384" } : null),
  PS512: ({ kind }) => (kind === "RSA" ? { name: "RSA-PSS", hash: "SHA-512" } : null),
  Ed25519: ({ kind }) => (kind === "Ed25519" ? { name: "Ed25519" } : null),
};

/** A JWS that a certified key signed: its payload, and the certificate that its header names (DER, base64). */
export interface CertifiedJws {
  readonly payload: Uint8Array;
  readonly certificate: string;
}

/** Checks a compact JWS whose signer is a certificate (`x5c`, RFC 7515 section 4.1.6). Null when it does not hold under this key. */
export async function verifyCertifiedJws(jws: string, typ: string, key: CertifiedKey): Promise<CertifiedJws | null> {
  if (fromBase64Url(jws.slice(jws.lastIndexOf(".") + 1)) === null || !isStrongKey(key)) return null;
  try {
    const { payload, protectedHeader } = await compactVerify(
      jws,
      async ({ alg }) => {
        const algorithm = Object.hasOwn(jwsKeys, alg) ? jwsKeys[alg]?.(key) : null;
        const imported = algorithm === null || algorithm === undefined ? null : await importSpki(key, algorithm);
        if (imported === null) throw new TypeError("not a key for this algorithm");
        return imported;
      },
      { algorithms: Object.keys(jwsKeys) },
    );
    const [certificate] = Array.isArray(protectedHeader.x5c) ? protectedHeader.x5c : [];
    return protectedHeader.typ === typ && typeof certificate === "string" ? { payload, certificate } : null;
  } catch {
    return null;
  }
}
