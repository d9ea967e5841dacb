import { FederpostError } from "../base/index.ts";
import type { Change, Vault } from "./vault.ts";

/**
 * Migration of what lies in the seals. The layout of a database migrates when it is opened; its contents can be read only when
 * the vault is unlocked, and only by the rooms that know them: so they hand their steps in, and each step is one transaction.
 */

/** Told of a migration's progress, in records. */
export type MigrationProgress = (done: number, total: number) => void;

/**
 * One step from a version of the contents to the next. Reads what the old version wrote and answers all that changes; where
 * it reads a record that it changes, it expects the revision that it read.
 */
export type ContentStep = (vault: Vault, tell: MigrationProgress) => Promise<readonly Change[]>;

// A mailbox without the record has never been migrated: nothing in it is newer than version 1.
const place = { store: "settings", key: "contents" } as const;

/** The version of a vault's contents. @throws FederpostError `cannot_open` when the record that says so is damaged. */
async function contentsOf(vault: Vault): Promise<{ readonly version: number; readonly revision: number | null }> {
  const entry = await vault.read(place.store, place.key);
  if (entry === null) return { version: 1, revision: null };
  const { value, revision } = entry;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1)
    throw new FederpostError("cannot_open", "The mailbox does not say which version wrote it.");
  return { version: value, revision };
}

/**
 * Brings the contents of an unlocked vault to the newest version: `steps[0]` leads from version 1 to 2, and so on. Each step
 * is one transaction together with the version it leads to, so that whoever dies in between leaves the old contents whole.
 * @throws FederpostError `unsupported` for contents that a newer Federpost wrote, `conflict` when another context migrates.
 */
export async function migrateContents(
  vault: Vault,
  steps: readonly ContentStep[],
  tell: MigrationProgress,
): Promise<void> {
  for (;;) {
    const { version, revision } = await contentsOf(vault);
    if (version > steps.length + 1)
      throw new FederpostError("unsupported", "A newer Federpost wrote this mailbox; update Federpost.");
    const step = steps[version - 1];
    if (step === undefined) return;
    const changes = await step(vault, tell);
    await vault.commit([...changes, { ...place, put: version + 1, expect: revision ?? "absent" }]);
  }
}
