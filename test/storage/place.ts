import type { StoreName, Vault, VaultEnvironment } from "../../shared/vault/index.ts";

/** A record as it lies in a database, whatever the database is. */
export interface RawRecord {
  readonly key: string;
  readonly revision: number;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/** One mailbox's database in a backend, and what a thief with its files could do to it. */
export interface MailboxPlace {
  readonly open: (environment?: Partial<VaultEnvironment>) => Promise<Vault>;
  readonly readRaw: (store: StoreName | "state") => Promise<RawRecord[]>;
  readonly writeRaw: (store: StoreName, record: RawRecord) => Promise<void>;
  /** All bytes and texts that lie in the database. */
  readonly dump: () => Promise<Uint8Array>;
  /** Marks the database as written by a later version. */
  readonly fromTheFuture: () => Promise<void>;
}

/** Makes a new empty mailbox for one test. */
export type MakePlace = () => Promise<MailboxPlace>;
