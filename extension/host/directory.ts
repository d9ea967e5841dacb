import { errorCodeOf } from "../../shared/base/index.ts";
import {
  findByName,
  findResponsible,
  mayAsk,
  type RoutedAgencies,
  type RoutingAccess,
  searchAreas,
  searchServices,
} from "../../shared/directory/index.ts";
import type { AgenciesAnswer, DirectoryFailure, PanelParams, PanelResults } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { allowsLoopback } from "../platform/index.ts";
import { sourceOf } from "./sources.ts";

/** Asks the directory that is set. It leads to an agency's domain; whose mailbox that is, the domain is asked. */

interface World {
  readonly vault: Vault;
  readonly now: () => number;
}

const longestWaitMs = 15_000;

/** Asks, and puts what can go wrong into words that the page has. */
async function asking<T extends { readonly kind: "found" }>(
  { vault, now }: World,
  ask: (access: RoutingAccess) => Promise<T | null>,
): Promise<T | DirectoryFailure> {
  const chosen = await sourceOf(vault, "directory");
  if (chosen === null) return { kind: "none" };
  const { source } = chosen;
  if (!mayAsk(source, (await allowsLoopback()) ? "over_http" : "refused")) return { kind: "unreachable" };
  const signal = AbortSignal.timeout(longestWaitMs);
  try {
    return (
      (await ask({ source, fetch: (...asked) => fetch(...asked), nowMs: now(), signal })) ?? { kind: "unreadable" }
    );
  } catch (error) {
    if (errorCodeOf(error) === "offline" || signal.aborted) return { kind: "unreachable" };
    throw error;
  }
}

const found = (answer: RoutedAgencies | null) => (answer === null ? null : ({ kind: "found", ...answer } as const));

export const agenciesByName = (world: World, { text }: PanelParams<"directory.byName">): Promise<AgenciesAnswer> =>
  asking(world, async (access) => found(await findByName(access, text)));

export const responsibleAgencies = (
  world: World,
  about: PanelParams<"directory.responsible">,
): Promise<AgenciesAnswer> => asking(world, async (access) => found(await findResponsible(access, about)));

export const servicesNamed = (
  world: World,
  { text }: PanelParams<"directory.services">,
): Promise<PanelResults["directory.services"]> =>
  asking(world, async (access) => {
    const services = await searchServices(access, text);
    return services === null ? null : { kind: "found", services };
  });

export const areasNamed = (
  world: World,
  { text }: PanelParams<"directory.areas">,
): Promise<PanelResults["directory.areas"]> =>
  asking(world, async (access) => {
    const areas = await searchAreas(access, text);
    return areas === null ? null : { kind: "found", areas };
  });
