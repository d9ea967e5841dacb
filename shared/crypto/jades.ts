import { CompactSign, importJWK } from "jose";
import { FederpostError, toBase64Url, toPaddedBase64, utf8 } from "../base/index.ts";
import { sha256 } from "./digest.ts";
import type { SigningKey } from "./jws.ts";

/**
 * JAdES baseline B (ETSI TS 119 182-1 V1.2.1): a JWS over documents that lie beside it, each named by its digest in `sigD`. For
 * signers who hold a certificate; who has none signs `jws-detached` instead.
 */

/** Algorithms that a signer's certificate may call for. */
export const jadesAlgorithms = ["ES256", "ES384", "PS256", "Ed25519"] as const;
export type JadesAlgorithm = (typeof jadesAlgorithms)[number];

/** Clause 5.2.8.3: documents are referenced by URI, and their digests stand in the header. */
export const byUriHash = "http://uri.etsi.org/19182/ObjectIdByURIHash";

export interface JadesSigner {
  readonly key: CryptoKey;
  readonly algorithm: JadesAlgorithm;
  /** The signer's certificate first, then those that lead to its root; DER. */
  readonly chain: readonly [Uint8Array, ...Uint8Array[]];
}

/** A document as the signature references it. */
export interface ReferencedDocument {
  readonly uri: string;
  /** By the signature's hash, base64url. */
  readonly digest: string;
  readonly type: string;
}

/** By what documents are named, under the names of RFC 7518 style that clause 5.2.8.3 takes: SHA-256, SHA-512. */
export const jadesHashes = ["S256", "S512"] as const;
export type JadesHash = (typeof jadesHashes)[number];

/** Clause 5.2.3: what the signer commits to by the signature. */
export const proofOfApproval = "http://uri.etsi.org/01903/v1.2.2#ProofOfApproval";

/** Why and where somebody signed: a qualifier of the commitment, and as well signed as the documents. */
export interface Commitment {
  readonly reason: string;
  /** Origin of the page that asked. */
  readonly origin: string;
}

/** A signer whose certificate is about an Ed25519 key of ours. */
export async function jadesSignerOf(key: SigningKey, chain: JadesSigner["chain"]): Promise<JadesSigner> {
  const jwk = { kty: "OKP", crv: "Ed25519", x: key.publicKey, d: key.secret } as const;
  const imported = await importJWK(jwk, "Ed25519");
  if (!(imported instanceof CryptoKey)) throw new FederpostError("internal", "A signing key is none.");
  return { key: imported, algorithm: "Ed25519", chain };
}

/** The signature as compact JWS. Its payload is empty: with this kind of reference nothing stands there (clause 5.2.8.3.3). */
export async function signJades(
  signer: JadesSigner,
  about: {
    readonly documents: readonly ReferencedDocument[];
    readonly hash: JadesHash;
    readonly commitment: Commitment;
    readonly signedAtMs: number;
  },
): Promise<string> {
  const { documents, hash, commitment, signedAtMs } = about;
  const header = {
    alg: signer.algorithm,
    // Clause 5.1.11: seconds; sigT is the older spelling and may be left out where iat is there.
    iat: Math.floor(signedAtMs / 1000),
    x5c: signer.chain.map((der) => toPaddedBase64(der)),
    "x5t#S256": toBase64Url(await sha256(signer.chain[0])),
    sigD: {
      mId: byUriHash,
      pars: documents.map(({ uri }) => uri),
      hashM: hash,
      hashV: documents.map(({ digest }) => digest),
      ctys: documents.map(({ type }) => type),
    },
    srCms: [{ commId: { id: proofOfApproval }, commQuals: [commitment] }],
    crit: ["sigD", "srCms"],
  };
  const crit = { sigD: true, srCms: true };
  return new CompactSign(utf8("")).setProtectedHeader(header).sign(signer.key, { crit });
}
