import { errorCodeOf, FederpostError } from "../../shared/base/index.ts";
import {
  type AgencyQuestion,
  findByName,
  findOneAgency,
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
  until: AbortSignal | null = null,
): Promise<T | DirectoryFailure> {
  const chosen = await sourceOf(vault, "directory");
  if (chosen === null) return { kind: "none" };
  const { source } = chosen;
  if (!mayAsk(source, (await allowsLoopback()) ? "over_http" : "refused")) return { kind: "unreachable" };
  const timeout = AbortSignal.timeout(longestWaitMs);
  const signal = until === null ? timeout : AbortSignal.any([until, timeout]);
  try {
    return (
      (await ask({ source, fetch: (...asked) => fetch(...asked), nowMs: now(), signal })) ?? { kind: "unreadable" }
    );
  } catch (error) {
    if (errorCodeOf(error) === "offline" || signal.aborted) return { kind: "unreachable" };
    throw error;
  }
}

const found = (answer: RoutedAgencies | null) => {
  if (answer === null) return null;
  const { agencies, notSigned } = answer;
  return { kind: "found", agencies, notSigned } as const;
};

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

/**
 * The domain of the one agency that answers a page's question, or null where the directory names none or several: a page gets no
 * list. What the directory calls the agency goes nowhere.
 * @throws FederpostError `unsupported` where no directory is set, `offline`, `invalid_response`
 */
export async function domainOfAgency(
  world: World,
  question: AgencyQuestion,
  until: AbortSignal,
): Promise<string | null> {
  const answer = await asking(
    world,
    async (access) => {
      const agency = await findOneAgency(access, question);
      return agency.kind === "unreadable" ? null : ({ kind: "found", agency } as const);
    },
    until,
  );
  switch (answer.kind) {
    case "found":
      return answer.agency.kind === "one" ? answer.agency.domain : null;
    case "none":
      throw new FederpostError("unsupported", "This mailbox asks no directory.");
    case "unreachable":
      throw new FederpostError("offline", "The directory cannot be reached.");
    case "unreadable":
      throw new FederpostError("invalid_response", "What the directory answered is no answer of a directory.");
    default:
      return answer satisfies never;
  }
}
