import { type CiphersuiteImpl, type CiphersuiteName, getCiphersuiteFromName } from "ts-mls";
import type { Core } from "../../wasm/host/index.ts";
import { equalBytes, FederpostError, systemRandom } from "../base/index.ts";
import { aesGcm, chacha20Poly1305 } from "./aead.ts";
import { sharedCore } from "./core.ts";
import { type Aead, type HpkeKem, makeHpke, type SyncKdf } from "./hpke.ts";
import { dhkemX25519, xwingKem } from "./kem.ts";

/**
 * The cipher suites that MLS runs on here. Everything small and hot is synchronous in the WASM core; only AES-GCM is
 * WebCrypto's. Numbers are those of RFC 9420 section 17.1; the hybrid has none yet and uses a private one.
 */
export const mlsSuites = {
  "0x0001": "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  "0x0003": "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519",
  xwing: "MLS_256_XWING_AES256GCM_SHA512_Ed25519",
} as const satisfies Record<string, CiphersuiteName>;

export type MlsSuite = keyof typeof mlsSuites;

interface Parts {
  readonly hash: "sha256" | "sha512";
  readonly kem: (core: Core) => HpkeKem;
  readonly aead: (core: Core) => Aead;
}

const x25519 = (core: Core): HpkeKem => dhkemX25519(core, kdfOf(core, "sha256"));

/** What each suite is made of; pinned by a test, since the library's own table contradicts its names for the hybrids. */
const parts: Readonly<Record<MlsSuite, Parts>> = {
  "0x0001": { hash: "sha256", kem: x25519, aead: () => aesGcm(16) },
  "0x0003": { hash: "sha256", kem: x25519, aead: chacha20Poly1305 },
  xwing: { hash: "sha512", kem: xwingKem, aead: () => aesGcm(32) },
};

const kdfOf = (core: Core, hash: Parts["hash"]): SyncKdf =>
  hash === "sha256"
    ? {
        id: 1,
        size: 32,
        extract: (salt, ikm) => core.hkdfExtract256(salt, ikm),
        expand: (prk, info, length) => core.hkdfExpand256(prk, info, length),
      }
    : {
        id: 3,
        size: 64,
        extract: (salt, ikm) => core.hkdfExtract512(salt, ikm),
        expand: (prk, info, length) => core.hkdfExpand512(prk, info, length),
      };

const seedLength = 32;

/** The library passes a signature key through as it got it; ours are 32-byte seeds. */
function signatureOf(core: Core): CiphersuiteImpl["signature"] {
  return {
    sign: async (seed, message) => {
      if (seed.length !== seedLength) throw new FederpostError("internal", "A signature key has a wrong length.");
      return core.ed25519.sign(seed, message);
    },
    verify: async (publicKey, message, signature) => core.ed25519.verify(publicKey, message, signature),
    keygen: async () => {
      const signKey = systemRandom.bytes(seedLength);
      return { signKey, publicKey: core.ed25519.publicKey(signKey) };
    },
  };
}

/** The implementation of a suite for ts-mls. @throws FederpostError `unsupported` where WebAssembly has no SIMD. */
export async function mlsCipherSuite(suite: MlsSuite): Promise<CiphersuiteImpl> {
  const core = await sharedCore();
  const { hash, kem, aead } = parts[suite];
  const kdf = kdfOf(core, hash);
  const digest = hash === "sha256" ? core.sha256 : core.sha512;
  const mac = hash === "sha256" ? core.hmacSha256 : core.hmacSha512;
  return {
    name: getCiphersuiteFromName(mlsSuites[suite]).name,
    hash: {
      digest: async (data) => digest(data),
      mac: async (key, data) => mac(key, data),
      verifyMac: async (key, tag, data) => equalBytes(mac(key, data), tag),
    },
    kdf: {
      size: kdf.size,
      extract: async (salt, ikm) => kdf.extract(salt, ikm),
      expand: async (prk, info, length) => kdf.expand(prk, info, length),
    },
    signature: signatureOf(core),
    hpke: makeHpke({ kem: kem(core), kdf, aead: aead(core), random: systemRandom }),
    rng: { randomBytes: (length) => systemRandom.bytes(length) },
  };
}
