import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Actor } from "../actor.ts";
import { type Authority, openAuthority } from "../authority.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";
import type { Scene } from "../scene.ts";
import { believe, installCertificate, requestFor } from "./evidence.ts";
import { chooseThread, openInbox } from "./letters.ts";

/** Who is on the other side, as people look at it. */

export const agency = { organisation: "Stadt Musterlingen", unit: "Bauamt" } as const;

/** The clerk's mailbox gets a certificate of an authority that both sides believe. Answers the authority. */
export const certifyAgency = ({ dir, citizen, clerk, narrator }: Scene): Promise<Authority> =>
  narrator.step("The agency's mailbox gets a certificate of an authority that both sides believe", async () => {
    const authority = await openAuthority(join(dir, "authority"));
    for (const actor of [clerk, citizen]) await believe(actor, authority, narrator);
    const request = await readFile(await requestFor(clerk, agency));
    await installCertificate(clerk, await authority.issue(request, agency), narrator);
    return authority;
  });

/** Clicks the check mark at the agency's name, reads whose word it is, and closes the panel by the keyboard. */
export const seeWhoItIs = async (page: Page, narrator: Narrator, domain: string | null): Promise<void> => {
  await page.see({ testId: "verified-name", text: agency.organisation, which: "first" });
  await page.click({ testId: "trust-open", which: "first" });
  await page.see({ testId: "trust-panel", text: "Wurzel" });
  await page.see({ testId: "certificate", text: `${agency.unit}, ${agency.organisation}, DE` });
  if (domain !== null) await page.see({ testId: "domain-word", text: domain });
  await narrator.picture(page, "who-it-is");
  await page.press("Escape");
  await page.miss({ testId: "trust-panel" });
};

const mirrored = (code: string): string => code.replace(/\d/g, (digit) => String(9 - Number(digit)));

/** Opens the settings at the actor's own safety code with its QR code; answers the digits and a picture of the page. */
async function showOwnCode({ browser }: Actor, picture: string): Promise<string> {
  const settings = await browser.open(browser.extensionUrl("options.html"));
  const code = await settings.read({ testId: "own-safety-code" });
  await settings.click({ css: "summary", inside: { testId: "own-qr" } });
  await settings.see({ testId: "qr-code" });
  await settings.evaluate(() => document.querySelector("[data-testid=qr-code]")?.scrollIntoView(), null);
  await settings.screenshot(picture);
  await settings.close();
  return code;
}

/** Citizen and clerk compare the clerk's safety code: a wrong one is refused, digits and the QR code are remembered. */
export const compareCodes = async ({ dir, citizen, clerk, narrator }: Scene, subject: string): Promise<void> => {
  const picture = join(dir, "clerk-code.png");
  const code = await narrator.step("The clerk shows the mailbox's safety code", () => showOwnCode(clerk, picture));
  const inbox = await openInbox(citizen);
  await chooseThread(inbox, subject);
  await narrator.step("The citizen compares: another code is refused, the clerk's is remembered", async () => {
    await inbox.click({ testId: "trust-open", which: "first" });
    await inbox.click({ testId: "compare-open" });
    await inbox.fill({ testId: "compare-typed" }, mirrored(code));
    await inbox.click({ testId: "compare-check" });
    await inbox.see({ testId: "compare-result" });
    await narrator.picture(inbox, "another-code");
    await inbox.fill({ testId: "compare-typed" }, code);
    await inbox.click({ testId: "means-in_person" });
    await inbox.click({ testId: "compare-check" });
    await inbox.see({ testId: "comparison", data: { means: "in_person" } });
  });
  await narrator.step("The citizen reads the clerk's QR code from a picture", async () => {
    await inbox.click({ testId: "compare-open" });
    await inbox.setFiles({ testId: "scan-image-file" }, [picture]);
    await inbox.see({ testId: "comparison", data: { means: "scanned" } });
    await narrator.picture(inbox, "compared");
    await inbox.click({ testId: "trust-close" });
    await inbox.see({ testId: "compared", which: "first" });
  });
  await inbox.close();
};
