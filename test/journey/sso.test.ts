import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPortal } from "../portal/index.ts";
import { createAccessLook } from "./access.ts";
import { type JourneyBrowser, launchBrowser, type Page, until } from "./driver/index.ts";
import { type IdpHouse, issuerList, openIdpHouse, people, providerName, returnUrls } from "./idp-scene.ts";
import { createNarrator } from "./narrator.ts";
import { askedWhoOneIs, presentAndSee } from "./steps/identity.ts";
import { chooseThread, openNewest, writeLetter } from "./steps/letters.ts";
import { beginProof, believeProviders } from "./steps/person.ts";
import { setUp } from "./steps/set-up.ts";
import { chooseAtProvider, openFirstPage } from "./steps/sso.ts";

/** Where pictures are left for whoever wants to look at them. */
const picturesDir = process.env.FEDERPOST_PICTURES ?? null;

const [erika, max] = people;
if (erika === undefined || max === undefined) throw new Error("The provider knows nobody");

describe.each(["chromium", "firefox"] as const)("a person who has no account yet, in %s", (name) => {
  const access = createAccessLook();
  const narrator = createNarrator({
    say: () => undefined,
    picturesDir: picturesDir && join(picturesDir, name),
    look: (page, what) => (what === "provider" ? Promise.resolve() : access.look(page, what)),
  });
  let dir: string;
  let house: IdpHouse;
  let citizen: JourneyBrowser;
  let clerk: JourneyBrowser;
  let inbox: Page;
  let office: Page;
  let list: string;

  const launch = (role: "citizen" | "clerk", language: "de" | "en") =>
    launchBrowser({ browser: name, dir: join(dir, role), language, window: "headless" });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-sso-"));
    house = await openIdpHouse(dir, { passwords: false, redirectUris: await returnUrls() });
    citizen = await launch("citizen", "de");
    clerk = await launch("clerk", "en");
    list = join(dir, "providers.json");
    await writeFile(list, issuerList(house.provider));
  });

  afterAll(async () => {
    await citizen?.close();
    await clerk?.close();
    await house?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const click = () => inbox.click({ testId: "sso-login", text: providerName });

  /** From the chosen provider to the mailbox. */
  const comeIn = async (browser: JourneyBrowser, page: Page, who: { readonly id: string }) => {
    await chooseAtProvider(browser, house.provider.issuer, who, narrator);
    const actor = { role: "citizen", browser, homeserver: house.homeserver, user: "", password: "" } as const;
    await setUp(page, { kind: "none" }, { actor: { ...actor, userId: who.id }, narrator });
    await page.see({ testId: "connection", data: { state: "online" } });
  };

  const addressOf = async (browser: JourneyBrowser): Promise<string> => {
    const options = await browser.open(browser.extensionUrl("options.html"));
    await options.see({ testId: "own-safety-code" });
    const address = await options.read({ css: "[data-testid=account] .address" });
    await options.close();
    return address;
  };

  it("is shown the provider alone where the homeserver takes no passwords, and loses nothing by closing its window", async () => {
    inbox = await openFirstPage(citizen, house.homeserver.url);
    expect(await inbox.count({ testId: "sign-in-password" })).toBe(0);
    await narrator.picture(inbox, "ways-in");
    await click();
    const window = await citizen.page(`${house.provider.issuer}/login/`);
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
      const window = await citizen.page(issuer);
      await window.close();
    }
    await inbox.see({ testId: "error", text: name === "chromium" ? "lässt sich nicht öffnen" : "Störung" });
    await narrator.picture(inbox, "provider-down");
    await house.restartProvider();
    await writeFile(list, issuerList(house.provider));
  });

  it("gets one by logging in there, under a name that says nothing of the person", async () => {
    await click();
    await comeIn(citizen, inbox, erika);
    expect(await addressOf(citizen)).toMatch(/^@p\d{16}:localhost$/);
    expect((await citizen.urls()).some((url) => url.startsWith(house.provider.issuer))).toBe(false);
    office = await openFirstPage(clerk, house.homeserver.url);
    await office.click({ testId: "sso-login" });
    await comeIn(clerk, office, max);
  });

  it("gets a proof of who they are, after giving up once", async () => {
    await believeProviders(citizen, list, narrator);
    const settings = await beginProof(citizen);
    await chooseAtProvider(citizen, house.provider.issuer, null, narrator);
    await settings.see({ testId: "error", text: "geschlossen" });
    await settings.click({ testId: "person-login" });
    await chooseAtProvider(citizen, house.provider.issuer, erika, narrator);
    await settings.see({ testId: "own-person", text: "hoch" });
    await settings.click({ css: "[data-testid=person-claims] summary" });
    await settings.see({ testId: "person-claims", text: erika.name });
    await narrator.picture(settings, "own-person");
    await settings.close();
  });

  it("shows it with a letter, and the other side reads name and level of assurance", async () => {
    const subject = "Antrag auf Wohngeld";
    const to = await addressOf(clerk);
    await writeLetter(inbox, to, { subject, text: "Der Antrag liegt bei.", files: [], showPerson: true });
    await narrator.picture(inbox, "sent-with-proof");
    await chooseThread(office, subject);
    await openNewest(office);
    // Nobody is believed here yet: a name that nothing bears out is not shown.
    expect(await office.count({ testId: "verified-person" })).toBe(0);
    await believeProviders(clerk, list, narrator);
    await office.see({ testId: "verified-person", text: erika.name, which: "first" });
    await office.see({ testId: "level", text: "high", which: "first" });
    await office.click({ testId: "trust-open", which: "first" });
    await office.see({ testId: "person-facts", text: providerName });
    await narrator.picture(office, "clerk-sees-person");
  });

  it("presents it to a page that asks, whose server believes it without asking the provider", async () => {
    const portal = await startPortal();
    try {
      portal.evidence.trust({ issuers: issuerList(house.provider) });
      const actor = { role: "citizen", browser: citizen, homeserver: house.homeserver } as const;
      const person = { ...actor, user: "", password: "", userId: "" };
      const shows = [erika.name, providerName];
      const { page, consent } = await askedWhoOneIs(person, portal, { evidence: "oidc", shows, narrator });
      await presentAndSee(page, consent, erika.name);
      expect(portal.evidence.reports).toMatchObject([{ verdict: "valid", proved: { person: { level: "high" } } }]);
      await page.close();
      const settings = await citizen.open(citizen.extensionUrl("options.html"));
      await settings.see({ testId: "shown-to", text: portal.origin });
      await settings.close();
    } finally {
      await portal.stop();
    }
  });

  it("saves everything and closes the account, which the provider confirms", async () => {
    const settings = await citizen.open(citizen.extensionUrl("options.html"));
    await settings.click({ css: "[data-testid=close-account] summary" });
    const path = await citizen.download(() => settings.click({ testId: "save-everything" }));
    await settings.see({ testId: "saved-everything", text: "1 Brief wurde gesichert" });
    const saved = unzipSync(new Uint8Array(await readFile(path)));
    const [bundle = "", drafts] = Object.keys(saved).sort();
    expect(drafts).toBe("drafts.json");
    expect(bundle).toContain("Antrag auf Wohngeld");
    const inBundle = unzipSync(saved[bundle] ?? new Uint8Array());
    expect(Object.keys(inBundle)).toContain("manifest.json");
    await settings.click({ testId: "close-ask" });
    await settings.click({ testId: "close-sure" });
    await narrator.picture(settings, "close-account");
    await settings.click({ testId: "close-confirm" });
    const tab = await citizen.page(`${house.homeserver.url}/_matrix/client/v3/auth`);
    await settings.see({ testId: "confirm-open" });
    await settings.click({ testId: "close-confirm" });
    await settings.see({ testId: "error", text: "noch nicht bestätigt" });
    await tab.click({ css: "a" });
    // The session at the provider is still there: it confirms at once.
    await until(
      async () => ((await citizen.urls()).some((url) => url.includes("/oidc/callback")) ? true : null),
      () => "The provider does not confirm",
    );
    await settings.click({ testId: "close-confirm" });
    await settings.see({ testId: "set-up" });
    await narrator.picture(settings, "account-closed");
    expect(access.found).toEqual([]);
  });
});
