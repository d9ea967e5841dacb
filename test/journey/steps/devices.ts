import { join } from "node:path";
import type { Actor } from "../actor.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";
import { chooseLock } from "./set-up.ts";
import { openPopup } from "./sign-in.ts";

/** Signs in on a further device of an account that has one: the page then shows code and picture. */
export const signInToWait = async (actor: Actor): Promise<Page> => {
  const popup = await openPopup(actor);
  await popup.click({ testId: "set-up" });
  const page = await actor.browser.page(actor.browser.extensionUrl("inbox.html"));
  await popup.close();
  await page.fill({ testId: "sign-in-homeserver" }, actor.homeserver.url);
  await page.fill({ testId: "sign-in-user" }, actor.user);
  await page.fill({ testId: "sign-in-password" }, actor.password);
  await page.click({ testId: "sign-in" });
  await page.see({ testId: "waiting", data: { state: "asking" } });
  await page.see({ testId: "qr-code" });
  return page;
};

/** The settings, at the device that is in already; who asks is shown there. */
export const openDevices = async (actor: Actor): Promise<Page> => {
  const options = await actor.browser.open(actor.browser.extensionUrl("options.html"));
  await options.see({ testId: "device" });
  return options;
};

/** How the person says at the existing device which device it is. */
export type NamedBy = "code" | "picture";

/** Names the new device, compares both numbers, and says yes at both ends. */
export const letIn = async (
  { waiting, options, by, dir }: { waiting: Page; options: Page; by: NamedBy; dir: string },
  narrator: Narrator,
): Promise<void> => {
  await options.see({ testId: "pairing", data: { state: "asked" } });
  await narrator.picture(options, "device-asks");
  if (by === "code") {
    await options.fill({ testId: "pairing-code" }, (await waiting.read({ testId: "waiting-code" })).toLowerCase());
    await options.click({ testId: "pairing-answer" });
  } else {
    const photo = join(dir, "screen-of-the-new-device.png");
    await waiting.screenshot(photo);
    await options.setFiles({ testId: "scan-image-file" }, [photo]);
  }
  await waiting.see({ testId: "waiting", data: { state: "compare" } });
  await options.see({ testId: "pairing", data: { state: "compare" } });
  const [here, there] = [await digitsOf(waiting), await digitsOf(options)];
  if (here !== there || !/^\d{7}$/.test(here)) throw new Error(`One device shows ${here}, the other ${there}`);
  await narrator.picture(waiting, "new-device-compares");
  await waiting.click({ testId: "waiting-same" });
  await options.see({ testId: "pairing-name" });
  await narrator.picture(options, "existing-device-approves");
  await options.click({ testId: "pairing-approve" });
};

const digitsOf = async (page: Page): Promise<string> =>
  (await page.read({ css: "[data-testid=short-code] [aria-hidden]" })).replace(/\s/g, "");

/** Comes back by the recovery key on a device that waits, and waits until the letters are there. Returns what it says. */
export const comeBack = async (page: Page, recoveryKey: string, narrator: Narrator): Promise<string> => {
  await page.click({ testId: "recover-open" });
  // As people type: small letters and spaces.
  await page.fill({ testId: "recover-key" }, recoveryKey.toLowerCase().replaceAll("-", " "));
  await narrator.picture(page, "recovery-key-typed");
  await page.click({ testId: "recover-action" });
  await chooseLock(page, { kind: "none" });
  await page.see({ testId: "restore-done" });
  await narrator.picture(page, "letters-restored");
  const said = await page.read({ testId: "restore-done" });
  await page.click({ testId: "archive-seen" });
  await page.miss({ testId: "restore-done" });
  return said;
};

/** Signs another device out, as a person does who no longer has it. */
export const removeDevice = async (options: Page, device: string, password: string): Promise<void> => {
  const item = { css: `[data-testid=device][data-device="${device}"]` } as const;
  await options.click({ testId: "remove-device", inside: item });
  await options.fill({ testId: "remove-device-password" }, password);
  await options.click({ testId: "remove-device-confirm" });
  await options.miss(item);
};
