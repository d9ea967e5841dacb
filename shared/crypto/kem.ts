import type { Core } from "../../wasm/host/index.ts";
import { concatBytes, FederpostError, type Random, utf8 } from "../base/index.ts";
import type { Awaitable, Kdf } from "./hash.ts";
import { type Encapsulated, type HpkeKem, labeled } from "./hpke.ts";
import { ecdh, isScalar, type NistCurve, publicPoint, randomScalar } from "./nist-curve.ts";

const nothing = new Uint8Array();

/** Expands a label of DeriveKeyPair (RFC 9180 section 7.1.3) to as many bytes as a private key has. */
type Derive = (label: string, info: Uint8Array) => Awaitable<Uint8Array>;

/** The group under a DHKEM. */
interface DhGroup {
  readonly id: number;
  readonly privateKeyLength: number;
  readonly publicKeyLength: number;
  /** Null for a public key that nobody can have. */
  readonly dh: (privateKey: Uint8Array, publicKey: Uint8Array) => Awaitable<Uint8Array | null>;
  readonly publicKeyOf: (privateKey: Uint8Array) => Awaitable<Uint8Array>;
  readonly derive: (derive: Derive) => Awaitable<Uint8Array>;
  readonly generate: (random: Random) => Uint8Array;
}

const x25519 = (core: Core): DhGroup => ({
  id: 0x0020,
  privateKeyLength: 32,
  publicKeyLength: 32,
  dh: (privateKey, publicKey) => (publicKey.length === 32 ? core.x25519(privateKey, publicKey) : null),
  publicKeyOf: core.x25519Base,
  derive: (derive) => derive("sk", nothing),
  generate: (random) => random.bytes(32),
});

const nistGroup = (curve: NistCurve): DhGroup => ({
  id: curve.name === "P-256" ? 0x0010 : 0x0011,
  privateKeyLength: curve.size,
  publicKeyLength: 2 * curve.size + 1,
  dh: (privateKey, publicKey) => ecdh(curve, privateKey, publicKey),
  publicKeyOf: (privateKey) => publicPoint(curve, privateKey),
  derive: async (derive) => {
    for (let counter = 0; counter < 256; counter++) {
      const candidate = await derive("candidate", Uint8Array.of(counter));
      if (isScalar(curve, candidate)) return candidate;
    }
    throw new FederpostError("internal", "No key can be derived from this material.");
  },
  generate: (random) => randomScalar(curve, random),
});

/** DHKEM of RFC 9180 section 4.1 over a group, with the suite's own HKDF. */
function dhkem(group: DhGroup, kdf: Kdf): HpkeKem {
  const { id, publicKeyOf, dh } = group;
  const { extract, expand } = labeled(kdf, concatBytes(utf8("KEM"), Uint8Array.of(id >> 8, id & 255)));
  const sharedOf = async (secret: Uint8Array, context: Uint8Array): Promise<Uint8Array> =>
    expand(await extract(nothing, "eae_prk", secret), "shared_secret", { info: context, length: kdf.size });
  const pairOf = async (privateKey: Uint8Array) => ({ privateKey, publicKey: await publicKeyOf(privateKey) });
  return {
    id,
    publicKeyLength: group.publicKeyLength,
    deriveKeyPair: async (ikm) => {
      const prk = await extract(nothing, "dkp_prk", ikm);
      const derive: Derive = (label, info) => expand(prk, label, { info, length: group.privateKeyLength });
      return pairOf(await group.derive(derive));
    },
    generateKeyPair: (random) => pairOf(group.generate(random)),
    encapsulate: async (publicKey, random): Promise<Encapsulated | null> => {
      const ephemeral = group.generate(random);
      const enc = await publicKeyOf(ephemeral);
      const secret = await dh(ephemeral, publicKey);
      ephemeral.fill(0);
      return secret === null ? null : { enc, shared: await sharedOf(secret, concatBytes(enc, publicKey)) };
    },
    decapsulate: async (privateKey, enc) => {
      const secret = await dh(privateKey, enc);
      return secret === null ? null : sharedOf(secret, concatBytes(enc, await publicKeyOf(privateKey)));
    },
  };
}

/** DHKEM(X25519, HKDF-SHA256), on the core. */
export const dhkemX25519 = (core: Core, kdf: Kdf): HpkeKem => dhkem(x25519(core), kdf);

/** DHKEM(P-256, HKDF-SHA256) and DHKEM(P-384, HKDF-SHA384), on WebCrypto. */
export const dhkemNist = (curve: NistCurve, kdf: Kdf): HpkeKem => dhkem(nistGroup(curve), kdf);

/** X-Wing (draft-connolly-cfrg-xwing-kem): X25519 and ML-KEM-768 together, safe as long as either is. */
export function xwingKem(core: Core): HpkeKem {
  const pairOf = (seed: Uint8Array) => ({ privateKey: seed, publicKey: core.xwing.keygen(seed).publicKey });
  return {
    id: 0x647a,
    publicKeyLength: 1216,
    // The draft's DeriveKeyPair: SHAKE-256 of the key material is the seed.
    deriveKeyPair: (ikm) => pairOf(core.shake256(ikm, 32)),
    generateKeyPair: (random) => pairOf(random.bytes(32)),
    encapsulate: (publicKey, random) => {
      const made = core.xwing.encapsulate(publicKey, random.bytes(64));
      return made === null ? null : { enc: made.ciphertext, shared: made.sharedSecret };
    },
    decapsulate: (seed, enc) => (enc.length === 1120 ? core.xwing.decapsulate(seed, enc) : null),
  };
}
