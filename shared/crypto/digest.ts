import { sha256 as streamingSha256 } from "@noble/hashes/sha2.js";
import { toBase64Url } from "../base/index.ts";

/** SHA-256 (FIPS 180-4) of bytes at hand. */
export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));

/** SHA-256 as unpadded base64url, the form in which letters and documents name other bytes. */
export const digestOf = async (bytes: Uint8Array): Promise<string> => toBase64Url(await sha256(bytes));

/** A SHA-256 over bytes that come piece by piece; WebCrypto has none. */
export function startDigest(): { readonly update: (bytes: Uint8Array) => void; readonly finish: () => string } {
  const hash = streamingSha256.create();
  return { update: (bytes) => void hash.update(bytes), finish: () => toBase64Url(hash.digest()) };
}
