import { type DeviceId, FederpostError, fromBase64Url, type Random, toBase64Url } from "../../base/index.ts";
import { deriveNameKey, deriveStorageKey, type NameKey, type StorageKey } from "../../crypto/index.ts";
import type { Change, Vault } from "../../vault/index.ts";

/**
 * The archive key: 32 random bytes per account. All its devices hold it, the recovery blob carries it, and whoever has it
 * reads every letter of the account.
 */

const at = { store: "keys", key: "archive" } as const;
const keyBytes = 32;

/** The account's archive key, or null while it has none. The caller clears the bytes. */
export async function readArchiveKey(vault: Vault): Promise<Uint8Array<ArrayBuffer> | null> {
  const entry = await vault.read(at.store, at.key);
  if (entry === null) return null;
  const archiveKey = typeof entry.value === "string" ? fromBase64Url(entry.value) : null;
  if (archiveKey?.length !== keyBytes)
    throw new FederpostError("internal", "The stored archive key has an unknown form.");
  return archiveKey;
}

/** The change that stores the account's archive key. @throws FederpostError `internal` when it has not 32 bytes. */
export function putArchiveKey(archiveKey: Uint8Array): Change {
  if (archiveKey.length !== keyBytes) throw new FederpostError("internal", "An archive key has 32 bytes.");
  return { ...at, put: toBase64Url(archiveKey) };
}

/** A fresh archive key. */
export const makeArchiveKey = (random: Random): Uint8Array<ArrayBuffer> => random.bytes(keyBytes);

/** What the archive key is good for, each with a key of its own. */
export interface ArchiveKeys {
  /** Says which archive something belongs to, and nothing of its key. */
  readonly id: string;
  readonly indexes: StorageKey;
  readonly chunks: StorageKey;
  /** For what the account's devices tell each other. */
  readonly steps: StorageKey;
  /** Names a device's index where everybody at the homeserver can see the name. */
  readonly slotOf: (device: DeviceId) => Promise<string>;
  /** Names the chunk of this number in a slot. */
  readonly chunkName: (slot: string, number: number) => Promise<string>;
}

const named = async (names: NameKey, ...parts: readonly (string | number)[]) =>
  toBase64Url(await names(JSON.stringify(parts)));

/** The keys of an archive; they cannot be read back. */
export async function deriveArchiveKeys(archiveKey: Uint8Array): Promise<ArchiveKeys> {
  const [indexes, chunks, steps, names] = await Promise.all([
    deriveStorageKey(archiveKey, "federpost archive 1 index"),
    deriveStorageKey(archiveKey, "federpost archive 1 chunk"),
    deriveStorageKey(archiveKey, "federpost archive 1 step"),
    deriveNameKey(archiveKey, "federpost archive 1 names"),
  ]);
  return {
    id: (await named(names, "archive")).slice(0, 11),
    indexes,
    chunks,
    steps,
    slotOf: (device) => named(names, "slot", device),
    chunkName: (slot, number) => named(names, "chunk", slot, number),
  };
}

/** A fresh key for one chunk: whoever no longer has the index that names it opens the chunk no more. */
export const makeChunkKey = (random: Random): string => toBase64Url(random.bytes(keyBytes));

/** The key under which a chunk lies. @throws FederpostError `cannot_open` when the index says nonsense about it. */
export async function chunkKey(keys: ArchiveKeys, own: string | null): Promise<StorageKey> {
  if (own === null) return keys.chunks;
  const raw = fromBase64Url(own);
  if (raw?.length !== keyBytes) throw new FederpostError("cannot_open", "A chunk of the archive has no proper key.");
  const key = await deriveStorageKey(raw, "federpost archive 2 chunk");
  raw.fill(0);
  return key;
}

/** The keys of this device's account, or null while it has no archive key. */
export async function openArchiveKeys(vault: Vault): Promise<ArchiveKeys | null> {
  const archiveKey = await readArchiveKey(vault);
  if (archiveKey === null) return null;
  const keys = await deriveArchiveKeys(archiveKey);
  archiveKey.fill(0);
  return keys;
}
