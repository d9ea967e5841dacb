import type { JourneyBrowser, Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";

/** Proving who one is, in the settings, as people do it. */

const openSettings = async (browser: JourneyBrowser): Promise<Page> => {
  const settings = await browser.open(browser.extensionUrl("options.html"));
  await settings.see({ testId: "person" });
  return settings;
};

/** Believes the providers of a list from a file. */
export const believeProviders = async (browser: JourneyBrowser, file: string, narrator: Narrator): Promise<void> => {
  const settings = await openSettings(browser);
  await settings.see({ testId: "no-issuers" });
  await settings.setFiles({ testId: "issuers-file" }, [file]);
  await settings.see({ testId: "issuers-dialog" });
  await narrator.picture(settings, "believes-provider");
  await settings.click({ testId: "issuers-confirm" });
  await settings.see({ testId: "issuer" });
  await settings.close();
};

/** Begins to get a proof from the one provider that is believed; the caller goes on in its window. */
export const beginProof = async (browser: JourneyBrowser): Promise<Page> => {
  const settings = await openSettings(browser);
  await settings.click({ testId: "person-login" });
  return settings;
};
