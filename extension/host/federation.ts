import { errorCodeOf } from "../../shared/base/index.ts";
import {
  type FederationFault,
  type FederationRecord,
  readFederation,
  writeFederation,
} from "../../shared/courier/index.ts";
import { type FederationList, fetchFederationList, mayAsk, type SignedSource } from "../../shared/directory/index.ts";
import type { FederationView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { allowsLoopback } from "../platform/index.ts";
import { sourceOf } from "./sources.ts";

/** The operator's federation list: fetched each hour where one is set, verified, and never replaced by an older or a foreign one. */

const everyMs = 3_600_000;
/** After a failure. */
const soonMs = 300_000;
const longestWaitMs = 15_000;
const clockSlackMs = 600_000;

const sourceName = ({ url, keys }: SignedSource): string =>
  [url, ...keys.map(({ thumbprint }) => thumbprint)].join(" ");

interface World {
  readonly vault: Vault;
  readonly now: () => number;
}

const unseen = (source: SignedSource): FederationRecord => ({
  source: sourceName(source),
  number: 0,
  notAfterMs: 0,
  servers: [],
  checkedAtMs: 0,
  fault: null,
});

/** Puts the demand for a list on record before anything is let in; asks nobody. */
export async function demandFederation(vault: Vault): Promise<void> {
  const [chosen, known] = await Promise.all([sourceOf(vault, "federation"), readFederation(vault)]);
  if (chosen === null) {
    if (known !== null) await writeFederation(vault, null);
  } else if (known?.source !== sourceName(chosen.source)) await writeFederation(vault, unseen(chosen.source));
}

/** Looks at the list anew when it is due, or `now`. Answers whether anything of it is another than before. */
export async function refreshFederation({ vault, now }: World, due: "when due" | "now" = "when due"): Promise<boolean> {
  await demandFederation(vault);
  const [chosen, before] = await Promise.all([sourceOf(vault, "federation"), readFederation(vault)]);
  if (chosen === null || before === null) return false;
  const ageMs = Math.abs(now() - before.checkedAtMs);
  if (due === "when due" && ageMs < (before.fault === null ? everyMs : soonMs)) return false;
  const next = { ...take(before, await look(chosen.source), now()), checkedAtMs: now() };
  await writeFederation(vault, next);
  return next.number !== before.number || next.fault !== before.fault;
}

async function look(source: SignedSource): Promise<FederationList | FederationFault> {
  if (!mayAsk(source, (await allowsLoopback()) ? "over_http" : "refused")) return "unreachable";
  const signal = AbortSignal.timeout(longestWaitMs);
  try {
    return (await fetchFederationList(source, { fetch: (...asked) => fetch(...asked), signal })) ?? "not_signed";
  } catch (error) {
    if (errorCodeOf(error) === "offline" || signal.aborted) return "unreachable";
    throw error;
  }
}

/** The record after a look: a good list replaces it, anything else leaves what holds and says what was wrong. */
export function take(
  before: FederationRecord,
  seen: FederationList | FederationFault,
  nowMs: number,
): FederationRecord {
  const fault = typeof seen === "string" ? seen : faultOf(before, seen, nowMs);
  if (typeof seen === "string" || fault !== null) return { ...before, fault };
  const { number, notAfterMs, servers } = seen;
  return { ...before, number, notAfterMs, servers: [...servers], fault: null };
}

function faultOf(before: FederationRecord, { number, issuedMs, notAfterMs }: FederationList, nowMs: number) {
  if (number < before.number) return "rolled_back" as const;
  if (issuedMs > nowMs + clockSlackMs) return "from_the_future" as const;
  return notAfterMs <= nowMs ? ("run_out" as const) : null;
}

export async function federationView({ vault, now }: World): Promise<FederationView> {
  const known = await readFederation(vault);
  if (known === null) return { kind: "none" };
  const { number, notAfterMs, servers, fault } = known;
  if (notAfterMs > now()) return { kind: "holds", number, notAfterMs, servers: servers.length, fault };
  return { kind: "closed", fault: fault ?? (number === 0 ? "unreachable" : "run_out") };
}

export async function checkFederation(
  world: World & { readonly changed: (what: "contacts") => void },
): Promise<FederationView> {
  await refreshFederation(world, "now");
  world.changed("contacts");
  return federationView(world);
}
