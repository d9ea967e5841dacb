import { readFile } from "node:fs/promises";
import type { JourneyOptions } from "../../scripts/journeys.ts";
import { walk } from "./journey.ts";
import { expectConformant, runConformancePage, seeItFail } from "./steps/conformance.ts";
import { askedWhoOneIs, presentAndSee } from "./steps/identity.ts";
import { openInbox } from "./steps/letters.ts";
import { approve, sayYes, seeQuestion } from "./steps/portal.ts";
import { agency, certifyAgency, seeWhoItIs } from "./steps/trust.ts";

/** What the citizen knows our windows by. */
const sign = "Grüne Gießkanne am Fenster";

/**
 * J3: a portal asks for a signature over a document; the citizen sees every page of it, why, and with which key, and signs; the
 * portal's server verifies it offline. Afterwards the signature stands in the citizen's log. Then a page asks who somebody is: the
 * agency presents its certificate, the citizen has nothing to present, and a token that is shown again is worth nothing.
 */
export const walkJ3 = (options: JourneyOptions): Promise<void> =>
  walk("J3", options, async (scene) => {
    const { citizen, clerk, portal, narrator } = scene;
    const { browser } = citizen;
    const authority = await certifyAgency(scene);
    await narrator.step("The citizen chooses a secret sign", async () => {
      const settings = await browser.open(browser.extensionUrl("options.html"));
      await settings.fill({ testId: "cue-phrase" }, sign);
      await settings.click({ testId: "cue-draw" });
      await settings.see({ testId: "cue", text: sign });
      await settings.click({ testId: "cue-save" });
      await settings.see({ testId: "cue-saved" });
      await narrator.picture(settings, "secret-sign");
      await settings.close();
    });
    await narrator.step("The citizen looks up whose domain asks: the name is proved", async () => {
      const inbox = await openInbox(citizen);
      await inbox.click({ testId: "write" });
      const { host } = new URL(portal.origin);
      await inbox.fill({ testId: "compose-to" }, host);
      await inbox.see({ testId: "party", data: { assurance: "verified" } });
      await inbox.see({ testId: "domain-proof", text: host });
      await seeWhoItIs(inbox, narrator, host);
      await inbox.close();
    });
    const page = await narrator.step("The citizen opens the page with the contract", async () => {
      const opened = await browser.open(`${portal.url}sign`);
      await opened.see({ testId: "sign-state", data: { state: "connected" } });
      return opened;
    });
    await narrator.step("The citizen allows the page to ask for signatures", async () => {
      await page.click({ testId: "sign" });
      await approve(citizen, { kind: "access", origin: portal.origin, shows: [] }, narrator);
    });
    await narrator.step("The window shows reason, document, its pages and whose key signs", async () => {
      const asked = {
        kind: "sign",
        origin: portal.origin,
        shows: ["Ich schließe den Erschließungsvertrag", "Erschließungsvertrag.pdf", citizen.userId],
      } as const;
      const consent = await seeQuestion(citizen, asked);
      await consent.see({ testId: "cue", text: sign });
      await consent.see({ testId: "drawn-page", data: { state: "drawn" }, which: "first" });
      await narrator.picture(consent, "consent-sign");
      await sayYes(consent);
    });
    await narrator.step("The portal's server has verified the signature over its own copy", async () => {
      await page.see({ testId: "sign-state", data: { state: "valid" } });
      const [verdict] = portal.verdicts;
      if (verdict?.kind !== "valid" || verdict.statement.account !== citizen.userId)
        throw new Error(`The portal's server found: ${JSON.stringify(verdict)}`);
    });
    await narrator.step("It stands in the citizen's log of key uses", async () => {
      const settings = await browser.open(browser.extensionUrl("options.html"));
      await settings.see({ testId: "key-use", data: { method: "document.sign" }, text: "Erschließungsvertrag.pdf" });
      await settings.miss({ testId: "uses-broken" });
      await narrator.picture(settings, "key-uses");
      await settings.close();
      await page.close();
    });
    await narrator.step("A page asks the agency who it is; its server believes the certificate, once", async () => {
      portal.evidence.trust({ roots: await readFile(authority.rootFile, "utf8") });
      const shows = [agency.organisation, clerk.userId];
      const asked = await askedWhoOneIs(clerk, portal, { evidence: "x509", shows, narrator });
      await presentAndSee(asked.page, asked.consent, agency.organisation);
      const [token = ""] = portal.evidence.tokens;
      const nonce = portal.evidence.makeNonce();
      const again = await portal.evidence.take(JSON.stringify({ token, nonce, kind: "x509" }));
      if (again.verdict !== "invalid" || again.fault !== "other_nonce")
        throw new Error(`A token that was shown before came to ${JSON.stringify(again)}`);
      await asked.page.close();
    });
    await narrator.step("It asks the citizen, who has no proof and lets the page know that", async () => {
      const asked = await askedWhoOneIs(citizen, portal, { evidence: "oidc", shows: [], narrator });
      const { page: asking, consent } = asked;
      await consent.see({ testId: "present-fault", data: { kind: "none" } });
      await sayYes(consent);
      await asking.see({ testId: "identity-state", data: { state: "no_evidence" } });
      if (portal.evidence.tokens.length !== 2) throw new Error("The page got something although there was nothing.");
      await asking.close();
    });
    await narrator.step("The portal's developer runs the conformance page, which finds all as it must be", async () => {
      expectConformant(await runConformancePage(citizen, portal, narrator), ["origin"]);
    });
    await narrator.step("Under headers that keep the extension away it fails and says why", () => seeItFail(citizen));
    await narrator.step("What the agency presented stands in its log of key uses", async () => {
      const settings = await clerk.browser.open(clerk.browser.extensionUrl("options.html"));
      await settings.see({ testId: "key-use", data: { method: "identity.present" }, text: agency.organisation });
      await settings.close();
    });
  });
