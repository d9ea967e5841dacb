import { FederpostError, type UserId } from "../base/index.ts";
import {
  type Comparison,
  type Contact,
  type DomainWord,
  parseShownIdentity,
  safetyCode,
  withDomain,
  withoutDomain,
} from "../identity/index.ts";
import { acceptIdentity } from "./accept-identity.ts";
import type { Desk } from "./desk.ts";
import { tellOthers } from "./step-order.ts";
import { putContact, readContact } from "./store.ts";

/** What bears out the pinned key of a contact beside certificates: a comparison of the safety code, and domains. */

/** What comparing came to. Only `same` is remembered. */
export type ComparisonResult =
  | "same"
  /** The code is not this contact's: somebody may be in between. */
  | "different"
  /** The QR code is of another account. */
  | "other_account"
  /** What was read is no safety code. */
  | "no_code";

/** What a person, or a domain, says of a contact's key. */
export interface TrustTasks {
  /** Believes the new identity of a contact, once the person has compared its safety code. See `acceptIdentity`. */
  readonly accept: (
    account: UserId,
    compared: { readonly code: string; readonly means: Comparison["means"] },
  ) => Promise<void>;
  /** Compares what the other side shows of its identity with the pinned key. See `compareIdentity`. */
  readonly compare: (
    account: UserId,
    about: { readonly shown: string; readonly means: Comparison["means"] },
  ) => Promise<ComparisonResult>;
  readonly forgetComparison: (account: UserId) => Promise<void>;
  /** Remembers that a domain names a mailbox under an identity key. */
  readonly noteDomain: (about: Pick<Contact, "account" | "identityKey">, word: DomainWord) => Promise<void>;
  readonly forgetDomain: (account: UserId, domain: string) => Promise<void>;
}

export const trustTasks = (desk: Desk): TrustTasks => ({
  accept: (account, compared) => acceptIdentity(desk, account, compared),
  compare: (account, about) => compareIdentity(desk, account, about),
  forgetComparison: (account) => forgetComparison(desk, account),
  noteDomain: (about, word) => noteDomain(desk, about, word),
  forgetDomain: (account, domain) => forgetDomain(desk, account, domain),
});

/**
 * Compares what the other side shows of its identity (the text of its QR code, or the digits of its safety code) with the
 * pinned key, and remembers that it is the same.
 * @throws FederpostError `unknown_recipient` when nothing is pinned, `identity_changed` while another key contradicts it.
 */
async function compareIdentity(
  desk: Desk,
  account: UserId,
  { shown, means }: { readonly shown: string; readonly means: Comparison["means"] },
): Promise<ComparisonResult> {
  const { contact, revision } = await pinnedContact(desk, account);
  if (contact.conflicting !== null)
    throw new FederpostError("identity_changed", "This account shows another identity: decide about that first.");
  const result = await judge(contact, shown);
  if (result !== "same") return result;
  // The whole key was compared, whatever the person says of how they met.
  const by = shown.trim().startsWith("FEDERPOST-IDENTITY:") ? "scanned" : means;
  const atMs = Math.max(desk.clock.now(), contact.comparisonAtMs + 1);
  await change(desk, { ...contact, compared: { means: by, atMs }, comparisonAtMs: atMs }, revision);
  return "same";
}

async function judge(contact: Contact, text: string): Promise<ComparisonResult> {
  const shown = parseShownIdentity(text);
  if (shown === null) return "no_code";
  if ("digits" in shown) return shown.digits === (await safetyCode(contact.identityKey)) ? "same" : "different";
  if (shown.account !== contact.account) return "other_account";
  return shown.identityKey === contact.identityKey ? "same" : "different";
}

/** Forgets that the safety code was compared. @throws FederpostError `unknown_recipient` */
async function forgetComparison(desk: Desk, account: UserId): Promise<void> {
  const { contact, revision } = await pinnedContact(desk, account);
  const comparisonAtMs = Math.max(desk.clock.now(), contact.comparisonAtMs + 1);
  if (contact.compared !== null) await change(desk, { ...contact, compared: null, comparisonAtMs }, revision);
}

/**
 * Remembers that a domain names an account's mailbox under an identity key. Nothing is remembered under another key than the
 * pinned one.
 */
async function noteDomain(
  desk: Desk,
  about: Pick<Contact, "account" | "identityKey">,
  word: DomainWord,
): Promise<void> {
  const known = await readContact(desk.vault, about.account);
  if (known === null || known.value.identityKey !== about.identityKey) return;
  await change(desk, withDomain(known.value, word), known.revision);
}

/** Forgets what a domain said of a mailbox: it says so no longer. */
async function forgetDomain(desk: Desk, account: UserId, domain: string): Promise<void> {
  const known = await readContact(desk.vault, account);
  if (known?.value.domains.some((word) => word.domain === domain))
    await change(desk, withoutDomain(known.value, domain), known.revision);
}

async function pinnedContact({ vault }: Desk, account: UserId) {
  const known = await readContact(vault, account);
  if (known === null) throw new FederpostError("unknown_recipient", "Nothing is known of this account yet.");
  return { contact: known.value, revision: known.revision };
}

async function change(desk: Desk, contact: Contact, expect: number): Promise<void> {
  const told = await tellOthers(desk, { contacts: [contact.account] });
  await desk.vault.commit([{ ...putContact(contact), expect }, ...told]);
  desk.wake();
  desk.tell({ kind: "threads" });
}
