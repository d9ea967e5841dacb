import canonicalize from "canonicalize";
import * as v from "valibot";
import { fromUtf8, utf8 } from "../base/index.ts";
import { type TrustKey, verifyUnderKeys } from "../crypto/index.ts";
import { parseDomain } from "./domain.ts";

/** A route of the FIT-Connect Routing API (docs/protocol.md, "Directory"): what it says, and whether it is signed. */

/** An agency that a directory names. Whose mailbox its domain calls its own, the domain is asked. */
export interface RoutedAgency {
  /** How the directory calls it: its claim. */
  readonly name: string;
  readonly domain: string;
}

/** What was asked for; a signed answer to another question does not count. */
export interface RouteQuestion {
  /** LeiKa key of the service; null where an agency was looked for by its name. */
  readonly service: string | null;
  /** Regional key (ARS) of the place, or null. */
  readonly ars: string | null;
}

const jws = v.pipe(v.string(), v.maxLength(16_384));
const route = v.object({
  destinationId: v.pipe(v.string(), v.uuid()),
  destinationName: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
  destinationSignature: jws,
  destinationParameters: v.record(v.string(), v.unknown()),
  destinationParametersSignature: jws,
});

/** The member of `destinationParameters` that is ours. */
const parameters = v.looseObject({ federpost: v.object({ domain: v.pipe(v.string(), v.maxLength(261)) }) });

const claims = v.object({
  dst: v.string(),
  iat: v.number(),
  exp: v.optional(v.number()),
  services: v.pipe(
    v.array(
      v.object({
        leistungIDs: v.pipe(v.array(v.string()), v.maxLength(5000)),
        gebietIDs: v.pipe(v.array(v.string()), v.maxLength(20_000)),
      }),
    ),
    v.maxLength(5000),
  ),
});

const leikaUrn = "urn:de:fim:leika:leistung:";
const arsUrn = "urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:ars:";

/** What a route of an answer came to. `foreign`: a destination without a mailbox here; nothing is wrong with it. */
export type RouteVerdict =
  | { readonly kind: "agency"; readonly agency: RoutedAgency }
  | { readonly kind: "foreign" }
  | { readonly kind: "not_signed" };

interface Judging {
  readonly keys: readonly TrustKey[];
  readonly nowMs: number;
  readonly question: RouteQuestion;
}

/**
 * Judges one route: both signatures hold, the signed destination is this one, it is responsible for what was asked, and
 * the signed parameters name a domain.
 */
export async function judgeRoute(json: unknown, { keys, nowMs, question }: Judging): Promise<RouteVerdict> {
  const parsed = v.safeParse(route, json);
  if (!parsed.success) return { kind: "not_signed" };
  const { destinationId, destinationName, destinationSignature, destinationParameters } = parsed.output;
  const signed = await verifyUnderKeys(destinationSignature, { keys, typ: "JWT", detached: null });
  const said = v.safeParse(claims, parseJson(signed));
  if (!said.success || said.output.dst !== destinationId) return { kind: "not_signed" };
  const { iat, exp, services } = said.output;
  if (iat * 1000 > nowMs + clockSlackMs || (exp !== undefined && exp * 1000 <= nowMs)) return { kind: "not_signed" };
  if (!isResponsible(services, question)) return { kind: "not_signed" };
  const detached = utf8(canonicalize(destinationParameters) ?? "");
  const { destinationParametersSignature: signature } = parsed.output;
  if ((await verifyUnderKeys(signature, { keys, typ: null, detached })) === null) return { kind: "not_signed" };
  const ours = v.safeParse(parameters, destinationParameters);
  const domain = ours.success ? parseDomain(ours.output.federpost.domain) : null;
  return domain === null ? { kind: "foreign" } : { kind: "agency", agency: { name: destinationName, domain } };
}

const clockSlackMs = 600_000;

const parseJson = (bytes: Uint8Array | null): unknown => {
  try {
    return bytes === null ? null : JSON.parse(fromUtf8(bytes) ?? "");
  } catch {
    return null;
  }
};

/** Whether the signed responsibility covers the question: the service by its key, the place by a regional key that it lies in. */
function isResponsible(services: v.InferOutput<typeof claims>["services"], { service, ars }: RouteQuestion): boolean {
  if (service === null) return true;
  return services.some(
    ({ leistungIDs, gebietIDs }) =>
      leistungIDs.includes(`${leikaUrn}${service}`) &&
      (ars === null || gebietIDs.some((area) => area.startsWith(arsUrn) && covers(area.slice(arsUrn.length), ars))),
  );
}

/** A regional key of twelve digits ends in zeros where it means all that lies in it (Destatis, Regionalschlüssel). */
const covers = (wide: string, ars: string): boolean =>
  /^\d{2,12}$/.test(wide) && ars.startsWith(wide.replace(/0+$/, ""));
