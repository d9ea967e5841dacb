import type { Signature } from "ts-mls";
import type { Core } from "../../wasm/host/index.ts";
import { FederpostError, type Random } from "../base/index.ts";
import { isScalar, type NistCurve, publicPoint, randomScalar, signEcdsa, verifyEcdsa } from "./nist-curve.ts";

const seedLength = 32;

const requireKey = (isKey: boolean): void => {
  if (!isKey) throw new FederpostError("internal", "A signature key is not one of this suite.");
};

/** Ed25519 (RFC 8032) by the core. The library passes a signature key through as it got it; ours are 32-byte seeds. */
export const ed25519Signature = (core: Core, random: Random): Signature => ({
  sign: async (seed, message) => {
    requireKey(seed.length === seedLength);
    return core.ed25519.sign(seed, message);
  },
  verify: async (publicKey, message, signature) => core.ed25519.verify(publicKey, message, signature),
  keygen: async () => {
    const signKey = random.bytes(seedLength);
    return { signKey, publicKey: core.ed25519.publicKey(signKey) };
  },
});

/** ECDSA (FIPS 186-5) by WebCrypto; keys are raw scalars and uncompressed points. */
export const ecdsaSignature = (curve: NistCurve, random: Random): Signature => ({
  sign: async (scalar, message) => {
    requireKey(isScalar(curve, scalar));
    return signEcdsa(curve, scalar, message);
  },
  verify: (publicKey, message, signature) => verifyEcdsa(curve, publicKey, { message, signature }),
  keygen: async () => {
    const signKey = randomScalar(curve, random);
    return { signKey, publicKey: await publicPoint(curve, signKey) };
  },
});
