import * as v from "valibot";
import { FederpostError } from "../base/index.ts";
import { type AssuranceLevel, assuranceLevels } from "../identity/index.ts";
import type { Vault } from "../vault/index.ts";

/** What an administrator prescribes of the courier's own work. It lies under the device's seal, as the policy itself does. */

const record = v.object({
  /** How well it must be borne out who a person is; null: nothing is demanded. */
  minimumAssurance: v.nullable(v.picklist(assuranceLevels)),
  /** Days after which an archived thread goes to the trash; null: the person decides. */
  retentionDays: v.nullable(v.number()),
});

export interface Prescribed {
  readonly minimumAssurance: AssuranceLevel | null;
  readonly retentionDays: number | null;
}

const nothing: Prescribed = { minimumAssurance: null, retentionDays: null };
const place = { store: "settings", key: "prescribed" } as const;

/** What is prescribed. @throws FederpostError `internal` where what is stored is no such thing: only we write there. */
export async function readPrescribed(vault: Vault): Promise<Prescribed> {
  const entry = await vault.read(place.store, place.key);
  if (entry === null) return nothing;
  const parsed = v.safeParse(record, entry.value);
  if (!parsed.success) throw new FederpostError("internal", "The stored rules have an unknown form.");
  return parsed.output;
}

export const writePrescribed = (vault: Vault, prescribed: Prescribed): Promise<void> =>
  vault.commit([{ ...place, put: { ...prescribed } }]);
