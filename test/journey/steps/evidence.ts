import type { Actor } from "../actor.ts";
import type { Authority } from "../authority.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";

/** Certificates in the settings, as people install and believe them. */

const openSettings = async ({ browser }: Actor): Promise<Page> => {
  const settings = await browser.open(browser.extensionUrl("options.html"));
  await settings.see({ testId: "evidence" });
  return settings;
};

/** Believes an authority after its fingerprint was compared with the published one. */
export const believe = async (actor: Actor, authority: Authority, narrator: Narrator): Promise<void> => {
  const settings = await openSettings(actor);
  await settings.setFiles({ testId: "roots-file" }, [authority.rootFile]);
  const dialog = { testId: "roots-dialog" } as const;
  await settings.see(dialog);
  const shown = (await settings.read({ testId: "fingerprint", inside: dialog })).replace(/\s/g, "");
  if (shown !== authority.fingerprint) throw new Error(`The page shows another fingerprint: ${shown}`);
  await narrator.picture(settings, `${actor.role}-believes`);
  await settings.click({ testId: "roots-confirm" });
  await settings.see({ testId: "root" });
  await settings.close();
};

/** Saves a request for a certificate about the mailbox's key and returns its path. */
export const requestFor = async (
  actor: Actor,
  { organisation, unit }: { readonly organisation: string; readonly unit: string },
): Promise<string> => {
  const settings = await openSettings(actor);
  await settings.click({ css: "summary", inside: { testId: "evidence-request" } });
  await settings.fill({ testId: "request-organisation" }, organisation);
  await settings.fill({ testId: "request-unit" }, unit);
  const path = await actor.browser.download(() => settings.click({ testId: "request-save" }));
  await settings.close();
  return path;
};

/** Installs what the authority has issued; first without its chain, which is refused with words. */
export const installCertificate = async (actor: Actor, files: readonly string[], narrator: Narrator): Promise<void> => {
  const settings = await openSettings(actor);
  await settings.click({ css: "summary", inside: { testId: "evidence-install" } });
  await settings.setFiles({ testId: "evidence-files" }, files.slice(0, 1));
  await settings.see({ testId: "evidence-refused" });
  await narrator.picture(settings, "certificate-refused");
  await settings.setFiles({ testId: "evidence-files" }, files);
  await settings.see({ testId: "own-evidence", data: { kind: "verified" } });
  await settings.miss({ testId: "evidence-refused" });
  await narrator.picture(settings, "certificate-installed");
  await settings.close();
};

/** Takes the mailbox's certificate away again. */
export const removeCertificate = async (actor: Actor, narrator: Narrator): Promise<void> => {
  const settings = await openSettings(actor);
  await settings.click({ testId: "evidence-remove" });
  await settings.see({ testId: "evidence-remove-dialog" });
  await narrator.picture(settings, "certificate-remove");
  await settings.click({ testId: "evidence-remove-confirm" });
  await settings.see({ testId: "own-evidence", data: { kind: "none" } });
  await settings.close();
};
