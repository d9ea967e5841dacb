import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Directory, startDirectory } from "../../../scripts/directory/index.ts";
import { readSource } from "../../../shared/directory/index.ts";
import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";
import type { Scene } from "../scene.ts";

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
