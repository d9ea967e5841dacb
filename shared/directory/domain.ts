import { type VerifiedDomainStatement, verifyDomainFile } from "../identity/index.ts";
import { type Fetch, fetchSmallFile } from "./small-file.ts";

/** What a look-up needs of its surroundings. */
export interface DirectoryAccess {
  readonly fetch: Fetch;
  readonly nowMs: number;
  /** Development builds ask loopback hosts over http. */
  readonly loopback: "refused" | "over_http";
  readonly signal: AbortSignal;
}

// RFC 1123 host names with at least two labels, or a loopback name; a port for development servers.
const domainName =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+(?::\d{1,5})?$/;
const loopbackName = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/** The domain a person typed (a web address or trailing dot is forgiven, umlauts become punycode), or null. */
export function parseDomain(typed: string): string | null {
  const text = typed.trim().replace(/\.$/, "");
  const address = text.includes("://") ? text : `https://${text}`;
  if (!URL.canParse(address)) return null;
  const { protocol, username, pathname, host } = new URL(address);
  const bare = (protocol === "https:" || protocol === "http:") && username === "" && pathname === "/";
  return bare && (domainName.test(host) || loopbackName.test(host)) ? host : null;
}

/**
 * What a domain says of its mailbox in `/.well-known/federpost.json`: signature, domain and time hold. Null where it says
 * nothing that does. Whether the mailbox says the same of the domain, its identity key tells.
 * @throws FederpostError `offline`
 */
export async function lookUpDomain(domain: string, access: DirectoryAccess): Promise<VerifiedDomainStatement | null> {
  const isLoopback = loopbackName.test(domain);
  if (isLoopback && access.loopback === "refused") return null;
  const json = await fetchSmallFile(`${isLoopback ? "http" : "https"}://${domain}/.well-known/federpost.json`, access);
  const statement = json === null ? null : await verifyDomainFile(json);
  return statement !== null && statement.domain === domain && statement.notAfterMs >= access.nowMs ? statement : null;
}
