import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Directory, startDirectory } from "../../../scripts/directory/index.ts";
import { readSource } from "../../../shared/directory/index.ts";
import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";
import type { Scene } from "../scene.ts";
import { approve, sayYes, seeQuestion } from "./portal.ts";

/** A directory as people use it. */

export const office = "Bauamt der Stadt Musterlingen";

/** A directory that names the town's building office by the town's domain. */
export const openDirectory = async ({ portal, dir }: Scene): Promise<{ directory: Directory; file: string }> => {
  const directory = await startDirectory();
  await directory.enter({
    name: office,
    domain: new URL(portal.origin).host,
    leikaKeys: ["99012001000001", "99012002000001"],
    ars: ["089990001001"],
  });
  const file = join(dir, "directory.json");
  await writeFile(file, directory.file);
  return { directory, file };
};

/** Sets the directory after its key's fingerprint was compared with the published one. */
export const setDirectory = async (
  { browser }: Actor,
  { directory, file }: { readonly directory: Directory; readonly file: string },
  narrator: Narrator,
): Promise<void> => {
  const settings = await browser.open(browser.extensionUrl("options.html"));
  await settings.see({ testId: "source-directory", data: { set: "false" } });
  await settings.setFiles({ testId: "source-directory-file" }, [file]);
  const dialog = { testId: "source-dialog" } as const;
  await settings.see(dialog);
  const shown = await settings.read({ testId: "thumbprint", inside: dialog });
  const [key] = (await readSource(directory.file)).keys;
  if (shown.trim() !== key?.thumbprint) throw new Error(`The page shows another fingerprint: ${shown}`);
  await narrator.picture(settings, "directory-question");
  await settings.click({ testId: "source-confirm" });
  await settings.see({ testId: "source-directory", data: { set: "true" } });
  await settings.close();
};

/** Types into a field that suggests, and takes the first suggestion by the keys. */
export const takeFirst = async (page: Page, field: string, text: string): Promise<void> => {
  await page.fill({ testId: field }, text);
  await page.see({ testId: "choice", which: "first" });
  await page.press("ArrowDown");
  await page.see({ css: "[data-testid=choice][aria-selected=true]" });
  await page.press("Enter");
};

/** How the page on which people look for an office says what came of it. */
type Outcome = "found" | "nothing" | "no_directory" | "later" | "refused";

/** Looks for an office on the town's page, by service and place or by name, and waits for what the page says. */
export const lookOnPage = async (
  page: Page,
  query: { readonly service: string; readonly place: string } | { readonly query: string },
  outcome: Outcome,
): Promise<void> => {
  for (const [field, text] of Object.entries(query)) await page.fill({ css: `#${field}` }, text);
  await page.click({ testId: "query" in query ? "find-by-name" : "find-responsible" });
  await page.see({ testId: "find-state", data: { state: outcome } });
};

/** Opens that page. Without a directory it hears that there is none, once the person has allowed it to ask. */
export const openOfficeFinder = async (citizen: Actor, { portal, narrator }: Scene): Promise<Page> => {
  const page = await citizen.browser.open(`${portal.origin}/find`);
  await page.see({ testId: "find-state", data: { state: "connected" } });
  await page.fill({ css: "#query" }, "bauamt");
  await page.click({ testId: "find-by-name" });
  await approve(citizen, { kind: "access", origin: portal.origin, shows: ["Verzeichnis"] }, narrator);
  await page.see({ testId: "find-state", data: { state: "no_directory" } });
  return page;
};

/**
 * The page finds the same office by its name, and by service and place, and nothing where there are several. The directory has a name
 * for the office that its domain does not have: neither the page nor the consent window says it.
 */
export const findOnPage = async (page: Page, directory: Directory, scene: Scene): Promise<void> => {
  const { citizen, clerk, portal, narrator } = scene;
  const { host } = new URL(portal.origin);
  const competence = { leikaKeys: ["99107005012000"], ars: ["099990002001"] };
  await directory.enter({ name: "Bauamt am Nachbarort", domain: "nachbarort.example", ...competence });
  await directory.enter({ name: "Geprüftes Ministerium", domain: host, ...competence });
  await lookOnPage(page, { service: "baugenehmigung", place: "78999" }, "found");
  await page.see({ testId: "found-office", text: `${office} (${host})` });
  await narrator.picture(page, "page-found");
  await lookOnPage(page, { query: "bauamt" }, "nothing");
  await page.miss({ testId: "found-office" });
  await narrator.picture(page, "page-several");
  await lookOnPage(page, { query: "geprüftes ministerium" }, "found");
  await page.see({ testId: "found-office", text: `${office} (${host})` });
  await page.click({ testId: "ask-in-confidence" });
  const demanding = await seeQuestion(citizen, { kind: "send", origin: portal.origin, shows: [clerk.userId] });
  await demanding.see({ testId: "demand", data: { met: "false" } });
  await narrator.picture(demanding, "consent-not-proved");
  await sayYes(demanding);
  await page.see({ testId: "find-state", data: { state: "not_proved" } });
  await page.click({ testId: "ask-office" });
  const consent = await seeQuestion(citizen, { kind: "send", origin: portal.origin, shows: [clerk.userId, host] });
  await narrator.picture(consent, "consent-found");
  const shown = await consent.read({ testId: "question" });
  if (shown.includes("Ministerium")) throw new Error(`The consent window has the directory's words:\n${shown}`);
  await sayYes(consent);
  await page.see({ testId: "find-state", data: { state: "sent" } });
};
