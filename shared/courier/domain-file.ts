import { issueDomainFile } from "../identity/index.ts";
import type { WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { withIdentityKey } from "./identity-key.ts";

const day = 86_400_000;

/** The file by which a domain names this mailbox as its own, good for a year. */
export function domainFile(
  desk: Desk,
  { domain, name }: { readonly domain: string; readonly name: string },
  way: WayIn | null,
): Promise<string> {
  const notAfterMs = desk.clock.now() + 365 * day;
  const statement = { domain: domain.toLowerCase(), mailbox: desk.self.account, name, notAfterMs };
  return withIdentityKey(desk, way, (key) => issueDomainFile(key, statement));
}
