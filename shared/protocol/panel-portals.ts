import * as v from "valibot";
import type { AttachmentView } from "./panel-letters.ts";
import { way } from "./panel-lock.ts";
import { origin, text, uuid } from "./panel-parts.ts";
import type { LevelView, PersonView } from "./panel-person.ts";
import type { OrganisationView, PartyView } from "./panel-trust.ts";
import type { PortalEvidenceKind, SignatureFormat } from "./portal-limits.ts";
import type { FormField } from "./portal-schemas.ts";

/** The part of the panel channel that is about portals: what they ask, what they may, what they used keys for. */

/** Method -> schema of its parameters. */
export const portalsParams = {
  "grants.list": v.strictObject({}),
  /** Takes back one method of an origin, or all of them where it is null. */
  "grants.revoke": v.strictObject({ origin, method: v.nullable(text(64)) }),
  "consent.read": v.strictObject({ request: uuid }),
  "consent.decide": v.strictObject({
    request: uuid,
    decision: v.picklist(["approve", "decline"]),
    digest: text(64),
    /** What the identity key needs, where it is to sign. */
    way,
  }),
  /** Approves a question to write a letter, with what the person wrote. */
  "consent.write": v.strictObject({
    request: uuid,
    digest: text(64),
    subject: v.pipe(text(1000), v.minLength(1)),
    text: text(200_000),
    /** What was filled in, by field name. */
    values: v.record(text(64), v.union([text(20_000), v.pipe(v.number(), v.finite()), v.boolean()])),
    /** Its files go with the letter. */
    draftId: uuid,
  }),
  /** Fetches a document that is asked to be signed. */
  "consent.document": v.strictObject({ request: uuid, index: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  "portals.connect": v.strictObject({ origin }),
  "portals.list": v.strictObject({}),
  /** Uses of keys on portals' behalf, newest first. */
  "portals.log": v.strictObject({
    origin: v.nullable(origin),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
  }),
  /** The whole log as a file. */
  "portals.exportLog": v.strictObject({}),
  "portals.disconnect": v.strictObject({ origin }),
} as const;

export interface GrantView {
  readonly origin: string;
  readonly methods: readonly { readonly method: string; readonly expiresAtMs: number }[];
  readonly grantedAtMs: number;
  readonly lastUsedAtMs: number | null;
}

/** One use of the person's keys that a portal asked for and the person approved. */
export interface KeyUseView {
  readonly number: number;
  readonly atMs: number;
  readonly origin: string;
  readonly method: string;
  /** Subject or names of documents. */
  readonly about: string;
}

export interface PortalView {
  readonly origin: string;
  readonly source: "person" | "policy" | "development";
}

/** The certificate a page asks to sign with, as it is in this mailbox. Only a usable one signs. */
export type SigningCertificateView =
  | { readonly kind: "usable"; readonly organisation: OrganisationView }
  | { readonly kind: "none" | "no_roots" | "other_key" }
  | { readonly kind: "refused"; readonly reason: string };

/** What of this account's evidence a page would get, or why it gets nothing. */
export type PresentedView =
  | { readonly kind: "organisation"; readonly organisation: OrganisationView; readonly evidenceDigest: string }
  | {
      readonly kind: "person";
      readonly person: PersonView;
      /** All that stands in it, and so reaches the page. */
      readonly claims: readonly (readonly [name: string, value: string])[];
      readonly evidenceDigest: string;
    }
  /** There is none; or there is, and nobody here whose word it could be judged by. */
  | { readonly kind: "none" | "no_roots" }
  /** It does not hold here. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It holds, and the page demands more. */
  | { readonly kind: "level"; readonly level: LevelView }
  | { readonly kind: "claims"; readonly missing: readonly string[] };

/** What the person is asked; `digest` names exactly this request and must come back with the decision. */
export type ConsentView = {
  readonly request: string;
  readonly digest: string;
  readonly origin: string;
  /** The top-level page's origin when the asking page is framed in another. */
  readonly topOrigin: string;
  readonly waiting: number;
} & (
  | { readonly kind: "access"; readonly methods: readonly string[]; readonly purpose: string }
  | {
      readonly kind: "open";
      readonly from: PartyView;
      readonly subject: string;
      readonly receivedAtMs: number | null;
      /** Opened before: showing it again has no effect. */
      readonly opened: boolean;
      /** Where it is shown: in a sealed frame inside the page, or in the inbox. */
      readonly place: "frame" | "window";
    }
  | {
      readonly kind: "compose";
      readonly to: PartyView;
      readonly subject: string;
      readonly text: string;
      readonly form: { readonly schema: string; readonly fields: readonly FormField[] } | null;
      readonly acknowledgeBy: string | null;
      readonly thread: string | null;
    }
  | {
      readonly kind: "sign";
      /** Whose key signs. */
      readonly signer: PartyView;
      readonly deviceName: string;
      readonly documents: readonly (AttachmentView & { readonly sha256: string; readonly staging: string })[];
      readonly reason: string;
      /** What is signed in: `jws-detached` where the page asked for a certificate, took less, and there is none to use. */
      readonly format: SignatureFormat;
      /** Null: the page asks for none. */
      readonly certificate: SigningCertificateView | null;
    }
  | {
      readonly kind: "present";
      /** Whose evidence it is, and whose identity key signs. */
      readonly presenter: PartyView;
      readonly evidence: PortalEvidenceKind;
      readonly presented: PresentedView;
      /** What the page demands. */
      readonly level: LevelView | null;
      readonly claims: readonly string[];
      readonly audience: string;
      readonly purpose: string;
      readonly nonce: string;
    }
  | {
      readonly kind: "send";
      readonly to: PartyView;
      readonly subject: string;
      readonly text: string;
      readonly data: { readonly schema: string; readonly json: unknown } | null;
      readonly attachments: readonly (AttachmentView & { readonly sha256: string })[];
      /** Day (ISO 8601) by which the page asks for an acknowledgement in the person's name. */
      readonly acknowledgeBy: string | null;
      /** The page wants it sent only where it is borne out who the recipient is; `met`: so it is. Null: it does not. */
      readonly demands: { readonly level: LevelView; readonly met: boolean } | null;
      readonly thread: string | null;
    }
  /** The page may ask for something that needs the unlocked mailbox. It learns of this nothing but that it waits. */
  | { readonly kind: "unlock" }
);

export interface PortalsResults {
  readonly "grants.list": { readonly grants: readonly GrantView[] };
  readonly "grants.revoke": { readonly grants: readonly GrantView[] };
  /** Null: no longer asked (decided, withdrawn or the page is gone). */
  readonly "consent.read": ConsentView | null;
  readonly "consent.decide": { readonly next: string | null };
  readonly "consent.write": { readonly next: string | null };
  /** The bytes follow as a Blob over the file channel under `transfer`. */
  readonly "consent.document": { readonly transfer: string };
  readonly "portals.connect": { readonly portals: readonly PortalView[] };
  readonly "portals.list": { readonly portals: readonly PortalView[] };
  readonly "portals.log": { readonly entries: readonly KeyUseView[]; readonly intact: boolean };
  /** JSON of the whole log, with the digests that chain its entries. */
  readonly "portals.exportLog": { readonly json: string };
  readonly "portals.disconnect": { readonly portals: readonly PortalView[] };
}
