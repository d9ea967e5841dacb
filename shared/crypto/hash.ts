import type { Core } from "../../wasm/host/index.ts";
import { concatBytes } from "../base/index.ts";

type Owned = Uint8Array<ArrayBuffer>;

/** At once from the core, later from the platform. */
export type Awaitable<T> = T | Promise<T>;

/** HKDF (RFC 5869) of one hash. */
export interface Kdf {
  /** HPKE's number of the KDF. */
  readonly id: number;
  /** Nh, bytes. */
  readonly size: number;
  readonly extract: (salt: Uint8Array, ikm: Uint8Array) => Awaitable<Uint8Array>;
  readonly expand: (prk: Uint8Array, info: Uint8Array, length: number) => Awaitable<Uint8Array>;
}

/** A hash with its HMAC and HKDF. */
export interface HashSet {
  readonly digest: (data: Uint8Array) => Awaitable<Uint8Array>;
  readonly mac: (key: Uint8Array, data: Uint8Array) => Awaitable<Uint8Array>;
  readonly kdf: Kdf;
}

/** SHA-256 by the core. */
export const sha256Set = (core: Core): HashSet => ({
  digest: core.sha256,
  mac: core.hmacSha256,
  kdf: { id: 1, size: 32, extract: core.hkdfExtract256, expand: core.hkdfExpand256 },
});

/** SHA-512 by the core. */
export const sha512Set = (core: Core): HashSet => ({
  digest: core.sha512,
  mac: core.hmacSha512,
  kdf: { id: 3, size: 64, extract: core.hkdfExtract512, expand: core.hkdfExpand512 },
});

const size384 = 48;
const hmac384 = { name: "HMAC", hash: "SHA-384" } as const;

// WebCrypto takes no empty key; HMAC pads a short one with zeros, so that zeros are the same key (RFC 2104).
const importMacKey = (key: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", (key.length === 0 ? new Uint8Array(size384) : key) as Owned, hmac384, false, ["sign"]);

const sign384 = async (key: CryptoKey, data: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign("HMAC", key, data as Owned));

async function expand384(prk: Uint8Array, info: Uint8Array, length: number): Promise<Uint8Array> {
  const key = await importMacKey(prk);
  const output = new Uint8Array(length);
  let previous = new Uint8Array() as Uint8Array;
  for (let done = 0, counter = 1; done < length; done += size384, counter++) {
    previous = await sign384(key, concatBytes(previous, info, Uint8Array.of(counter)));
    output.set(previous.subarray(0, length - done), done);
  }
  return output;
}

const mac384 = async (key: Uint8Array, data: Uint8Array): Promise<Uint8Array> => sign384(await importMacKey(key), data);

/** SHA-384 by WebCrypto: one rare suite needs it, and the core does not carry it. */
export const sha384Set: HashSet = {
  digest: async (data) => new Uint8Array(await crypto.subtle.digest("SHA-384", data as Owned)),
  mac: mac384,
  kdf: { id: 2, size: size384, extract: mac384, expand: expand384 },
};
