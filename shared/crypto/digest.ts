import { createSHA512 } from "hash-wasm";
import { toBase64Url } from "../base/index.ts";
import { sharedCore } from "./core.ts";

/** SHA-256 (FIPS 180-4) of bytes at hand. */
export const sha256 = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));

/** SHA-256 as unpadded base64url, the form in which letters and documents name other bytes. */
export const digestOf = async (bytes: Uint8Array): Promise<string> => toBase64Url(await sha256(bytes));

/** SHA-512 (FIPS 180-4) as unpadded base64url, where another standard lets documents be named by it. */
export const sha512Of = async (bytes: Uint8Array): Promise<string> =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-512", bytes as Uint8Array<ArrayBuffer>)));

const namedHashes = new Map([
  // Names keys and issuers in OCSP (RFC 6960 section 4.1.1), where nothing rests on its strength.
  ["1.3.14.3.2.26", "SHA-1"],
  ["2.16.840.1.101.3.4.2.1", "SHA-256"],
  ["2.16.840.1.101.3.4.2.2", "SHA-384"],
  ["2.16.840.1.101.3.4.2.3", "SHA-512"],
]);

/** The hash that an object identifier names, by which X.509 refers to other bytes. Null for one that is not known here. */
export async function hashNamed(oid: string, bytes: Uint8Array): Promise<Uint8Array | null> {
  const name = namedHashes.get(oid);
  return name === undefined ? null : new Uint8Array(await crypto.subtle.digest(name, new Uint8Array(bytes)));
}

/** A digest over bytes that come piece by piece. */
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

/** Starts a streaming SHA-512. The crypto core hashes whole messages by it only, so hash-wasm does. */
export async function startSha512(): Promise<Digest> {
  const stream = (await createSHA512()).init();
  return { update: (bytes) => void stream.update(bytes), finish: () => toBase64Url(stream.digest("binary")) };
}
