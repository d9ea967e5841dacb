import { toBase64Url } from "../base/index.ts";
import { sharedCore } from "./core.ts";

/** SHA-256 (FIPS 180-4) of bytes at hand. */
export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));

/** SHA-256 as unpadded base64url, the form in which letters and documents name other bytes. */
export const digestOf = async (bytes: Uint8Array): Promise<string> => toBase64Url(await sha256(bytes));

/** A SHA-256 over bytes that come piece by piece. */
export interface Digest {
  readonly update: (bytes: Uint8Array) => void;
  /** Ends it; base64url. */
  readonly finish: () => string;
}

/** Starts a streaming SHA-256 on the crypto core; WebCrypto has none. */
export async function startDigest(): Promise<Digest> {
  const stream = (await sharedCore()).sha256Stream();
  return { update: (bytes) => void stream.update(bytes), finish: () => toBase64Url(stream.digest()) };
}
