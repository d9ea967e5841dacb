import { CompactSign, calculateJwkThumbprint, type FlattenedJWS, FlattenedSign, importJWK } from "jose";
import { concatBytes, FederpostError, fromBase64Url, labelled, toPaddedBase64 } from "../base/index.ts";
import { derBits, derOid, derSequence, derUnsigned, encodeDer } from "./asn1-write.ts";

/**
 * P-256 keys for what certificate authorities want: accounts of RFC 8555 and certificates that vouch for an identity key. Letters,
 * documents and devices never use them.
 */

/** A P-256 key pair as it is stored: coordinates and secret in base64url (RFC 7518 section 6.2). */
export interface EcKey {
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

/** A fresh key pair. The caller owns the secret. */
export async function generateEcKey(): Promise<EcKey> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { x, y, d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  if (x === undefined || y === undefined || d === undefined)
    throw new FederpostError("internal", "The platform made no P-256 key.");
  return labelled({ x, y, d }, "P-256 key");
}

const publicJwk = ({ x, y }: EcKey) => ({ kty: "EC", crv: "P-256", x, y }) as const;

/** The key's name (RFC 7638, SHA-256, base64url). */
export const ecThumbprint = (key: EcKey): Promise<string> => calculateJwkThumbprint(publicJwk(key), "sha256");

/** Who signs an ACME request: the key itself before there is an account, the account's address afterwards. */
export type AcmeSigner = { readonly kind: "key" } | { readonly kind: "account"; readonly url: string };

/** A request of RFC 8555 section 6.2; an empty payload is POST-as-GET. */
export async function signAcmeRequest(
  key: EcKey,
  request: {
    readonly url: string;
    readonly nonce: string;
    readonly payload: Uint8Array;
    readonly signer: AcmeSigner;
  },
): Promise<FlattenedJWS> {
  const { url, nonce, payload, signer } = request;
  const who = signer.kind === "key" ? { jwk: publicJwk(key) } : { kid: signer.url };
  const secret = await importJWK({ ...publicJwk(key), d: key.d }, "ES256");
  return new FlattenedSign(payload).setProtectedHeader({ alg: "ES256", nonce, url, ...who }).sign(secret);
}

/** That an account at the authority stands behind the key (RFC 8555 section 7.3.4). `macKey` is base64url. Null when it is no key. */
export async function bindExternalAccount(
  key: EcKey,
  binding: { readonly kid: string; readonly macKey: string; readonly url: string },
): Promise<FlattenedJWS | null> {
  const { kid, macKey, url } = binding;
  const secret = fromBase64Url(macKey);
  if (secret === null || secret.length === 0) return null;
  const payload = new TextEncoder().encode(JSON.stringify(publicJwk(key)));
  return new FlattenedSign(payload).setProtectedHeader({ alg: "HS256", kid, url }).sign(secret);
}

/** The SubjectPublicKeyInfo of the key (RFC 5480). */
export function ecSubjectPublicKey(key: EcKey) {
  const [x, y] = [fromBase64Url(key.x), fromBase64Url(key.y)];
  if (x?.length !== 32 || y?.length !== 32) throw new FederpostError("cannot_open", "The P-256 key is damaged.");
  const algorithm = derSequence(derOid("1.2.840.10045.2.1"), derOid("1.2.840.10045.3.1.7"));
  return derSequence(algorithm, derBits(concatBytes(Uint8Array.of(4), x, y)));
}

/** A bare signature, ECDSA with SHA-256, as DER spells it (RFC 3279 section 2.2.3). */
export async function signEcBytes(key: EcKey, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const jwk = { ...publicJwk(key), d: key.d };
  const secret = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
  const pair = new Uint8Array(
    await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, secret, new Uint8Array(bytes)),
  );
  return encodeDer(derSequence(derUnsigned(pair.subarray(0, 32)), derUnsigned(pair.subarray(32))));
}

/** A compact JWS whose signer is a certificate (`x5c`, RFC 7515 section 4.1.6) about this key. */
export async function signCertifiedJws(
  key: EcKey,
  content: { readonly typ: string; readonly payload: Uint8Array; readonly certificate: Uint8Array },
): Promise<string> {
  const { typ, payload, certificate } = content;
  const secret = await importJWK({ ...publicJwk(key), d: key.d }, "ES256");
  const x5c = [toPaddedBase64(certificate)];
  return new CompactSign(payload).setProtectedHeader({ alg: "ES256", typ, x5c }).sign(secret);
}
