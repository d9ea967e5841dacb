import type { Hpke, PrivateKey, PublicKey } from "ts-mls";
import { concatBytes, equalBytes, FederpostError, type Random, utf8 } from "../base/index.ts";
import type { Awaitable, Kdf } from "./hash.ts";

/**
 * HPKE (RFC 9180), base mode, single shot, as MLS uses it (RFC 9420 section 5.1.3). Keys are raw bytes: the library
 * hands them back to us and looks at nothing inside.
 */

/** An AEAD whose `open` answers null when the tag is wrong. */
export interface Aead {
  /** HPKE's number of the AEAD. */
  readonly id: number;
  readonly keyLength: number;
  readonly nonceLength: number;
  readonly seal: (input: AeadInput) => Promise<Uint8Array>;
  readonly open: (input: AeadInput) => Promise<Uint8Array | null>;
}

/** `text` is plaintext or ciphertext with its tag. */
export interface AeadInput {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  readonly text: Uint8Array;
}

/** A key encapsulation mechanism in the sense of RFC 9180 section 4. */
export interface HpkeKem {
  readonly id: number;
  readonly publicKeyLength: number;
  readonly deriveKeyPair: (ikm: Uint8Array) => Awaitable<RawKeyPair>;
  readonly generateKeyPair: (random: Random) => Awaitable<RawKeyPair>;
  /** Null for a public key that nobody can have. */
  readonly encapsulate: (publicKey: Uint8Array, random: Random) => Awaitable<Encapsulated | null>;
  readonly decapsulate: (privateKey: Uint8Array, enc: Uint8Array) => Awaitable<Uint8Array | null>;
}

export interface RawKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

export interface Encapsulated {
  readonly shared: Uint8Array;
  readonly enc: Uint8Array;
}

const nothing = new Uint8Array();
const version = utf8("HPKE-v1");
const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);

/** LabeledExtract and LabeledExpand of RFC 9180 section 4 for one suite id. */
export function labeled(kdf: Kdf, suiteId: Uint8Array) {
  // A handful of labels, a thousand times over in one commit of a large group.
  const heads = new Map<string, Uint8Array>();
  const headOf = (label: string): Uint8Array => {
    const head = heads.get(label) ?? concatBytes(version, suiteId, utf8(label));
    heads.set(label, head);
    return head;
  };
  return {
    extract: (salt: Uint8Array, label: string, ikm: Uint8Array): Awaitable<Uint8Array> =>
      kdf.extract(salt, concatBytes(headOf(label), ikm)),
    expand: (prk: Uint8Array, label: string, { info, length }: { info: Uint8Array; length: number }) =>
      kdf.expand(prk, concatBytes(u16(length), headOf(label), info), length),
  };
}

// A Welcome encrypts to every new member with the same `info`, a third of a megabyte in a large group:
// hashing it once is what makes adding many members fast.
const worthRemembering = 1024;

/** Whether public bytes are the same, four at a time: a byte at a time takes half as long as hashing them would. */
function samePublic(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  if (a.byteOffset % 4 !== 0 || b.byteOffset % 4 !== 0) return equalBytes(a, b);
  const words = a.length >> 2;
  const [left, right] = [new Int32Array(a.buffer, a.byteOffset, words), new Int32Array(b.buffer, b.byteOffset, words)];
  for (let i = 0; i < words; i++) if (left[i] !== right[i]) return false;
  return equalBytes(a.subarray(words * 4), b.subarray(words * 4));
}

const stable = new WeakSet<Uint8Array>();

/**
 * Runs work that encrypts to many with one and the same `info` and does not change its bytes meanwhile: then it is hashed
 * once and not even compared again.
 */
export async function withStableInfo<T>(info: Uint8Array, work: () => Promise<T>): Promise<T> {
  stable.add(info);
  try {
    return await work();
  } finally {
    stable.delete(info);
  }
}

interface RememberedInfo {
  readonly given: Uint8Array;
  readonly copy: Uint8Array;
  readonly hash: Promise<Uint8Array>;
}

function rememberingInfoHash(hashOf: (info: Uint8Array) => Awaitable<Uint8Array>) {
  let last: RememberedInfo | null = null;
  return async (info: Uint8Array): Promise<Uint8Array> => {
    if (info.length < worthRemembering) return hashOf(info);
    if (last !== null && ((last.given === info && stable.has(info)) || samePublic(last.copy, info))) return last.hash;
    const copy = info.slice();
    last = { given: info, copy, hash: Promise.resolve(hashOf(copy)) };
    return last.hash;
  };
}

function keySchedule(kdf: Kdf, aead: Aead, kem: HpkeKem) {
  const suite = labeled(kdf, concatBytes(utf8("HPKE"), u16(kem.id), u16(kdf.id), u16(aead.id)));
  const pskIdHash = Promise.resolve(suite.extract(nothing, "psk_id_hash", nothing));
  const infoHash = rememberingInfoHash((info) => suite.extract(nothing, "info_hash", info));
  const start = async (shared: Uint8Array, info: Uint8Array) => {
    const context = concatBytes(Uint8Array.of(0), await pskIdHash, await infoHash(info));
    return { context, secret: await suite.extract(shared, "secret", nothing) };
  };
  const expand = ({ secret, context }: Awaited<ReturnType<typeof start>>, label: string, length: number) =>
    suite.expand(secret, label, { info: context, length });
  return {
    forAead: async (shared: Uint8Array, info: Uint8Array) => {
      const started = await start(shared, info);
      const key = await expand(started, "key", aead.keyLength);
      return { key, nonce: await expand(started, "base_nonce", aead.nonceLength) };
    },
    exporter: async (shared: Uint8Array, info: Uint8Array) => expand(await start(shared, info), "exp", kdf.size),
    exported: (exporter: Uint8Array, context: Uint8Array, length: number) =>
      suite.expand(exporter, "sec", { info: context, length }),
  };
}

// The library's key types are browser CryptoKeys by name only: it passes them through.
const asPublic = (bytes: Uint8Array): PublicKey => bytes as unknown as PublicKey;
const asPrivate = (bytes: Uint8Array): PrivateKey => bytes as unknown as PrivateKey;
const rawPublic = (key: PublicKey): Uint8Array => key as unknown as Uint8Array;
const rawPrivate = (key: PrivateKey): Uint8Array => key as unknown as Uint8Array;

const cannotOpen = () => new FederpostError("cannot_open", "An MLS ciphertext does not open.");
const badKey = () => new FederpostError("invalid_group_event", "An MLS public key is not one.");

/** HPKE for one suite, in the shape that ts-mls asks for. Throws `cannot_open` and `invalid_group_event`. */
export function makeHpke({ kem, kdf, aead, random }: { kem: HpkeKem; kdf: Kdf; aead: Aead; random: Random }): Hpke {
  const schedule = keySchedule(kdf, aead, kem);
  const encapsulate = async (publicKey: PublicKey) => {
    const made = await kem.encapsulate(rawPublic(publicKey), random);
    if (made === null) throw badKey();
    return made;
  };
  const decapsulate = async (privateKey: PrivateKey, enc: Uint8Array) => {
    const shared = await kem.decapsulate(rawPrivate(privateKey), enc);
    if (shared === null) throw cannotOpen();
    return shared;
  };
  const opened = (text: Uint8Array | null): Uint8Array => {
    if (text === null) throw cannotOpen();
    return text;
  };
  return {
    seal: async (publicKey, text, info, aad = nothing) => {
      const { shared, enc } = await encapsulate(publicKey);
      const { key, nonce } = await schedule.forAead(shared, info);
      return { ct: await aead.seal({ key, nonce, aad, text }), enc };
    },
    open: async (privateKey, enc, text, info, aad = nothing) => {
      const { key, nonce } = await schedule.forAead(await decapsulate(privateKey, enc), info);
      return opened(await aead.open({ key, nonce, aad, text }));
    },
    exportSecret: async (publicKey, context, length, info) => {
      const { shared, enc } = await encapsulate(publicKey);
      return { enc, secret: await schedule.exported(await schedule.exporter(shared, info), context, length) };
    },
    importSecret: async (privateKey, context, enc, length, info) =>
      schedule.exported(await schedule.exporter(await decapsulate(privateKey, enc), info), context, length),
    importPrivateKey: async (bytes) => asPrivate(bytes),
    importPublicKey: async (bytes) => {
      if (bytes.length !== kem.publicKeyLength) throw badKey();
      return asPublic(bytes);
    },
    exportPublicKey: async (key) => rawPublic(key),
    exportPrivateKey: async (key) => rawPrivate(key),
    encryptAead: (key, nonce, aad, text) => aead.seal({ key, nonce, aad: aad ?? nothing, text }),
    decryptAead: async (key, nonce, aad, text) => opened(await aead.open({ key, nonce, aad: aad ?? nothing, text })),
    deriveKeyPair: async (ikm) => keyPair(await kem.deriveKeyPair(ikm)),
    generateKeyPair: async () => keyPair(await kem.generateKeyPair(random)),
    keyLength: aead.keyLength,
    nonceLength: aead.nonceLength,
  };
}

const keyPair = ({ publicKey, privateKey }: RawKeyPair) => ({
  publicKey: asPublic(publicKey),
  privateKey: asPrivate(privateKey),
});
