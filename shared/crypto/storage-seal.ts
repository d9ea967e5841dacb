import { concatBytes, type Random, utf8 } from "../base/index.ts";

/** Sealing of what is kept outside the vault: AES-256-GCM with random nonces, and names that say nothing. */

const nonceBytes = 12;
const tagBytes = 16;

/** Seals and opens under one key. It cannot be read back. */
export interface StorageKey {
  /** Nonce and ciphertext of `plaintext`, bound to `context`. 2^32 of them are far away (NIST SP 800-38D 8.3). */
  readonly seal: (
    context: string,
    plaintext: Uint8Array<ArrayBuffer>,
    random: Random,
  ) => Promise<Uint8Array<ArrayBuffer>>;
  /** The plaintext, or null for a wrong key, a wrong context and changed bytes alike. */
  readonly open: (context: string, sealed: Uint8Array) => Promise<Uint8Array<ArrayBuffer> | null>;
}

/** First 128 bits of an HMAC-SHA-256: a name that only the key's holder can compute. */
export type NameKey = (text: string) => Promise<Uint8Array<ArrayBuffer>>;

const hkdf = (purpose: string) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(purpose) });

const baseKey = (rawKey: Uint8Array) =>
  crypto.subtle.importKey("raw", new Uint8Array(rawKey), "HKDF", false, ["deriveKey"]);

/** A sealing key of its own for `purpose` (HKDF-SHA-256, RFC 5869) from 32 secret bytes, which stay the caller's. */
export async function deriveStorageKey(rawKey: Uint8Array, purpose: string): Promise<StorageKey> {
  const aes = { name: "AES-GCM", length: 256 };
  const key = await crypto.subtle.deriveKey(hkdf(purpose), await baseKey(rawKey), aes, false, ["encrypt", "decrypt"]);
  const params = (iv: Uint8Array<ArrayBuffer>, context: string) => ({
    name: "AES-GCM",
    iv,
    additionalData: utf8(context),
  });
  return {
    seal: async (context, plaintext, random) => {
      const iv = random.bytes(nonceBytes);
      return concatBytes(iv, new Uint8Array(await crypto.subtle.encrypt(params(iv, context), key, plaintext)));
    },
    open: async (context, sealed) => {
      if (sealed.length < nonceBytes + tagBytes) return null;
      const [iv, rest] = [sealed.slice(0, nonceBytes), sealed.slice(nonceBytes)];
      // WebCrypto rejects for a wrong tag and for nothing else here.
      const opened = await crypto.subtle.decrypt(params(iv, context), key, rest).catch(() => null);
      return opened === null ? null : new Uint8Array(opened);
    },
  };
}

/** A naming key of its own for `purpose`, from 32 secret bytes. */
export async function deriveNameKey(rawKey: Uint8Array, purpose: string): Promise<NameKey> {
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  const key = await crypto.subtle.deriveKey(hkdf(purpose), await baseKey(rawKey), hmac, false, ["sign"]);
  return async (text) => new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text))).slice(0, 16);
}
