import type * as Sdk from "../../../shared/sdk/index.ts";
import type { Page } from "../../journey/driver/index.ts";
import { ChromiumPage, until } from "../../journey/driver/index.ts";
import { type Site, sdkPage } from "./chromium.ts";
import type { Rig } from "./rig.ts";

declare global {
  var federpost: Sdk.Federpost;
  var thread: string;
  var place: Promise<string>;
  var told: unknown[];
}

/** What only the person may read. */
export const secret = "SECRET-OF-THE-LETTER";

const room = `<main id="outer" style="padding: 20px"><div id="middle"><div id="box" style="width: 600px"></div></div></main>
  <button id="act">act</button>`;

export interface Portal {
  readonly page: Page;
  readonly site: Site;
}

/** A page whose person let it do everything, with a thread that it began and room for a frame. */
export async function portalWithRoom(
  rig: Rig,
  { html = room, headers = {} }: { readonly html?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Portal> {
  const site = await rig.site();
  site.set("/", sdkPage("<script>globalThis.told = [];</script>", html), headers);
  const page = await rig.visit(`${site.origin}/`);
  await page.evaluate(() => {
    const methods = ["mailbox.find", "letter.send", "letter.open", "letter.compose"] as const;
    globalThis.place = federpost.requestAccess({ methods, purpose: "x" }).then(() => "granted");
  }, null);
  await rig.decide("approve");
  await page.evaluate(async () => {
    await globalThis.place;
    const to = await federpost.findMailbox({ domain: "bauamt.example" });
    if (to === null) throw new Error("there is no mailbox");
    globalThis.place = federpost.send({ to, subject: "s", text: "t" }).then(({ thread }) => thread);
  }, null);
  await rig.decide("approve");
  await page.evaluate(async () => {
    globalThis.thread = await globalThis.place;
    federpost.on("slotChanged", (change) => globalThis.told.push(change));
  }, null);
  return { page, site };
}

/** The page asks for its newest letter in the element, and the person agrees. Answers where it is shown. */
export async function openIn(rig: Rig, page: Page, box = "#box"): Promise<string> {
  await page.evaluate((css) => {
    const element = document.querySelector<HTMLElement>(css);
    globalThis.place = federpost
      .open(globalThis.thread, element === null ? {} : { in: element })
      .catch((error) => String(error.code));
  }, box);
  await rig.decide("approve");
  await toFront(page);
  return page.evaluate(() => globalThis.place, null);
}

export const toFront = async (page: Page): Promise<void> => {
  if (page instanceof ChromiumPage) await page.toFront();
};

export const chromiumPage = (page: Page): ChromiumPage => {
  if (!(page instanceof ChromiumPage)) throw new Error("only Chromium has sealed frames");
  return page;
};

export const sealedIn = (rig: Rig, page: Page) => chromiumPage(page).frame(rig.browser.extensionUrl("sealed.html"));
export type Sealed = Awaited<ReturnType<typeof sealedIn>>;

/** A letter in a frame, seen as it is. */
export async function letterInFrame(rig: Rig): Promise<Portal & { readonly frame: Sealed }> {
  const portal = await portalWithRoom(rig);
  const place = await openIn(rig, portal.page);
  if (place !== "frame") throw new Error(`The letter is shown in: ${place}`);
  const frame = await sealedIn(rig, portal.page);
  await frame.see({ testId: "sealed", data: { live: "true" } });
  return { ...portal, frame };
}

/** Whether the frame doubts nothing, although it had the time to. */
export async function staysLive(frame: Sealed): Promise<boolean> {
  const hidden = async () => ((await frame.count({ css: "[data-doubt]:not([data-doubt=none])" })) > 0 ? true : null);
  try {
    await until(hidden, () => "nothing is doubted", 2000);
    return false;
  } catch {
    return true;
  }
}
