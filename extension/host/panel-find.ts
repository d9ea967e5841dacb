import { FederpostError, parseUserId, type UserId } from "../../shared/base/index.ts";
import { parseDomain } from "../../shared/directory/index.ts";
import type { PanelResults, PartyView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { findByDomain } from "./domain.ts";
import type { Mailbox } from "./mailbox.ts";
import { partyView } from "./party.ts";

/** Finding the mailbox that a person means. */

interface FindWorld {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly now: () => number;
}

/** By address, or by a domain that names a mailbox which is named by it in turn. */
export async function findContact(
  world: FindWorld,
  { query }: { query: string },
): Promise<PanelResults["contacts.find"]> {
  const account = parseUserId(query.trim());
  if (account !== null) {
    const party = await findAccount(world, account);
    return party === null ? null : { party, domain: null };
  }
  const domain = parseDomain(query);
  const found = domain === null ? null : await findByDomain(world.mailbox, { domain, nowMs: world.now() });
  if (domain === null || found === null) return null;
  const party = await partyView(world.vault, found.mailbox, world.mailbox.courier.self().account);
  return { party, domain: { domain, name: found.name } };
}

async function findAccount({ vault, mailbox }: FindWorld, account: UserId): Promise<PartyView | null> {
  try {
    await mailbox.courier.find(account);
  } catch (error) {
    const code = error instanceof FederpostError ? error.code : "internal";
    if (code === "unknown_recipient") return null;
    // A contradicted identity is shown as such, with the pinned key's code.
    if (code !== "identity_changed") throw error;
  }
  return partyView(vault, account, mailbox.courier.self().account);
}
