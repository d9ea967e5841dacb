import { concatBytes, FederpostError, fromUtf8, type Random, utf8 } from "../base/index.ts";

/** Layout of a database and of what lies in its seals. Each record carries the version under which it was sealed. */
export const schemaVersion = 2;

/** Where a record belongs. All of it is authenticated, so a record opens nowhere else and at no other revision. */
export interface Place {
  readonly table: string;
  readonly key: string;
  readonly revision: number;
}

/** Keys of one seal: `records` (AES-256-GCM) seals, `names` (HMAC-SHA-256) hides keys of records. */
export interface SealKeys {
  readonly records: CryptoKey;
  readonly names: CryptoKey;
}

const nonceBytes = 12;
const tagBytes = 16;

const subtle = () => globalThis.crypto.subtle;

/** A key for `encrypt` and `decrypt` from 32 bytes. It cannot be read back. */
export const importAesKey = (rawKey: Uint8Array): Promise<CryptoKey> =>
  subtle().importKey("raw", new Uint8Array(rawKey), "AES-GCM", false, ["encrypt", "decrypt"]);

const hkdfParams = (purpose: string) => ({
  name: "HKDF",
  hash: "SHA-256",
  salt: new Uint8Array(),
  info: utf8(`federpost vault ${purpose}`),
});

async function deriveWith(rawKey: Uint8Array, purpose: string, kind: "AES-GCM" | "HMAC"): Promise<CryptoKey> {
  const base = await subtle().importKey("raw", new Uint8Array(rawKey), "HKDF", false, ["deriveKey"]);
  if (kind === "AES-GCM")
    return subtle().deriveKey(hkdfParams(purpose), base, { name: kind, length: 256 }, false, ["encrypt", "decrypt"]);
  return subtle().deriveKey(hkdfParams(purpose), base, { name: kind, hash: "SHA-256", length: 256 }, false, ["sign"]);
}

/** An AES-256-GCM key of its own for `purpose`, from 32 secret bytes (RFC 5869). */
export const deriveAesKey = (rawKey: Uint8Array, purpose: string) => deriveWith(rawKey, purpose, "AES-GCM");

/** Keys of a seal, from 32 secret bytes. */
export async function deriveSealKeys(rawKey: Uint8Array): Promise<SealKeys> {
  const [records, names] = await Promise.all([
    deriveWith(rawKey, "records", "AES-GCM"),
    deriveWith(rawKey, "names", "HMAC"),
  ]);
  return { records, names };
}

/** Fresh keys that can be stored by IndexedDB but never read, not even by us. */
export async function generateSealKeys(): Promise<SealKeys> {
  const records = await subtle().generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const names = await subtle().generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]);
  return { records, names };
}

/** A fresh AES-256-GCM key that cannot be read. */
export const generateAesKey = (): Promise<CryptoKey> =>
  subtle().generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** First 128 bits of HMAC-SHA-256. */
export async function shortMac(key: CryptoKey, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await subtle().sign("HMAC", key, utf8(text))).slice(0, 16);
}

/** Nonce and ciphertext of `plaintext`, bound to `context`. Nonces are random: 2^32 records are far away (NIST SP 800-38D 8.3). */
export async function encrypt(
  key: CryptoKey,
  job: { readonly context: string; readonly plaintext: Uint8Array<ArrayBuffer>; readonly random: Random },
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = job.random.bytes(nonceBytes);
  const sealed = await subtle().encrypt({ name: "AES-GCM", iv, additionalData: utf8(job.context) }, key, job.plaintext);
  return concatBytes(iv, new Uint8Array(sealed));
}

/** The plaintext, or null for a wrong key, a wrong context or changed bytes alike. */
export async function decrypt(
  key: CryptoKey,
  job: { readonly context: string; readonly sealed: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (job.sealed.length < nonceBytes + tagBytes) return null;
  const params = { name: "AES-GCM", iv: job.sealed.subarray(0, nonceBytes), additionalData: utf8(job.context) };
  try {
    return new Uint8Array(await subtle().decrypt(params, key, job.sealed.subarray(nonceBytes)));
  } catch {
    return null;
  }
}

// JSON of an array of strings and integers has one spelling: JSON.stringify's.
const contextOf = (version: number, place: Place) =>
  JSON.stringify(["federpost record", version, place.table, place.key, place.revision]);

/** Version, nonce and ciphertext of one record at its place. */
export async function sealRecord(
  key: CryptoKey,
  job: { readonly place: Place; readonly plaintext: Uint8Array<ArrayBuffer>; readonly random: Random },
): Promise<Uint8Array<ArrayBuffer>> {
  const context = contextOf(schemaVersion, job.place);
  return concatBytes(Uint8Array.of(schemaVersion), await encrypt(key, { ...job, context }));
}

/** The record's plaintext, or null when these bytes were not sealed by this key for this place. */
export async function openRecord(
  key: CryptoKey,
  job: { readonly place: Place; readonly sealed: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const version = job.sealed[0];
  if (version === undefined || version < 1 || version > schemaVersion) return null;
  return decrypt(key, { context: contextOf(version, job.place), sealed: job.sealed.subarray(1) });
}

// What is inside a seal: length of the key (2 bytes, big endian), the key, the value. The key is there because hidden
// stores keep nothing else from which it could be read.
const lengthBytes = 2;

/** The inside of a record. */
export function packRecord(key: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = utf8(key);
  return concatBytes(Uint8Array.of(name.length >> 8, name.length & 0xff), name, value);
}

/** Key and value of the inside of a record; the value is a copy. Throws `cannot_open` when it is too short. */
export function unpackRecord(inside: Uint8Array): { readonly key: string; readonly value: Uint8Array<ArrayBuffer> } {
  const end = lengthBytes + (inside[0] ?? 0) * 256 + (inside[1] ?? 0);
  const key = inside.length < end ? null : fromUtf8(inside.subarray(lengthBytes, end));
  if (key === null) throw new FederpostError("cannot_open", "A stored record is malformed inside its seal.");
  return { key, value: new Uint8Array(inside.subarray(end)) };
}
