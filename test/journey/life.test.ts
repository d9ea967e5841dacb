import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { ChromiumPage, launchBrowser, type Page, until } from "./driver/index.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { countHandles, dragOut, dragsByName } from "./steps/drag.ts";
import {
  answer,
  chooseThread,
  openInbox,
  openNewest,
  readNewest,
  saveAttachment,
  seeDelivery,
  sendNow,
  writeLetter,
} from "./steps/letters.ts";

const subject = (): string => `Anfrage ${randomBytes(8).toString("hex")}`;
/** What stands in a field, once it is there. */
const fieldValue = async (page: Page, testId: string): Promise<string> => {
  await page.see({ testId });
  return page.evaluate((id) => {
    const field = document.querySelector(`[data-testid="${id}"]`);
    return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : "";
  }, testId);
};

const text = "Guten Tag,\n\nwann öffnet das Bauamt?";

/** Notes with each frame in which states and how high the chosen files are shown. Runs in the page. */
const watchChosenFiles = (): void => {
  const { dataset } = document.documentElement;
  const [states, heights] = [new Set<string>(), new Set<string>()];
  const look = (): void => {
    for (const [at, row] of document.querySelectorAll<HTMLElement>("[data-testid=chosen-file]").entries()) {
      states.add(row.dataset.state ?? "");
      heights.add(`file ${at + 1}: ${row.clientHeight} px`);
    }
    dataset.seen = JSON.stringify({ states: [...states], heights: [...heights] });
    requestAnimationFrame(look);
  };
  look();
};
const seenOfChosenFiles = (): { readonly states: readonly string[]; readonly heights: readonly string[] } =>
  JSON.parse(document.documentElement.dataset.seen ?? "{}");

describe.each(["chromium", "firefox"] as const)("a mailbox in %s whose contexts come and go", (browser) => {
  let dir: string;
  let scene: Scene;
  let citizen: Page;
  let clerk: Actor;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-life-"));
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    // Raised: Synapse lets one account be invited five times, then once in five and a half minutes. Here it is invited more.
    scene = await openScene({ dir, browser, servers: 1, window: "headless", rateLimits: "raised", narrator });
    clerk = scene.clerk;
    citizen = await openInbox(scene.citizen);
  });
  afterAll(async () => {
    await clerk?.browser.close();
    await scene?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const write = async (): Promise<string> => {
    const written = subject();
    await writeLetter(citizen, clerk.userId, { subject: written, text, files: [] });
    return written;
  };
  const badgeSays = (wanted: string, limitMs?: number): Promise<string> =>
    until(
      async () => ((await clerk.browser.badge()) === wanted ? wanted : null),
      () => `The badge does not say "${wanted}"`,
      limitMs,
    );
  const withInbox = async (work: (inbox: Page) => Promise<void>): Promise<void> => {
    const inbox = await openInbox(clerk);
    await work(inbox);
    await inbox.close();
  };

  it("raises the badge and a notification without content when a letter comes while nothing is open", async () => {
    expect((await clerk.browser.urls()).filter((url) => url.startsWith(clerk.browser.extensionUrl("")))).toEqual([]);
    const written = await write();
    await badgeSays("1");
    await seeDelivery(citizen, "provided");
    const notices = await until(
      async () => {
        const shown = await clerk.browser.notices();
        return shown.length === 0 ? null : shown;
      },
      () => "No notification is shown",
    );
    expect(notices.map(({ id }) => id)).toEqual(["letters"]);
    for (const { words } of notices) {
      for (const secret of [written, "Bauamt", scene.citizen.user]) expect(words ?? "").not.toContain(secret);
    }
    await withInbox(async (inbox) => {
      await chooseThread(inbox, written);
      expect(await openNewest(inbox)).toBe(text);
    });
    await badgeSays("");
    await seeDelivery(citizen, "retrieved");
  });

  it("goes on receiving after the worker was killed", async () => {
    await clerk.browser.killBackground("worker");
    const written = await write();
    await withInbox(async (inbox) => {
      await chooseThread(inbox, written);
      expect(await openNewest(inbox)).toBe(text);
    });
  });

  it("delivers exactly one letter when everything is killed before it has left, and reads it when everything was killed there too", async () => {
    const written = await write();
    await scene.citizen.browser.killBackground("all");
    await clerk.browser.killBackground("all");
    citizen = await openInbox(scene.citizen);
    await chooseThread(citizen, written);
    await seeDelivery(citizen, "with_server");
    await withInbox(async (inbox) => {
      await chooseThread(inbox, written);
      await seeDelivery(citizen, "provided");
      expect(await openNewest(inbox)).toBe(text);
      expect(await inbox.count({ testId: "letter" })).toBe(1);
      expect(await inbox.count({ testId: "unreadable" })).toBe(0);
    });
  });

  it("is woken by its alarm when a letter came while no part of it ran", async () => {
    await clerk.browser.killBackground("all");
    const written = await write();
    // Alarms come every half minute at the most, and a busy machine may need a second one.
    await badgeSays("1", 200_000);
    await withInbox(async (inbox) => {
      await chooseThread(inbox, written);
      await openNewest(inbox);
    });
  });

  it("is signed in after a restart of the browser, holds its threads and gets the next letter", async () => {
    const before = await write();
    await withInbox((inbox) => chooseThread(inbox, before));
    await clerk.browser.close();
    const again = await launchBrowser({ browser, dir: join(dir, clerk.role), language: "en", window: "headless" });
    clerk = { ...clerk, browser: again };
    await withInbox(async (inbox) => {
      await chooseThread(inbox, before);
      expect(await openNewest(inbox)).toBe(text);
      const after = await write();
      await chooseThread(inbox, after);
      expect(await openNewest(inbox)).toBe(text);
    });
  });

  it("keeps a draft with its files through kills and a restart; sent and taken back by a key, it is whole again", async () => {
    const paths = await Promise.all(
      [
        ["plan.bin", randomBytes(9_000_000)],
        ["brief.txt", Buffer.from("Sehr geehrte Frau Amt")],
        ["seite.html", Buffer.from("<script>1</script>")],
      ].map(async ([name, content]) => {
        const path = join(dir, String(name));
        await writeFile(path, content as Buffer);
        return path;
      }),
    );
    const saved = { css: "[data-testid=chosen-file][data-state=saved]" };
    const seeAll = (page: Page) =>
      until(
        async () => ((await page.count(saved)) === 3 ? true : null),
        () => "The files are not kept",
      );
    const written = subject();
    let inbox = await openInbox(clerk);
    await inbox.click({ testId: "write" });
    await inbox.fill({ testId: "compose-to" }, scene.citizen.userId);
    await inbox.fill({ testId: "compose-subject" }, written);
    await inbox.fill({ testId: "compose-text" }, text);
    await inbox.evaluate(watchChosenFiles, null);
    await inbox.setFiles({ testId: "attach" }, paths);
    await seeAll(inbox);
    // What stands below does not move away under the pointer when a file is saved.
    const { heights, states } = await inbox.evaluate(seenOfChosenFiles, null);
    expect(states).toContain("saving");
    expect(heights).toHaveLength(paths.length);
    await clerk.browser.killBackground("all");
    await inbox.goTo(clerk.browser.extensionUrl("inbox.html"));
    await inbox.click({ testId: "draft-row", text: written });
    await seeAll(inbox);
    await clerk.browser.close();
    const again = await launchBrowser({ browser, dir: join(dir, clerk.role), language: "en", window: "headless" });
    clerk = { ...clerk, browser: again };
    inbox = await openInbox(clerk);
    await inbox.click({ testId: "draft-row", text: written });
    await seeAll(inbox);
    await inbox.see({ testId: "recipient", data: { state: "found" } });
    await inbox.click({ testId: "send" });
    await inbox.see({ testId: "thread-title", text: written });
    await inbox.see({ testId: "held" });
    await inbox.press("z");
    await inbox.see({ testId: "compose-subject" });
    await seeAll(inbox);
    await inbox.miss({ testId: "thread-row", text: written });
    await inbox.see({ testId: "recipient", data: { state: "found" } });
    await inbox.click({ testId: "send" });
    await inbox.see({ testId: "thread-title", text: written });
    await sendNow(inbox);
    await chooseThread(citizen, written);
    expect(await openNewest(citizen)).toBe(text);
    const got = await saveAttachment(scene.citizen, citizen, "plan.bin");
    expect((await readFile(got)).equals(await readFile(paths[0]!))).toBe(true);
    await seeDragged(written, paths);
    // Passed on, it is a new letter with copies of the chosen files.
    await citizen.click({ testId: "forward", which: "last" });
    await citizen.click({ testId: "forward-file", which: "first" });
    await citizen.click({ testId: "forward-file", which: "last" });
    await citizen.click({ testId: "forward-go" });
    await citizen.see(saved);
    await citizen.see({ testId: "chosen-file", text: "brief.txt" });
    await citizen.click({ testId: "discard" });
    await citizen.miss({ testId: "draft-row" });
    await inbox.close();
  });

  /** Dragged, a file is the same; what can run code is only saved, and so is all where browser or system takes no such drag. */
  const seeDragged = async (written: string, [plan = "", brief = ""]: readonly string[]): Promise<void> => {
    if (!(citizen instanceof ChromiumPage)) return expect(await countHandles(citizen, "plan.bin")).toBe(0);
    for (const system of ["X11; Linux x86_64", "Windows NT 10.0; Win64; x64"]) {
      const page = await openInbox(scene.citizen);
      if (!(page instanceof ChromiumPage)) throw new Error("Chromium has another page");
      await page.pretendSystem(system);
      await chooseThread(page, written);
      await page.see({ testId: "attachment", text: "seite.html" });
      const takesFiles = system.startsWith("Windows");
      expect(await countHandles(page, "plan.bin")).toBe(takesFiles ? 1 : 0);
      expect(await countHandles(page, "seite.html")).toBe(0);
      expect(await dragsByName(page, "seite.html")).toBe(false);
      for (const path of takesFiles ? [plan, brief] : []) {
        const carried = await dragOut(scene.citizen, page, basename(path));
        expect(carried).toMatchObject({ type: "application/octet-stream", name: basename(path) });
        expect(carried.bytes.equals(await readFile(path))).toBe(true);
      }
      await page.close();
    }
  };

  const openLast = async (page: Page): Promise<void> => {
    await page.see({ testId: "letter", data: { state: "closed" }, which: "last" });
    await page.click({ testId: "open-letter", which: "last" });
    await page.miss({ testId: "open-letter" });
  };

  it("shows the same in two tabs at once", async () => {
    const [left, right] = [await openInbox(clerk), await openInbox(clerk)];
    const written = await write();
    await Promise.all([chooseThread(left, written), chooseThread(right, written)]);
    await openNewest(left);
    expect(await readNewest(right)).toBe(text);
    const reply = `Von acht bis zwölf, ${randomBytes(8).toString("hex")}`;
    await answer(right, reply);
    await left.see({ testId: "letter", text: reply });
    expect(await left.count({ testId: "letter" })).toBe(2);
    await chooseThread(citizen, written);
    expect(await openNewest(citizen)).toBe(reply);
    await Promise.all([seeDelivery(left, "retrieved"), seeDelivery(right, "retrieved")]);
    // Laid out where the writer wants it; as it was written one click away.
    await right.click({ testId: "use-markdown" });
    await right.fill(
      { testId: "reply-text" },
      "## Wann?\n\n- Montag\n- Dienstag, siehe [Plan](https://amt.example/plan)",
    );
    await right.click({ testId: "look" });
    await right.see({ css: "[data-testid=preview] li", text: "Montag" });
    await right.click({ testId: "send" });
    await sendNow(right);
    await openLast(citizen);
    const letter = { testId: "letter", which: "last" } as const;
    await citizen.see({ css: ".markdown h5", text: "Wann?", inside: letter });
    await citizen.see({ css: ".markdown li a[href='https://amt.example/plan']", inside: letter });
    await citizen.click({ testId: "raw-text", inside: letter });
    await citizen.see({ css: ".letter-text:not(.markdown)", text: "- Montag", inside: letter });
    await left.close();
    await right.close();
  });

  it("is searched by keys alone: a part of a word finds the letter, and reading goes on there", async () => {
    const word = `q${randomBytes(5).toString("hex")}`;
    await withInbox(async (inbox) => {
      const written = await write();
      await chooseThread(inbox, written);
      await openNewest(inbox);
      await answer(inbox, `Zweitwohnung${word}bescheid liegt bei.`);
      await inbox.fill({ testId: "find" }, `${word.slice(2, -2)} zweitw`);
      await inbox.see({ testId: "found-count", data: { count: "1" } });
      await inbox.see({ testId: "found-row", text: `Zweitwohnung${word}bescheid` });
      await inbox.press("ArrowDown");
      await inbox.press("Enter");
      await inbox.see({ testId: "letter", text: word, which: "last" });
      await inbox.fill({ testId: "find" }, "gibtesnichtwirklich");
      await inbox.see({ testId: "found-count", data: { count: "0" } });
      await inbox.press("Escape");
      await inbox.see({ testId: "thread-row", text: written });
    });
  });

  it("finds its place in the list again in a narrow window, filters by whose turn it is, and deletes one letter for good", async () => {
    const written = await write();
    await withInbox(async (inbox) => {
      await inbox.resize({ width: 400, height: 600 });
      const row = { testId: "thread-row", text: written };
      await inbox.see(row);
      const top = () => inbox.evaluate(() => document.querySelector(".panes")?.scrollTop ?? 0, null);
      await inbox.evaluate(() => document.querySelector(".panes")?.scrollTo(0, 60), null);
      const before = await top();
      expect(before).toBeGreaterThan(0);
      const rowHeight = () =>
        inbox.evaluate(() => document.querySelector(`[aria-posinset="1"] a.row`)?.clientHeight ?? 0, null);
      const unread = await rowHeight();
      expect(unread).toBeGreaterThan(0);
      await inbox.click(row);
      await openNewest(inbox);
      await inbox.click({ testId: "back" });
      await inbox.see({ css: "a.row:focus", text: written });
      expect(await top()).toBe(before);
      await inbox.see({ css: "a.row:not(.row-unread)", text: written });
      expect(await rowHeight()).toBe(unread);
      await inbox.resize({ width: 1200, height: 900 });
      await inbox.click({ css: "[data-testid=more-filters] > summary" });
      await inbox.click({ testId: "filter-files" });
      await inbox.miss(row);
      await inbox.click({ testId: "filter-files" });
      await inbox.click(row);
      await answer(inbox, "Montags.");
      const first = { testId: "letter", which: "first" } as const;
      await inbox.click({ testId: "erase-letter", inside: first });
      await inbox.click({ testId: "erase-letter-confirm" });
      await inbox.miss({ testId: "letter", text: "wann öffnet das Bauamt?" });
      await inbox.see({ testId: "letter", text: "Montags." });
    });
    // The other side keeps what it wrote.
    await chooseThread(citizen, written);
    await citizen.see({ testId: "letter", text: "wann öffnet das Bauamt?" });
  });

  it("deletes a thread by way of the trash: back at first, then for good", async () => {
    await withInbox(async (inbox) => {
      const written = await write();
      const row = { testId: "thread-row", text: written };
      const pickIt = async () => {
        await inbox.see(row);
        await inbox.click({ testId: "find" });
        await inbox.press("ArrowDown");
        await inbox.see({ css: "a.row:focus", text: written });
        await inbox.press("x");
      };
      await pickIt();
      await inbox.click({ testId: "act-trash" });
      await inbox.see({ testId: "done", data: { act: "trash" } });
      await inbox.miss(row);
      await inbox.click({ testId: "undo" });
      await pickIt();
      await inbox.click({ testId: "act-trash" });
      await inbox.miss(row);
      await inbox.click({ testId: "find" });
      await inbox.press("Tab");
      // Inbox, snoozed, archive, trash.
      for (let i = 0; i < 3; i++) await inbox.press("ArrowDown");
      await inbox.see({ testId: "trash-hint" });
      await pickIt();
      await inbox.click({ testId: "act-erase" });
      await inbox.see({ css: "[data-testid=erase-keep]:focus" });
      await inbox.click({ testId: "erase-confirm" });
      await inbox.see({ testId: "done", data: { act: "erase" } });
      await inbox.miss(row);
    });
  });

  it("is kept in order by keys alone: labelled, put off, archived, marked, several at once, and taken back", async () => {
    await withInbox(async (inbox) => {
      const row = (subject: string) => ({ testId: "thread-row", text: subject });
      const focused = (subject: string) => inbox.see({ css: "a.row:focus", text: subject });
      const done = (act: string) => inbox.see({ testId: "done", data: { act } });
      const under = await write();
      await inbox.see(row(under));
      const written = await write();
      await inbox.see(row(written));
      // The keys are the list's: the way into it is the one from the search field.
      await inbox.press("e");
      await inbox.see(row(written));
      await inbox.click({ testId: "find" });
      await inbox.press("ArrowDown");
      await focused(written);

      await inbox.press("l");
      await inbox.see({ css: "[data-testid=label-text]:focus" });
      await inbox.fill({ testId: "label-text" }, "Bauakte");
      await inbox.press("Enter");
      await inbox.see({ testId: "row-label", text: "Bauakte" });
      await focused(written);

      await inbox.press("t");
      await done("take");
      await inbox.see({ testId: "row-taken" });
      await focused(written);

      await inbox.press("h");
      await inbox.see({ css: "[data-testid=snooze-day]:focus" });
      await inbox.press("Enter");
      await done("snooze");
      await inbox.miss(row(written));
      await focused(under);
      await inbox.press("z");
      await inbox.see(row(written));
      await inbox.press("k");
      await focused(written);

      await inbox.press("p");
      await done("pin");
      // What nobody has read cannot be marked as unread: the key does nothing.
      await inbox.press("u");
      await done("pin");
      await inbox.press("x");
      await inbox.press("j");
      await focused(under);
      await inbox.press("x");
      await inbox.see({ testId: "chosen-count", data: { count: "2" } });
      await inbox.press("e");
      await done("archive");
      await inbox.miss(row(written));
      await inbox.miss(row(under));
      await inbox.see({ css: "a.row:focus" });
      await inbox.press("z");
      await inbox.see(row(written));
      await inbox.see(row(under));
      // Nobody is at what is in the archive; taken back, somebody is.
      await inbox.see({ testId: "row-taken" });
      // Nothing of it has opened a letter.
      await chooseThread(inbox, written);
      await inbox.see({ testId: "taken-on", css: "[data-by]" });
      await inbox.click({ testId: "release" });
      await inbox.miss({ testId: "row-taken" });
      await inbox.see({ testId: "take" });
      await inbox.see({ testId: "letter", data: { state: "closed" } });
      expect(await openNewest(inbox)).toBe(text);
      await inbox.click({ testId: "find" });
      await inbox.press("ArrowDown");
      await focused(written);
      await inbox.press("u");
      await done("mark");
    });
  });

  it("is found from the address bar by subject, which opens nothing", async () => {
    const written = await write();
    await withInbox((inbox) => inbox.see({ testId: "thread-row", text: written }));
    // Who types while everything is slow types on.
    const [first, ...found] = await until(
      async () => {
        const shown = await clerk.browser.around.suggestions(written.slice(0, -3));
        return shown.length > 1 ? shown : null;
      },
      () => "Nothing is suggested",
    );
    expect(first).toMatch(/Search the whole mailbox|Im ganzen Postfach suchen/);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(written);
    expect(found[0]).not.toContain("Bauamt");
    await clerk.browser.around.enter({ suggestion: 1 });
    const inbox = await clerk.browser.page(clerk.browser.extensionUrl("inbox.html#/thread/"));
    await inbox.see({ testId: "letter", data: { state: "closed" } });
    await clerk.browser.around.enter({ text: written });
    await inbox.see({ testId: "found-row", text: written });
    expect(await inbox.url()).not.toContain(written.slice(-8));
    await chooseThread(citizen, written);
    await seeDelivery(citizen, "provided");
    await inbox.close();
  });

  it("takes marked text from a page into a draft, by the menu, and is opened by keys", async () => {
    const page = await clerk.browser.open(scene.portal.origin);
    const pageUrl = await page.url();
    await page.evaluate(() => {
      document.body.innerHTML = "<p>Der Zaun</p><p>ist zu hoch.</p>";
      getSelection()?.selectAllChildren(document.body);
    }, null);
    await clerk.browser.around.chooseInMenu({ item: "selection", selectionText: "Der Zaun ist zu hoch.", pageUrl });
    const inbox = await clerk.browser.page(clerk.browser.extensionUrl("inbox.html#/write/"));
    const draft = await fieldValue(inbox, "compose-text");
    expect(draft).toContain("> Der Zaun\n");
    expect(draft).toContain("> ist zu hoch.\n");
    expect(draft).toContain(pageUrl);
    await inbox.click({ testId: "discard" });
    await inbox.close();
    await page.close();
    await clerk.browser.around.command("write-letter");
    const again = await clerk.browser.page(clerk.browser.extensionUrl("inbox.html#/write"));
    await again.see({ testId: "compose-to" });
    await again.close();
  });

  it("keeps a draft in step in a window of its own", async () => {
    const inbox = await openInbox(clerk);
    await inbox.click({ testId: "write" });
    await inbox.fill({ testId: "compose-subject" }, "Zaun");
    await inbox.fill({ testId: "compose-text" }, "Sehr geehrte Damen und Herren,");
    await inbox.click({ testId: "own-window" });
    const own = await clerk.browser.page(clerk.browser.extensionUrl("inbox.html?window"));
    await until(
      async () => ((await fieldValue(own, "compose-text")) === "Sehr geehrte Damen und Herren," ? true : null),
      () => "The window does not show the draft",
    );
    await own.fill({ testId: "compose-text" }, "Sehr geehrte Damen und Herren, der Zaun steht.");
    await until(
      async () => ((await fieldValue(inbox, "compose-text")).endsWith("der Zaun steht.") ? true : null),
      () => "The tab does not follow the window",
    );
    await inbox.fill({ testId: "compose-subject" }, "Zaun am Weg");
    await until(
      async () => ((await fieldValue(own, "compose-subject")) === "Zaun am Weg" ? true : null),
      () => "The window does not follow the tab",
    );
    await own.click({ testId: "discard" });
    await inbox.miss({ testId: "compose-text" });
    await own.close();
    await inbox.close();
  });
});
