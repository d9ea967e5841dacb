import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessLook } from "./access.ts";
import { ChromiumPage, type Page, until } from "./driver/index.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { answer, chooseThread, openInbox, openNewest, seeDelivery, sendNow, writeLetter } from "./steps/letters.ts";
import { createStillLook } from "./still.ts";

// What the accessibility statement says is tested: help from everywhere, zoom, forced colours, less motion, focus, live regions.

let dir: string;
let scene: Scene;
let inbox: ChromiumPage;
const look = createAccessLook();

const chromium = (page: Page): ChromiumPage => {
  if (!(page instanceof ChromiumPage)) throw new Error("This is looked at in Chromium");
  return page;
};
const openPage = async (name: string): Promise<ChromiumPage> =>
  chromium(await scene.clerk.browser.open(scene.clerk.browser.extensionUrl(name)));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-access-"));
  const narrator = createNarrator({ say: () => undefined, picturesDir: null });
  scene = await openScene({ dir, browser: "chromium", servers: 1, window: "headless", narrator });
  const citizen = await openInbox(scene.citizen);
  await writeLetter(citizen, scene.clerk.userId, { subject: "Zaun am Weg", text: "Darf er stehen?", files: [] });
  inbox = chromium(await openInbox(scene.clerk));
  await chooseThread(inbox, "Zaun am Weg");
  await openNewest(inbox);
  await answer(inbox, "Ja, er darf.");
});
afterAll(async () => {
  await scene?.close();
  await rm(dir, { recursive: true, force: true });
});

describe("help", () => {
  it.each(["inbox.html", "popup.html", "sidepanel.html", "options.html", "consent.html"])(
    "is opened by F1 from %s, is searched, and passes axe",
    async (name) => {
      const page = await openPage(name);
      await page.see({ css: name === "consent.html" ? "main" : "header" });
      await page.press("F1");
      const help = chromium(await scene.clerk.browser.page(scene.clerk.browser.extensionUrl("help.html")));
      await help.see({ testId: "help-topic", data: { topic: "opening" }, text: "VwVfG § 41 (2a)" });
      if (!look.seen.has("help")) await look.look(help, "help");
      await help.fill({ testId: "help-search" }, "homeserver lesen sieht");
      await help.fill({ testId: "help-search" }, "gibtesnicht");
      await help.see({ testId: "help-count", data: { count: "0" } });
      await help.close();
      await page.close();
    },
  );

  it("leads to each topic by keyboard, and to the statement that says what is not tested", async () => {
    const help = await openPage("help.html#access");
    await help.see({ testId: "statement" });
    await help.see({ css: "#access-title:focus" });
    expect(await help.read({ testId: "statement" })).toMatch(/NVDA/);
    await help.close();
  });
});

describe("a page", () => {
  it("is still once it is there: nothing moves away before anybody pressed anything", async () => {
    const still = createStillLook();
    for (const name of ["inbox.html", "popup.html", "sidepanel.html", "options.html", "help.html"]) {
      const page = await openPage(name);
      await page.see({ css: "main h2, main h1, .rows", which: "first" });
      await page.miss({ testId: "loading" });
      await still.look(page, name);
      await page.close();
    }
    expect([...still.moved]).toEqual([]);
    // Whoever looks must see what moves.
    const page = await openPage("options.html");
    await page.see({ testId: "devices" });
    await page.miss({ testId: "loading" });
    await page.evaluate(async () => {
      const painted = () => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
      await painted();
      const planted = document.createElement("p");
      planted.style.blockSize = "200px";
      document.querySelector("main")?.prepend(planted);
      await painted();
    }, null);
    await still.look(page, "planted");
    expect([...still.moved].join()).toMatch(/^planted: 0\./);
    await page.close();
  });
});

describe("settings and keys", () => {
  it("pass axe with quiet hours open, and with the list of keys", async () => {
    const options = await openPage("options.html");
    await options.click({ testId: "quiet-hours" });
    await options.see({ testId: "quiet-from" });
    await look.look(options, "quiet-hours");
    await options.click({ testId: "quiet-hours" });
    await options.miss({ testId: "quiet-from" });
    await options.click({ testId: "absence-save" });
    await options.see({ css: "[data-testid=absence-until][aria-invalid=true]" });
    await look.look(options, "absence-missing");
    await options.fill({ testId: "absence-until" }, "2099-12-31");
    await options.fill({ testId: "absence-text" }, "Ich bin nicht da.");
    await options.click({ testId: "absence-save" });
    await options.see({ testId: "absence-state", data: { state: "running" } });
    await options.see({ css: "[data-testid=absence-save]:focus" });
    await options.click({ testId: "absence-end" });
    await options.miss({ testId: "absence-state" });
    // The button went with the absence.
    await options.see({ css: "#absence-title:focus" });
    await options.close();
    await inbox.press("?");
    await inbox.see({ testId: "shortcut-sheet" });
    await look.look(inbox, "shortcut-sheet");
    await inbox.press("Escape");
    await inbox.miss({ testId: "shortcut-sheet" });
    expect(look.found).toEqual([]);
  });
});

/** Elements that stick out of the page sideways, by their names. */
const sticksOut = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .map((element) => `${element.tagName} ${element.className}`);
  }, null);

describe("a page at 200 and 400 percent", () => {
  // WCAG 1.4.4 and 1.4.10: a window of 1280 x 1024 pixels has half and a quarter of the room then.
  it.each([
    { width: 640, height: 512 },
    { width: 320, height: 256 },
  ])("needs no scrolling sideways with $width pixels of width", async (size) => {
    for (const name of ["inbox.html#/", "inbox.html#/write", "sidepanel.html", "options.html", "help.html"]) {
      const page = await openPage(name);
      await page.resize(size);
      await page.see({ css: "header" });
      await page.see({ css: "main" });
      expect(await sticksOut(page), name).toEqual([]);
      await page.close();
    }
    await inbox.resize(size);
    expect(await sticksOut(inbox), "a thread").toEqual([]);
    await inbox.resize({ width: 1280, height: 900 });
  });
});

describe("what the person set in their system", () => {
  it("less motion leaves nothing that moves", async () => {
    await inbox.system({ motion: "less" });
    const moving = await inbox.evaluate(() => {
      const spinner = document.createElement("span");
      spinner.className = "spinner";
      document.body.append(spinner);
      const styles = [...document.querySelectorAll("*")].map(
        (element) => [element, getComputedStyle(element)] as const,
      );
      const found = styles
        .filter(([, style]) => style.animationName !== "none" || style.transitionDuration !== "0s")
        .map(([element]) => `${element.tagName} ${element.className}`);
      spinner.remove();
      return found;
    }, null);
    expect(moving).toEqual([]);
    await inbox.system({});
  });

  it("forced colours keep borders of buttons and fields, the chosen thread and the focus", async () => {
    await inbox.system({ colors: "forced" });
    const faint = await inbox.evaluate(() => {
      const bare = (element: Element): boolean => {
        const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element);
        return borderTopStyle === "none" || borderTopWidth === "0px" || borderTopColor === backgroundColor;
      };
      return [...document.querySelectorAll(".button, textarea, input[type=search], input[type=text]")]
        .filter((element) => element.checkVisibility() && bare(element))
        .map((element) => `${element.tagName} ${element.className} ${element.getAttribute("data-testid")}`);
    }, null);
    expect(faint).toEqual([]);
    const chosen = await inbox.evaluate(() => {
      const border = (row: Element | null) => (row === null ? "" : getComputedStyle(row).borderInlineStartWidth);
      return border(document.querySelector("a.row[aria-current=true]"));
    }, null);
    expect(chosen).toBe("8px");
    await inbox.press("Tab");
    expect(await focusNow(inbox)).toMatchObject({ outlined: true });
    await inbox.system({});
  });
});

interface Focus {
  readonly name: string;
  readonly outlined: boolean;
  readonly shown: boolean;
  /** Place of the element in the order of the document. */
  readonly place: number;
}

const focusNow = (page: Page): Promise<Focus> =>
  page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      name: element.getAttribute("data-testid") ?? element.tagName,
      outlined: outlineStyle !== "none" && outlineWidth !== "0px",
      shown: element.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
      place: [...document.querySelectorAll("*")].indexOf(element),
    };
  }, null);

describe("the focus", () => {
  it.each([
    ["inbox.html#/", "main"],
    // What is opened takes the focus when it is there, which may be after the list.
    ["inbox.html#/write", "h2.view-title:focus"],
    ["options.html", ".together:not(.together-waiting)"],
    ["popup.html", "main"],
  ])("goes through %s in the order of the page, is always seen, and comes to an end", async (name, whole) => {
    const page = await openPage(name);
    await page.see({ css: whole });
    await page.miss({ testId: "loading" });
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur(), null);
    const seen: Focus[] = [];
    for (let i = 0; i < 150; i++) {
      await page.press("Tab");
      const focus = await focusNow(page);
      if (focus.name === "BODY" || (seen.length > 1 && focus.place === seen[0]?.place)) break;
      seen.push(focus);
    }
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThan(150);
    expect(seen.filter(({ outlined, shown }) => !outlined || !shown)).toEqual([]);
    const places = seen.map(({ place }) => place);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    await page.close();
  });

  it("goes to the heading of what is opened, and back to where a dialog was called from", async () => {
    await inbox.click({ testId: "write" });
    await inbox.see({ css: "h2.view-title:focus" });
    await inbox.back();
    await inbox.see({ css: "[data-testid=thread-title]:focus" });
    await inbox.click({ testId: "find" });
    await inbox.press("ArrowDown");
    await inbox.see({ css: "a.row:focus" });
    const before = await focusNow(inbox);
    await inbox.press("?");
    await inbox.see({ testId: "shortcut-sheet" });
    await inbox.press("Escape");
    await inbox.miss({ testId: "shortcut-sheet" });
    await inbox.see({ css: "a.row:focus" });
    expect(await focusNow(inbox)).toEqual(before);
  });

  it("goes to the lock where the address of the settings asks for it", async () => {
    const page = await openPage("options.html#lock");
    await page.see({ css: "#lock-title:focus" });
    await page.close();
  });
});

describe("what is saved or is missing", () => {
  it("leaves the focus where it is and is said aloud, for the secret sign too", async () => {
    const options = await openPage("options.html");
    await options.fill({ testId: "cue-phrase" }, "Der rote Ahorn");
    await options.press("Enter");
    await options.see({ css: "[role=status] [data-testid=cue-saved]" });
    await options.see({ css: "[data-testid=cue-phrase]:focus" });
    await options.fill({ testId: "cue-phrase" }, "Der gelbe Ahorn");
    await options.click({ testId: "cue-save" });
    await options.see({ css: "[role=status] [data-testid=cue-saved]" });
    await options.see({ css: "[data-testid=cue-save]:focus" });
    await options.click({ testId: "cue-remove" });
    await options.see({ testId: "cue-not-chosen" });
    await options.see({ css: "#cue-title:focus" });
    await options.close();
  });

  it("shows the field of a text that is missing, though its preview was open", async () => {
    await inbox.click({ testId: "use-markdown" });
    await inbox.click({ testId: "look" });
    await inbox.see({ testId: "preview" });
    await inbox.click({ testId: "send" });
    await inbox.see({ css: "textarea[data-testid=reply-text][aria-invalid=true]" });
    await inbox.see({ css: "[data-testid=look][aria-pressed=false]" });
    await inbox.fill({ testId: "reply-text" }, "Ja");
    await inbox.see({ css: "textarea[data-testid=reply-text]:not([aria-invalid])" });
    await inbox.miss({ testId: "preview" });
    await inbox.click({ testId: "use-markdown" });
    await inbox.fill({ testId: "reply-text" }, "");
  });

  it("unfolds what a draft asks for, where it demands evidence only", async () => {
    const page = await openPage("inbox.html#/write");
    await page.fill({ testId: "compose-subject" }, "Nur mit Nachweis");
    await page.click({ css: "[data-testid=ask-for] > summary" });
    await page.click({ css: "[data-testid=ask-for] .field:has([data-testid=ask-proved]) label" });
    await page.press("ArrowDown");
    await page.goTo(scene.clerk.browser.extensionUrl("inbox.html#/"));
    await page.click({ testId: "draft-row", text: "Nur mit Nachweis" });
    await page.see({ testId: "ask-proved" });
    expect(
      await page.evaluate(
        () => document.querySelector("select[data-testid=ask-proved]")?.matches(":has(option:first-child:checked)"),
        null,
      ),
    ).toBe(false);
    await page.click({ testId: "discard" });
    await page.miss({ testId: "draft-row", text: "Nur mit Nachweis" });
    await page.close();
  });
});

describe("live regions", () => {
  /** What a screen reader is told while `work` goes on: every text that comes into a live region. */
  const told = async (page: Page, work: () => Promise<void>): Promise<readonly string[]> => {
    await page.evaluate(() => {
      const heard: string[] = [];
      (globalThis as { heard?: string[] }).heard = heard;
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          const region = element?.closest("[role=status], [role=alert], [aria-live]");
          const text = region?.textContent?.trim() ?? "";
          if (text !== "") heard.push(text);
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    }, null);
    await work();
    return page.evaluate(() => (globalThis as { heard?: string[] }).heard ?? [], null);
  };

  it("say what a search found, and what was done with a thread", async () => {
    // A page that lies behind another one draws no frames, and what waits for frames waits for good.
    await inbox.toFront();
    const found = await told(inbox, async () => {
      await inbox.fill({ testId: "find" }, "zaun");
      await inbox.see({ testId: "found-count", data: { count: "2" } });
    });
    expect(found.join("\n")).toMatch(/\d+ letter/);
    await inbox.press("Escape");
    await inbox.see({ testId: "thread-row" });
    const done = await told(inbox, async () => {
      await inbox.press("ArrowDown");
      await inbox.see({ css: "a.row:focus" });
      await inbox.press("/");
      await inbox.see({ css: "[data-testid=find]:focus" });
      await inbox.press("ArrowDown");
      await inbox.see({ css: "a.row:focus" });
      await inbox.press("p");
      await inbox.see({ testId: "done", data: { act: "pin" } });
    });
    expect(done.join("\n")).not.toBe("");
    await inbox.press("z");
    await until(
      async () => ((await inbox.count({ testId: "done", data: { act: "pin" } })) === 0 ? true : null),
      () => "Pinning is not taken back",
    );
  });
});

/** Notes where the subject's field stands whenever what is said of the recipient changes. Runs in the page. */
const watchSubject = (): void => {
  const { dataset } = document.documentElement;
  const places: Record<string, number> = {};
  const look = (): void => {
    const state = document.querySelector<HTMLElement>("[data-testid=recipient]")?.dataset.state;
    const field = document.querySelector("[data-testid=compose-subject]");
    if (state !== undefined && field !== null) places[state] = field.getBoundingClientRect().top;
    dataset.places = JSON.stringify(places);
  };
  const data = ["data-state"];
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter: data });
};
const placesOfSubject = (): { readonly searching?: number; readonly found?: number; readonly now?: number } => ({
  ...JSON.parse(document.documentElement.dataset.places ?? "{}"),
  now: document.querySelector("[data-testid=compose-subject]")?.getBoundingClientRect().top,
});

// Last: it leaves a second thread.
describe("a letter that is written and sent", () => {
  /** Types who it goes to, and looks that nothing moves when the answer comes. */
  const findRecipient = async (page: Page, to: string): Promise<void> => {
    await page.click({ testId: "write" });
    await page.see({ testId: "compose-to" });
    await page.evaluate(watchSubject, null);
    await page.fill({ testId: "compose-to" }, to);
    await page.see({ testId: "recipient", data: { state: "found" } });
    const { searching, found, now } = await page.evaluate(placesOfSubject, null);
    expect(searching).toBeGreaterThan(0);
    expect([found, now]).toEqual([searching, searching]);
  };

  it("keeps what stands below in its place when a domain's mailbox is found", async () => {
    const page = await openInbox(scene.citizen);
    await findRecipient(page, new URL(scene.portal.origin).host);
    await page.see({ testId: "domain-proof" });
    await page.close();
  });

  it("keeps what stands below in its place when the recipient is found, and when receipts come", async () => {
    const page = await openPage("inbox.html");
    const topOf = (testId: string): Promise<number> =>
      page.evaluate(
        (id) => document.querySelector(`[data-testid=${id}]`)?.getBoundingClientRect().top ?? Number.NaN,
        testId,
      );
    await findRecipient(page, scene.citizen.userId);
    await page.fill({ testId: "compose-subject" }, "Nachfrage zum Tor");
    await page.fill({ testId: "compose-text" }, "Wie hoch ist es?");
    await page.click({ testId: "send" });
    await page.see({ testId: "thread-title", text: "Nachfrage zum Tor" });
    await page.see({ testId: "send-now" });
    await page.see({ testId: "reply-text" });
    const heldReply = await topOf("reply-text");
    await sendNow(page);
    await seeDelivery(page, "provided");
    expect(await topOf("reply-text")).toBe(heldReply);
    await page.close();
  });
});
