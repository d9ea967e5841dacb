import { errorCodeOf, isAtLeast, type UserId } from "../../shared/base/index.ts";
import {
  changedSafetyCode,
  type DemandedLevel,
  organisationOf,
  personOf,
  readContact,
  readDemand,
} from "../../shared/courier/index.ts";
import { type Contact, safetyCode, type VerifiedOrganisation } from "../../shared/identity/index.ts";
import type { Assurance, DomainView, OrganisationView, PartyView, TrustView } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { personView } from "./person.ts";

/** Who somebody is, as every page shows it: one view, made in one place from what is pinned and what bears it out. */

const dayMs = 86_400_000;
/** A domain's word is shown as current for so long after it was asked; a domain can take its word back. */
const domainCurrentMs = 30 * dayMs;
const newDeviceMs = 30 * dayMs;

/** Somebody we have met. A record that does not open is counted by the vault, and must not hide the letters of its person. */
async function knownContact(vault: Vault, account: UserId) {
  try {
    return (await readContact(vault, account))?.value ?? null;
  } catch (error) {
    if (errorCodeOf(error) === "cannot_open") return null;
    throw error;
  }
}

/** What people read of a certificate that holds. */
export const organisationView = (organisation: VerifiedOrganisation): OrganisationView => {
  const { certificateDigest: _, ...shown } = organisation;
  return shown;
};

/** A changed identity is never shown as verified: its evidence is about the pinned key, and which counts is not decided. */
async function assuranceOf(
  vault: Vault,
  contact: Contact,
  nowMs: number,
): Promise<Pick<TrustView, "assurance" | "organisation" | "person" | "personRefused">> {
  if (contact.conflicting !== null) return { assurance: "changed" };
  const [verdict, shown] = await Promise.all([organisationOf(vault, contact, nowMs), personOf(vault, contact, nowMs)]);
  const of =
    shown === null
      ? {}
      : shown.kind === "verified"
        ? { person: personView(shown.person) }
        : { personRefused: shown.reason };
  if (verdict?.kind === "verified")
    return { ...of, assurance: "verified", organisation: organisationView(verdict.organisation) };
  const reason = verdict?.reason;
  if (reason === "expired" || reason === "revoked") return { ...of, assurance: reason };
  return { ...of, assurance: shown?.kind === "verified" ? "verified" : "not_verified" };
}

/** What is demanded of persons and not met. An organisation proves itself by its certificate. */
function shortfallOf(
  { level }: DemandedLevel,
  { organisation, person }: Pick<TrustView, "organisation" | "person">,
): Pick<TrustView, "shortOf"> {
  if (level === null || organisation !== undefined) return {};
  const isMet = person !== undefined && isAtLeast(person.level, level);
  return isMet ? {} : { shortOf: level };
}

function domainOf({ domains, conflicting }: Contact, nowMs: number): DomainView | null {
  const [word] = domains;
  if (word === undefined || conflicting !== null) return null;
  const { domain, name, checkedAtMs, notAfterMs } = word;
  const ageMs = nowMs - checkedAtMs;
  return { domain, name, checkedAtMs, current: notAfterMs > nowMs && ageMs >= -dayMs && ageMs < domainCurrentMs };
}

async function trustIn(vault: Vault, contact: Contact, demand: DemandedLevel): Promise<TrustView> {
  const nowMs = Date.now();
  const { compared, conflicting, newDeviceAtMs } = contact;
  const [known, fingerprint, changedTo] = await Promise.all([
    assuranceOf(vault, contact, nowMs),
    safetyCode(contact.identityKey),
    changedSafetyCode(contact),
  ]);
  return {
    ...known,
    ...shortfallOf(demand, known),
    fingerprint,
    changedTo,
    compared: conflicting === null ? compared : null,
    domain: domainOf(contact, nowMs),
    newDeviceAtMs: newDeviceAtMs !== null && nowMs - newDeviceAtMs < newDeviceMs ? newDeviceAtMs : null,
  };
}

/** Somebody of whom nothing is known but the address. */
export const unknownParty = (userId: UserId, assurance: Extract<Assurance, "not_verified" | "self">): PartyView => ({
  userId,
  claimedName: null,
  assurance,
  fingerprint: null,
  changedTo: null,
  compared: null,
  domain: null,
  newDeviceAtMs: null,
});

/** How somebody is shown: verified by evidence alone, and a contradicted identity is called so. */
export async function partyView(vault: Vault, account: UserId, self: UserId): Promise<PartyView> {
  if (account === self) return unknownParty(account, "self");
  const [contact, demand] = await Promise.all([knownContact(vault, account), readDemand(vault)]);
  if (contact === null) return { ...unknownParty(account, "not_verified"), ...shortfallOf(demand, {}) };
  return { userId: account, claimedName: null, ...(await trustIn(vault, contact, demand)) };
}

/** As {@link partyView}, each account once: what is shown together is mostly of the same few. */
export function partyViewer(vault: Vault, self: UserId): (account: UserId) => Promise<PartyView> {
  const views = new Map<UserId, Promise<PartyView>>();
  return (account) => {
    const view = views.get(account) ?? partyView(vault, account, self);
    views.set(account, view);
    return view;
  };
}
