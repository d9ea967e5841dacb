import * as v from "valibot";
import { type ErrorCode, FederpostError, isFederpostError, parseOrigin, parseUserId, serverOf } from "../base/index.ts";
import { readAnswer } from "./answer.ts";
import { httpRequest } from "./call.ts";
import { exchange, type Fetch } from "./http.ts";
import { parseJson } from "./json.ts";
import { fitting, list, shaped, shortText } from "./schema.ts";

export interface DiscoveryEnvironment {
  readonly fetch?: Fetch;
  readonly signal?: AbortSignal;
  /** For each question; a discovery asks at most six. */
  readonly timeoutMs?: number;
}

/** An identity provider that a homeserver lets people in by. */
export interface SsoProvider {
  /** Null: the homeserver names none and chooses by itself. */
  readonly id: string | null;
  readonly name: string | null;
}

export interface DiscoveredHomeserver {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly passwordLogin: boolean;
  /** Logins at identity providers (m.login.sso); empty where there is none. */
  readonly sso: readonly SsoProvider[];
  /** Versions of the client-server API. */
  readonly versions: readonly string[];
}

/**
 * Finds the homeserver behind a server name, a user id or an address, as Matrix's `.well-known` discovery says.
 * Plain http is used on loopback only. Throws `not_a_homeserver`, `offline`, `timed_out`, `server_error`, and in Node
 * `certificate_error`, which browsers report as `offline`.
 */
export async function discoverHomeserver(input: string, env: DiscoveryEnvironment): Promise<DiscoveredHomeserver> {
  const place = placeOf(input.trim());
  const announced = place.host === null ? null : await announcedBase(place.host, env);
  const failures: unknown[] = [];
  for (const baseUrl of announced === null ? place.bases : [announced]) {
    try {
      const versions = await versionsAt(baseUrl, env);
      return { baseUrl, versions, ...(await flowsAt(baseUrl, env)) };
    } catch (error) {
      env.signal?.throwIfAborted();
      failures.push(error);
    }
  }
  throw mostTelling(failures);
}

interface Place {
  /** Whose .well-known to ask; null when the address itself was given. */
  readonly host: string | null;
  /** Where the homeserver may be when nobody announces it. */
  readonly bases: readonly string[];
}

const notAHomeserver = (cause?: unknown) =>
  new FederpostError("not_a_homeserver", "There is no Matrix homeserver at this address.", { cause });

function placeOf(input: string): Place {
  if (/^https?:\/\//i.test(input)) return addressPlace(input);
  const user = parseUserId(input);
  const server = user === null ? input : serverOf(user);
  const secure = baseOf(`https://${server}`);
  // A server name has no path, and what a browser would take for user info or a query is no server name.
  if (secure === null || !/^[A-Za-z0-9._\-:[\]]+$/.test(server)) throw notAHomeserver();
  // On loopback plain http goes first: a TLS hello to a plain port may hang until the time is up.
  const plain = baseOf(`http://${server}`);
  return { host: new URL(secure).hostname, bases: plain === null ? [secure] : [plain, secure] };
}

function addressPlace(input: string): Place {
  const base = baseOf(input);
  if (base === null) throw notAHomeserver();
  // The address of an organisation's site may stand for its homeserver elsewhere; a path or port means itself.
  const url = new URL(base);
  const isSite = url.protocol === "https:" && url.port === "" && url.pathname === "/";
  return { host: isSite ? url.hostname : null, bases: [base] };
}

/** A usable base address without its last slash, or null. http passes on loopback only. */
function baseOf(text: unknown): string | null {
  if (typeof text !== "string" || text.length > 2048 || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return null;
  return parseOrigin(url.origin) === null ? null : url.href.replace(/\/+$/, "");
}

const wellKnown = v.object({ "m.homeserver": v.object({ base_url: v.string() }) });

/** The address a host's .well-known announces; null when it announces none that may be used. */
async function announcedBase(host: string, env: DiscoveryEnvironment): Promise<string | null> {
  const request = { ...get(`https://${host}`, [".well-known", "matrix", "client"], env), redirect: "follow" } as const;
  const answer = await exchange(request, env.fetch).catch((error: unknown) => {
    env.signal?.throwIfAborted();
    if (isFederpostError(error)) return null;
    throw error;
  });
  if (answer === null || answer.status !== 200 || baseOf(answer.url) === null) return null;
  const announced = v.safeParse(wellKnown, parseJson(answer.bytes));
  const base = announced.success ? baseOf(announced.output["m.homeserver"].base_url) : null;
  // A stranger's file must not point us at a service on the person's own machine.
  return base !== null && isLoopback(base) && !isLoopback(`https://${host}`) ? null : base;
}

// parseOrigin allows http for loopback hosts and no others.
const isLoopback = (base: string): boolean => parseOrigin(`http://${new URL(base).hostname}`) !== null;

const get = (baseUrl: string, path: readonly string[], env: DiscoveryEnvironment) => {
  const timeoutMs = env.timeoutMs ?? 10_000;
  const call = { method: "GET", path, repeat: "never", timeoutMs, signal: env.signal ?? null } as const;
  return httpRequest(call, { baseUrl, token: null });
};

const versionsSchema = v.object({ versions: list });

async function versionsAt(baseUrl: string, env: DiscoveryEnvironment): Promise<readonly string[]> {
  const answer = readAnswer(await exchange(get(baseUrl, ["_matrix", "client", "versions"], env), env.fetch));
  if (answer.kind === "refused") throw notAHomeserver();
  const versions = fitting(shortText, shaped(versionsSchema, answer.json).versions, { skipped: 0 });
  if (versions.length === 0) throw notAHomeserver();
  return versions;
}

const flowsSchema = v.object({ flows: list });
const flow = v.object({ type: shortText, identity_providers: v.optional(list) });
const provider = v.object({ id: shortText, name: v.optional(shortText) });

/** How the homeserver lets people in. */
async function flowsAt(
  baseUrl: string,
  env: DiscoveryEnvironment,
): Promise<Pick<DiscoveredHomeserver, "passwordLogin" | "sso">> {
  const answer = readAnswer(await exchange(get(baseUrl, ["_matrix", "client", "v3", "login"], env), env.fetch));
  // With OAuth 2.0 native sign-in (MSC3861) the server has no /login at all.
  if (answer.kind === "refused") return { passwordLogin: false, sso: [] };
  const flows = fitting(flow, shaped(flowsSchema, answer.json).flows, { skipped: 0 });
  const sso = flows.find(({ type }) => type === "m.login.sso");
  const named = fitting(provider, sso?.identity_providers ?? [], { skipped: 0 }).slice(0, mostProviders);
  return {
    passwordLogin: flows.some(({ type }) => type === "m.login.password"),
    sso: sso === undefined ? [] : providersOf(named),
  };
}

const mostProviders = 20;

const providersOf = (named: readonly v.InferOutput<typeof provider>[]): readonly SsoProvider[] =>
  named.length === 0 ? [{ id: null, name: null }] : named.map(({ id, name = null }) => ({ id, name }));

const telling: readonly ErrorCode[] = [
  "certificate_error",
  "rate_limited",
  "server_error",
  "not_a_homeserver",
  "timed_out",
];

/** Of several failed addresses, the failure that says most to the person. */
function mostTelling(failures: readonly unknown[]): unknown {
  const known = failures.map((error) =>
    isFederpostError(error) && error.code === "invalid_response" ? notAHomeserver(error) : error,
  );
  const rank = (error: unknown) => telling.indexOf(isFederpostError(error) ? error.code : "internal");
  const ranked = known.filter((error) => rank(error) >= 0).sort((a, b) => rank(a) - rank(b));
  return ranked[0] ?? known[0];
}
