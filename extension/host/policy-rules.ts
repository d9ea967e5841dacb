import { FederpostError } from "../../shared/base/index.ts";
import { parseFormRequest, parseStatus } from "../../shared/letter/index.ts";
import type { PanelMethod, PanelParams, PolicyView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { type Feature, type Policy, type PolicyWay, policyWays } from "../policy/index.ts";
import { policyOf, policyState } from "./policy.ts";

/** What a policy allows a person to choose and to do. Pages hide what is switched off; here it is refused. */

/** The ways in that may be set, apart from the recovery key, which always may. */
export function waysOf({ allowedWays, lockRequired }: Policy): readonly PolicyWay[] {
  return policyWays.filter(
    (way) => (allowedWays === null || allowedWays.includes(way)) && !(way === "device" && lockRequired),
  );
}

/** @throws FederpostError `not_permitted` when the policy does not let the mailbox open by this. */
export async function requireWay(vault: Vault, way: PolicyWay): Promise<void> {
  if (waysOf(await policyOf(vault)).includes(way)) return;
  const why =
    way === "device" ? "Your administrator demands a lock." : "Your administrator does not allow this way in.";
  throw new FederpostError("not_permitted", why);
}

/** A recovery key may be put off only where the mailbox can open by something else. @throws FederpostError `not_permitted` */
export async function requirePostponable(vault: Vault): Promise<void> {
  if (waysOf(await policyOf(vault)).length > 0) return;
  throw new FederpostError("not_permitted", "Your administrator lets this mailbox open by the recovery key only.");
}

const featureOfMethod: Partial<Readonly<Record<PanelMethod, Feature>>> = {
  "portals.connect": "portals",
  "person.obtain": "person",
  "evidence.request": "certificate",
  "evidence.install": "certificate",
  "acme.save": "certificate",
  "account.domainFile": "certificate",
  "directory.byName": "directory",
  "directory.services": "directory",
  "directory.areas": "directory",
  "directory.responsible": "directory",
  "contacts.setPolicy": "contact_rules",
  "contacts.setRule": "contact_rules",
  "account.close": "close_account",
};

type Call = { readonly [M in PanelMethod]: { readonly method: M; readonly params: PanelParams<M> } }[PanelMethod];

function featureOf(call: Call): Feature | null {
  if (call.method === "letter.write") {
    const { data } = call.params;
    return data !== null && (parseFormRequest(data) !== null || parseStatus(data) !== null) ? "forms" : null;
  }
  if (call.method === "sources.set" && call.params.kind === "directory") return "directory";
  return featureOfMethod[call.method] ?? null;
}

/** @throws FederpostError `not_permitted` when a call of our pages needs what the administrator switched off. */
export async function requireFeature(vault: Vault, call: Call): Promise<void> {
  const feature = featureOf(call);
  if (feature === null || !(await policyOf(vault)).featuresOff.includes(feature)) return;
  throw new FederpostError("not_permitted", "Your administrator has switched this off.");
}

/** The policy as our pages show it. */
export async function policyView(vault: Vault): Promise<PolicyView> {
  const { kind, policy } = await policyState(vault);
  const {
    trustRoots,
    identityProviders,
    directory,
    federationList,
    accessibilityContact: address,
    accessibilityName,
    ...told
  } = policy;
  return {
    kind,
    ...told,
    accessibilityContact: address === null ? null : { name: accessibilityName ?? address, address },
    allowedWays: policy.allowedWays === null && !policy.lockRequired ? null : waysOf(policy),
    lists: [
      ...(trustRoots === "" ? [] : (["trustRoots"] as const)),
      ...(identityProviders === "" ? [] : (["identityProviders"] as const)),
      ...(directory === "" ? [] : (["directory"] as const)),
      ...(federationList === "" ? [] : (["federationList"] as const)),
    ],
  };
}
