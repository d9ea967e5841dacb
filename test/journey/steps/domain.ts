import type { Actor } from "../actor.ts";

/** Makes the file by which a domain names the actor's mailbox as its own. Returns the path it was saved under. */
export const nameDomain = async (
  { browser }: Actor,
  about: { readonly domain: string; readonly name: string },
): Promise<string> => {
  const options = await browser.open(browser.extensionUrl("options.html"));
  await options.fill({ testId: "domain-name" }, about.domain);
  await options.fill({ testId: "domain-mailbox" }, about.name);
  const path = await browser.download(() => options.click({ testId: "domain-save" }));
  await options.close();
  return path;
};
