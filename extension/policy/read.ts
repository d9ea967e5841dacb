import * as v from "valibot";
import type { AssuranceLevel, Origin } from "../../shared/base/index.ts";
import { type Audience, type Feature, featuresOffFor } from "./features.ts";
import { type PolicyField, policyFields, type policyWays } from "./schema.ts";

export type PolicyWay = (typeof policyWays)[number];

/** What is prescribed; null or empty where nothing is. */
export interface Policy {
  readonly homeserver: string | null;
  readonly allowedPortals: readonly Origin[] | null;
  /** They count against those that are allowed. */
  readonly blockedPortals: readonly Origin[];
  readonly lockRequired: boolean;
  /** Null: every way. A recovery key opens besides. */
  readonly allowedWays: readonly PolicyWay[] | null;
  readonly lockAfterMinutes: number | null;
  readonly profileMode: "usual" | "roaming";
  /** A file of roots; empty for none. */
  readonly trustRoots: string;
  /** A list of identity providers; empty for none. */
  readonly identityProviders: string;
  /** How well it must be borne out who a person is. */
  readonly minimumAssurance: AssuranceLevel | null;
  readonly retentionDays: number | null;
  readonly audience: Audience | null;
  readonly featuresOff: readonly Feature[];
  /** Where a signed directory is asked, and a signed federation list fetched; empty for none. */
  readonly directory: string;
  readonly federationList: string;
  /** Whom to tell of barriers: an e-mail or https address, and what the body is called. */
  readonly accessibilityContact: string | null;
  readonly accessibilityName: string | null;
  readonly minimumVersion: string | null;
}

/** A field that cannot be obeyed: not one of the table, or with a value that it cannot have. */
export interface PolicyFault {
  readonly field: string;
  readonly fault: "unknown" | "wrong_value";
}

export type PolicyReading =
  | { readonly kind: "none" }
  | { readonly kind: "valid"; readonly policy: Policy }
  | { readonly kind: "invalid"; readonly faults: readonly PolicyFault[] };

const isField = (name: string): name is PolicyField => Object.hasOwn(policyFields, name);

function faultOf(name: string, value: unknown): readonly PolicyFault[] {
  if (!isField(name)) return [{ field: name, fault: "unknown" }];
  return v.safeParse(policyFields[name].check, value).success ? [] : [{ field: name, fault: "wrong_value" }];
}

const checks = v.object({
  homeserver: v.optional(policyFields.homeserver.check),
  allowedPortals: v.optional(policyFields.allowedPortals.check),
  blockedPortals: v.optional(policyFields.blockedPortals.check),
  lockRequired: v.optional(policyFields.lockRequired.check),
  allowedWays: v.optional(policyFields.allowedWays.check),
  lockAfterMinutes: v.optional(policyFields.lockAfterMinutes.check),
  profileMode: v.optional(policyFields.profileMode.check),
  trustRoots: v.optional(policyFields.trustRoots.check),
  identityProviders: v.optional(policyFields.identityProviders.check),
  minimumAssurance: v.optional(policyFields.minimumAssurance.check),
  retentionDays: v.optional(policyFields.retentionDays.check),
  directory: v.optional(policyFields.directory.check),
  federationList: v.optional(policyFields.federationList.check),
  audience: v.optional(policyFields.audience.check),
  featuresOn: v.optional(policyFields.featuresOn.check),
  featuresOff: v.optional(policyFields.featuresOff.check),
  accessibilityContact: v.optional(policyFields.accessibilityContact.check),
  accessibilityName: v.optional(policyFields.accessibilityName.check),
  minimumVersion: v.optional(policyFields.minimumVersion.check),
});

/** What the browser's managed storage holds. Anything that is not understood makes the whole invalid: it fails closed. */
export function readPolicy(values: unknown): PolicyReading {
  if (typeof values !== "object" || values === null || Array.isArray(values))
    return { kind: "invalid", faults: [{ field: "", fault: "wrong_value" }] };
  const entries = Object.entries(values);
  if (entries.length === 0) return { kind: "none" };
  const faults = entries.flatMap(([name, value]) => faultOf(name, value));
  const parsed = v.safeParse(checks, values);
  if (faults.length > 0 || !parsed.success) return { kind: "invalid", faults };
  return { kind: "valid", policy: policyFrom(parsed.output) };
}

function policyFrom(output: v.InferOutput<typeof checks>): Policy {
  return {
    homeserver: output.homeserver ?? null,
    // Checked above to be origins.
    allowedPortals: (output.allowedPortals as Origin[] | undefined) ?? null,
    blockedPortals: (output.blockedPortals as Origin[] | undefined) ?? [],
    lockRequired: output.lockRequired ?? false,
    allowedWays: output.allowedWays ?? null,
    lockAfterMinutes: output.lockAfterMinutes ?? null,
    profileMode: output.profileMode ?? "usual",
    trustRoots: output.trustRoots ?? "",
    identityProviders: output.identityProviders ?? "",
    minimumAssurance: output.minimumAssurance ?? null,
    retentionDays: output.retentionDays ?? null,
    audience: output.audience ?? null,
    featuresOff: featuresOffFor({
      audience: output.audience ?? null,
      on: output.featuresOn ?? [],
      off: output.featuresOff ?? [],
    }),
    directory: output.directory ?? "",
    federationList: output.federationList ?? "",
    accessibilityContact: output.accessibilityContact ?? null,
    accessibilityName: output.accessibilityName ?? null,
    minimumVersion: output.minimumVersion ?? null,
  };
}

/** Where nothing is prescribed. */
export const noPolicy: Policy = policyFrom({});
