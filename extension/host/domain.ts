import type { UserId } from "../../shared/base/index.ts";
import { lookUpDomain } from "../../shared/directory/index.ts";
import { allowsLoopback } from "../platform/index.ts";
import type { Mailbox } from "./mailbox.ts";

/** A mailbox that a domain calls its own, and that calls the domain its own. */
export interface DomainMailbox {
  readonly mailbox: UserId;
  readonly name: string;
}

const longestWaitMs = 20_000;

/**
 * Asks a domain for its mailbox, and the mailbox's own identity whether that is true; null where either says no. That the
 * domain named it is remembered with the contact.
 * @throws FederpostError `offline`, and what looking an account up throws
 */
export async function findByDomain(
  mailbox: Mailbox,
  about: { readonly domain: string; readonly nowMs: number },
  signal: AbortSignal = AbortSignal.timeout(longestWaitMs),
): Promise<DomainMailbox | null> {
  const { domain, nowMs } = about;
  const loopback = (await allowsLoopback()) ? "over_http" : "refused";
  const statement = await lookUpDomain(domain, { fetch: (...asked) => fetch(...asked), nowMs, loopback, signal });
  if (statement === null) return null;
  const document = await mailbox.courier.find(statement.mailbox);
  // The domain names a mailbox that does not name the domain.
  if (document.identityKey !== statement.identityKey) return null;
  const { mailbox: account, name, notAfterMs, identityKey } = statement;
  await mailbox.courier.trust.noteDomain({ account, identityKey }, { domain, name, checkedAtMs: nowMs, notAfterMs });
  return { mailbox: account, name };
}
