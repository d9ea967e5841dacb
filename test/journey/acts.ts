import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { type Application, secretsOf } from "./application.ts";
import { ChromiumPage, type Page } from "./driver/index.ts";
import { findLeaks } from "./leaks.ts";
import type { Scene } from "./scene.ts";
import {
  answer,
  chooseThread,
  openInbox,
  openNewest,
  saveAttachment,
  seeDelivery,
  seeReceipts,
} from "./steps/letters.ts";
import { approve, openPortal, seeNews, seeQuestion, seeStatus, submitForm } from "./steps/portal.ts";
import { openPopup } from "./steps/sign-in.ts";
import { seeWhoItIs } from "./steps/trust.ts";

/** The citizen fills in the town's form and approves, in windows of their own mailbox, first the asking and then the letter. */
export const fileApplication = async (
  scene: Scene,
  application: Application,
  town: "certified" | "named by its domain" = "named by its domain",
): Promise<Page> => {
  const { citizen, portal, narrator } = scene;
  const page = await narrator.step("The citizen opens the portal: it finds the mailbox", () =>
    openPortal(citizen, town === "certified" ? `${portal.url}?level=substantial` : portal.url),
  );
  await narrator.picture(page, "portal");
  await narrator.step("The citizen fills in the form and chooses the files", () => submitForm(page, application));
  await narrator.step("The citizen allows the page to ask for letters", () =>
    approve(citizen, { kind: "access", origin: portal.origin, shows: [] }, narrator),
  );
  const asked = {
    kind: "send",
    origin: portal.origin,
    shows: [scene.clerk.userId, application.plot, application.text, ...application.files.map(({ name }) => name)],
  } as const;
  await narrator.step("The citizen sees in the mailbox's window who the letter is for", async () => {
    const consent = await seeQuestion(citizen, asked);
    await consent.see({ testId: "domain-proof", data: { current: "true" }, text: new URL(portal.origin).host });
    if (town === "certified") await consent.see({ testId: "demand", data: { met: "true" } });
    if (town === "certified") await seeWhoItIs(consent, narrator, new URL(portal.origin).host);
  });
  await narrator.step("The citizen reads the letter in the mailbox's window and approves it", () =>
    approve(citizen, asked, narrator),
  );
  await narrator.step("The letter has arrived at the building office: the portal says so", () =>
    seeStatus(page, "provided"),
  );
  await narrator.picture(page, "portal-provided");
  return page;
};

/** The clerk comes by the toolbar, opens the letter in the inbox and saves its files. Returns the inbox. */
export const readApplication = async (scene: Scene, application: Application): Promise<Page> => {
  const { clerk, narrator } = scene;
  const inbox = await narrator.step("The clerk sees it in the toolbar's popup and goes to the inbox", async () => {
    const popup = await openPopup(clerk);
    await popup.see({ testId: "thread-row", text: application.plot });
    await narrator.picture(popup, "clerk-popup");
    await popup.click({ testId: "thread-row", text: application.plot });
    await popup.click({ testId: "open-inbox" });
    const opened = await clerk.browser.page(clerk.browser.extensionUrl("inbox.html"));
    await popup.close();
    await opened.see({ testId: "thread-title", text: application.plot });
    return opened;
  });
  await narrator.picture(inbox, "clerk-closed-letter");
  await narrator.step("The clerk opens the letter", async () => {
    const text = await openNewest(inbox);
    const expected = application.text.replaceAll("\r\n", "\n").trim();
    if (!text.includes(expected)) throw new Error(`The clerk reads another text than was sent:\n${text}`);
  });
  await narrator.picture(inbox, "clerk-letter");
  await narrator.step(`The clerk saves ${application.files.length} file(s): they are what was sent`, async () => {
    for (const { name, bytes } of application.files) {
      const saved = await readFile(await saveAttachment(clerk, inbox, name));
      if (!saved.equals(bytes))
        throw new Error(`The saved ${name} has ${saved.length} bytes other than the ${bytes.length} sent`);
    }
  });
  if (application.files.length > 1)
    await narrator.step("The clerk saves all files at once: they are the same", () =>
      saveAll(scene, inbox, application),
    );
  return inbox;
};

const saveAll = async ({ clerk }: Scene, inbox: Page, { files }: Application): Promise<void> => {
  const path = await clerk.browser.download(() => inbox.click({ testId: "save-all" }));
  const packed = unzipSync(new Uint8Array(await readFile(path)));
  const names = Object.keys(packed).sort();
  if (
    names.join() !==
    files
      .map(({ name }) => name)
      .sort()
      .join()
  )
    throw new Error(`The ZIP file holds ${names.join()}`);
  for (const { name, bytes } of files)
    if (!bytes.equals(Buffer.from(packed[name] ?? []))) throw new Error(`${name} in the ZIP file is not what was sent`);
};

/** The clerk answers, the citizen is told by the portal, reads it in the inbox, and both hold receipts. */
export const answerApplication = async (
  scene: Scene,
  pages: { readonly portal: Page; readonly inbox: Page },
  letter: { readonly subject: string; readonly text: string },
): Promise<void> => {
  const { citizen, narrator } = scene;
  const { portal, inbox } = pages;
  await narrator.step("The portal says that the building office has opened the letter", () =>
    seeStatus(portal, "retrieved"),
  );
  await narrator.step("The clerk answers", () => answer(inbox, letter.text));
  await narrator.step("The portal says that there is news, and not what", async () => {
    await seeNews(portal);
    if ((await portal.read({ css: "body" })).includes(letter.text)) throw new Error("The portal shows the answer");
  });
  await narrator.picture(portal, "portal-news");
  const mailbox = await narrator.step("The citizen reads the answer in the inbox", async () => {
    const opened = await openInbox(citizen);
    await chooseThread(opened, letter.subject);
    await narrator.picture(opened, "citizen-closed-answer");
    const text = await openNewest(opened);
    if (!text.includes(letter.text.trim())) throw new Error(`The citizen reads another answer:\n${text}`);
    return opened;
  });
  await narrator.picture(mailbox, "citizen-answer");
  await narrator.step("The citizen reads the answer inside the portal, where the portal cannot read it", () =>
    readInPortal(scene, portal, letter.text),
  );
  if (mailbox instanceof ChromiumPage) await mailbox.toFront();
  await narrator.step("Both sides hold receipts: submitted, provided, retrieved", async () => {
    await seeDelivery(inbox, "retrieved");
    await seeReceipts(inbox, ["submitted", "provided", "retrieved"]);
    await seeReceipts(mailbox, ["submitted", "provided", "retrieved"]);
  });
  await narrator.picture(inbox, "clerk-receipts");
  await narrator.picture(mailbox, "citizen-receipts");
};

/** In Chromium the answer stands in a sealed frame of the portal's page; in Firefox the inbox shows it. */
const readInPortal = async (
  { citizen, portal: { origin }, narrator }: Scene,
  page: Page,
  text: string,
): Promise<void> => {
  const { browser } = citizen;
  await page.click({ testId: "read-answer", which: "last" });
  await approve(citizen, { kind: "access", origin, shows: [] }, narrator);
  await approve(citizen, { kind: "open", origin, shows: [] }, narrator);
  if (!(page instanceof ChromiumPage)) {
    await page.see({ css: "#connection[data-state=readWhere]" });
    if ((await page.count({ css: "#reading > *" })) > 0) throw new Error("There is something in the page");
    return;
  }
  await page.toFront();
  const frame = await page.frame(browser.extensionUrl("sealed.html"));
  await frame.see({ testId: "sealed", data: { live: "true" } });
  const shown = await frame.read({ testId: "sealed-letter" });
  if (!shown.replace(/\s+/g, " ").includes(text.replace(/\s+/g, " ").trim()))
    throw new Error(`The frame shows another answer:\n${shown}`);
  if (JSON.stringify(await page.evaluate(() => document.documentElement.outerHTML, null)).includes(text.slice(-24)))
    throw new Error("The portal knows the answer");
  await narrator.picture(page, "portal-sealed-frame");
};

/** Throws when anything of what was written can be found in what the homeservers stored. */
export const seeNoPlaintext = async (
  { homeservers, narrator, clerk }: Scene,
  application: Application,
  others: readonly string[],
): Promise<void> => {
  // What another operator's server stores cannot be looked at from here.
  const ours = homeservers.filter(({ pid }) => pid !== null);
  if (ours.length === 0) return;
  await narrator.step("Nothing of it stands in the homeservers' database, media or log", async () => {
    const secrets = secretsOf(application, others);
    const leaks = await findLeaks(ours, secrets);
    if (leaks.length > 0) throw new Error(`Plaintext in ${leaks.join(", ")}`);
    // The same search finds what does stand there.
    const known = await findLeaks(ours, [Buffer.from(clerk.userId)]);
    if (known.length === 0) throw new Error("The search for plaintext finds nothing, not even the clerk's address");
  });
};
