import type { JourneyBrowser, Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";

/** Opens the first page with the homeserver's address typed in, so that it shows the ways in. */
export const openFirstPage = async (browser: JourneyBrowser, homeserver: string): Promise<Page> => {
  const inbox = await browser.open(browser.extensionUrl("inbox.html"));
  await inbox.fill({ testId: "sign-in-homeserver" }, homeserver);
  await inbox.press("Tab");
  await inbox.see({ testId: "sso-login" });
  return inbox;
};

/** Chooses who one is in the provider's window, which closes by itself. `null` presses its "Abbrechen". */
export const chooseAtProvider = async (
  browser: JourneyBrowser,
  issuer: string,
  who: { readonly id: string } | null,
  narrator: Narrator,
): Promise<void> => {
  const login = await browser.page(`${issuer}/login/`);
  await narrator.picture(login, "provider");
  await login.click({ css: `button[value="${who?.id ?? "cancelled"}"]` });
};
