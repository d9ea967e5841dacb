import { readFile } from "node:fs/promises";
import type { Actor } from "../actor.ts";
import type { ChromiumPage, Page, Spot } from "../driver/index.ts";

/** What drags carried out of a page since it was asked to keep them: `null` for each that was called off. */
type Kept = typeof globalThis & { carriedOut?: (string | null)[] };

/** The file that a drag carries, as Chromium reads it. */
export interface Carried {
  readonly type: string;
  readonly name: string;
  readonly bytes: Buffer;
}

const attachment = (name: string): Spot => ({
  testId: "attachment",
  text: name,
  inside: { testId: "letter", which: "last" },
});

/** How many attachments of the newest letter offer to be dragged, of those with this name. */
export const countHandles = (page: Page, name: string): Promise<number> =>
  page.count({ testId: "drag-out", inside: attachment(name) });

// Runs in the page, after the page's own listeners.
const keepDrags = () => {
  const kept = globalThis as Kept;
  if (kept.carriedOut !== undefined) return;
  kept.carriedOut = [];
  document.addEventListener("dragstart", (event) => {
    const carried = event.dataTransfer?.getData("DownloadURL") ?? "";
    kept.carriedOut?.push(event.defaultPrevented || carried === "" ? null : carried);
  });
};

/** Drags once with the mouse: what it carried, `null` when it was called off, `"none"` when no drag began. */
const dragOnce = async (page: ChromiumPage, spot: Spot): Promise<string | null> => {
  await page.evaluate(keepDrags, null);
  const taken = () => page.evaluate(() => (globalThis as Kept).carriedOut?.splice(0) ?? [], null);
  await taken();
  await page.dragAway(spot);
  const [carried = "none"] = await taken();
  return carried;
};

/**
 * Drags an attachment of the newest letter out of the page, a second time where the page asks for it, and reads the address that the
 * browser would read where the file is dropped. Throws where nothing can be dragged.
 */
export const dragOut = async ({ browser }: Actor, page: ChromiumPage, name: string): Promise<Carried> => {
  const handle: Spot = { testId: "drag-out", inside: attachment(name) };
  let carried = await dragOnce(page, handle);
  if (carried === null) {
    await page.see({ testId: "drag-news", data: { state: "ready" }, text: name });
    carried = await dragOnce(page, handle);
  }
  const [, type, shown, url] = /^([^:]*):([^:]*):(blob:.*)$/.exec(carried ?? "") ?? [];
  if (type === undefined || shown === undefined || url === undefined) throw new Error(`The drag carries ${carried}`);
  // The pages may not fetch such an address by themselves; the browser downloads it, as it does for a drop.
  const path = await browser.download(() =>
    page.evaluate((href) => {
      const link = document.createElement("a");
      Object.assign(link, { href, download: "dropped" }).click();
    }, url),
  );
  return { type, name: shown, bytes: await readFile(path) };
};

/** Tries to drag an attachment by its name where there is no handle. True where a drag began. */
export const dragsByName = async (page: ChromiumPage, name: string): Promise<boolean> =>
  (await dragOnce(page, { css: ".file-name", inside: attachment(name) })) !== "none";
