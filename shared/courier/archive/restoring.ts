import * as v from "valibot";
import { FederpostError } from "../../base/index.ts";
import type { Change, Vault } from "../../vault/index.ts";

/** Where bringing back the archive stands. Stored, so that it goes on after a restart. */

const at = { store: "keys", key: "restore" } as const;

const result = {
  letters: v.number(),
  /** When the newest index was written, by its device's clock; null for an empty archive. */
  atMs: v.nullable(v.number()),
  /** Names of the parts that were missing or changed, with how many letters each held. */
  damaged: v.array(v.object({ name: v.string(), letters: v.number() })),
  /** Indexes that say they are of this archive and do not open. */
  tamperedIndexes: v.number(),
};

const older = v.object({ seen: v.number(), shown: v.nullable(v.number()), atMs: v.nullable(v.number()) });

const restoring = v.variant("kind", [
  /** `older`: what to do with an archive that is older than one that was seen. */
  v.object({ kind: v.literal("running"), older: v.picklist(["refuse", "take"]) }),
  /** The homeserver shows an older archive than one of the devices has seen; the person decides. */
  v.object({ kind: v.literal("older"), older }),
  v.object({ kind: v.literal("done"), ...result, older: v.nullable(older) }),
]);

export type Restoring = v.InferOutput<typeof restoring>;
export type Restored = Extract<Restoring, { kind: "done" }>;
export type OlderArchive = v.InferOutput<typeof older>;

/** Null: nothing was or is to be brought back here. */
export async function readRestoring(vault: Vault): Promise<Restoring | null> {
  const entry = await vault.read(at.store, at.key);
  if (entry === null) return null;
  const parsed = v.safeParse(restoring, entry.value);
  if (!parsed.success) throw new FederpostError("internal", "The stored state of restoring has an unknown form.");
  return parsed.output;
}

export const putRestoring = (state: Restoring): Change => ({ ...at, put: state });

/** The person has seen the result. */
export const removeRestoring: Change = { ...at, remove: true };

/** The change by which a new device brings back the account's letters as soon as its courier runs. */
export const beginRestore = (): Change => putRestoring({ kind: "running", older: "refuse" });
