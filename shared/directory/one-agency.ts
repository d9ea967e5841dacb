import {
  findByName,
  findResponsible,
  mostAnswers,
  type RoutedAgencies,
  type RoutingAccess,
  searchAreas,
  searchServices,
} from "./routing.ts";

/**
 * A question that nobody sees the suggestions of, so that it must have one answer: an agency by its name, or the one that is
 * responsible for a service at a place.
 */
export type AgencyQuestion =
  | { readonly query: string }
  /** LeiKa key (14 digits) or name; regional key (ARS, 12 digits), name or postcode. */
  | { readonly service: string; readonly place: string };

/** What the question came to. `unreadable`: what was answered is no answer of a directory. */
export type OneAgency =
  | { readonly kind: "one"; readonly domain: string }
  | { readonly kind: "none_or_several" }
  | { readonly kind: "unreadable" };

const undecided = { kind: "none_or_several" } as const;
const unreadable = { kind: "unreadable" } as const;

/**
 * Asks a directory for the one agency that fits. What may be one of several, because the directory's answer is as long as
 * it may be, counts as several.
 * @throws FederpostError `offline`
 */
export async function findOneAgency(access: RoutingAccess, question: AgencyQuestion): Promise<OneAgency> {
  if ("query" in question) return onlyOne(await findByName(access, question.query));
  const [service, area] = await Promise.all([
    serviceCalled(access, question.service),
    areaCalled(access, question.place),
  ]);
  if (service.kind !== "one") return service;
  if (area.kind !== "one") return area;
  return onlyOne(await findResponsible(access, { service: service.found, area: area.found }));
}

function onlyOne(answer: RoutedAgencies | null): OneAgency {
  if (answer === null) return unreadable;
  const [domain, ...others] = new Set(answer.agencies.map((agency) => agency.domain));
  return domain === undefined || others.length > 0 || !answer.complete ? undecided : { kind: "one", domain };
}

type Called<T> = { readonly kind: "one"; readonly found: T } | typeof undecided | typeof unreadable;

async function serviceCalled(access: RoutingAccess, text: string): Promise<Called<string>> {
  if (/^\d{14}$/.test(text)) return { kind: "one", found: text };
  const called = theOneCalled(await searchServices(access, text), text);
  return called.kind === "one" ? { kind: "one", found: called.found.leikaKey } : called;
}

async function areaCalled(
  access: RoutingAccess,
  text: string,
): Promise<Called<{ readonly id: string; readonly ars: string | null }>> {
  if (/^\d{12}$/.test(text)) return { kind: "one", found: { id: "", ars: text } };
  return theOneCalled(await searchAreas(access, text), text);
}

const plain = (name: string): string => name.normalize("NFC").toLocaleLowerCase("de");

/** The only one that fits, or among several the only one of exactly this name: Neustadt, and not Neustadt an der Aisch. */
function theOneCalled<T extends { readonly name: string }>(found: readonly T[] | null, name: string): Called<T> {
  if (found === null) return unreadable;
  const exact = found.filter((each) => plain(each.name) === plain(name));
  const [only] = exact.length === 1 ? exact : found.length === 1 ? found : [];
  return only === undefined || found.length >= mostAnswers ? undecided : { kind: "one", found: only };
}
