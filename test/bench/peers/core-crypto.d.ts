type Bytes = Uint8Array;

interface Committed {
  /** An MLSMessage, as the welcome is. */
  readonly commit: Bytes;
  readonly welcome: Bytes | null;
}

export interface CoreCryptoClient {
  readonly identity: Bytes;
  /** A bare KeyPackage. */
  readonly keyPackage: () => Promise<Bytes>;
  readonly create: (group: Bytes) => Promise<void>;
  readonly add: (group: Bytes, keyPackages: readonly Bytes[]) => Promise<Committed>;
  readonly remove: (group: Bytes, identities: readonly Bytes[]) => Promise<Committed>;
  /** The group's id. */
  readonly join: (welcome: Bytes) => Promise<Bytes>;
  readonly update: (group: Bytes) => Promise<Committed>;
  readonly encrypt: (group: Bytes, text: Bytes) => Promise<Bytes>;
  /** The text of a letter; null when the message was a commit, which has then been applied. */
  readonly decrypt: (group: Bytes, message: Bytes) => Promise<Bytes | null>;
  readonly epoch: (group: Bytes) => Promise<bigint>;
}

export interface CoreCryptoPeer {
  readonly version: string;
  /** How handshakes travel: core-crypto takes them in the open only. */
  readonly handshakes: "public" | "private";
  /** `suite` is the number of RFC 9420 section 17.1. */
  readonly openClient: (suite: number) => Promise<CoreCryptoClient>;
}

export function loadCoreCrypto(wasmUrl: string): Promise<CoreCryptoPeer>;
