import type { Actor } from "../actor.ts";
import type { Application } from "../application.ts";
import type { Page } from "../driver/index.ts";
import type { Narrator } from "../narrator.ts";

type Question = "access" | "send" | "open" | "compose" | "sign" | "present";

/** Opens the town's page and waits until it has found the mailbox. */
export const openPortal = async ({ browser }: Actor, url: string): Promise<Page> => {
  const page = await browser.open(url);
  await page.see({ testId: "connection", data: { state: "connected" } });
  return page;
};

/** Fills in the application's form and submits it. What follows is asked in the mailbox's own window. */
export const submitForm = async (page: Page, application: Application): Promise<void> => {
  await page.fill({ css: "#applicant" }, application.applicant);
  await page.fill({ css: "#plot" }, application.plot);
  await page.fill({ css: "#description" }, application.text);
  await page.setFiles(
    { css: "#files" },
    application.files.map(({ path }) => path),
  );
  await page.click({ testId: "send" });
};

interface Asked {
  readonly kind: Question;
  readonly origin: string;
  /** What the window must show before it is approved. */
  readonly shows: readonly string[];
}

/** Waits for the consent window and reads in it what is asked. */
export const seeQuestion = async ({ browser }: Actor, asked: Asked): Promise<Page> => {
  const consent = await browser.page(browser.extensionUrl("consent.html"));
  const question = { testId: "question", data: { kind: asked.kind } };
  await consent.see(question);
  const shown = await consent.read(question);
  for (const expected of [asked.origin, ...asked.shows]) {
    if (!shown.replace(/\s+/g, " ").includes(expected.replace(/\s+/g, " ").trim()))
      throw new Error(`The consent window does not show "${expected}" but:\n${shown}`);
  }
  return consent;
};

/** Approves once the window's buttons live, and sees it close. */
export const sayYes = async (consent: Page): Promise<void> => {
  await consent.see({ testId: "decide", data: { live: "true" } });
  await consent.click({ testId: "approve" });
  await consent.closed();
};

/** Waits for the consent window, reads in it what is asked, approves once its buttons live, and sees it close. */
export const approve = async (citizen: Actor, asked: Asked, narrator: Narrator): Promise<void> => {
  const consent = await seeQuestion(citizen, asked);
  await narrator.picture(consent, `consent-${asked.kind}`);
  await sayYes(consent);
};

/** Waits until the portal says of its newest application that it is as far as `state`. */
export const seeStatus = (page: Page, state: "with_server" | "provided" | "retrieved"): Promise<void> =>
  page.see({ css: `#letters li[data-state=${state}]`, which: "last" });

/** Waits until the portal says that there is something new in the person's mailbox. */
export const seeNews = (page: Page): Promise<void> => page.see({ css: "#letters li[data-news=true]", which: "last" });
