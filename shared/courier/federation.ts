import * as v from "valibot";
import { serverOf, type UserId } from "../base/index.ts";
import type { Vault } from "../vault/index.ts";

/**
 * The operator's list of servers whose people may begin a thread with this account, as the host has fetched and verified it.
 * Where one is demanded and none holds, nobody from another server is let in, and nothing of theirs is lost: it waits.
 */

/** Why the newest look at the list brought none; what was known before goes on until it runs out. */
export const federationFaults = ["unreachable", "not_signed", "rolled_back", "from_the_future", "run_out"] as const;
export type FederationFault = (typeof federationFaults)[number];

const record = v.object({
  /** Whose list it is: another operator's numbers say nothing about it. */
  source: v.string(),
  /** Highest number seen; 0 before the first list. */
  number: v.number(),
  notAfterMs: v.number(),
  servers: v.array(v.string()),
  checkedAtMs: v.number(),
  fault: v.nullable(v.picklist(federationFaults)),
});

export type FederationRecord = v.InferOutput<typeof record>;

const place = { store: "settings", key: "federation-list" } as const;

/** What is known of the list; null where none is demanded. */
export async function readFederation(vault: Vault): Promise<FederationRecord | null> {
  const entry = await vault.read(place.store, place.key);
  if (entry === null) return null;
  const parsed = v.safeParse(record, entry.value);
  // A record that cannot be read must not open the door.
  return parsed.success
    ? parsed.output
    : { source: "", number: 0, notAfterMs: 0, servers: [], checkedAtMs: 0, fault: null };
}

/** Stores what is known of the list; null: none is demanded. */
export const writeFederation = (vault: Vault, known: FederationRecord | null): Promise<void> =>
  vault.commit([known === null ? { ...place, remove: true } : { ...place, put: { ...known } }]);

/** Whether people of other servers may begin a thread: `wait` while no list holds. */
export async function federationRule(
  vault: Vault,
  openers: readonly UserId[],
  { self, nowMs }: { readonly self: UserId; readonly nowMs: number },
): Promise<"allow" | "refuse" | "wait"> {
  const known = await readFederation(vault);
  const home = serverOf(self).toLowerCase();
  const foreign = openers.map((account) => serverOf(account).toLowerCase()).filter((server) => server !== home);
  if (known === null || foreign.length === 0) return "allow";
  if (known.notAfterMs <= nowMs) return "wait";
  return foreign.every((server) => known.servers.includes(server)) ? "allow" : "refuse";
}
