import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";

/** Certificates by ACME in the settings, as an agency's administrator sets them up. */

export interface AcmeWish {
  readonly directory: string;
  readonly domain: string;
  readonly address: string;
}

/** The settings with the part about ACME unfolded. */
export const openAcme = async ({ browser }: Actor): Promise<Page> => {
  const settings = await browser.open(browser.extensionUrl("options.html"));
  await settings.see({ testId: "evidence" });
  await settings.click({ css: "[data-testid=acme] > summary" });
  return settings;
};

/** Fills the form in. */
export const fillAcme = async (settings: Page, wish: AcmeWish): Promise<void> => {
  await settings.fill({ testId: "acme-directory" }, wish.directory);
  await settings.fill({ testId: "acme-domain" }, wish.domain);
  await settings.click({ css: "summary", inside: { testId: "acme-more" } });
  await settings.fill({ testId: "acme-address" }, wish.address);
  await settings.click({ testId: "acme-terms" });
};
