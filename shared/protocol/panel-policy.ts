import * as v from "valibot";
import type { LevelView } from "./panel-person.ts";

/** The part of the panel channel that is about what an administrator prescribes. */

export const policyParams = {
  "policy.read": v.strictObject({}),
  /** Saves what can be read of all letters without their files, also while the policy stops the mailbox. */
  "letters.export": v.strictObject({}),
  /** Has the browser look for a newer version of the extension. */
  "update.check": v.strictObject({}),
} as const;

export interface PolicyResults {
  readonly "policy.read": PolicyView;
  readonly "letters.export": { readonly transfer: string; readonly name: string };
  readonly "update.check": UpdateView;
}

/**
 * What came of looking for a newer version. `coming`: it takes over by itself as soon as it is loaded. `too_often`: the browser
 * looks only so often. `by_browser`: this browser looks by itself only.
 */
export interface UpdateView {
  readonly kind: "coming" | "current" | "too_often" | "by_browser";
}

/** Why the mailbox does not work although it could. */
export type BlockView =
  /** The policy cannot be obeyed: these fields are unknown or have a value that they cannot have. */
  | {
      readonly why: "policy_invalid";
      readonly faults: readonly { readonly field: string; readonly fault: "unknown" | "wrong_value" }[];
    }
  /** An administrator installed the extension, and no policy arrived. */
  | { readonly why: "policy_missing" }
  /** The browser has never said yet whether there is a policy; it is asked again every minute. */
  | { readonly why: "policy_unread" }
  /** The mailbox lives on another homeserver than the prescribed one. */
  | { readonly why: "other_homeserver"; readonly homeserver: string; readonly prescribed: string }
  | { readonly why: "too_old"; readonly version: string; readonly minimumVersion: string };

/** A part of Federpost that an administrator can switch off. */
export type FeatureView =
  | "portals"
  | "forms"
  | "person"
  | "certificate"
  | "directory"
  | "contact_rules"
  | "close_account";

/** What is prescribed; null where nothing is. */
export interface PolicyView {
  /** `kept`: the browser no longer hands the policy over, and it goes on to count. */
  readonly kind: "none" | "valid" | "invalid" | "kept" | "missing" | "unread";
  readonly homeserver: string | null;
  readonly allowedPortals: readonly string[] | null;
  /** They count against allowed ones. */
  readonly blockedPortals: readonly string[];
  readonly lockRequired: boolean;
  /** By what the mailbox may open, apart from the recovery key; null: anything, also no lock. */
  readonly allowedWays: readonly ("passphrase" | "passkey" | "device")[] | null;
  readonly lockAfterMinutes: number | null;
  readonly profileMode: "usual" | "roaming";
  readonly minimumAssurance: LevelView | null;
  readonly retentionDays: number | null;
  readonly audience: "citizen" | "organisation" | "agency" | null;
  readonly featuresOff: readonly FeatureView[];
  readonly minimumVersion: string | null;
  /** Lists that are prescribed; they are shown where they count. */
  readonly lists: readonly ("trustRoots" | "identityProviders" | "directory" | "federationList")[];
  /** Whom the person tells of barriers. */
  readonly accessibilityContact: { readonly name: string; readonly address: string } | null;
}
