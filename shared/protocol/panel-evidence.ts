import * as v from "valibot";
import { way } from "./panel-lock.ts";
import type { OrganisationView } from "./panel-trust.ts";

/** The part of the panel channel that is about the organisation's own evidence, and whose evidence is believed. */

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
/** A root file of fifty certificates with their logs stays below. */
const rootsText = v.pipe(v.string(), v.maxLength(2_000_000));
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** A file of an authority, base64 without padding: certificates, revocation lists, OCSP responses. */
const file = v.pipe(v.string(), v.maxLength(400_000), v.regex(/^[A-Za-z0-9+/]*$/));

/** Method -> schema of its parameters. */
export const evidenceParams = {
  "evidence.read": v.strictObject({}),
  /** Makes a certificate request for the identity key, PEM. */
  "evidence.request": v.strictObject({
    organisation: name,
    unit: v.nullable(name),
    country: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)),
    way,
  }),
  "evidence.install": v.strictObject({ files: v.pipe(v.array(file), v.minLength(1), v.maxLength(24)), way }),
  "evidence.remove": v.strictObject({ way }),
  /** What a file of roots holds, before it is believed. */
  "roots.look": v.strictObject({ text: rootsText }),
  "roots.add": v.strictObject({ text: rootsText }),
  "roots.remove": v.strictObject({ fingerprint }),
} as const;

/** A root as people compare it. */
export interface RootView {
  readonly name: string;
  /** SHA-256 of its certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly notAfterMs: number;
  readonly revocation: "required" | "if_present";
  /** An organisation's name, or no more than a domain. */
  readonly proves: "organisation" | "domain";
  readonly needsLog: boolean;
  /** Prescribed by an administrator: the person cannot remove it. */
  readonly byPolicy: boolean;
}

export interface EvidenceView {
  readonly own:
    | { readonly kind: "none" }
    | { readonly kind: "no_roots" }
    | { readonly kind: "verified"; readonly organisation: OrganisationView }
    | { readonly kind: "refused"; readonly reason: string };
  readonly roots: readonly RootView[];
}

export interface EvidenceResults {
  readonly "evidence.read": EvidenceView;
  readonly "evidence.request": { readonly pem: string };
  /** Null: it is installed. Otherwise why it does not hold for this mailbox; nothing was changed. */
  readonly "evidence.install": { readonly refused: string | null };
  readonly "evidence.remove": EvidenceView;
  readonly "roots.look": { readonly roots: readonly RootView[] };
  readonly "roots.add": EvidenceView;
  readonly "roots.remove": EvidenceView;
}
