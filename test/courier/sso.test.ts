import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock, systemRandom } from "../../shared/base/index.ts";
import { readAccount, signIn } from "../../shared/courier/index.ts";
import { createTransport, discoverHomeserver, login, ssoLogin } from "../../shared/transport/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { keepCookies, walkLogin } from "../fake/oidc-login.ts";
import { type IdpHouse, openIdpHouse, providerName } from "../journey/idp-scene.ts";
import { failureOf } from "./transport-house.ts";

// A real Synapse that lets people in by a real OpenID provider; the browser between them is a few redirects with cookies.

const returnUrl = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";
let dir: string;
let house: IdpHouse;
let baseUrl: string;
const vaults: Vault[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-sso-"));
  house = await openIdpHouse(dir, { passwords: false, redirectUris: [returnUrl] });
  baseUrl = house.homeserver.url;
});
afterAll(async () => {
  for (const vault of vaults) await vault.close();
  await house?.stop();
  await rm(dir, { recursive: true, force: true });
});

const tokenOf = async (person: string, at = baseUrl) => {
  const begun = ssoLogin({ baseUrl: at, provider: "oidc-provider", returnUrl, random: systemRandom });
  return begun.tokenIn(await walkLogin(begun.url, person, returnUrl));
};

const enter = (token: string) =>
  login({ baseUrl, proof: { kind: "token", token }, deviceName: "Test", clock: systemClock });

const newVault = async (name: string): Promise<Vault> => {
  const vault = await openSqliteVault({ path: join(dir, `${name}.sqlite`), random: systemRandom, clock: systemClock });
  vaults.push(vault);
  return vault;
};

const signInAs = (vault: Vault, loginToken: () => Promise<string>) =>
  signIn({
    vault,
    clock: systemClock,
    random: systemRandom,
    homeserver: baseUrl,
    by: { kind: "sso", baseUrl, loginToken },
    deviceName: "device",
    onStep: () => undefined,
  });

describe("a login at an identity provider", () => {
  it("is found where the homeserver offers it, with the name that it has there", async () => {
    const found = await discoverHomeserver(baseUrl, {});
    expect(found).toMatchObject({ passwordLogin: false, sso: [{ id: "oidc-provider", name: providerName }] });
  });

  it("makes one account for each person, under a name drawn by lot, and lets them into the same one again", async () => {
    const [first, again] = [await enter(await tokenOf("erika")), await enter(await tokenOf("erika"))];
    const other = await enter(await tokenOf("max"));
    expect(first.userId).toMatch(/^@p\d{16}:localhost$/);
    expect(again.userId).toBe(first.userId);
    expect(again.deviceId).not.toBe(first.deviceId);
    expect(other.userId).toMatch(/^@p\d{16}:localhost$/);
    expect(other.userId).not.toBe(first.userId);
    const transport = createTransport({
      session: first,
      onSessionChanged: async () => undefined,
      clock: systemClock,
      random: systemRandom,
    });
    // The provider's name of the person has not become public.
    expect(await transport.readProfile(first.userId, "displayname")).not.toContain("Erika");
  });

  it("gives a token that is good once", async () => {
    const token = await tokenOf("erika");
    await enter(token);
    expect((await failureOf(enter(token))).code).toBe("login_refused");
    expect((await failureOf(enter("made-up"))).code).toBe("login_refused");
  });

  it("counts for nothing when it was begun by somebody else", async () => {
    const mine = ssoLogin({ baseUrl, provider: "oidc-provider", returnUrl, random: systemRandom });
    const theirs = ssoLogin({ baseUrl, provider: "oidc-provider", returnUrl, random: systemRandom });
    const ended = await walkLogin(theirs.url, "max", returnUrl);
    expect(() => mine.tokenIn(ended)).toThrow(expect.objectContaining({ code: "login_mismatch" }));
    expect(theirs.tokenIn(ended)).toEqual(expect.any(String));
  });

  it("brings a device back that was signed out from afar, under its old id and with its identity", async () => {
    const vault = await newVault("again");
    let asked = 0;
    const token = async () => {
      asked += 1;
      return tokenOf("again");
    };
    expect(await signInAs(vault, token)).toBe("ready");
    const before = await readAccount(vault);
    if (before === null) throw new Error("Nobody is signed in");
    const transport = createTransport({
      session: before.session,
      onSessionChanged: async () => undefined,
      clock: systemClock,
      random: systemRandom,
    });
    await transport.logout();
    asked = 0;
    expect(await signInAs(vault, token)).toBe("ready");
    expect(asked).toBe(2);
    const after = await readAccount(vault);
    expect(after?.self.deviceId).toBe(before.self.deviceId);
    expect(after?.self.identityKey).toBe(before.self.identityKey);
  });

  it("changes nothing of what is stored when it is cancelled or refused", async () => {
    const vault = await newVault("kept");
    await signInAs(vault, () => tokenOf("kept"));
    const before = await readAccount(vault);
    const used = await tokenOf("kept");
    await enter(used);
    expect((await failureOf(signInAs(vault, async () => used))).code).toBe("login_refused");
    const cancelled = Object.assign(new Error("closed"), { code: "login_cancelled" });
    expect((await failureOf(signInAs(vault, () => Promise.reject(cancelled)))).code).toBe("login_cancelled");
    expect(await readAccount(vault)).toEqual(before);
  });

  it("confirms what the session alone may not do: removing a device, and closing the account", async () => {
    const [mine, lost] = [await enter(await tokenOf("again")), await enter(await tokenOf("again"))];
    const transport = createTransport({
      session: mine,
      onSessionChanged: async () => undefined,
      clock: systemClock,
      random: systemRandom,
    });
    const password = { kind: "password", password: "x" } as const;
    expect((await failureOf(transport.deleteDevice(lost.deviceId, password))).code).toBe("unsupported");
    const begun = { kind: "browser", session: null } as const;
    const confirm = await transport.deleteDevice(lost.deviceId, begun);
    if (confirm === null) throw new Error("The homeserver asks for nothing");
    const confirmed = { kind: "browser", session: confirm.session } as const;
    expect((await failureOf(transport.deleteDevice(lost.deviceId, confirmed))).code).toBe("not_confirmed");
    await confirmAt(confirm.url, "again");
    expect(await transport.deleteDevice(lost.deviceId, confirmed)).toBeNull();
    expect((await transport.devices()).map(({ deviceId }) => deviceId)).not.toContain(lost.deviceId);
    // Somebody else's login confirms nothing.
    const closing = await transport.deactivate(begun);
    if (closing === null) throw new Error("The homeserver asks for nothing");
    await confirmAt(closing.url, "max");
    const byOther = { kind: "browser", session: closing.session } as const;
    expect((await failureOf(transport.deactivate(byOther))).code).toBe("not_permitted");
    const again = await transport.deactivate(begun);
    if (again === null) throw new Error("The homeserver asks for nothing");
    await confirmAt(again.url, "again");
    expect(await transport.deactivate({ kind: "browser", session: again.session })).toBeNull();
    expect((await failureOf(transport.whoami())).code).toBe("signed_out");
  });
});

/** What the person does in the tab: follows the homeserver's page to the provider and logs in there. */
async function confirmAt(url: string, person: string): Promise<void> {
  const [answer, cookies] = [await fetch(url), new Map<string, string>()];
  keepCookies(answer, cookies);
  const page = await answer.text();
  const link = /href="([^"]*sso[^"]*|[^"]*\/auth\?[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
  if (link === undefined) throw new Error(`no link to the provider:\n${page.slice(0, 2000)}`);
  await walkLogin(new URL(link, url).href, person, "the end", cookies);
}
