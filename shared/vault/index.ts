/**
 * vault: what a mailbox stores and how it is sealed. One interface over IndexedDB (here) and node:sqlite (`sqlite.ts`,
 * a door of its own, because a browser cannot load it). Every record is sealed before its transaction opens; a commit
 * happens whole or not at all. Must never store a record unsealed, put content in an error, or await anything but the
 * database inside a transaction. Blobs are the exception to sealing: they come in encrypted.
 */
export { type ContentStep, type MigrationProgress, migrateContents } from "./contents.ts";
export type { VaultHealth } from "./health.ts";
export { deleteIndexedDbVault, openIndexedDbVault } from "./indexeddb.ts";
export { sessionKeysInMemory } from "./key-ring.ts";
export {
  forgetWay,
  newPasskey,
  newPassphrase,
  newRecoveryWay,
  type PasskeyParams,
  type PresentedWay,
  parsePasskeyParams,
  presentWay,
  recoveryKeyOf,
  strengthenPassphrase,
} from "./present.ts";
export { markedStores, type StoreName, type StoreTraits, storeNames, stores } from "./stores.ts";
export type {
  Change,
  Entry,
  Json,
  ListRange,
  LockState,
  NewWay,
  SessionKeyStore,
  StoredValue,
  Unseen,
  Vault,
  VaultEnvironment,
  WayChange,
  WayIn,
  WayKind,
  WayListing,
} from "./vault.ts";
export { withMailboxLock } from "./writer-lock.ts";
