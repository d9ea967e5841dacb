import * as v from "valibot";
import { judgeRoute, type RoutedAgency, type RouteQuestion } from "./route.ts";
import { type Fetch, fetchSmallFile } from "./small-file.ts";
import type { SignedSource } from "./source.ts";

/**
 * A directory with the FIT-Connect Routing API: from a service and a place, or from a name, to the domain of the agency that is
 * responsible. What it answers is believed only under the keys of its operator, and leads to a domain, never to a mailbox.
 */

/** What asking a directory needs of its surroundings. */
export interface RoutingAccess {
  readonly source: SignedSource;
  readonly fetch: Fetch;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** A place of a directory. */
export interface Area {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Regional key (ARS), where the directory gives it: then a route's signed area is compared with it. */
  readonly ars: string | null;
}

/** A service by its LeiKa key. */
export interface Service {
  readonly leikaKey: string;
  readonly name: string;
}

/** Agencies that are signed, and how many routes were left out because they were not. */
export interface RoutedAgencies {
  readonly agencies: readonly RoutedAgency[];
  readonly notSigned: number;
  /** False where the answer is as long as it may be, so that there may be others. */
  readonly complete: boolean;
}

const longestAnswer = 2_000_000;
/** As many as a directory is asked for at once. An answer of this length may leave some out. */
export const mostAnswers = 20;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const areas = v.object({
  areas: v.array(
    v.object({
      id: v.union([v.pipe(v.string(), v.maxLength(64)), v.pipe(v.number(), v.transform(String))]),
      name,
      type: v.optional(v.pipe(v.string(), v.maxLength(100)), ""),
      ars: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^\d{12}$/))), null),
    }),
  ),
});
const leikaKey = v.pipe(v.string(), v.regex(/^\d{14}$/));
const services = v.object({ services: v.array(v.object({ leikaKey, name })) });
const routes = v.object({ routes: v.array(v.unknown()) });

/** Places whose name or postcode fits (`GET /areas`). Null: the answer is none. @throws FederpostError `offline` */
export async function searchAreas(access: RoutingAccess, text: string): Promise<readonly Area[] | null> {
  const answer = await ask(access, { path: "areas", query: { areaSearchexpression: `${text}*` } }, areas);
  return answer?.areas.slice(0, mostAnswers) ?? null;
}

/** Services whose name fits (`GET /services`). Null: the answer is none. @throws FederpostError `offline` */
export async function searchServices(access: RoutingAccess, text: string): Promise<readonly Service[] | null> {
  const answer = await ask(access, { path: "services", query: { searchexpression: text } }, services);
  return answer?.services.slice(0, mostAnswers) ?? null;
}

/** Agencies responsible for a service at a place (`GET /routes`). Null: the answer is none. @throws FederpostError `offline` */
export function findResponsible(
  access: RoutingAccess,
  { service, area }: { readonly service: string; readonly area: Pick<Area, "id" | "ars"> },
): Promise<RoutedAgencies | null> {
  const place: Record<string, string> = area.ars === null ? { areaId: area.id } : { ars: area.ars };
  return findRoutes(access, { path: "routes", query: { leikaKey: service, ...place } }, { service, ars: area.ars });
}

/** Agencies whose name fits (`GET /destinations`). Null: the answer is none. @throws FederpostError `offline` */
export const findByName = (access: RoutingAccess, text: string): Promise<RoutedAgencies | null> =>
  findRoutes(access, { path: "destinations", query: { searchexpression: text } }, { service: null, ars: null });

interface Question {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

async function findRoutes(
  access: RoutingAccess,
  { path, query }: Question,
  question: RouteQuestion,
): Promise<RoutedAgencies | null> {
  const answer = await ask(access, { path, query }, routes);
  if (answer === null) return null;
  const { keys } = access.source;
  const verdicts = await Promise.all(
    answer.routes.slice(0, mostAnswers).map((route) => judgeRoute(route, { keys, nowMs: access.nowMs, question })),
  );
  return {
    agencies: verdicts.flatMap((verdict) => (verdict.kind === "agency" ? [verdict.agency] : [])),
    notSigned: verdicts.filter(({ kind }) => kind === "not_signed").length,
    complete: answer.routes.length < mostAnswers,
  };
}

async function ask<T>(
  { source, fetch, signal }: RoutingAccess,
  { path, query }: Question,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | null> {
  const url = `${source.url}/${path}?${new URLSearchParams({ ...query, limit: `${mostAnswers}` })}`;
  const text = await fetchSmallFile(url, { fetch, signal, longest: longestAnswer });
  try {
    const parsed = v.safeParse(schema, JSON.parse(text ?? ""));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
