import { splitGroup } from "../engine/index.ts";
import { type Change, type ContentStep, type MigrationProgress, migrateContents, type Vault } from "../vault/index.ts";
import { partChanges } from "./group-store.ts";

/**
 * Version 2: a group is stored in parts instead of whole. What does not open stays as it is, for whoever meets it to say so;
 * a thread that is damaged must not keep the others from being migrated.
 */
const splitGroups: ContentStep = async (vault, tell) => {
  const entries = await vault.list("groups", { unreadable: () => undefined });
  const changes: Change[] = [];
  for (const [done, { key, value, revision }] of entries.entries()) {
    tell(done, entries.length);
    const delta = value instanceof Uint8Array ? splitGroup(value) : null;
    if (delta !== null) changes.push(...partChanges(key, delta, revision));
  }
  if (entries.length > 0) tell(entries.length, entries.length);
  return changes;
};

const steps: readonly ContentStep[] = [splitGroups];

/** Brings an unlocked mailbox to the form that this version reads and writes. See `migrateContents`. */
export const migrateMailbox = (vault: Vault, tell: MigrationProgress): Promise<void> =>
  migrateContents(vault, steps, tell);
