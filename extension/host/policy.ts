import * as v from "valibot";
import { FederpostError, type Origin } from "../../shared/base/index.ts";
import { describeRoots, lookAtIssuers, writePolicyIssuers, writePolicyRoots } from "../../shared/courier/index.ts";
import { readSource } from "../../shared/directory/index.ts";
import type { BlockView, PolicyView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Desk } from "../platform/index.ts";
import { type Policy, type PolicyFault, type PolicyReading, readPolicy } from "../policy/index.ts";

/**
 * The administrator's policy in this mailbox. What was read last lies under the device's seal, where it can be obeyed before
 * anybody unlocks. A policy that cannot be understood stops the mailbox. One that has vanished goes on to count: Chromium
 * hands over nothing where a single value has a wrong type, and a person must not get rid of it by that.
 */

const nothing: Policy = {
  homeserver: null,
  allowedPortals: null,
  lockRequired: false,
  lockAfterMinutes: null,
  profileMode: "usual",
  trustRoots: "",
  identityProviders: "",
  directory: "",
  federationList: "",
  accessibilityContact: null,
  accessibilityName: null,
  minimumVersion: null,
};

interface PolicyState {
  /** `kept`: the browser no longer hands the policy over. */
  readonly kind: "none" | "valid" | "invalid" | "kept";
  readonly policy: Policy;
  readonly faults: readonly PolicyFault[];
  readonly version: string;
}

const at = { store: "settings", key: "policy" } as const;
const record = v.object({
  kind: v.picklist(["none", "valid", "invalid", "kept"]),
  /** As the browser handed them over; checked anew when they are read. */
  values: v.record(v.string(), v.unknown()),
  faults: v.array(v.object({ field: v.string(), fault: v.picklist(["unknown", "wrong_value"]) })),
  version: v.string(),
});

async function stored(vault: Vault) {
  const parsed = v.safeParse(record, (await vault.read(at.store, at.key))?.value);
  return parsed.success ? parsed.output : null;
}

/** The policy as it is obeyed. */
async function policyState(vault: Vault): Promise<PolicyState> {
  const known = await stored(vault);
  if (known === null) return { kind: "none", policy: nothing, faults: [], version: "" };
  const reading = readPolicy(known.values);
  const policy = reading.kind === "valid" ? reading.policy : nothing;
  return { kind: known.kind, policy, faults: known.faults, version: known.version };
}

export const policyOf = async (vault: Vault): Promise<Policy> => (await policyState(vault)).policy;

/** Lists that cannot be read are a wrong value as well; the table cannot know. */
async function withListsChecked(reading: PolicyReading): Promise<PolicyReading> {
  if (reading.kind !== "valid") return reading;
  const { trustRoots, identityProviders, directory, federationList } = reading.policy;
  const checks: readonly { field: string; text: string; read: (text: string) => Promise<unknown> }[] = [
    { field: "trustRoots", text: trustRoots, read: describeRoots },
    { field: "identityProviders", text: identityProviders, read: lookAtIssuers },
    { field: "directory", text: directory, read: readSource },
    { field: "federationList", text: federationList, read: readSource },
  ];
  const fine = await Promise.all(
    checks.map(({ text, read }) =>
      text === ""
        ? true
        : read(text).then(
            () => true,
            () => false,
          ),
    ),
  );
  const faults = checks
    .filter((_check, at) => fine[at] === false)
    .map(({ field }) => ({ field, fault: "wrong_value" as const }));
  return faults.length === 0 ? reading : { kind: "invalid", faults };
}

/** Reads the policy anew and remembers it. Never throws: what cannot be read counts as vanished. */
export async function refreshPolicy(vault: Vault, desk: Desk): Promise<void> {
  const { values, version } = await desk.readManaged({}).catch(() => ({ values: {}, version: "" }));
  const [reading, known] = [await withListsChecked(readPolicy(values)), await stored(vault)];
  if (reading.kind === "none" && known === null) return;
  const next = {
    none: { kind: "kept", values: known?.values ?? {}, faults: [] },
    valid: { kind: "valid", values, faults: [] },
    invalid: { kind: "invalid", values: known?.values ?? {}, faults: reading.kind === "invalid" ? reading.faults : [] },
  }[reading.kind];
  await vault.commit([{ ...at, put: JSON.parse(JSON.stringify({ ...next, version })) }]);
  const { trustRoots, identityProviders } = await policyOf(vault);
  await writePolicyRoots(vault, trustRoots);
  await writePolicyIssuers(vault, identityProviders);
}

const parts = (version: string): readonly number[] => version.split(".").map(Number);

/** Whether a version is older than another; missing parts are 0. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [parts(version), parts(than)];
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Why the mailbox must not work, or null. */
export async function blockOf(vault: Vault): Promise<BlockView | null> {
  const { kind, policy, faults, version } = await policyState(vault);
  if (kind === "invalid") return { why: "policy_invalid", faults };
  const { minimumVersion } = policy;
  if (minimumVersion !== null && version !== "" && isOlder(version, minimumVersion))
    return { why: "too_old", version, minimumVersion };
  return null;
}

/** Whether a portal may use the mailbox at all. */
export async function allowsPortal(vault: Vault, origin: Origin): Promise<boolean> {
  if ((await blockOf(vault)) !== null) return false;
  const { allowedPortals } = await policyOf(vault);
  return allowedPortals === null || allowedPortals.includes(origin);
}

const bare = (address: string): string =>
  address
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/+$/, "");

/** @throws FederpostError `not_permitted` when the policy names another homeserver. */
export async function requireHomeserver(vault: Vault, homeserver: string): Promise<void> {
  const wanted = (await policyOf(vault)).homeserver;
  if (wanted !== null && bare(wanted) !== bare(homeserver))
    throw new FederpostError("not_permitted", "Your administrator has chosen another homeserver.");
}

/** The policy as our pages show it. */
export async function policyView(vault: Vault): Promise<PolicyView> {
  const { kind, policy } = await policyState(vault);
  const { homeserver, allowedPortals, lockRequired, lockAfterMinutes, accessibilityContact: address } = policy;
  const accessibilityContact = address === null ? null : { name: policy.accessibilityName ?? address, address };
  return { kind, homeserver, allowedPortals, lockRequired, lockAfterMinutes, accessibilityContact };
}
