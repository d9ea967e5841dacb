import * as v from "valibot";
import { text } from "./panel-parts.ts";

/** The part of the panel channel that is about logins at identity providers. */

/** How a person shows the homeserver that they mean a step; `session` null begins a confirmation in the browser. */
export const accountProof = v.variant("kind", [
  v.strictObject({ kind: v.literal("password"), password: text(4096) }),
  v.strictObject({ kind: v.literal("browser"), session: v.nullable(text(255)) }),
]);

export type AccountProofParam = v.InferOutput<typeof accountProof>;

/** Where the person confirms before the same step is asked for again with `session`. */
export interface ConfirmationView {
  readonly url: string;
  readonly session: string;
}

/** Method -> schema of its parameters. */
export const loginParams = {
  /** Signs in by a login at an identity provider of the homeserver, which opens in a window of the browser. */
  "account.signInSso": v.strictObject({
    homeserver: text(2048),
    /** Null leaves the choice to the homeserver. */
    provider: v.nullable(text(255)),
    deviceName: text(100),
  }),
  /** Closes the account for good, and removes everything from this device. */
  "account.close": v.strictObject({ proof: accountProof }),
} as const;

/** A login that a homeserver offers beside the password, or instead of it. */
export interface SsoView {
  readonly id: string | null;
  /** By the homeserver's word. */
  readonly name: string | null;
}

export interface LoginResults {
  /** Null: it is closed. Otherwise nothing was done yet. */
  readonly "account.close": { readonly confirm: ConfirmationView | null };
  readonly "account.discover": {
    readonly baseUrl: string;
    readonly passwordLogin: boolean;
    readonly sso: readonly SsoView[];
  };
}
