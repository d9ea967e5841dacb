/**
 * A directory with the shape of the FIT-Connect Routing API, for tests and the demo: `/areas` and `/routes` as that API has
 * them, `/services` and `/destinations` in the same manner for what it has no path for. A real server with signed answers.
 */
import { randomUUID } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { places, services } from "./places.ts";
import { type Agency, type DirectoryKey, makeKey, makeRoute, type Route } from "./sign.ts";

export { places, services } from "./places.ts";
export { type Agency, type DirectoryKey, makeKey, makeRoute, type Route, signFederationList } from "./sign.ts";

/** What a test does to an answer on its way out. */
export type Tamper = (path: string, answer: unknown) => unknown;

export interface Directory {
  /** Where its paths begin. */
  readonly url: string;
  /** What its operator gives out: address and public keys, as `readSource` reads it. */
  readonly file: string;
  readonly key: DirectoryKey;
  /** Paths with queries that were asked, and what of the asker's could be seen. */
  readonly asked: readonly string[];
  /** Enters an agency. */
  readonly enter: (agency: Agency) => Promise<Route>;
  /** Puts a federation list under `/federation`; its operator's file is `listFile`. */
  readonly publish: (list: string) => void;
  readonly listFile: string;
  /** Changes answers from now on; null ends that. */
  readonly tamper: (change: Tamper | null) => void;
  readonly stop: () => Promise<void>;
}

interface Entry {
  readonly agency: Agency;
  readonly route: Route;
}

const fits = (name: string, wanted: string): boolean => {
  const words = wanted.toLowerCase().replaceAll("*", "").split(/\s+/).filter(Boolean);
  return words.length > 0 && words.every((word) => name.toLowerCase().includes(word));
};

const page = (name: string, all: readonly unknown[], query: URLSearchParams): Record<string, unknown> => {
  const limit = Math.min(Number(query.get("limit") ?? 100), 500);
  const offset = Number(query.get("offset") ?? 0);
  const some = all.slice(offset, offset + limit);
  return { count: some.length, offset, totalCount: all.length, [name]: some };
};

const areasFor = (query: URLSearchParams): readonly unknown[] => {
  const wanted = query.get("areaSearchexpression") ?? "";
  const postcode = wanted.replaceAll("*", "");
  return places
    .filter(
      (place) =>
        fits(place.name, wanted) ||
        (/^\d{3,5}$/.test(postcode) && place.postcodes.some((each) => each.startsWith(postcode))),
    )
    .map(({ id, name, type, ars }) => ({ id, name, type, ars }));
};

const covers = (wide: string, ars: string): boolean => ars.startsWith(wide.replace(/0+$/, ""));

function routesFor(entries: readonly Entry[], query: URLSearchParams): readonly Route[] {
  const ars = query.get("ars") ?? places.find(({ id }) => id === query.get("areaId"))?.ars;
  const leika = query.get("leikaKey") ?? "";
  return entries
    .filter(({ agency }) => agency.leikaKeys.includes(leika) && agency.ars.some((each) => covers(each, ars ?? "-")))
    .map(({ route }) => route);
}

function answerTo(entries: readonly Entry[], path: string, query: URLSearchParams): Record<string, unknown> | null {
  switch (path) {
    case "/areas":
      return page("areas", areasFor(query), query);
    case "/services":
      return page(
        "services",
        services.filter(({ name }) => fits(name, query.get("searchexpression") ?? "")),
        query,
      );
    case "/routes":
      return page("routes", routesFor(entries, query), query);
    case "/destinations":
      return page(
        "routes",
        entries
          .filter(({ agency }) => fits(agency.name, query.get("searchexpression") ?? ""))
          .map(({ route }) => route),
        query,
      );
    default:
      return null;
  }
}

/** Starts a directory on loopback. `port` 0 is any free one. */
export async function startDirectory(
  options: { readonly port?: number; readonly bits?: 3072 | 4096 } = {},
): Promise<Directory> {
  const key = await makeKey(options.bits);
  const entries: Entry[] = [];
  const asked: string[] = [];
  let tamper: Tamper | null = null;
  let list = "";
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://directory");
    asked.push([request.url, request.headers.cookie, request.headers.referer].filter(Boolean).join(" "));
    if (pathname === "/federation") return send(response, 200, list);
    const answer = answerTo(entries, pathname, searchParams);
    send(response, answer === null ? 404 : 200, tamper === null || answer === null ? answer : tamper(pathname, answer));
  });
  await new Promise<void>((done) => server.listen(options.port ?? 0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    file: JSON.stringify({ url, keys: [key.publicJwk] }, null, 2),
    key,
    asked,
    enter: async (agency) => {
      const route = await makeRoute(key, agency, randomUUID());
      entries.push({ agency, route });
      return route;
    },
    listFile: JSON.stringify({ url: `${url}/federation`, keys: [key.publicJwk] }, null, 2),
    publish: (signed) => {
      list = signed;
    },
    tamper: (change) => {
      tamper = change;
    },
    stop: () => close(server),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  // An extension without permission for the host may read it; so may everybody.
  response.writeHead(status, { "content-type": "application/json", "access-control-allow-origin": "*" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

const close = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
