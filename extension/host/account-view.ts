import { countParked, hasRecoveryElsewhere, readSession } from "../../shared/courier/index.ts";
import type { AccountView, SetUp } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { policyOf } from "./policy.ts";
import { readSetUp } from "./settings.ts";

/** Parts of the account's view that the vault alone tells. */

export async function lockedView(vault: Vault): Promise<AccountView> {
  const [session, parked] = await Promise.all([readSession(vault), countParked(vault)]);
  return { kind: "locked", userId: session?.userId ?? null, parked };
}

export async function setUpOf(vault: Vault): Promise<SetUp> {
  const [ways, choices, elsewhere] = await Promise.all([vault.ways(), readSetUp(vault), hasRecoveryElsewhere(vault)]);
  const has = (kind: string) => ways.some((way) => way.kind === kind);
  const { lockRequired } = await policyOf(vault);
  return {
    // One recovery key is enough for an account, wherever it was made.
    recovery: has("recovery") || elsewhere ? "done" : choices.recoveryPostponed ? "postponed" : "missing",
    lock: (choices.lockChosen && !lockRequired) || !has("device") ? "done" : "missing",
  };
}
