import type { Hpke, PrivateKey, PublicKey } from "ts-mls";
import { concatBytes, equalBytes, FederpostError, type Random, utf8 } from "../base/index.ts";

/**
 * HPKE (RFC 9180), base mode, single shot, as MLS uses it (RFC 9420 section 5.1.3), over synchronous primitives.
 * Keys are raw bytes: the library hands them back to us and looks at nothing inside.
 */

/** HKDF (RFC 5869) of one hash. */
export interface SyncKdf {
  /** HPKE's number of the KDF. */
  readonly id: number;
  /** Nh, bytes. */
  readonly size: number;
  readonly extract: (salt: Uint8Array, ikm: Uint8Array) => Uint8Array;
  readonly expand: (prk: Uint8Array, info: Uint8Array, length: number) => Uint8Array;
}

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
  readonly deriveKeyPair: (ikm: Uint8Array) => { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  readonly generateKeyPair: (random: Random) => { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  /** Null for a public key that nobody can have. */
  readonly encapsulate: (
    publicKey: Uint8Array,
    random: Random,
  ) => { readonly shared: Uint8Array; readonly enc: Uint8Array } | null;
  readonly decapsulate: (privateKey: Uint8Array, enc: Uint8Array) => Uint8Array | null;
}

const nothing = new Uint8Array();
const version = utf8("HPKE-v1");
const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);

/** LabeledExtract and LabeledExpand of RFC 9180 section 4 for one suite id. */
export function labeled(kdf: SyncKdf, suiteId: Uint8Array) {
  return {
    extract: (salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array =>
      kdf.extract(salt, concatBytes(version, suiteId, utf8(label), ikm)),
    expand: (prk: Uint8Array, label: string, { info, length }: { info: Uint8Array; length: number }): Uint8Array =>
      kdf.expand(prk, concatBytes(u16(length), version, suiteId, utf8(label), info), length),
  };
}

// A Welcome encrypts to every new member with the same `info`, a third of a megabyte in a large group:
// hashing it once is what makes adding many members fast.
const worthRemembering = 1024;

interface Schedule {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly exporter: Uint8Array;
}

function keySchedule(kdf: SyncKdf, aead: Aead, kem: HpkeKem) {
  const suite = labeled(kdf, concatBytes(utf8("HPKE"), u16(kem.id), u16(kdf.id), u16(aead.id)));
  const pskIdHash = suite.extract(nothing, "psk_id_hash", nothing);
  let remembered: { readonly info: Uint8Array; readonly hash: Uint8Array } | null = null;
  const infoHash = (info: Uint8Array): Uint8Array => {
    if (remembered !== null && equalBytes(remembered.info, info)) return remembered.hash;
    const hash = suite.extract(nothing, "info_hash", info);
    if (info.length >= worthRemembering) remembered = { info: info.slice(), hash };
    return hash;
  };
  const schedule = (shared: Uint8Array, info: Uint8Array): Schedule => {
    const context = concatBytes(Uint8Array.of(0), pskIdHash, infoHash(info));
    const secret = suite.extract(shared, "secret", nothing);
    return {
      key: suite.expand(secret, "key", { info: context, length: aead.keyLength }),
      nonce: suite.expand(secret, "base_nonce", { info: context, length: aead.nonceLength }),
      exporter: suite.expand(secret, "exp", { info: context, length: kdf.size }),
    };
  };
  const exported = (exporter: Uint8Array, context: Uint8Array, length: number): Uint8Array =>
    suite.expand(exporter, "sec", { info: context, length });
  return { schedule, exported };
}

// The library's key types are browser CryptoKeys by name only: it passes them through.
const asPublic = (bytes: Uint8Array): PublicKey => bytes as unknown as PublicKey;
const asPrivate = (bytes: Uint8Array): PrivateKey => bytes as unknown as PrivateKey;
const rawPublic = (key: PublicKey): Uint8Array => key as unknown as Uint8Array;
const rawPrivate = (key: PrivateKey): Uint8Array => key as unknown as Uint8Array;

const cannotOpen = () => new FederpostError("cannot_open", "An MLS ciphertext does not open.");
const badKey = () => new FederpostError("invalid_group_event", "An MLS public key is not one.");

/** HPKE for one suite, in the shape that ts-mls asks for. Throws `cannot_open` and `invalid_group_event`. */
export function makeHpke({ kem, kdf, aead, random }: { kem: HpkeKem; kdf: SyncKdf; aead: Aead; random: Random }): Hpke {
  const { schedule, exported } = keySchedule(kdf, aead, kem);
  const encapsulate = (publicKey: PublicKey) => {
    const made = kem.encapsulate(rawPublic(publicKey), random);
    if (made === null) throw badKey();
    return made;
  };
  const decapsulate = (privateKey: PrivateKey, enc: Uint8Array) => {
    const shared = kem.decapsulate(rawPrivate(privateKey), enc);
    if (shared === null) throw cannotOpen();
    return shared;
  };
  const opened = (text: Uint8Array | null): Uint8Array => {
    if (text === null) throw cannotOpen();
    return text;
  };
  const keyPair = ({ publicKey, privateKey }: { publicKey: Uint8Array; privateKey: Uint8Array }) => ({
    publicKey: asPublic(publicKey),
    privateKey: asPrivate(privateKey),
  });
  return {
    seal: async (publicKey, text, info, aad = nothing) => {
      const { shared, enc } = encapsulate(publicKey);
      const { key, nonce } = schedule(shared, info);
      return { ct: await aead.seal({ key, nonce, aad, text }), enc };
    },
    open: async (privateKey, enc, text, info, aad = nothing) => {
      const { key, nonce } = schedule(decapsulate(privateKey, enc), info);
      return opened(await aead.open({ key, nonce, aad, text }));
    },
    exportSecret: async (publicKey, context, length, info) => {
      const { shared, enc } = encapsulate(publicKey);
      return { enc, secret: exported(schedule(shared, info).exporter, context, length) };
    },
    importSecret: async (privateKey, context, enc, length, info) =>
      exported(schedule(decapsulate(privateKey, enc), info).exporter, context, length),
    importPrivateKey: async (bytes) => asPrivate(bytes),
    importPublicKey: async (bytes) => {
      if (bytes.length !== kem.publicKeyLength) throw badKey();
      return asPublic(bytes);
    },
    exportPublicKey: async (key) => rawPublic(key),
    exportPrivateKey: async (key) => rawPrivate(key),
    encryptAead: (key, nonce, aad, text) => aead.seal({ key, nonce, aad: aad ?? nothing, text }),
    decryptAead: async (key, nonce, aad, text) => opened(await aead.open({ key, nonce, aad: aad ?? nothing, text })),
    deriveKeyPair: async (ikm) => keyPair(kem.deriveKeyPair(ikm)),
    generateKeyPair: async () => keyPair(kem.generateKeyPair(random)),
    keyLength: aead.keyLength,
    nonceLength: aead.nonceLength,
  };
}
