import type { Core } from "../../wasm/host/index.ts";
import type { Aead } from "./hpke.ts";

type Owned = Uint8Array<ArrayBuffer>;

const gcmKey = (key: Uint8Array, use: "encrypt" | "decrypt"): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", key as Owned, "AES-GCM", false, [use]);

const gcmParams = (nonce: Uint8Array, aad: Uint8Array) => ({
  name: "AES-GCM",
  iv: nonce as Owned,
  additionalData: aad as Owned,
});

/** AES-GCM by WebCrypto: WebAssembly has no AES instruction, and a table-driven AES leaks its key. */
export const aesGcm = (keyLength: 16 | 32): Aead => ({
  id: keyLength === 16 ? 1 : 2,
  keyLength,
  nonceLength: 12,
  seal: async ({ key, nonce, aad, text }) =>
    new Uint8Array(await crypto.subtle.encrypt(gcmParams(nonce, aad), await gcmKey(key, "encrypt"), text as Owned)),
  open: async ({ key, nonce, aad, text }) => {
    const cryptoKey = await gcmKey(key, "decrypt");
    // WebCrypto rejects for a wrong tag and for nothing else here: lengths are the suite's own.
    const opened = await crypto.subtle.decrypt(gcmParams(nonce, aad), cryptoKey, text as Owned).catch(() => null);
    return opened === null ? null : new Uint8Array(opened);
  },
});

/** ChaCha20-Poly1305 (RFC 8439) by the crypto core. */
export const chacha20Poly1305 = (core: Core): Aead => ({
  id: 3,
  keyLength: 32,
  nonceLength: 12,
  seal: async ({ key, nonce, aad, text }) => core.chacha20poly1305.seal(key, nonce, aad, text),
  open: async ({ key, nonce, aad, text }) => core.chacha20poly1305.open(key, nonce, aad, text),
});
