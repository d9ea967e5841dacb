import * as v from "valibot";
import { text, userId } from "./panel-parts.ts";
import type { LevelView, PersonView } from "./panel-person.ts";

/** The part of the panel channel that is about who is on the other side: what people see of trust, and what they add to it. */

const means = v.picklist(["scanned", "in_person", "by_phone"]);

/** Method -> schema of its parameters. */
export const trustParams = {
  /** Believes the new identity of a contact whose safety code the person has compared. */
  "contacts.accept": v.strictObject({ account: userId, code: text(64), means }),
  /** Compares what the other side shows (the text of its QR code, or digits) with what is pinned. */
  "contacts.compare": v.strictObject({ account: userId, shown: v.pipe(text(512), v.minLength(1)), means }),
  "contacts.forgetComparison": v.strictObject({ account: userId }),
  /** Asks the domains that named a mailbox whether they still do. */
  "contacts.checkDomains": v.strictObject({ account: userId }),
  /** Everybody whom a rule of their own blocks. */
  "contacts.blocked": v.strictObject({}),
} as const;

/** How sure we are who somebody is. Who brings no evidence that holds is pinned on first contact and not verified. */
export type Assurance = "not_verified" | "verified" | "expired" | "revoked" | "changed" | "self";

/** An organisation whose certificate holds. */
export interface OrganisationView {
  readonly name: string;
  /** Whether an authority has looked at the organisation, or no further than at its domain. */
  readonly proves: "organisation" | "domain";
  readonly unit: string | null;
  readonly country: string | null;
  /** Domains that the certificate names. */
  readonly domains: readonly string[];
  readonly issuer: string;
  readonly root: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly serial: string;
  /** Whether fresh revocation data came with the certificate. */
  readonly revocation: "checked" | "none";
  /** Whether the certificate is about the identity key itself, or its key signed a statement for that key. */
  readonly boundBy: "certificate" | "statement";
}

/** That the person compared the safety code, and how. */
export interface ComparisonView {
  readonly means: v.InferOutput<typeof means>;
  readonly atMs: number;
}

/** That a domain named the mailbox as its own. */
export interface DomainView {
  readonly domain: string;
  /** What the domain calls it: a claim. */
  readonly name: string;
  readonly checkedAtMs: number;
  /** False: it was asked long ago, or its statement has run out. */
  readonly current: boolean;
}

/** What bears out who somebody is, as every page shows it. */
export interface TrustView {
  readonly assurance: Assurance;
  /** Only where assurance is `verified`. */
  readonly organisation?: OrganisationView;
  /** Only where the person has shown evidence that holds. */
  readonly person?: PersonView;
  /** Why evidence that the person has shown does not hold; not there where it holds or none was shown. */
  readonly personRefused?: string;
  /** The level that a person is asked to prove here and has not; not there where it is met or nothing is demanded. */
  readonly shortOf?: LevelView;
  /** Short safety code of the identity key, for comparison in person. */
  readonly fingerprint: string | null;
  /** The safety code of another identity that the account shows now; null unless it has changed. */
  readonly changedTo: string | null;
  /** Null while nobody compared this key, or another contradicts it. */
  readonly compared: ComparisonView | null;
  /** The domain that was asked last; null where none named the mailbox. */
  readonly domain: DomainView | null;
  /** When a device came in that was not there before, within the last month; null otherwise. */
  readonly newDeviceAtMs: number | null;
}

export interface PartyView extends TrustView {
  readonly userId: string;
  /** What the account calls itself; a claim, never shown like a verified name. */
  readonly claimedName: string | null;
}

/** What comparing came to; only `same` is remembered. */
export type ComparisonOutcome = "same" | "different" | "other_account" | "no_code";

export interface TrustResults {
  readonly "contacts.accept": PartyView;
  readonly "contacts.compare": { readonly result: ComparisonOutcome; readonly party: PartyView };
  readonly "contacts.forgetComparison": PartyView;
  readonly "contacts.checkDomains": PartyView;
  readonly "contacts.blocked": { readonly parties: readonly PartyView[] };
}
