import type { Clock, FederpostError, Random } from "../base/index.ts";
import type { VaultHealth } from "./health.ts";
import type { StoreName } from "./stores.ts";

/** A plain JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a store holds: plain JSON values, or bytes, as its line in `stores` says. */
export type StoredValue = Json | Uint8Array;

/** A record as it was stored last. `revision` counts its writes since it was created, from 1. */
export interface Entry {
  readonly key: string;
  readonly value: StoredValue;
  readonly revision: number;
}

/**
 * One write. `expect` is the stored revision that must still hold when the transaction runs; where it does not hold,
 * the whole commit fails with `conflict`. Without it the last writer wins. `unmarked` is for what lies in the archive
 * already, or goes for good: it leaves no mark in `unarchived`.
 */
export type Change = { readonly store: StoreName; readonly key: string; readonly unmarked?: true } & (
  | { readonly put: StoredValue; readonly expect?: number | "absent" }
  | { readonly remove: true; readonly expect?: number }
);

/** What is there of a store that a reader has not seen: see {@link Vault.unseen}. */
export interface Unseen {
  /** Records whose revision is another than the one seen, each with the opaque name of its place. */
  readonly entries: readonly (Entry & { readonly place: string })[];
  /** The places of all records there are, whether they open or not. */
  readonly places: ReadonlySet<string>;
}

/** Which records of a store, in the order of their keys (ASCII). `after` and `before` exclude the key itself. */
export interface ListRange {
  readonly prefix?: string;
  readonly after?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly direction?: "forward" | "backward";
  /** Told of each record that does not open. Such records are left out, and counted in the vault's health. */
  readonly unreadable?: (error: FederpostError) => void;
}

export type LockState = "locked" | "unlocked";

/**
 * Ways into a locked vault. The vault key is wrapped once for each. `device` is the way of people who choose no lock:
 * its wrapping key lies in the same profile, so whoever copies the profile can open the vault.
 */
export type WayKind = "device" | "passphrase" | "passkey" | "recovery";

/** A way in as a person comes with it: the 32 bytes that their passphrase, passkey or recovery key yields. */
export type WayIn =
  | { readonly kind: "device" }
  | { readonly kind: Exclude<WayKind, "device">; readonly wrappingKey: Uint8Array };

/** A way in that is to be stored. `params` is what is needed to compute the wrapping key again. */
export interface NewWay {
  readonly way: WayIn;
  readonly params: Json;
}

/** A change of the ways in, all of it or none. A way that is added takes the place of another of its kind. */
export interface WayChange {
  readonly add?: readonly NewWay[];
  readonly remove?: readonly WayKind[];
}

/** A way in as it is stored, without its wrapped key. `params` is what is needed to compute the wrapping key again. */
export interface WayListing {
  readonly kind: WayKind;
  readonly params: Json;
  readonly addedAt: number;
}

/**
 * Holds the random key of the unlocked session where it is forgotten with the browser's session (storage.session) and
 * outlives a killed worker. The key alone opens nothing: what it wraps lies in the database.
 */
export interface SessionKeyStore {
  readonly read: () => Promise<Uint8Array | null>;
  readonly write: (sessionKey: Uint8Array) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** What every backend needs from outside. */
export interface VaultEnvironment {
  readonly random: Random;
  readonly clock?: Clock;
  /** In memory where none is given: then a restart forgets the session. */
  readonly sessionKeys?: SessionKeyStore;
}

/**
 * The sealed store of one mailbox. A seal proves which record this is, not that it is the newest: who can write to the
 * profile can put an older copy of a record (or of the whole database) back, or delete one. Methods throw FederpostError: `locked` (a vault-seal store while locked), `conflict`,
 * `cannot_open` (this record was changed, moved, or sealed by another key), `storage_full`, `busy`, `disconnected`
 * (closed), `internal` (a key that is not 1 to 1,000 printable ASCII characters, a value its store does not hold).
 */
export interface Vault {
  /** Name of the mailbox; the writer's lock goes by it. */
  readonly name: string;
  /** The record, or null where there is none. */
  read(store: StoreName, key: string): Promise<Entry | null>;
  /** Records in the order of their keys. */
  list(store: StoreName, range?: ListRange): Promise<Entry[]>;
  count(store: StoreName, prefix?: string): Promise<number>;
  /**
   * What somebody has not seen of a store who remembers place and revision of what they saw. Only that is opened, so whoever
   * keeps an extract of each record reads a large store in a fraction of the time. Records that do not open are left out.
   */
  unseen(store: StoreName, seen: ReadonlyMap<string, number>): Promise<Unseen>;
  /**
   * Shows every record of a store, some at a time and in no order: for whoever goes through a large store and keeps little of
   * it. Records that do not open are left out; what changes meanwhile is shown as it was or as it is.
   */
  scan(store: StoreName, see: (entries: readonly Entry[]) => void): Promise<void>;
  /** One durable transaction, all or nothing. Names no record twice; the bytes stay unchanged until it is over. */
  commit(changes: readonly Change[]): Promise<void>;

  /**
   * Makes what was removed until now unreadable for good: all that is there is sealed under a new content key, the old key is
   * destroyed, and what old bytes are left in the database's files opens for nobody. Reads and writes everything once. Where it
   * is interrupted the old key stays: call it again. Throws `locked`, `conflict` (somebody locked meanwhile), `storage_full`.
   */
  forgetRemoved(): Promise<void>;

  /** Stores bytes that are already encrypted (chunks of files); they are not sealed again and their keys lie open. */
  putBlob(key: string, bytes: Uint8Array): Promise<void>;
  readBlob(key: string): Promise<Uint8Array | null>;
  removeBlobs(prefix: string): Promise<void>;
  listBlobs(prefix: string): Promise<{ readonly key: string; readonly sizeBytes: number }[]>;

  /** Whether this connection holds the vault key now. Another connection's lock is noticed at the next call. */
  readonly lockState: LockState;
  /** Forgets the vault key at once, here, in the session and in every other connection, until somebody unlocks. */
  lock(): Promise<void>;
  /**
   * Throws `wrong_password` where the key does not fit, `unsupported` where the vault has no such way in, and `rate_limited`
   * (with the wait) after several wrong ones, whichever way they came. Every method that takes a way in throws the same.
   */
  unlock(way?: WayIn): Promise<void>;
  /** Milliseconds until the next way in is tried at all; 0 where there is nothing to wait for. */
  guessWaitMs(): Promise<number>;
  ways(): Promise<WayListing[]>;
  /**
   * Changes the ways in. `by` is one of those there are: an unlocked session alone can change none. The vault must be
   * unlocked. Throws `conflict` when none would be left: nobody could ever open the vault again.
   */
  changeWays(by: WayIn, change: WayChange): Promise<void>;
  /** Seals bytes so that only who presents a way in opens them again; an unlocked session alone does not. */
  sealForOwner(by: WayIn, content: { readonly purpose: string; readonly plaintext: Uint8Array }): Promise<Uint8Array>;
  /** Opens what `sealForOwner` sealed for this purpose. Throws `cannot_open` for anything else. The caller clears it. */
  openForOwner(by: WayIn, content: { readonly purpose: string; readonly sealed: Uint8Array }): Promise<Uint8Array>;
  /**
   * Removes everything that is stored and every way in, and begins anew with the device's own way, unlocked. Needs no way
   * in: it is the way out for who has lost all of them.
   */
  erase(): Promise<void>;
  /** Calls the listener on every change; returns what ends that. */
  onLockChange(listener: (state: LockState) => void): () => void;

  /** Tells which records each commit of this connection wrote or removed, once it is stored. Returns what ends that. */
  onCommit(listener: (changes: readonly Pick<Change, "store" | "key">[]) => void): () => void;

  readonly health: VaultHealth;
  /** Calls the listener when the health changed; returns what ends that. */
  onHealthChange(listener: (health: VaultHealth) => void): () => void;
  /**
   * Calls the listener once when the database was closed by somebody else: the browser after a fault of the disk, a person who
   * cleared the site's data, a newer Federpost. From then on everything throws `disconnected`. Returns what ends that.
   */
  onLost(listener: () => void): () => void;

  /** Runs `work` while no other context or process does so for this mailbox. See `withMailboxLock`. */
  exclusively<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}
