import { compactVerify, decodeProtectedHeader, importJWK } from "jose";
import { fromBase64Url } from "../base/index.ts";

/**
 * A public key of an identity provider as it was pinned. The algorithm belongs to the key: a token cannot choose it.
 * RSA PKCS #1 v1.5 (RS256) is not among them, as in certificates.
 */
export type IssuerKey = { readonly kid: string } & (
  | {
      readonly alg: "ES256" | "ES384";
      readonly kty: "EC";
      readonly crv: "P-256" | "P-384";
      readonly x: string;
      readonly y: string;
    }
  | { readonly alg: "PS256"; readonly kty: "RSA"; readonly n: string; readonly e: string }
  | { readonly alg: "Ed25519"; readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string }
);

export type IssuerJwsVerdict =
  | { readonly kind: "verified"; readonly payload: Uint8Array }
  /** No pinned key has the name that the token gives for its own. */
  | { readonly kind: "unknown_key" }
  | { readonly kind: "broken" };

const shortestModulusBytes = 384;

/** Whether WebCrypto takes the key and RSA has 3,072 bits or more. */
export async function isUsableIssuerKey(key: IssuerKey): Promise<boolean> {
  if (key.kty === "RSA" && (fromBase64Url(key.n)?.length ?? 0) < shortestModulusBytes) return false;
  try {
    await importJWK({ ...key }, key.alg);
    return true;
  } catch {
    return false;
  }
}

/** Checks a provider's token under the pinned key that its `kid` names; keys in the token itself count for nothing. */
export async function verifyIssuerJws(token: string, keys: readonly IssuerKey[]): Promise<IssuerJwsVerdict> {
  try {
    const { kid, typ } = decodeProtectedHeader(token);
    // RFC 9068 and OpenID Connect Logout give their tokens types of their own: no id_token is one of them.
    if (typ !== undefined && typ !== "JWT") return { kind: "broken" };
    const key = keys.find((each) => each.kid === kid);
    if (key === undefined) return { kind: "unknown_key" };
    const { payload } = await compactVerify(token, await importJWK({ ...key }, key.alg), { algorithms: [key.alg] });
    return { kind: "verified", payload };
  } catch {
    // One answer for every defect of a token from outside, as in `verifyJws`.
    return { kind: "broken" };
  }
}
