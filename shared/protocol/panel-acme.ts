import * as v from "valibot";
import { way } from "./panel-lock.ts";
import { text } from "./panel-parts.ts";

/** The part of the panel channel that is about certificates which a server of the organisation gets and renews by ACME. */

/** Method -> schema of its parameters. */
export const acmeParams = {
  "acme.read": v.strictObject({}),
  /** Makes the file for the server, and begins to look for what the server publishes. Fields as typed; empty: none. */
  "acme.save": v.strictObject({
    directory: text(2000),
    domain: text(253),
    contact: text(254),
    kid: text(500),
    macKey: text(1000),
    organisation: text(200),
    unit: text(200),
    /** Where the server publishes; empty: at the domain. */
    address: text(2000),
  }),
  /** Looks at once; with a way in, what is found is taken over even where a lock was chosen. */
  "acme.look": v.strictObject({ way }),
  /** Looks no longer. The certificate stays. */
  "acme.end": v.strictObject({}),
};

export const acmeFields = ["directory", "domain", "contact", "eab", "name", "address"] as const;
export type AcmeField = (typeof acmeFields)[number];

/** What the mailbox found at its last look. */
export type AcmeFinding =
  | { readonly kind: "offline" | "nothing" | "no_certificate" | "taken" | "known" | "waits" }
  | { readonly kind: "refused"; readonly reason: string };

export interface AcmeView {
  /** Null: nothing is set up here. */
  readonly enrolment: {
    readonly domain: string;
    readonly address: string;
    readonly look: { readonly atMs: number; readonly finding: AcmeFinding } | null;
    /** How the server's last attempt went, by its own word: `failure` is a word of shared/acme/failure.ts. */
    readonly attempt: {
      readonly atMs: number;
      readonly failure: string | null;
      readonly retryAtMs: number | null;
    } | null;
  } | null;
}

export interface AcmeResults {
  readonly "acme.read": AcmeView;
  /** Fields that are wrong: nothing was saved. */
  readonly "acme.save":
    | { readonly kind: "saved"; readonly json: string; readonly view: AcmeView }
    | { readonly kind: "wrong"; readonly fields: readonly AcmeField[] };
  readonly "acme.look": AcmeView;
  readonly "acme.end": AcmeView;
}
