import * as v from "valibot";

/** The part of the panel channel that is about what an administrator prescribes. */

export const policyParams = {
  "policy.read": v.strictObject({}),
  /** Has the browser look for a newer version of the extension. */
  "update.check": v.strictObject({}),
} as const;

export interface PolicyResults {
  readonly "policy.read": PolicyView;
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
  | { readonly why: "too_old"; readonly version: string; readonly minimumVersion: string };

/** What is prescribed; null where nothing is. */
export interface PolicyView {
  /** `kept`: the browser no longer hands the policy over, and it goes on to count. */
  readonly kind: "none" | "valid" | "invalid" | "kept";
  readonly homeserver: string | null;
  readonly allowedPortals: readonly string[] | null;
  readonly lockRequired: boolean;
  readonly lockAfterMinutes: number | null;
  /** Whom the person tells of barriers. */
  readonly accessibilityContact: { readonly name: string; readonly address: string } | null;
}
