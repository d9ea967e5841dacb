import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from "jose";
import * as v from "valibot";
import { fromBase64Url, toBase64Url } from "../base/index.ts";

/** Public keys of somebody who signs for everybody (a directory, an operator), and signatures under them. */

/** A public key that is believed, named by its `kid` (RFC 7517). */
export interface TrustKey {
  readonly kid: string;
  /** RFC 7638 thumbprint, SHA-256, base64url: what people compare. */
  readonly thumbprint: string;
  readonly jwk: JWK;
}

const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/), v.maxLength(1400));
const named = { kid: v.pipe(v.string(), v.minLength(1), v.maxLength(200)), alg: v.optional(v.string()) };
const jwkSchema = v.variant("kty", [
  v.looseObject({ ...named, kty: v.literal("RSA"), n: coordinate, e: coordinate }),
  v.looseObject({
    ...named,
    kty: v.literal("EC"),
    crv: v.picklist(["P-256", "P-384"]),
    x: coordinate,
    y: coordinate,
  }),
  v.looseObject({
    ...named,
    kty: v.literal("OKP"),
    crv: v.literal("Ed25519"),
    x: coordinate,
  }),
]);
const mostKeys = 20;
const keysSchema = v.pipe(v.array(jwkSchema), v.minLength(1), v.maxLength(mostKeys));

/** BSI TR-02102-1: RSA below 3,000 bits is out. */
const shortestRsaBytes = 375;

const algorithmsOf = (jwk: v.InferOutput<typeof jwkSchema>): readonly string[] => {
  if (jwk.kty === "OKP") return ["Ed25519", "EdDSA"];
  if (jwk.kty === "EC") return jwk.crv === "P-256" ? ["ES256"] : ["ES384"];
  return (fromBase64Url(jwk.n)?.length ?? 0) >= shortestRsaBytes ? ["PS256", "PS384", "PS512"] : [];
};

/** The keys of a JWK set (`keys`, RFC 7517), or null when it holds something else, a weak or a private key, or a name twice. */
export async function readTrustKeys(keys: unknown): Promise<readonly TrustKey[] | null> {
  const parsed = v.safeParse(keysSchema, keys);
  if (!parsed.success || parsed.output.some((jwk) => algorithmsOf(jwk).length === 0)) return null;
  // A private half has no place in a file that everybody gets.
  if (parsed.output.some((jwk) => "d" in jwk)) return null;
  if (new Set(parsed.output.map(({ kid }) => kid)).size < parsed.output.length) return null;
  try {
    return await Promise.all(
      parsed.output.map(async (jwk) => ({
        kid: jwk.kid,
        thumbprint: await calculateJwkThumbprint(jwk as JWK, "sha256"),
        jwk: jwk as JWK,
      })),
    );
  } catch {
    // A number that is no key of its kind.
    return null;
  }
}

/** What a signature must be of. */
export interface SignedUnder {
  readonly keys: readonly TrustKey[];
  /** The `typ` of the header; null where the kind of token has none. */
  readonly typ: string | null;
  /** The payload of a detached signature (RFC 7515, Appendix F); null where the token carries it. */
  readonly detached: Uint8Array | null;
}

/**
 * The payload of a compact JWS that one of the keys signed, named by `kid`; null when it does not hold. Algorithms: PS256,
 * PS384, PS512 from 3,000 bits, ES256, ES384, Ed25519.
 */
export async function verifyUnderKeys(jws: string, { keys, typ, detached }: SignedUnder): Promise<Uint8Array | null> {
  const [head, middle, signature, ...more] = jws.split(".");
  if (head === undefined || middle === undefined || signature === undefined || more.length > 0) return null;
  if (detached !== null && middle !== "") return null;
  // A second spelling of a signature would be another token that says the same.
  if (fromBase64Url(signature) === null) return null;
  const whole = detached === null ? jws : `${head}.${toBase64Url(detached)}.${signature}`;
  try {
    const { payload, protectedHeader } = await compactVerify(
      whole,
      async ({ kid, alg }) => {
        const key = keys.find((each) => each.kid === kid);
        const parsed = v.safeParse(jwkSchema, key?.jwk);
        if (key === undefined || !parsed.success || !algorithmsOf(parsed.output).includes(alg))
          throw new TypeError("not a key for this signature");
        if (parsed.output.alg !== undefined && parsed.output.alg !== alg) throw new TypeError("not its algorithm");
        return importJWK(key.jwk, alg);
      },
      { algorithms: ["PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519", "EdDSA"] },
    );
    return typ === null || protectedHeader.typ === typ ? payload : null;
  } catch {
    // One answer for every defect of a token from outside.
    return null;
  }
}
