import type { Ciphersuite, CiphersuiteImpl, CiphersuiteName, CryptoProvider, Signature } from "ts-mls";
import type { Core } from "../../wasm/host/index.ts";
import { equalBytes, FederpostError, type Random, systemRandom } from "../base/index.ts";
import { aesGcm, chacha20Poly1305 } from "./aead.ts";
import { sharedCore } from "./core.ts";
import { type HashSet, type Kdf, sha256Set, sha384Set, sha512Set } from "./hash.ts";
import { type Aead, type HpkeKem, makeHpke } from "./hpke.ts";
import { dhkemNist, dhkemX25519, xwingKem } from "./kem.ts";
import { p256, p384 } from "./nist-curve.ts";
import { ecdsaSignature, ed25519Signature } from "./signature.ts";

/**
 * The cipher suites that MLS runs on here. Everything small and hot is synchronous in the WASM core; AES-GCM and the
 * NIST curves are WebCrypto's. Numbers are those of RFC 9420 section 17.1; the hybrid has none yet and uses a private one.
 */
export const mlsSuites = {
  "0x0001": "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  "0x0002": "MLS_128_DHKEMP256_AES128GCM_SHA256_P256",
  "0x0003": "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519",
  "0x0007": "MLS_256_DHKEMP384_AES256GCM_SHA384_P384",
  xwing: "MLS_256_XWING_AES256GCM_SHA512_Ed25519",
} as const satisfies Record<string, CiphersuiteName>;

export type MlsSuite = keyof typeof mlsSuites;

interface Parts {
  readonly hash: (core: Core) => HashSet;
  readonly kem: (core: Core, kdf: Kdf) => HpkeKem;
  readonly aead: (core: Core) => Aead;
  readonly signature: (core: Core, random: Random) => Signature;
}

/** What each suite is made of; pinned by a test, since the library's own table contradicts its names for the hybrids. */
const parts: Readonly<Record<MlsSuite, Parts>> = {
  "0x0001": { hash: sha256Set, kem: dhkemX25519, aead: () => aesGcm(16), signature: ed25519Signature },
  "0x0002": {
    hash: sha256Set,
    kem: (_, kdf) => dhkemNist(p256, kdf),
    aead: () => aesGcm(16),
    signature: (_, random) => ecdsaSignature(p256, random),
  },
  "0x0003": { hash: sha256Set, kem: dhkemX25519, aead: chacha20Poly1305, signature: ed25519Signature },
  "0x0007": {
    hash: () => sha384Set,
    kem: (_, kdf) => dhkemNist(p384, kdf),
    aead: () => aesGcm(32),
    signature: (_, random) => ecdsaSignature(p384, random),
  },
  xwing: { hash: sha512Set, kem: xwingKem, aead: () => aesGcm(32), signature: ed25519Signature },
};

/** The implementation of a suite for ts-mls. @throws FederpostError `unsupported` where WebAssembly has no SIMD. */
export async function mlsCipherSuite(suite: MlsSuite): Promise<CiphersuiteImpl> {
  const core = await sharedCore();
  const { hash, kem, aead, signature } = parts[suite];
  const { digest, mac, kdf } = hash(core);
  return {
    name: mlsSuites[suite],
    hash: {
      digest: async (data) => digest(data),
      mac: async (key, data) => mac(key, data),
      verifyMac: async (key, tag, data) => equalBytes(await mac(key, data), tag),
    },
    kdf: {
      size: kdf.size,
      extract: async (salt, ikm) => kdf.extract(salt, ikm),
      expand: async (prk, info, length) => kdf.expand(prk, info, length),
    },
    signature: signature(core, systemRandom),
    hpke: makeHpke({ kem: kem(core, kdf), kdf, aead: aead(core), random: systemRandom }),
    rng: { randomBytes: (length) => systemRandom.bytes(length) },
  };
}

const isSuite = (name: string): name is MlsSuite => Object.hasOwn(mlsSuites, name);

/**
 * Our suites in the shape of the library's own providers; goes by the suite's name.
 * @throws FederpostError `unsupported` for a suite that is not in `mlsSuites`.
 */
export const federpostCryptoProvider: CryptoProvider = {
  getCiphersuiteImpl: async ({ name }: Ciphersuite): Promise<CiphersuiteImpl> => {
    const suite = Object.keys(mlsSuites)
      .filter(isSuite)
      .find((one) => mlsSuites[one] === name);
    if (suite === undefined) throw new FederpostError("unsupported", "This MLS cipher suite is not carried here.");
    return mlsCipherSuite(suite);
  },
};
