import { CompactSign, compactVerify, importJWK } from "jose";
import { FederpostError, fromBase64Url, labelled } from "../base/index.ts";

declare const kind: unique symbol;
/** Ed25519 public key (RFC 8032): 32 bytes as base64url. */
export type PublicKey = string & { readonly [kind]: "PublicKey" };

/** An Ed25519 key pair; `secret` is the 32-byte seed as base64url. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  readonly secret: string;
}

const isKey = (text: string): boolean => fromBase64Url(text)?.length === 32;

/** A public key from outside, or null when it is not 32 bytes of base64url. */
export const parsePublicKey = (text: unknown): PublicKey | null =>
  typeof text === "string" && isKey(text) ? (text as PublicKey) : null;

/** A fresh Ed25519 key pair. The caller seals it at once. */
export async function generateSigningKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const { x, d } = await crypto.subtle.exportKey("jwk", (pair as CryptoKeyPair).privateKey);
  const publicKey = parsePublicKey(x);
  if (publicKey === null || d === undefined) throw new FederpostError("internal", "The browser made no Ed25519 key.");
  return labelled({ publicKey, secret: d }, "signing key");
}

const publicJwk = (key: PublicKey) => ({ kty: "OKP", crv: "Ed25519", x: key }) as const;

/** What goes into a JWS beside the signature. `typ` keeps one kind of token from being taken for another. */
export interface JwsContent {
  readonly typ: string;
  readonly payload: Uint8Array;
}

/** Compact JWS (RFC 7515, EdDSA of RFC 8037 under its fully specified name of RFC 9864) with the public key in its header. */
export async function signJws(key: SigningKey, { typ, payload }: JwsContent): Promise<string> {
  const secret = await importJWK({ ...publicJwk(key.publicKey), d: key.secret }, "Ed25519");
  return new CompactSign(payload)
    .setProtectedHeader({ alg: "Ed25519", typ, jwk: publicJwk(key.publicKey) })
    .sign(secret);
}

/** A bare Ed25519 signature over bytes of a form of their own, such as a certificate request. */
export async function signBytes(key: SigningKey, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const jwk = { ...publicJwk(key.publicKey), d: key.secret };
  const secret = await crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("Ed25519", secret, new Uint8Array(bytes)));
}

/** A JWS whose signature holds under the key that its header names. Whose key that is, the caller must know. */
export interface VerifiedJws {
  readonly payload: Uint8Array;
  readonly signer: PublicKey;
}

/**
 * Checks a compact JWS: algorithm, type and signature under the key in its own header.
 * Null when any of it does not hold; the caller compares `signer` with the key it expects.
 */
export async function verifyJws(jws: string, typ: string): Promise<VerifiedJws | null> {
  // Header and payload are signed as they are spelled; a second spelling of the signature would be another token with
  // another digest that says the same.
  if (fromBase64Url(jws.slice(jws.lastIndexOf(".") + 1)) === null) return null;
  try {
    const { payload, protectedHeader } = await compactVerify(jws, (header) => importJWK({ ...header.jwk }, "Ed25519"), {
      algorithms: ["Ed25519"],
    });
    const jwk = protectedHeader.jwk;
    const signer = jwk?.kty === "OKP" && jwk.crv === "Ed25519" ? parsePublicKey(jwk.x) : null;
    return signer !== null && protectedHeader.typ === typ ? { payload, signer } : null;
  } catch {
    // One answer for every defect of a token from outside: which one it was helps only its forger.
    return null;
  }
}
