/** The part of the panel channel that is about what an administrator prescribes. */

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
}
