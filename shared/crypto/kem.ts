import type { Core } from "../../wasm/host/index.ts";
import { concatBytes, type Random, utf8 } from "../base/index.ts";
import { type HpkeKem, labeled, type SyncKdf } from "./hpke.ts";

const nothing = new Uint8Array();

/** DHKEM(X25519, HKDF-SHA256) of RFC 9180 section 4.1. */
export function dhkemX25519(core: Core, kdf: SyncKdf): HpkeKem {
  const id = 0x0020;
  const { extract, expand } = labeled(kdf, concatBytes(utf8("KEM"), Uint8Array.of(id >> 8, id & 255)));
  const sharedOf = (dh: Uint8Array, context: Uint8Array): Uint8Array =>
    expand(extract(nothing, "eae_prk", dh), "shared_secret", { info: context, length: 32 });
  const pairOf = (privateKey: Uint8Array) => ({ privateKey, publicKey: core.x25519Base(privateKey) });
  return {
    id,
    publicKeyLength: 32,
    deriveKeyPair: (ikm) => pairOf(expand(extract(nothing, "dkp_prk", ikm), "sk", { info: nothing, length: 32 })),
    generateKeyPair: (random) => pairOf(random.bytes(32)),
    encapsulate: (publicKey, random: Random) => {
      const ephemeral = random.bytes(32);
      const enc = core.x25519Base(ephemeral);
      const dh = core.x25519(ephemeral, publicKey);
      ephemeral.fill(0);
      return dh === null ? null : { enc, shared: sharedOf(dh, concatBytes(enc, publicKey)) };
    },
    decapsulate: (privateKey, enc) => {
      const dh = enc.length === 32 ? core.x25519(privateKey, enc) : null;
      return dh === null ? null : sharedOf(dh, concatBytes(enc, core.x25519Base(privateKey)));
    },
  };
}

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
