import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { createSHA256 } from "hash-wasm";
import sodium from "libsodium-wrappers-sumo";
import packageJson from "../package.json" with { type: "json" };

const versionOf = (name) => packageJson.dependencies[name];

/** libsodium.js, noble and hash-wasm, each by the functions that are compared. */
export async function loadCryptoPeers() {
  await sodium.ready;
  const hasher = await createSHA256();
  return {
    versions: {
      sodium: versionOf("libsodium-wrappers-sumo"),
      noble: versionOf("@noble/curves"),
      nobleKem: versionOf("@noble/post-quantum"),
      hashWasm: versionOf("hash-wasm"),
    },
    sodium: {
      seal: (key, nonce, aad, text) => sodium.crypto_aead_chacha20poly1305_ietf_encrypt(text, aad, null, nonce, key),
      open: (key, nonce, aad, text) => sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, text, aad, nonce, key),
      sha256: (message) => sodium.crypto_hash_sha256(message),
      x25519: (scalar, u) => sodium.crypto_scalarmult(scalar, u),
      x25519Base: (scalar) => sodium.crypto_scalarmult_base(scalar),
      signer: (seed) => {
        const { privateKey } = sodium.crypto_sign_seed_keypair(seed);
        return (message) => sodium.crypto_sign_detached(message, privateKey);
      },
      publicKey: (seed) => sodium.crypto_sign_seed_keypair(seed).publicKey,
      verify: (publicKey, message, signature) => sodium.crypto_sign_verify_detached(signature, message, publicKey),
    },
    noble: {
      seal: (key, nonce, aad, text) => chacha20poly1305(key, nonce, aad).encrypt(text),
      sha256,
      x25519: (scalar, u) => x25519.getSharedSecret(scalar, u),
      sign: (seed, message) => ed25519.sign(message, seed),
      verify: (publicKey, message, signature) => ed25519.verify(signature, message, publicKey),
      xwing: ml_kem768_x25519,
      mlkem768: ml_kem768,
    },
    hashWasm: { sha256: (message) => hasher.init().update(message).digest("binary") },
  };
}
