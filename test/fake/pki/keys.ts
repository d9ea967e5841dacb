import { bits, context, int, nil, oid, seq } from "./der.ts";

/** Keys of a test authority or organisation, with what each writes as its algorithm. */
export type KeyKind = "P-256" | "P-384" | "RSA-PSS" | "Ed25519";

export interface TestKey {
  readonly kind: KeyKind;
  readonly privateKey: CryptoKey;
  readonly spki: Uint8Array;
  /** AlgorithmIdentifier of its signatures. */
  readonly algorithm: Uint8Array;
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>;
  readonly jwsAlgorithm: string;
}

const hashOids: Record<string, string> = {
  "SHA-256": "2.16.840.1.101.3.4.2.1",
  "SHA-384": "2.16.840.1.101.3.4.2.2",
  "SHA-512": "2.16.840.1.101.3.4.2.3",
};
export const pssAlgorithm = (hash: string, salt: number, mask = hash): Uint8Array =>
  seq(
    oid("1.2.840.113549.1.1.10"),
    seq(
      context(0, seq(oid(hashOids[hash]!), nil())),
      context(1, seq(oid("1.2.840.113549.1.1.8"), seq(oid(hashOids[mask]!), nil()))),
      context(2, int(salt)),
    ),
  );
export const ecdsaAlgorithm = (hash: "SHA-256" | "SHA-384"): Uint8Array =>
  seq(oid(hash === "SHA-256" ? "1.2.840.10045.4.3.2" : "1.2.840.10045.4.3.3"));
export const ed25519Algorithm = (): Uint8Array => seq(oid("1.3.101.112"));
/** sha256WithRSAEncryption: PKCS #1 v1.5, which nobody should take any more. */
export const pkcs1Algorithm = (): Uint8Array => seq(oid("1.2.840.113549.1.1.11"), nil());

const derPair = (raw: Uint8Array): Uint8Array =>
  seq(int(raw.subarray(0, raw.length / 2)), int(raw.subarray(raw.length / 2)));

const subtle = globalThis.crypto.subtle;

async function ec(curve: "P-256" | "P-384"): Promise<TestKey> {
  const hash = curve === "P-256" ? "SHA-256" : "SHA-384";
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: curve }, true, ["sign", "verify"]);
  return {
    kind: curve,
    privateKey: pair.privateKey,
    spki: new Uint8Array(await subtle.exportKey("spki", pair.publicKey)),
    algorithm: ecdsaAlgorithm(hash),
    sign: async (data) =>
      derPair(new Uint8Array(await subtle.sign({ name: "ECDSA", hash }, pair.privateKey, new Uint8Array(data)))),
    jwsAlgorithm: curve === "P-256" ? "ES256" : "ES384",
  };
}

/** An RSA key; `modulusLength` below 3,000 is too weak. */
export async function rsa(modulusLength = 3072): Promise<TestKey> {
  const pair = await subtle.generateKey(
    { name: "RSA-PSS", hash: "SHA-256", modulusLength, publicExponent: Uint8Array.of(1, 0, 1) },
    true,
    ["sign", "verify"],
  );
  return {
    kind: "RSA-PSS",
    privateKey: pair.privateKey,
    spki: new Uint8Array(await subtle.exportKey("spki", pair.publicKey)),
    algorithm: pssAlgorithm("SHA-256", 32),
    sign: async (data) =>
      new Uint8Array(await subtle.sign({ name: "RSA-PSS", saltLength: 32 }, pair.privateKey, new Uint8Array(data))),
    jwsAlgorithm: "PS256",
  };
}

async function ed25519(): Promise<TestKey> {
  const pair = (await subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  return {
    kind: "Ed25519",
    privateKey: pair.privateKey,
    spki: new Uint8Array(await subtle.exportKey("spki", pair.publicKey)),
    algorithm: ed25519Algorithm(),
    sign: async (data) => new Uint8Array(await subtle.sign("Ed25519", pair.privateKey, new Uint8Array(data))),
    jwsAlgorithm: "Ed25519",
  };
}

export function makeKey(kind: KeyKind): Promise<TestKey> {
  if (kind === "RSA-PSS") return rsa();
  return kind === "Ed25519" ? ed25519() : ec(kind);
}

/** SubjectPublicKeyInfo of an Ed25519 key by its 32 bytes, such as an identity key. */
export const ed25519Spki = (publicKey: string): Uint8Array =>
  seq(seq(oid("1.3.101.112")), bits(Buffer.from(publicKey, "base64url")));
