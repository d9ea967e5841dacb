import * as v from "valibot";
import { text } from "./panel-parts.ts";

/** The part of the panel channel that is about logins at identity providers. */

/** Method -> schema of its parameters. */
export const loginParams = {
  /** Signs in by a login at an identity provider of the homeserver, which opens in a window of the browser. */
  "account.signInSso": v.strictObject({
    homeserver: text(2048),
    /** Null leaves the choice to the homeserver. */
    provider: v.nullable(text(255)),
    deviceName: text(100),
  }),
} as const;

/** A login that a homeserver offers beside the password, or instead of it. */
export interface SsoView {
  readonly id: string | null;
  /** By the homeserver's word. */
  readonly name: string | null;
}

export interface LoginResults {
  readonly "account.discover": {
    readonly baseUrl: string;
    readonly passwordLogin: boolean;
    readonly sso: readonly SsoView[];
  };
}
