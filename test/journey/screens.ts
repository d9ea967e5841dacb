import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Language } from "../../extension/i18n/index.ts";
import { fileApplication, readApplication } from "./acts.ts";
import { inventApplication } from "./application.ts";
import { ChromiumPage, type Page } from "./driver/index.ts";
import { createNarrator } from "./narrator.ts";
import { onScene } from "./on-scene.ts";
import type { Scene } from "./scene.ts";
import {
  addToAnswer,
  answer,
  askToAcknowledge,
  confirmReceipt,
  openInbox,
  openNewest,
  seeReceipts,
} from "./steps/letters.ts";

/** Every screen that people see, in one language: both themes, and the sizes of popup, side panel and tabs. */

interface Size {
  readonly name: "popup" | "panel" | "tab" | "wide";
  readonly width: number;
  readonly height: number;
}

const sizes: readonly Size[] = [
  { name: "popup", width: 400, height: 600 },
  { name: "panel", width: 360, height: 800 },
  { name: "tab", width: 1050, height: 900 },
  { name: "wide", width: 1600, height: 1000 },
];

type Shoot = (page: Page, name: string, at?: readonly Size["name"][]) => Promise<void>;

const shooter =
  (dir: string): Shoot =>
  async (page, name, at = ["tab"]) => {
    if (!(page instanceof ChromiumPage)) return;
    await page.toFront();
    for (const size of sizes.filter((each) => at.includes(each.name))) {
      await page.resize(size);
      for (const theme of ["light", "dark"] as const) {
        await page.prefer(theme);
        await page.screenshot(join(dir, `${name}-${size.name}-${theme}.png`));
      }
    }
    await page.prefer(null);
  };

const everywhere = ["popup", "panel", "tab", "wide"] as const;

/** Takes the pictures of one language into a folder of its name. */
export async function takeScreens(picturesDir: string, language: Language, say: (line: string) => void): Promise<void> {
  const dir = join(picturesDir, language);
  await mkdir(dir, { recursive: true });
  const shoot = shooter(dir);
  const narrator = createNarrator({ say, picturesDir: null, look: shoot });
  const languages = { citizen: language, clerk: language };
  const about = { browser: "chromium", servers: 1, window: "headless", keepIn: null } as const;
  await onScene({ ...about, narrator, languages }, (scene) => tour(scene, shoot));
}

async function tour(scene: Scene, shoot: Shoot): Promise<void> {
  const { citizen, clerk, narrator } = scene;
  const page = (name: string) => citizen.browser.open(citizen.browser.extensionUrl(name));
  const empty = await openInbox(citizen);
  await empty.see({ testId: "empty" });
  await shoot(empty, "inbox-empty", everywhere);
  const application = await inventApplication({ text: null, filePath: null, dir: join(tmpdir(), "federpost-screens") });
  await fileApplication(scene, application);
  const office = await readApplication(scene, application);
  await askToAcknowledge(office, "24.12.2099");
  await addToAnswer(office, "Send papers");
  await shoot(office, "asking", ["popup", "tab"]);
  await answer(
    office,
    "Sehr geehrte Frau Mustermann,\n\nIhr Antrag ist vollständig. Sie hören bis Ende des Monats von uns.",
  );
  await seeReceipts(office, ["submitted"]);
  await shootViewer(office, shoot);
  await shoot(office, "thread-with-receipts", everywhere);
  await narrator.step("Every page, in both themes and all sizes", async () => {
    for (const [name, size] of [
      ["popup", "popup"],
      ["sidepanel", "panel"],
    ] as const) {
      const opened = await page(`${name}.html`);
      await opened.see({ testId: "thread-row" });
      await shoot(opened, name, [size]);
    }
    await shootInbox(empty, application.plot, shoot);
    await shootWriting(empty, clerk.userId, shoot);
    await shootOptions(await page("options.html"), shoot);
    await shootAtHand(scene, shoot);
  });
  const settings = await clerk.browser.open(clerk.browser.extensionUrl("options.html"));
  await settings.see({ testId: "account" });
  await shoot(settings, "options-agency");
}

async function shootInbox(inbox: Page, plot: string, shoot: Shoot): Promise<void> {
  await inbox.see({ testId: "thread-row", text: plot });
  await inbox.click({ testId: "thread-row", text: plot });
  await inbox.see({ testId: "open-letter" });
  await shoot(inbox, "thread-closed-letter", everywhere);
  await openNewest(inbox);
  await shootAnswering(inbox, shoot);
  await inbox.fill({ testId: "find" }, "carport");
  await inbox.see({ testId: "found-count" });
  await shoot(inbox, "found", ["popup", "tab"]);
  await inbox.fill({ testId: "find" }, "gibtesnicht");
  await inbox.see({ testId: "found-count", data: { count: "0" } });
  await shoot(inbox, "found-nothing", ["popup", "tab"]);
  await inbox.fill({ testId: "find" }, "");
  await inbox.click({ testId: "write" });
  await inbox.see({ testId: "compose-to" });
  await shoot(inbox, "compose", everywhere);
  await inbox.click({ testId: "send" });
  await shoot(inbox, "compose-missing", ["tab"]);
}

/** A file that is looked at where it is, and one that is damaged. */
async function shootViewer(inbox: Page, shoot: Shoot): Promise<void> {
  const button = { testId: "show-attachment", which: "first" } as const;
  await inbox.click(button);
  await inbox.see({ testId: "drawn-page", data: { state: "drawn" }, which: "first" });
  await inbox.evaluate(() => document.querySelector("[data-testid=viewer]")?.scrollIntoView(), null);
  await shoot(inbox, "viewer");
  await inbox.click(button);
}

/** A letter with files, held after it was sent, taken back; and one that is passed on. */
async function shootWriting(inbox: Page, to: string, shoot: Shoot): Promise<void> {
  const file = join(tmpdir(), "federpost-screens", "Grundriss.pdf");
  await writeFile(file, "%PDF-1.4\n%%EOF\n");
  await inbox.fill({ testId: "compose-to" }, to);
  await inbox.fill({ testId: "compose-subject" }, "Nachtrag zum Antrag");
  await inbox.fill({ testId: "compose-text" }, "Sehr geehrte Damen und Herren,\n\nanbei der Grundriss.");
  await inbox.setFiles({ testId: "attach" }, [file]);
  await inbox.see({ testId: "chosen-file", data: { state: "saved" } });
  await inbox.see({ testId: "recipient", data: { state: "found" } });
  await shoot(inbox, "compose-files", ["popup", "tab"]);
  await inbox.click({ testId: "send" });
  await inbox.see({ testId: "take-back" });
  await shoot(inbox, "held", ["popup", "tab"]);
  await inbox.press("z");
  await inbox.see({ testId: "compose-subject" });
  await inbox.see({ testId: "draft-row" });
  await shoot(inbox, "drafts", ["tab"]);
  await inbox.click({ testId: "thread-row", which: "first" });
  await inbox.click({ testId: "forward", which: "first" });
  await inbox.see({ testId: "forward-dialog" });
  await shoot(inbox, "forward", ["popup", "tab"]);
  await inbox.click({ testId: "forward-go" });
  await inbox.see({ css: "[data-testid=chosen-file]:last-child" });
  await shoot(inbox, "forwarded", ["tab"]);
}

/** What a letter asks for: the form with a gap, the acknowledgement, the period and the receipts. */
async function shootAnswering(inbox: Page, shoot: Shoot): Promise<void> {
  const show = (id: string) =>
    inbox.evaluate((name) => document.querySelector(`[data-testid="${name}"]`)?.scrollIntoView(), id);
  await show("acknowledge");
  await shoot(inbox, "acknowledge", ["popup", "tab"]);
  await inbox.click({ testId: "acknowledge-refuse" });
  await shoot(inbox, "acknowledge-refuse");
  await inbox.click({ css: "[data-testid=acknowledge] .buttons button:last-child" });
  await confirmReceipt(inbox);
  await inbox.click({ css: "[data-testid=deadlines] summary", which: "last" });
  await seeReceipts(inbox, ["acknowledged"]);
  await inbox.evaluate(() => [...document.querySelectorAll(".receipts")].at(-1)?.scrollIntoView(), null);
  await shoot(inbox, "receipts", ["popup", "tab"]);
  await inbox.evaluate(() => [...document.querySelectorAll(".deadlines")].at(-1)?.scrollIntoView(), null);
  await shoot(inbox, "deadlines", ["popup", "tab"]);
  await inbox.click({ testId: "add-papers" });
  await inbox.click({ testId: "send" });
  await inbox.see({ testId: "mend" });
  await show("answer-form");
  await shoot(inbox, "form", ["popup", "tab"]);
}

/** Help, quiet hours, absence and the list of keys. */
async function shootAtHand(scene: Scene, shoot: Shoot): Promise<void> {
  const open = (name: string) => scene.citizen.browser.open(scene.citizen.browser.extensionUrl(name));
  const help = await open("help.html");
  await help.see({ testId: "help-topic", data: { topic: "opening" } });
  await shoot(help, "help", ["panel", "tab"]);
  await help.goTo(scene.citizen.browser.extensionUrl("help.html#access"));
  await help.see({ testId: "statement" });
  await shoot(help, "help-statement");
  const options = await open("options.html");
  await options.click({ testId: "quiet-hours" });
  await options.see({ testId: "quiet-from" });
  await options.evaluate(() => document.querySelector("[data-testid=settings]")?.scrollIntoView(), null);
  await shoot(options, "quiet-hours", ["panel", "tab"]);
  await options.click({ testId: "absence-save" });
  await options.evaluate(() => document.querySelector("[data-testid=absence]")?.scrollIntoView(), null);
  await shoot(options, "absence", ["panel", "tab"]);
  const inbox = await open("inbox.html?window");
  await inbox.see({ testId: "thread-row" });
  await inbox.press("?");
  await inbox.see({ testId: "shortcut-sheet" });
  await shoot(inbox, "keys", ["panel", "tab"]);
}

/** The settings are long: each section by itself. */
async function shootOptions(options: Page, shoot: Shoot): Promise<void> {
  await options.see({ testId: "account" });
  await options.see({ testId: "evidence" });
  const sections = await options.evaluate(
    () =>
      [...document.querySelectorAll("main section[data-testid]")].map((each) => each.getAttribute("data-testid") ?? ""),
    null,
  );
  for (const section of sections) {
    await options.evaluate((id) => document.querySelector(`[data-testid="${id}"]`)?.scrollIntoView(), section);
    await shoot(options, `options-${section}`, ["panel", "tab"]);
  }
}
