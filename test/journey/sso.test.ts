import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessLook } from "./access.ts";
import { type JourneyBrowser, launchBrowser, type Page } from "./driver/index.ts";
import { type IdpHouse, openIdpHouse, people, providerName, returnUrls } from "./idp-scene.ts";
import { createNarrator } from "./narrator.ts";
import { setUp } from "./steps/set-up.ts";
import { chooseAtProvider, openFirstPage } from "./steps/sso.ts";

/** Where pictures are left for whoever wants to look at them. */
const picturesDir = process.env.FEDERPOST_PICTURES ?? null;

const [erika] = people;
if (erika === undefined) throw new Error("The provider knows nobody");

describe.each(["chromium", "firefox"] as const)("a person who has no account yet, in %s", (name) => {
  const access = createAccessLook();
  const narrator = createNarrator({
    say: () => undefined,
    picturesDir: picturesDir && join(picturesDir, name),
    look: (page, what) => (what === "provider" ? Promise.resolve() : access.look(page, what)),
  });
  let dir: string;
  let house: IdpHouse;
  let browser: JourneyBrowser;
  let inbox: Page;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-sso-"));
    house = await openIdpHouse(dir, { passwords: false, redirectUris: await returnUrls() });
    browser = await launchBrowser({ browser: name, dir: join(dir, "browser"), language: "de", window: "headless" });
  });

  afterAll(async () => {
    await browser?.close();
    await house?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const click = () => inbox.click({ testId: "sso-login", text: providerName });

  it("is shown the provider alone where the homeserver takes no passwords, and loses nothing by closing its window", async () => {
    inbox = await openFirstPage(browser, house.homeserver.url);
    expect(await inbox.count({ testId: "sign-in-password" })).toBe(0);
    await narrator.picture(inbox, "ways-in");
    await click();
    const window = await browser.page(`${house.provider.issuer}/login/`);
    await inbox.see({ testId: "sso-waiting" });
    await window.close();
    await inbox.see({ testId: "error", text: "geschlossen" });
    await narrator.picture(inbox, "closed-window");
  });

  it("is told when the provider does not answer, and goes on when it does again", async () => {
    const { issuer } = house.provider;
    await house.provider.stop();
    await click();
    if (name === "firefox") {
      // Firefox shows why, in the window: the person reads it there and closes it.
      const window = await browser.page(issuer);
      await window.close();
    }
    await inbox.see({ testId: "error", text: name === "chromium" ? "lässt sich nicht öffnen" : "Störung" });
    await narrator.picture(inbox, "provider-down");
    await house.restartProvider();
  });

  it("gets one by logging in there, under a name that says nothing of the person", async () => {
    await click();
    await chooseAtProvider(browser, house.provider.issuer, erika, narrator);
    await setUp(
      inbox,
      { kind: "none" },
      {
        actor: { role: "citizen", browser, homeserver: house.homeserver, user: "", userId: "erika", password: "" },
        narrator,
      },
    );
    await inbox.see({ testId: "connection", data: { state: "online" } });
    const options = await browser.open(browser.extensionUrl("options.html"));
    await options.see({ testId: "own-safety-code" });
    const address = await options.read({ css: "[data-testid=account] .address" });
    expect(address).toMatch(/^@p\d{16}:localhost$/);
    expect((await browser.urls()).some((url) => url.startsWith(house.provider.issuer))).toBe(false);
    await options.close();
    expect(access.found).toEqual([]);
  });
});
