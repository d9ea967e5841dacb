import type { UserId } from "../../shared/base/index.ts";
import { readContact, readDemand, writeDemand } from "../../shared/courier/index.ts";
import { ruleFor } from "../../shared/mailbox/index.ts";
import type { PanelParams, PanelResults, PartyView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { findByDomain } from "./domain.ts";
import type { Mailbox } from "./mailbox.ts";
import { partyView } from "./party.ts";

/** What a person does about who is on the other side: compares, believes, has domains asked again, looks at whom they block. */

interface World {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly now: () => number;
  readonly changed: (what: "contacts") => void;
}

const shown = ({ vault, mailbox }: World, account: UserId): Promise<PartyView> =>
  partyView(vault, account, mailbox.courier.self().account);

export async function acceptContact(
  world: World,
  { account, ...compared }: PanelParams<"contacts.accept">,
): Promise<PartyView> {
  await world.mailbox.courier.trust.accept(account, compared);
  world.changed("contacts");
  return shown(world, account);
}

export async function compareContact(
  world: World,
  { account, ...about }: PanelParams<"contacts.compare">,
): Promise<PanelResults["contacts.compare"]> {
  const result = await world.mailbox.courier.trust.compare(account, about);
  if (result === "same") world.changed("contacts");
  return { result, party: await shown(world, account) };
}

export async function forgetComparison(
  world: World,
  { account }: PanelParams<"contacts.forgetComparison">,
): Promise<PartyView> {
  await world.mailbox.courier.trust.forgetComparison(account);
  world.changed("contacts");
  return shown(world, account);
}

/** @throws FederpostError `offline` when a domain cannot be reached: what it said then stays. */
export async function checkDomains(
  world: World,
  { account }: PanelParams<"contacts.checkDomains">,
): Promise<PartyView> {
  const { vault, mailbox, now } = world;
  const words = (await readContact(vault, account))?.value.domains ?? [];
  for (const { domain } of words) {
    const found = await findByDomain(mailbox, { domain, nowMs: now() });
    if (found?.mailbox !== account) await mailbox.courier.trust.forgetDomain(account, domain);
  }
  world.changed("contacts");
  return shown(world, account);
}

export async function blockedContacts(world: World): Promise<PanelResults["contacts.blocked"]> {
  const policy = await world.mailbox.courier.contactPolicy();
  const blocked = policy.accounts.map(({ account }) => account).filter((one) => ruleFor(policy, one).rule === "block");
  return { parties: await Promise.all(blocked.map((account) => shown(world, account))) };
}

/** What the person demands of persons who write for the first time; what is there already stays where it is. */
export async function setDemand(
  { vault, changed }: World,
  { level }: PanelParams<"contacts.setDemand">,
): Promise<PanelResults["contacts.setDemand"]> {
  await writeDemand(vault, level);
  changed("contacts");
  return readDemand(vault);
}
