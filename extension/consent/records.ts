import * as v from "valibot";
import { FederpostError, type Origin } from "../../shared/base/index.ts";
import type { Change, Json, StoreName, Vault } from "../../shared/vault/index.ts";

/** What consent needs of the vault: its stores under the device seal, which open while the mailbox is locked. */
export type ConsentVault = Pick<Vault, "read" | "list" | "commit">;
type ConsentStore = Extract<StoreName, "grants" | "refusals" | "counters">;

/** One kind of record: where it lies, what it looks like, what counts when there is none. */
export interface RecordKind<T> {
  readonly store: ConsentStore;
  readonly schema: v.GenericSchema<unknown, T>;
  readonly empty: T;
}

// Two calls of one origin may meet; each then sees what the other wrote. More than a few in a row is no coincidence.
const attempts = 5;

/** The part of a key that the vault hides ends at the first "/", and an origin has slashes of its own. */
export const keyOf = (origin: Origin, ...rest: readonly string[]): string =>
  [encodeURIComponent(origin), ...rest].join("/");

/** A record, or its empty form where there is none or an older version wrote something else. */
export async function readRecord<T>(vault: ConsentVault, kind: RecordKind<T>, key: string): Promise<T> {
  const entry = await vault.read(kind.store, key);
  const parsed = v.safeParse(kind.schema, entry?.value);
  return parsed.success ? parsed.output : kind.empty;
}

/** Changes a record. `change` may run again when another call was quicker; null removes the record. */
export async function updateRecord<T>(
  vault: ConsentVault,
  { kind, key }: { readonly kind: RecordKind<T>; readonly key: string },
  change: (before: T) => T | null,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const entry = await vault.read(kind.store, key);
    const parsed = v.safeParse(kind.schema, entry?.value);
    const after = change(parsed.success ? parsed.output : kind.empty);
    if (after === null && entry === null) return;
    const write: Change =
      after === null
        ? { store: kind.store, key, remove: true, expect: entry?.revision ?? 0 }
        : { store: kind.store, key, put: after as Json, expect: entry?.revision ?? "absent" };
    try {
      await vault.commit([write]);
      return;
    } catch (error) {
      const raced = error instanceof FederpostError && error.code === "conflict";
      if (!raced || attempt === attempts) throw error;
    }
  }
}
