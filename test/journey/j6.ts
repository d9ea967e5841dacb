import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { JourneyOptions } from "../../scripts/journeys.ts";
import { bundle } from "../../scripts/pack.ts";
import { root } from "../../scripts/paths.ts";
import { type Answer, type Portal, startPortal } from "../portal/index.ts";
import { type ChromiumFrame, ChromiumPage, type Page } from "./driver/index.ts";
import { walk } from "./journey.ts";
import { keptFields } from "./kept-fields.ts";
import type { Scene } from "./scene.ts";
import { nameDomain } from "./steps/domain.ts";
import { answer, openInbox, openNewest } from "./steps/letters.ts";
import { approve, sayYes, seeQuestion } from "./steps/portal.ts";

/** What the tutorial says to write into a file, in its order. */
export const blocksOf = (tutorial: string, language: string): readonly string[] =>
  [...tutorial.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, code]) => code ?? "");

async function tutorialPages(): Promise<ReadonlyMap<string, Answer>> {
  const tutorial = await readFile(join(root, "docs/portal/tutorial.md"), "utf8");
  const script = (body: string): Answer => ({ type: "text/javascript; charset=utf-8", body });
  return new Map<string, Answer>([
    ["/", { type: "text/html; charset=utf-8", body: blocksOf(tutorial, "html").join("\n") }],
    ["/app.js", script(blocksOf(tutorial, "js").join("\n"))],
    ["/federpost.js", script(await bundle(join(root, "shared/sdk/index.ts")))],
  ]);
}

const declaration = new TextEncoder().encode("Ich erkläre, dass meine Angaben stimmen.");
const iban = "DE02 1203 0000 0000 2020 51";

const says = (page: Page, text: string): Promise<void> => page.see({ css: "#state", text });

async function sendApplication({ citizen, narrator }: Scene, portal: Portal, page: Page): Promise<void> {
  await says(page, "Ihr Postfach ist bereit.");
  await page.fill({ css: "#dog" }, "Bello vom Markt");
  await page.click({ css: "#send" });
  await approve(citizen, { kind: "access", origin: portal.origin, shows: ["Einen Hund anmelden"] }, narrator);
  await approve(citizen, { kind: "send", origin: portal.origin, shows: ["Anmeldung: Bello vom Markt"] }, narrator);
  await says(page, "Angekommen.");
}

async function readAnswer(scene: Scene, portal: Portal, page: Page): Promise<void> {
  const { citizen, clerk, narrator } = scene;
  const inbox = await openInbox(clerk);
  await inbox.click({ testId: "thread-row", text: "Bello vom Markt" });
  await openNewest(inbox);
  await says(page, "Die Stadt hat Ihren Brief geöffnet.");
  await answer(inbox, "Bello ist angemeldet. Die Marke kommt mit der Post.");
  await page.click({ css: "#read" });
  await approve(citizen, { kind: "open", origin: portal.origin, shows: ["gilt"] }, narrator);
  if (page instanceof ChromiumPage) {
    await page.toFront();
    const frame = await page.frame(citizen.browser.extensionUrl("sealed.html"));
    await frame.see({ testId: "sealed", data: { live: "true" } });
    const shown = await frame.read({ testId: "sealed-letter" });
    if (!shown.includes("Bello ist angemeldet")) throw new Error(`The frame shows:\n${shown}`);
    await narrator.picture(page, "answer-in-page");
    // The way out of the page is always there.
    await frame.click({ testId: "to-window" });
  }
  const mailbox = await citizen.browser.page(citizen.browser.extensionUrl("inbox.html"));
  await mailbox.see({ testId: "letter", text: "Bello ist angemeldet", which: "last" });
  await narrator.picture(mailbox, "answer-opened");
  if ((await page.read({ css: "body" })).includes("Marke")) throw new Error("The page shows the answer");
  await mailbox.close();
}

/** What both places take: the window that asks, and a frame in the page. */
interface Form {
  readonly see: (spot: { readonly testId: string }) => Promise<void>;
  readonly fill: (spot: { readonly testId: string }, text: string) => Promise<void>;
  readonly click: (spot: { readonly testId: string }) => Promise<void>;
}

async function fillIn(form: Form, send: { readonly testId: string }): Promise<void> {
  await form.click(send);
  await form.see({ testId: "mend" });
  await form.fill({ testId: "field-holder" }, "Erika Mustermann");
  await form.fill({ testId: "field-iban" }, iban);
  await form.click({ testId: "field-monthly" });
}

/** A frame that is cut off stays as high as it is: else it would be whole on the screen, show all, grow, be cut off, and so on. */
async function cutOff(page: ChromiumPage, frame: ChromiumFrame): Promise<void> {
  const place = () =>
    page.evaluate(() => {
      const { top = 0, height = 0 } = document.querySelector("[data-federpost-slot]")?.getBoundingClientRect() ?? {};
      return `${height} pixels high at ${top}`;
    }, null);
  await page.evaluate(() => {
    document.body.style.paddingBottom = "100vh";
    const top = document.querySelector("[data-federpost-slot]")?.getBoundingClientRect().top ?? 0;
    scrollBy(0, top + 40);
  }, null);
  const before = await place();
  await frame.see({ css: "[data-testid=sealed][data-doubt=cut_off]" });
  // A height that the frame tells takes a moment to reach the page.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)), null);
  const after = await place();
  if (after !== before) throw new Error(`The frame was cut off ${before} and is ${after}`);
}

async function fillInFrame({ citizen, clerk, narrator }: Scene, portal: Portal, page: ChromiumPage): Promise<void> {
  const form = "[data-testid=sealed-compose]:not([inert]):not([hidden])";
  const frame = await page.frame(citizen.browser.extensionUrl("sealed.html"), form);
  await frame.see({ css: form });
  const kept = await frame.evaluate(keptFields, null);
  if (kept.length > 0) throw new Error(`The browser keeps what stands in ${kept.join(", ")}`);
  await fillIn(frame, { testId: "sealed-submit" });
  await narrator.picture(page, "compose-in-page");
  await cutOff(page, frame);
  await frame.click({ testId: "sealed-submit" });
  const shows = [clerk.userId, "Bankverbindung", iban];
  const question = seeQuestion(citizen, { kind: "send", origin: portal.origin, shows });
  await sayYes(await question.catch((cause: unknown) => sayWhatItShows(frame, cause)));
}

/** Throws `cause` with what the frame shows and whether it takes clicks, which no picture of the page tells afterwards. */
async function sayWhatItShows(frame: ChromiumFrame, cause: unknown): Promise<never> {
  const shown = await frame.evaluate(() => {
    const { live, doubt } = document.querySelector<HTMLElement>("[data-testid=sealed]")?.dataset ?? {};
    return `live ${live}, doubt ${doubt}: ${document.body.innerText}`;
  }, null);
  throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\nThe frame: ${shown}`, { cause });
}

async function fillInWindow({ citizen, clerk, narrator }: Scene, portal: Portal): Promise<void> {
  const shows = ["Wem gehört das Konto?", clerk.userId];
  const window = await seeQuestion(citizen, { kind: "compose", origin: portal.origin, shows });
  await window.see({ testId: "decide", data: { live: "true" } });
  await fillIn(window, { testId: "approve" });
  await narrator.picture(window, "consent-compose");
  await sayYes(window);
}

async function fillForm(scene: Scene, portal: Portal, page: Page): Promise<void> {
  const { clerk } = scene;
  await page.click({ css: "#write" });
  await (page instanceof ChromiumPage ? fillInFrame(scene, portal, page) : fillInWindow(scene, portal));
  await says(page, "Vertraulich abgeschickt.");
  if (JSON.stringify(await page.evaluate(() => document.documentElement.outerHTML, null)).includes("1203"))
    throw new Error("The page knows the account number");
  const inbox = await clerk.browser.page(clerk.browser.extensionUrl("inbox.html"));
  const text = await openNewest(inbox);
  if (!text.includes(`IBAN: ${iban}`)) throw new Error(`The agency reads:\n${text}`);
}

async function signDeclaration({ citizen, narrator }: Scene, portal: Portal, page: Page): Promise<void> {
  await page.click({ css: "#sign" });
  const shows = ["Erklärung zur Hundesteuer", "Ich erkläre, dass meine Angaben stimmen."];
  const window = await seeQuestion(citizen, { kind: "sign", origin: portal.origin, shows: shows.slice(0, 1) });
  await window.see({ testId: "document-text", text: shows[1] ?? "" });
  await narrator.picture(window, "consent-sign-text");
  await sayYes(window);
  await says(page, "Unterschrieben.");
  const verdict = portal.verdicts.at(-1);
  if (verdict?.kind !== "valid") throw new Error(`The server found: ${JSON.stringify(verdict)}`);
}

async function askWho({ citizen, narrator }: Scene, portal: Portal, page: Page): Promise<void> {
  await page.click({ css: "#who" });
  const asked = { kind: "present", origin: portal.origin, shows: ["Hundesteuer für einen Verein"] } as const;
  const window = await seeQuestion(citizen, asked);
  await window.see({ testId: "present-fault", data: { kind: "none" } });
  await narrator.picture(window, "consent-present-nothing");
  await sayYes(window);
  await says(page, "Das kann Ihr Postfach nicht.");
  if (portal.evidence.tokens.length > 0) throw new Error("The page got something although there was nothing.");
}

/** J6: a portal's developer follows the tutorial; what its blocks say is copied into an empty page, and works. */
export const walkJ6 = (options: JourneyOptions): Promise<void> =>
  walk("J6", options, async (scene) => {
    const { citizen, clerk, narrator } = scene;
    const portal = await startPortal({ pages: await tutorialPages(), document: declaration });
    try {
      await narrator.step("The agency names its domain, and its server hands the file out", async () => {
        const domain = new URL(portal.origin).host;
        portal.setWellKnown(await readFile(await nameDomain(clerk, { domain, name: "Stadt Musterlingen" }), "utf8"));
      });
      const page = await citizen.browser.open(portal.url);
      await narrator.step("The tutorial's page finds the mailbox and sends a letter", () =>
        sendApplication(scene, portal, page),
      );
      await narrator.picture(page, "tutorial-sent");
      await narrator.step("It shows that the letter was opened, and has the answer shown in the mailbox", () =>
        readAnswer(scene, portal, page),
      );
      await narrator.step("A form is filled in that the page never sees", () => fillForm(scene, portal, page));
      await narrator.step("A declaration is signed, and the server verifies it", () =>
        signDeclaration(scene, portal, page),
      );
      await narrator.step("It asks who the citizen is, who has no certificate and lets it know that", () =>
        askWho(scene, portal, page),
      );
    } finally {
      await portal.stop();
    }
  });
