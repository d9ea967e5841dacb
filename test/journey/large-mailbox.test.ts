import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { type Page, until } from "./driver/index.ts";
import { fillMailbox } from "./large-mailbox.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { openInbox, writeLetter } from "./steps/letters.ts";

const threads = 300;
const row = '[data-testid="thread-row"]';

interface Drawn {
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly of: string | null;
}

/** What of the list is drawn, and where it says it stands. */
const drawnIn = (page: Page): Promise<Drawn> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { querySelectorAll(selector: string): ArrayLike<{ getAttribute(name: string): string | null }> };
    };
    const rows = Array.from(document.querySelectorAll("[role=listitem]"));
    const at = (i: number) => rows.at(i)?.getAttribute("aria-posinset") ?? null;
    return { rows: rows.length, first: at(0), last: at(-1), of: rows[0]?.getAttribute("aria-setsize") ?? null };
  }, null);

/** Where the row begins, in pixels from the window's top. */
const topOf = (page: Page, { css }: { readonly css: string }): Promise<number> =>
  page.evaluate((selector) => document.querySelector(selector)?.getBoundingClientRect().top ?? Number.NaN, css);

/** Scrolls to the middle of the list, as far as a row that is then in the middle of the window. */
const goFarDown = async (page: Page): Promise<{ readonly css: string }> => {
  await page.evaluate(() => document.querySelector(".panes")?.scrollTo(0, 12_000), null);
  const there = { css: `[aria-posinset="120"] ${row}` };
  await page.see(there);
  await page.evaluate((css) => document.querySelector(css)?.scrollIntoView({ block: "center" }), there.css);
  // What is above may still be read: it comes to rest with the rows that are near.
  await page.see({ css: `[aria-posinset="115"] ${row}` });
  await page.see({ css: `[aria-posinset="121"] ${row}` });
  return there;
};

interface Watched {
  line: string[];
  readonly chrome: { runtime: { connect(about: object): WatchedPort } };
}

interface WatchedPort {
  postMessage(frame: { readonly method?: string; readonly params?: { readonly from?: number } }): void;
  readonly onMessage: { addListener(hear: (frame: { readonly kind?: string }) => void): void };
}

/** Runs in each page before its own scripts: writes down what it asks the host, and when the first answer comes. */
const watchLine = (): void => {
  const world = globalThis as unknown as Watched & { readonly browser?: Watched["chrome"] };
  world.line = [];
  const runtime = (world.browser ?? world.chrome)?.runtime;
  if (runtime?.connect === undefined) return;
  const connect = runtime.connect.bind(runtime);
  runtime.connect = (about) => {
    const port = connect(about);
    const post = port.postMessage.bind(port);
    port.postMessage = (frame) => {
      if (frame.method !== undefined) world.line.push([frame.method, frame.params?.from ?? []].flat().join(" from "));
      post(frame);
    };
    port.onMessage.addListener(({ kind }) => void world.line.push(`(${kind})`));
    return port;
  };
};

/** What the page asked the host so far, where that is watched. */
const lineOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (globalThis as unknown as Partial<Watched>).line ?? [], null);

describe.each(["chromium", "firefox"] as const)("a mailbox of 3,000 letters in %s", (browser) => {
  let dir: string;
  let scene: Scene;
  let clerk: Actor;
  let inbox: Page;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-large-"));
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    scene = await openScene({ dir, browser, servers: 1, window: "headless", rateLimits: "raised", narrator });
    clerk = scene.clerk;
    // Firefox lets nobody watch a page of an extension from its start.
    if (browser === "chromium") await clerk.browser.atStart(watchLine);
    inbox = await openInbox(clerk);
    await fillMailbox(inbox, threads * 10);
    // The host did not see them come: another of its kind takes over.
    await inbox.close();
    await clerk.browser.killBackground("all");
    inbox = await openInbox(clerk);
    await inbox.see({ css: row, which: "first" });
  });
  afterAll(async () => {
    await clerk?.browser.close();
    await scene?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const openNarrow = async (): Promise<Page> => {
    const page = await openInbox(clerk);
    await page.resize({ width: 400, height: 600 });
    await page.see({ css: row, which: "first" });
    return page;
  };

  it("draws a part of the list only, and says the place of each row among all of them", async () => {
    const drawn = await drawnIn(inbox);
    expect(drawn).toMatchObject({ first: "1", of: String(threads) });
    expect(drawn.rows).toBeLessThanOrEqual(50);
  });

  if (browser === "chromium")
    it("asks for all that it begins with in one go, and for no part of the list twice", async () => {
      const page = await openInbox(clerk);
      await page.see({ css: row, which: "first" });
      const line = await lineOf(page);
      await page.close();
      const firstCalls = line.slice(0, line.indexOf("(answer)"));
      expect(firstCalls).toEqual([
        "settings.read",
        "storage.read",
        "account.read",
        "threads.list from 0",
        "drafts.list",
      ]);
      const parts = line.filter((each) => each.startsWith("threads.list"));
      expect(parts).toEqual([...new Set(parts)]);
    });

  it("is walked through by keys into parts that were not drawn", async () => {
    await inbox.click({ testId: "find" });
    const placeOfFocus = () =>
      inbox.evaluate(() => {
        const { document } = globalThis as unknown as {
          document: {
            activeElement: { closest(selector: string): { getAttribute(name: string): string | null } | null };
          };
        };
        return document.activeElement.closest("[role=listitem]")?.getAttribute("aria-posinset") ?? null;
      }, null);
    // A key moves by one row at most, and by none where the next part is still being read.
    const at = await until(
      async () => {
        await inbox.press("ArrowDown");
        const place = await placeOfFocus();
        return place === "60" ? place : null;
      },
      () => "The keys do not lead to the 60th row",
    );
    expect(at).toBe("60");
  });

  it("is where one left it, far down, for who comes back from a thread in a narrow window", async () => {
    const page = await openNarrow();
    const there = await goFarDown(page);
    const before = await topOf(page, there);
    await page.click(there);
    await page.see({ testId: "letter", which: "last" });
    const askedBefore = (await lineOf(page)).length;
    await page.click({ testId: "back" });
    await page.see({ css: "a.row:focus" });
    expect(Math.abs((await topOf(page, there)) - before)).toBeLessThanOrEqual(1);
    // In another part of the list, and seen as well.
    await page.see({ css: `[aria-posinset="121"] ${row}` });
    // Its top, where nobody looks, is not read on the way.
    expect((await lineOf(page)).slice(askedBefore)).not.toContain("threads.list from 0");
    await page.close();
  });

  it("goes to its end at once, keeps the row that has the focus, and opens a thread there", async () => {
    await inbox.evaluate(() => {
      const { document } = globalThis as unknown as {
        document: { querySelector(selector: string): { scrollTop: number; scrollHeight: number } | null };
      };
      const pane = document.querySelector(".pane-list");
      if (pane !== null) pane.scrollTop = pane.scrollHeight;
    }, null);
    const last = { css: `[aria-posinset="${threads}"] ${row}` };
    await inbox.see(last);
    await inbox.see({ css: `[aria-posinset="60"] ${row}:focus` });
    expect((await drawnIn(inbox)).rows).toBeLessThanOrEqual(60);
    await inbox.click(last);
    await inbox.see({ testId: "letter", which: "last" });
  });

  it("keeps archived threads as long as the rule says, which is for them alone", async () => {
    await inbox.close();
    inbox = await openInbox(clerk);
    await inbox.see({ css: row, which: "first" });
    await inbox.click({ testId: "find" });
    await inbox.press("ArrowDown");
    await inbox.press("e");
    await inbox.see({ testId: "done", data: { act: "archive" } });
    const options = await clerk.browser.open(clerk.browser.extensionUrl("options.html"));
    await options.click({ testId: "retention-on" });
    await options.fill({ testId: "retention-days" }, "30");
    await options.click({ testId: "retention-save" });
    await options.see({ css: "[data-testid=retention-state]:not(:empty)" });
    await options.close();
    // The letters are of 2023. From the search field to the folders: inbox, put off, archive, trash.
    await inbox.click({ testId: "find" });
    await inbox.press("Tab");
    for (let i = 0; i < 2; i++) await inbox.press("ArrowDown");
    await inbox.see({ testId: "empty" });
    await inbox.press("ArrowDown");
    await inbox.see({ testId: "trash-hint" });
    await inbox.see({ css: `[aria-setsize="1"] ${row}` });
    expect(await drawnIn(inbox)).toMatchObject({ rows: 1, of: "1" });
    for (let i = 0; i < 3; i++) await inbox.press("ArrowUp");
    await inbox.see({ css: `[aria-setsize="${threads - 1}"] ${row}`, which: "first" });
  });

  it("is where one left it also when a letter came in meanwhile", async () => {
    const page = await openNarrow();
    const there = await goFarDown(page);
    const thread = await page.read({ css: `[aria-posinset="120"] ${row} .row-subject` });
    const before = await topOf(page, there);
    await page.click(there);
    await page.see({ testId: "letter", which: "last" });
    const subject = "Wurzeln unter dem Gehweg";
    const written = await openInbox(scene.citizen);
    await writeLetter(written, scene.clerk.userId, { subject, text: "Die Platten heben sich.", files: [] });
    await written.close();
    await inbox.see({ testId: "thread-row", text: subject });
    await page.click({ testId: "back" });
    const after = { css: `[aria-posinset="121"] ${row}` };
    await page.see({ css: `[aria-posinset="121"] ${row}:focus` });
    expect(await page.read(after)).toContain(thread);
    expect(Math.abs((await topOf(page, after)) - before)).toBeLessThanOrEqual(1);
    await page.close();
  });
});
