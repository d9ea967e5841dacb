import type { JourneyOptions } from "../../scripts/journeys.ts";
import { walk } from "./journey.ts";
import { openInbox } from "./steps/letters.ts";
import { approve, sayYes, seeQuestion } from "./steps/portal.ts";
import { certifyAgency, seeWhoItIs } from "./steps/trust.ts";

/**
 * J3: a portal asks for a signature over a document; the citizen sees every page of it, why, and with which key, and signs; the
 * portal's server verifies it offline. Afterwards the signature stands in the citizen's log.
 */
export const walkJ3 = (options: JourneyOptions): Promise<void> =>
  walk("J3", options, async (scene) => {
    const { citizen, portal, narrator } = scene;
    const { browser } = citizen;
    await certifyAgency(scene);
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
      await consent.see({ testId: "pdf-page", data: { state: "drawn" }, which: "first" });
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
    });
  });
