import * as v from "valibot";
import { fromUtf8 } from "../base/index.ts";
import { verifyUnderKeys } from "../crypto/index.ts";
import { type Fetch, fetchSmallFile } from "./small-file.ts";
import type { SignedSource } from "./source.ts";

/** An operator's signed list of the servers whose people may write (docs/protocol.md, "Federation list"). */
export interface FederationList {
  /** Rises with every list of an operator. */
  readonly number: number;
  readonly issuedMs: number;
  /** The list holds before this time. */
  readonly notAfterMs: number;
  /** Matrix server names, lower case. */
  readonly servers: readonly string[];
}

/** Longest list, in characters: some thirty thousand servers. */
const longestList = 1_500_000;
const mostServers = 30_000;

const typ = "federpost-federation+jws";
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const payload = v.strictObject({
  v: v.literal(1),
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  issued: time,
  not_after: time,
  servers: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(230), v.regex(/^[a-z0-9.\-:[\]]+$/))),
    v.maxLength(mostServers),
  ),
});

/** The list in a compact JWS that one of the source's keys signed; null when it does not hold. Its time is not looked at. */
export async function verifyFederationList(jws: string, keys: SignedSource["keys"]): Promise<FederationList | null> {
  const signed = await verifyUnderKeys(jws.trim(), { keys, typ, detached: null });
  if (signed === null) return null;
  try {
    const parsed = v.safeParse(payload, JSON.parse(fromUtf8(signed) ?? ""));
    if (!parsed.success) return null;
    const { number, issued: issuedMs, not_after: notAfterMs, servers } = parsed.output;
    return { number, issuedMs, notAfterMs, servers };
  } catch {
    return null;
  }
}

/**
 * Fetches the list from its address. Null: what is there is not signed by the operator, or too long.
 * @throws FederpostError `offline`
 */
export async function fetchFederationList(
  { url, keys }: SignedSource,
  access: { readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<FederationList | null> {
  const jws = await fetchSmallFile(url, { ...access, longest: longestList });
  return jws === null ? null : verifyFederationList(jws, keys);
}
