import * as v from "valibot";
import { FederpostError, type Random, toBase64Url } from "../base/index.ts";
import { httpRequest, v3 } from "./call.ts";
import { token } from "./schema.ts";

/** A login at an identity provider that has been begun, and what must come back from it. */
export interface SsoLogin {
  /** Where the browser goes for it. */
  readonly url: string;
  /**
   * The login token in the address that the browser was sent back to. @throws FederpostError `login_mismatch` when it is
   * another address or belongs to another login, `login_failed` when there is no token in it.
   */
  readonly tokenIn: (returned: string) => string;
}

/**
 * Begins a login by m.login.sso. `returnUrl` is where the browser hands what comes back to the extension; the homeserver
 * keeps the state that stands in it, so that an answer to somebody else's login is told from ours.
 */
export function ssoLogin(at: {
  readonly baseUrl: string;
  /** As the homeserver names the provider; null leaves it to the homeserver. */
  readonly provider: string | null;
  readonly returnUrl: string;
  readonly random: Random;
}): SsoLogin {
  const { baseUrl, provider, returnUrl, random } = at;
  const state = toBase64Url(random.bytes(32));
  const back = new URL(returnUrl);
  back.searchParams.set("state", state);
  const path = v3("login", "sso", "redirect", ...(provider === null ? [] : [provider]));
  const call = { method: "GET", path, query: { redirectUrl: back.href }, repeat: "never" } as const;
  return {
    url: httpRequest(call, { baseUrl, token: null }).url,
    tokenIn: (returned) => {
      const came = addressOf(returned);
      if (came === null || came.origin !== back.origin || came.pathname !== back.pathname) throw mismatch();
      const states = came.searchParams.getAll("state");
      if (states.length !== 1 || states[0] !== state) throw mismatch();
      const tokens = came.searchParams.getAll("loginToken");
      const parsed = v.safeParse(token, tokens.length === 1 ? tokens[0] : null);
      if (parsed.success) return parsed.output;
      throw new FederpostError("login_failed", "The login ended without a token. Begin it anew.");
    },
  };
}

const addressOf = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

const mismatch = () =>
  new FederpostError("login_mismatch", "What came back does not belong to this login. Begin it anew.");
