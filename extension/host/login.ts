import { FederpostError, type Random } from "../../shared/base/index.ts";
import type { AccountView, PanelParams } from "../../shared/protocol/index.ts";
import { discoverHomeserver, ssoLogin } from "../../shared/transport/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Desk } from "../platform/index.ts";
import type { Mailbox } from "./mailbox.ts";
import { requireHomeserver } from "./policy.ts";

/** Logins at identity providers, in a window that the browser opens and whose last address it hands to us alone. */

interface World {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly desk: Desk;
  readonly random: Random;
}

let underWay = false;

/**
 * Opens a login and answers the address it came back to. @throws FederpostError `login_cancelled`,
 * `login_unreachable` when its page does not open, `busy` while another login is open.
 */
export async function logInAt(desk: Desk, url: string): Promise<string> {
  if (underWay) throw new FederpostError("busy", "Another login is open in a window of the browser.");
  underWay = true;
  try {
    const end = await desk.launchLogin({ url });
    if (end.kind === "returned") return end.url;
    throw end.kind === "cancelled"
      ? new FederpostError("login_cancelled", "The login's window was closed.")
      : new FederpostError("login_unreachable", "The login's page cannot be opened.");
  } finally {
    underWay = false;
  }
}

/** Signs in by a login at an identity provider of the homeserver. */
export async function signInSso(
  { vault, mailbox, desk, random }: World,
  { homeserver, provider, deviceName }: PanelParams<"account.signInSso">,
): Promise<AccountView> {
  await requireHomeserver(vault, homeserver);
  const { baseUrl, sso } = await discoverHomeserver(homeserver, {});
  if (!sso.some(({ id }) => id === provider))
    throw new FederpostError("unsupported", "This homeserver does not let people in by this provider.");
  const returnUrl = await desk.loginReturn({});
  const loginToken = async () => {
    const login = ssoLogin({ baseUrl, provider, returnUrl, random });
    return login.tokenIn(await logInAt(desk, login.url));
  };
  // The window may stay open for minutes, in which the mailbox must not be held up.
  let first: string | null = await loginToken();
  const next = async () => {
    const token = first ?? (await loginToken());
    first = null;
    return token;
  };
  return mailbox.signIn({ homeserver, by: { kind: "sso", baseUrl, loginToken: next }, deviceName });
}
