import { join } from "node:path";
import type { JourneyOptions } from "../../scripts/journeys.ts";
import type { BrowserName } from "../../scripts/setup/index.ts";
import type { Actor } from "./actor.ts";
import { ChromiumPage, type JourneyBrowser, launchBrowser, type Page } from "./driver/index.ts";
import { freshFolder } from "./journey.ts";
import { createNarrator } from "./narrator.ts";
import { onScene } from "./on-scene.ts";
import type { Scene } from "./scene.ts";
import { comeBack, letIn, type NamedBy, openDevices, removeDevice, signInToWait } from "./steps/devices.ts";
import { answer, chooseThread, openInbox, openNewest, readNewest, writeLetter } from "./steps/letters.ts";
import { chooseLock, sheetOf } from "./steps/set-up.ts";

/**
 * J4: a person takes a second device, in the other browser: both read and write; then signs it out from afar. In the end
 * both are lost, and the recovery key brings the mailbox back on a third.
 */
export const walkJ4 = async ({ browser, servers, keepDir, say, look }: JourneyOptions): Promise<void> => {
  const keepIn = keepDir === null ? null : await freshFolder(keepDir, "J4");
  const narrator = createNarrator({
    say,
    picturesDir: keepIn === null ? null : join(keepIn, "pictures"),
    ...(look && { look }),
  });
  await onScene({ browser, servers, window: "headless", narrator, keepIn }, async (scene) => {
    const other: BrowserName = browser === "chromium" ? "firefox" : "chromium";
    const second = await narrator.step(`The citizen takes a second device, with ${other}`, () =>
      launchBrowser({ browser: other, dir: join(scene.dir, "second"), language: "de", window: "headless" }),
    );
    try {
      // Each way in which a person can name the device is gone once.
      await takeSecondDevice(scene, second, browser === "chromium" ? "picture" : "code");
    } finally {
      await second.close();
    }
    await narrator.step("The first device has saved everything", () => isSaved(scene.citizen));
    await scene.citizen.browser.close();
    const third = await narrator.step("The citizen has lost all devices and takes a new one", () =>
      launchBrowser({ browser, dir: join(scene.dir, "third"), language: "de", window: "headless" }),
    );
    try {
      await comeBackByRecoveryKey(scene, third);
    } finally {
      await third.close();
    }
  });
};

async function isSaved(citizen: Actor): Promise<void> {
  const options = await openDevices(citizen);
  await options.see({ testId: "archive-waiting", data: { waiting: "0" } });
  await options.close();
}

async function comeBackByRecoveryKey({ citizen, clerk, narrator }: Scene, browser: JourneyBrowser): Promise<void> {
  const office = await openInbox(clerk);
  await chooseThread(office, subject);
  const inbox = await narrator.step("The recovery key brings all letters back", async () => {
    const page = await signInToWait({ ...citizen, browser });
    await narrator.picture(page, "nobody-to-let-in");
    const said = await comeBack(page, sheetOf(citizen), narrator);
    if (!/^3 /.test(said)) throw new Error(`It says: ${said}`);
    await chooseThread(page, subject);
    await page.see({ testId: "letter", text: "Erster Brief" });
    await page.see({ testId: "letter", text: "Vom zweiten Gerät geschrieben" });
    return page;
  });
  await narrator.step("The clerk sees a new device, and both write again", async () => {
    await inbox.miss({ testId: "thread-state" });
    await answer(office, "Willkommen zurück");
    await openNewest(inbox);
    const text = await readNewest(inbox);
    if (!text.includes("Willkommen zurück")) throw new Error(`The new device reads something else: ${text}`);
    await answer(inbox, "Ich bin wieder da");
    await office.see({ testId: "letter", data: { state: "closed" }, which: "last" });
    const answered = await openNewest(office);
    if (!answered.includes("Ich bin wieder da")) throw new Error(`The clerk reads something else: ${answered}`);
  });
  const options = await browser.open(browser.extensionUrl("options.html"));
  await options.see({ testId: "archive-saved" });
  await narrator.picture(options, "backup-in-settings");
}

const subject = "Antrag auf eine Sondernutzung";

async function takeSecondDevice(scene: Scene, browser: JourneyBrowser, by: NamedBy): Promise<void> {
  const { citizen, clerk, narrator } = scene;
  const phone: Actor = { ...citizen, browser };
  const inbox = await narrator.step("The citizen writes to the town, the clerk reads it", async () => {
    const page = await openInbox(citizen);
    await writeLetter(page, clerk.userId, { subject, text: "Erster Brief, vor dem zweiten Gerät", files: [] });
    return page;
  });
  const office = await openInbox(clerk);
  await chooseThread(office, subject);
  await openNewest(office);
  const options = await openDevices(citizen);
  const { waiting } = await narrator.step("The second device signs in and shows a code", async () => {
    const page = await signInToWait(phone);
    await narrator.picture(page, "new-device-waits");
    return { waiting: page };
  });
  await narrator.step(`The first device takes its ${by}, both show one number, the person says yes twice`, () =>
    letIn({ waiting, options, by, dir: scene.dir }, narrator),
  );
  await narrator.step("The second device is in, and the thread with it", async () => {
    await options.see({ testId: "pairing-done" });
    await options.miss({ testId: "settling" });
    // The recovery key of the first device is enough; what is left to choose is the lock of this one.
    await chooseLock(waiting, { kind: "none" });
    await waiting.see({ testId: "connection", data: { state: "online" } });
    await chooseThread(waiting, subject);
    await waiting.miss({ testId: "thread-state" });
    await narrator.picture(options, "devices");
  });
  await bothRead(scene, { inbox, office, phone: waiting });
  await shareThread(scene, { inbox, phone: waiting, options });
  await signOutFromAfar(scene, { options, office, phone: waiting });
}

interface Pages {
  readonly inbox: Page;
  readonly office: Page;
  readonly phone: Page;
}

/** The name of the device that a thread is in progress on, by what this one shows. */
const takenBy = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLElement>("[data-testid=taken-on]")?.dataset.by ?? "", null);

async function shareThread(
  { narrator }: Scene,
  { inbox, phone, options }: { readonly inbox: Page; readonly phone: Page; readonly options: Page },
): Promise<void> {
  const names = await options.read({ css: "[data-testid=devices]" });
  /** `page` shows, in the thread and in the list, that the other device has it. */
  const seeOther = async (page: Page): Promise<string> => {
    await page.see({ css: "[data-testid=taken-on][data-by] strong" });
    const by = await takenBy(page);
    await page.see({ testId: "row-taken", text: by });
    if (by === "" || !names.includes(by)) throw new Error(`"${by}" is none of the devices:\n${names}`);
    return by;
  };
  await narrator.step(
    "What the second device has in progress, the first shows by its name and takes over",
    async () => {
      await phone.click({ testId: "take" });
      await phone.see({ testId: "release" });
      const second = await seeOther(inbox);
      if (inbox instanceof ChromiumPage) await inbox.toFront();
      await narrator.picture(inbox, "in-progress-elsewhere");
      await inbox.click({ testId: "take" });
      await inbox.see({ testId: "release" });
      if ((await seeOther(phone)) === second) throw new Error("Both devices have one name");
      await inbox.click({ testId: "release" });
      await inbox.see({ testId: "take" });
      await phone.miss({ css: "[data-testid=taken-on][data-by]" });
    },
  );
}

async function bothRead({ narrator }: Scene, { inbox, office, phone }: Pages): Promise<void> {
  await narrator.step("The clerk sees that a device has come, and answers; both devices read it", async () => {
    await office.see({ css: "[data-testid=notice]", text: "device" });
    await answer(office, "Antwort für beide Geräte");
    for (const device of [phone, inbox]) {
      await openNewest(device);
      const text = await readNewest(device);
      if (!text.includes("Antwort für beide Geräte")) throw new Error(`One device reads something else: ${text}`);
    }
  });
  await narrator.step("The second device writes; the clerk and the first device read it", async () => {
    await answer(phone, "Vom zweiten Gerät geschrieben");
    await office.see({ testId: "letter", data: { state: "closed" }, which: "last" });
    const text = await openNewest(office);
    if (!text.includes("Vom zweiten Gerät geschrieben")) throw new Error(`The clerk reads something else: ${text}`);
    await inbox.see({ testId: "letter", text: "Vom zweiten Gerät geschrieben" });
  });
  await narrator.picture(phone, "second-device-thread");
}

async function signOutFromAfar(
  { citizen, narrator }: Scene,
  { options, office, phone }: Omit<Pages, "inbox"> & { readonly options: Page },
): Promise<void> {
  await narrator.step("The first device signs the second one out", async () => {
    const devices = await options.evaluate(
      () =>
        [...document.querySelectorAll("[data-testid=device]")]
          .filter((item) => item.querySelector("[data-testid=remove-device]") !== null)
          .map((item) => item.getAttribute("data-device") ?? ""),
      null,
    );
    if (devices.length !== 1 || devices[0] === undefined) throw new Error(`There are ${devices.length} other devices`);
    await removeDevice(options, devices[0], citizen.password);
    await phone.see({ testId: "signed-out" });
    await narrator.picture(phone, "signed-out-from-afar");
  });
  await narrator.step("The other side sees that it went", () =>
    office.see({ css: "[data-testid=notice]", text: "removed" }),
  );
}
