import { countParked, hasRecoveryElsewhere, readSession } from "../../shared/courier/index.ts";
import type { AccountView, SetUp } from "../../shared/protocol/index.ts";
import type { Vault, WayListing } from "../../shared/vault/index.ts";
import { policyOf } from "./policy.ts";
import { waysOf } from "./policy-rules.ts";
import { readSetUp } from "./settings.ts";

/** Parts of the account's view that the vault alone tells. */

export async function lockedView(vault: Vault): Promise<AccountView> {
  const [session, parked] = await Promise.all([readSession(vault), countParked(vault)]);
  return { kind: "locked", userId: session?.userId ?? null, parked };
}

export async function setUpOf(vault: Vault): Promise<SetUp> {
  const [ways, choices, elsewhere] = await Promise.all([vault.ways(), readSetUp(vault), hasRecoveryElsewhere(vault)]);
  const has = (kind: string) => ways.some((way) => way.kind === kind);
  const allowed = waysOf(await policyOf(vault));
  const isAllowed = ({ kind }: WayListing) => kind === "recovery" || allowed.includes(kind);
  return {
    // One recovery key is enough for an account, wherever it was made.
    recovery:
      has("recovery") || (elsewhere && allowed.length > 0)
        ? "done"
        : choices.recoveryPostponed && allowed.length > 0
          ? "postponed"
          : "missing",
    lock: ways.every(isAllowed) && (choices.lockChosen || !has("device")) ? "done" : "missing",
  };
}

/** Who is left in a mailbox that does not work. */
export async function whoIsHere(
  vault: Vault,
  state: { readonly kind: string; readonly reason?: string },
): Promise<Extract<AccountView, { kind: "blocked" }>["here"]> {
  if ((await readSession(vault)) !== null) return "signed_in";
  return state.reason === "left_behind" ? "left_behind" : "nobody";
}
