import * as v from "valibot";
import { FederpostError, type Origin, serverOf } from "../../shared/base/index.ts";
import {
  describeRoots,
  lookAtIssuers,
  readSession,
  writePolicyIssuers,
  writePolicyRoots,
  writePrescribed,
} from "../../shared/courier/index.ts";
import { readSource } from "../../shared/directory/index.ts";
import type { BlockView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Desk } from "../platform/index.ts";
import { noPolicy, type Policy, type PolicyFault, type PolicyReading, readPolicy } from "../policy/index.ts";

/**
 * The administrator's policy in this mailbox. What was read last lies under the device's seal, where it can be obeyed before
 * anybody unlocks. A policy that cannot be understood stops the mailbox. One that has vanished goes on to count: Chromium
 * hands over nothing where a single value has a wrong type, and a person must not get rid of it by that. For the same reason an
 * extension that an administrator had installed works under no policy at all as little as under a wrong one.
 */

interface PolicyState {
  /**
   * `kept`: the browser no longer hands the policy over. `missing`: it never did, and an administrator installed us. `unread`: the
   * browser has never said yet whether there is one.
   */
  readonly kind: "none" | "valid" | "invalid" | "kept" | "missing" | "unread";
  readonly policy: Policy;
  readonly faults: readonly PolicyFault[];
  readonly version: string;
}

const at = { store: "settings", key: "policy" } as const;
const record = v.object({
  kind: v.picklist(["none", "valid", "invalid", "kept", "missing", "unread"]),
  /** As the browser handed them over; checked anew when they are read. */
  values: v.record(v.string(), v.unknown()),
  faults: v.array(v.object({ field: v.string(), fault: v.picklist(["unknown", "wrong_value"]) })),
  version: v.string(),
});

type Stored = v.InferOutput<typeof record>;

async function stored(vault: Vault): Promise<Stored | null> {
  const parsed = v.safeParse(record, (await vault.read(at.store, at.key))?.value);
  return parsed.success ? parsed.output : null;
}

/** What stored values mean. Values that another version took and this one does not are a wrong policy, and not none. */
function stateOf({ kind, values, faults, version }: Stored): PolicyState {
  const reading = readPolicy(values);
  if (reading.kind === "valid") return { kind, policy: reading.policy, faults, version };
  if (reading.kind === "none" || kind === "invalid") return { kind, policy: noPolicy, faults, version };
  return { kind: "invalid", policy: noPolicy, faults: reading.faults, version };
}

/** The policy as it is obeyed. */
export async function policyState(vault: Vault): Promise<PolicyState> {
  const known = await stored(vault);
  return known === null ? { kind: "none", policy: noPolicy, faults: [], version: "" } : stateOf(known);
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

/** What counts from now on where the browser hands over nothing. Null: what is known goes on to count as it is. */
function whenNothingCame(known: Stored | null, installedByPolicy: boolean): Omit<Stored, "version"> | null {
  // A policy with a fault that vanishes was not mended by that: in Chromium it looks so when another value goes wrong too. The
  // older values beside it were replaced by it, and may be laxer.
  if (known?.kind === "invalid") return known;
  const hadRules = known !== null && Object.keys(known.values).length > 0;
  if (hadRules) return stateOf(known).kind === "invalid" ? null : { kind: "kept", values: known.values, faults: [] };
  // Noted also where nothing is prescribed: a browser that does not answer later changes nothing then.
  return { kind: installedByPolicy ? "missing" : "none", values: {}, faults: [] };
}

/**
 * Reads the policy anew and remembers it; what is as it was is not written. Where the browser does not answer, asked twice, what is
 * known goes on to count; where nothing is known yet, the mailbox stays stopped until it answers.
 */
export async function refreshPolicy(vault: Vault, desk: Desk): Promise<void> {
  const managed = await desk.readManaged({}).catch(() => desk.readManaged({}).catch(() => null));
  const known = await stored(vault);
  if (managed === null) {
    if (known === null) await vault.commit([{ ...at, put: { kind: "unread", values: {}, faults: [], version: "" } }]);
    return;
  }
  const { values, version, installedByPolicy } = managed;
  const reading = await withListsChecked(readPolicy(values));
  const next =
    reading.kind === "none"
      ? whenNothingCame(known, installedByPolicy)
      : reading.kind === "valid"
        ? { kind: "valid", values, faults: [] }
        : { kind: "invalid", values: known?.values ?? {}, faults: reading.faults };
  if (next === null) return;
  const put = v.parse(record, JSON.parse(JSON.stringify({ ...next, version })));
  if (JSON.stringify(put) === JSON.stringify(known)) return;
  const { trustRoots, identityProviders, minimumAssurance, retentionDays } = stateOf(put).policy;
  await writePrescribed(vault, { minimumAssurance, retentionDays });
  await writePolicyRoots(vault, trustRoots);
  await writePolicyIssuers(vault, identityProviders);
  // Last: once it is known as it is, all that follows from it lies there too.
  await vault.commit([{ ...at, put: JSON.parse(JSON.stringify(put)) }]);
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
  if (kind === "missing" || kind === "unread") return { why: `policy_${kind}` };
  const { minimumVersion } = policy;
  if (minimumVersion !== null && version !== "" && isOlder(version, minimumVersion))
    return { why: "too_old", version, minimumVersion };
  return policy.homeserver === null ? null : blockElsewhere(vault, policy.homeserver);
}

const signedInAt = { store: "settings", key: "homeserver" } as const;

/** Remembers by which name the person signed in: a homeserver may live at another address than the one it is known by. */
export const noteHomeserver = (vault: Vault, homeserver: string): Promise<void> =>
  vault.commit([{ ...signedInAt, put: bare(homeserver) }]).then(() => undefined);

async function blockElsewhere(vault: Vault, prescribed: string): Promise<BlockView | null> {
  const session = await readSession(vault);
  if (session === null) return null;
  const typed = (await vault.read(signedInAt.store, signedInAt.key))?.value;
  const names = [bare(session.baseUrl), serverOf(session.userId), ...(typeof typed === "string" ? [typed] : [])];
  if (names.includes(bare(prescribed))) return null;
  return { why: "other_homeserver", homeserver: serverOf(session.userId), prescribed };
}

/** Whether a portal may use the mailbox at all. */
export async function allowsPortal(vault: Vault, origin: Origin): Promise<boolean> {
  if ((await blockOf(vault)) !== null) return false;
  const { allowedPortals, blockedPortals, featuresOff } = await policyOf(vault);
  if (featuresOff.includes("portals") || blockedPortals.includes(origin)) return false;
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
