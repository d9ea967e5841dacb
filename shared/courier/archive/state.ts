import * as v from "valibot";
import { type DeviceId, FederpostError } from "../../base/index.ts";
import type { Change, Vault } from "../../vault/index.ts";
import type { ArchiveKeys } from "./key.ts";
import { type ArchiveIndex, type Chunk, indexSchema } from "./slot.ts";

/** What this device knows of the archive: its own index as it must lie at the homeserver, and how far the others were. */

const at = { store: "keys", key: "archiveState" } as const;

const state = v.object({
  index: indexSchema,
  /** The newest generation that the homeserver surely got; 0 before the first. */
  published: v.number(),
  /** Chunks that go once everything was archived anew. */
  outdated: v.array(v.string()),
  /** Records under the device seal as they were archived: revision by `<store>/<key>`. */
  scanned: v.record(v.string(), v.number()),
  /** Bytes uploaded since the archive was begun. */
  writtenBytes: v.number(),
});

export type ArchiveState = v.InferOutput<typeof state>;

/** This device's part of the archive. */
export interface Archive {
  readonly keys: ArchiveKeys;
  readonly slot: string;
  readonly state: ArchiveState;
}

/** The state before the first chunk. */
export const emptyState = (device: DeviceId): ArchiveState => ({
  index: { device, generation: 0, atMs: 0, document: "", nextChunk: 1, chunks: [], erasures: null, seen: {} },
  published: 0,
  outdated: [],
  scanned: {},
  writtenBytes: 0,
});

/** This device's archive state, or null before its first chunk. */
export async function readArchiveState(vault: Vault): Promise<ArchiveState | null> {
  const entry = await vault.read(at.store, at.key);
  if (entry === null) return null;
  const parsed = v.safeParse(state, entry.value);
  if (!parsed.success) throw new FederpostError("internal", "The stored archive state has an unknown form.");
  return parsed.output;
}

export const putArchiveState = (next: ArchiveState): Change => ({ ...at, put: next });

/** The state with its index changed: a generation of its own, that the homeserver does not have yet. */
export const withIndex = (
  before: ArchiveState,
  index: Partial<ArchiveIndex> & { readonly atMs: number },
): ArchiveState => ({
  ...before,
  index: { ...before.index, ...index, generation: before.index.generation + 1 },
});

const rollbackAt = { store: "keys", key: "archiveRollback" } as const;
const rollback = v.object({ atMs: v.number(), seen: v.number(), shown: v.nullable(v.number()) });

/** The homeserver showed an older archive (generation `shown`; null: none at all) than had been seen there before. */
export type Rollback = v.InferOutput<typeof rollback>;

/** What the person has to be told of, until they have taken note. */
export async function readRollback(vault: Vault): Promise<Rollback | null> {
  const parsed = v.safeParse(rollback, (await vault.read(rollbackAt.store, rollbackAt.key))?.value);
  return parsed.success ? parsed.output : null;
}

export const putRollback = (noticed: Rollback): Change => ({ ...rollbackAt, put: noticed });
export const removeRollback: Change = { ...rollbackAt, remove: true };

/** How many letters and bytes the chunks hold. Letters that were archived again count again. */
export const lettersIn = (chunks: readonly Chunk[]): number => chunks.reduce((sum, { letters }) => sum + letters, 0);
