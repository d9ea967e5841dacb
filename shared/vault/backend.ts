import type { StoreName } from "./stores.ts";

/** Tables of a database: the stores, and two of the vault's own that are not sealed (wrapped keys, lock state). */
export type Table = StoreName | "ways" | "state";

/** A record as it lies in the database. */
export interface SealedRecord {
  readonly key: string;
  readonly revision: number;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/** Keys from `from` on, before `to`. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

export interface RecordRange extends KeyRange {
  readonly limit: number;
  readonly direction: "forward" | "backward";
}

/** What a transaction does to one record, if the stored revision is still `was` (0: absent; "any": whatever it is). */
export interface SealedChange {
  readonly table: Table;
  readonly key: string;
  readonly was: number | "any";
  readonly become: { readonly revision: number; readonly sealed: Uint8Array<ArrayBuffer> } | "removed" | "unchanged";
}

/** Keys that belong to this device and lie in its profile: they keep data from other programs' eyes, not from a thief. */
export interface DeviceKeys {
  readonly records: CryptoKey;
  readonly names: CryptoKey;
  /** Wraps the vault key for people who choose no lock. */
  readonly wrapping: CryptoKey;
}

/** A database that knows nothing of seals. Throws FederpostError only. */
export interface Backend {
  readonly name: string;
  readonly deviceKeys: DeviceKeys;
  get(table: Table, key: string): Promise<SealedRecord | null>;
  /** The stored revision, 0 where there is no record. Reads no sealed bytes. */
  revision(table: Table, key: string): Promise<number>;
  list(table: Table, range: RecordRange): Promise<SealedRecord[]>;
  count(table: Table, range: KeyRange): Promise<number>;
  /** One durable transaction. False, and nothing written, when a revision does not hold. */
  write(changes: readonly SealedChange[]): Promise<boolean>;
  putBlob(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  readBlob(key: string): Promise<Uint8Array | null>;
  removeBlobs(range: KeyRange): Promise<void>;
  listBlobs(range: KeyRange): Promise<{ readonly key: string; readonly sizeBytes: number }[]>;
  /**
   * A small secret outside of the database: `destroySecret` takes it from the disk with every copy that the database system
   * made of it. What is put is durable once the promise resolves.
   */
  putSecret(id: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  readSecret(id: number): Promise<Uint8Array | null>;
  destroySecret(id: number): Promise<void>;
  /** Overwrites what removed records left behind, as far as the database can. */
  scrub(): Promise<void>;
  exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Calls the listener once when somebody else closed the database. Returns what ends that. */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}
