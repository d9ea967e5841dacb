import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JourneyBrowser } from "./driver/index.ts";
import { launchBrowser, type Page } from "./driver/index.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { chooseThread, openInbox, openNewest, writeLetter } from "./steps/letters.ts";

/** Where pictures of each trouble are left for whoever wants to look at them. */
const picturesDir = process.env.FEDERPOST_PICTURES ?? null;

/** Where each browser keeps the extension's database. */
const databaseFiles = async (profileDir: string): Promise<readonly string[]> => {
  const names = await readdir(profileDir, { recursive: true });
  const ours = names.filter(
    (name) =>
      /IndexedDB\/chrome-extension_.*indexeddb\.leveldb\/[^/]+\.(ldb|log)$/.test(name) ||
      /moz-extension.*\/idb\/[^/]+\.sqlite$/.test(name),
  );
  return ours.map((name) => join(profileDir, name));
};

/** Clears everything that Chromium stored for the extension, as its debugger can. */
async function clearStorage(browser: JourneyBrowser): Promise<void> {
  const attached = await chromium.connectOverCDP(browser.debuggingUrl);
  const page = attached.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error("Chromium shows no page");
  const session = await page.context().newCDPSession(page);
  const origin = browser.extensionUrl("").replace(/\/$/, "");
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await session.detach();
  await attached.close();
}

/** Changes one bit in sealed records of a store, in a page of the extension; answers how many. */
const damage = (page: Page, store: string, most: number): Promise<number> =>
  page.evaluate(
    async ([table, limit]) => {
      const asked = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const db = await asked(indexedDB.open("federpost"));
      const records = db.transaction("records", "readwrite").objectStore("records");
      const rows = (await asked(records.getAll(IDBKeyRange.bound([table], [table, []])))).slice(0, limit);
      for (const row of rows) {
        row.sealed[20] ^= 1;
        await asked(records.put(row));
      }
      db.close();
      return rows.length;
    },
    [store, most] as const,
  );

describe.each(["chromium", "firefox"] as const)("a mailbox in %s whose storage fails", (browser) => {
  let dir: string;
  let scene: Scene;
  let citizen: Page;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-storage-"));
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    scene = await openScene({ dir, browser, servers: 1, window: "headless", rateLimits: "raised", narrator });
    citizen = await openInbox(scene.citizen);
  });
  afterAll(async () => {
    await scene?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const text = "Guten Tag";
  const write = async (): Promise<string> => {
    const subject = `Anfrage ${randomBytes(8).toString("hex")}`;
    await writeLetter(citizen, scene.clerk.userId, { subject, text, files: [] });
    return subject;
  };

  it("opens it anew when its connection to the database was closed, and goes on", async () => {
    const inbox = await openInbox(scene.clerk);
    await inbox.see({ testId: "connection", data: { state: "online" } });
    // Another context that wants a newer version makes the browser ask ours to close; then it gives up.
    const asked = await inbox.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const request = indexedDB.open("federpost", 1_000_000);
          request.onupgradeneeded = () => request.transaction?.abort();
          request.onsuccess = () => resolve("opened");
          request.onerror = () => resolve("given up");
        }),
      null,
    );
    expect(asked).toBe("given up");
    await inbox.see({ testId: "connection", data: { state: "online" } });
    const subject = await write();
    await chooseThread(inbox, subject);
    expect(await openNewest(inbox)).toBe(text);
    await inbox.close();
  });

  it("leaves out one damaged letter, says so, and goes on with the others", async () => {
    const inbox = await openInbox(scene.clerk);
    await inbox.see({ testId: "connection", data: { state: "online" } });
    expect(await damage(inbox, "letters", 1)).toBe(1);
    await inbox.click({ testId: "thread-row" });
    await inbox.see({ testId: "storage-some-damaged" });
    if (picturesDir !== null) await inbox.screenshot(join(picturesDir, `some-damaged-${browser}.png`));
    const subject = await write();
    await chooseThread(inbox, subject);
    expect(await openNewest(inbox)).toBe(text);
    await inbox.close();
  });

  it("whose account record is damaged offers to begin anew, and does so when asked twice", async () => {
    const inbox = await openInbox(scene.clerk);
    await inbox.see({ testId: "connection", data: { state: "online" } });
    expect(await damage(inbox, "keys", 10)).toBeGreaterThan(0);
    await scene.clerk.browser.killBackground("all");
    await inbox.goTo(scene.clerk.browser.extensionUrl("inbox.html?again"));
    await inbox.see({ testId: "storage-damaged" });
    await inbox.click({ testId: "storage-retry" });
    await inbox.see({ testId: "storage-damaged" });
    if (picturesDir !== null) await inbox.screenshot(join(picturesDir, `damaged-${browser}.png`));
    await inbox.click({ testId: "storage-reset" });
    await inbox.see({ testId: "storage-reset-dialog" });
    if (picturesDir !== null) await inbox.screenshot(join(picturesDir, `reset-${browser}.png`));
    await inbox.click({ testId: "storage-reset-confirm" });
    await inbox.see({ testId: "sign-in" });
    await inbox.miss({ testId: "storage-gone" });
    await inbox.close();
  });

  // Firefox has no such command.
  if (browser === "chromium")
    it("that somebody cleared under it says so", async () => {
      await clearStorage(scene.citizen.browser);
      await citizen.see({ testId: "storage-gone" });
      await citizen.see({ testId: "sign-in" });
      if (picturesDir !== null) await citizen.screenshot(join(picturesDir, `gone-${browser}.png`));
    });

  it("says that a newer Federpost has used it, offers no deletion, and loses nothing", async () => {
    const inbox = citizen;
    const became = await inbox.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const request = indexedDB.open("federpost", 1_000_000);
          request.onsuccess = () => {
            request.result.close();
            resolve("newer");
          };
          request.onerror = () => resolve("failed");
        }),
      null,
    );
    expect(became).toBe("newer");
    await inbox.see({ testId: "storage-newer" });
    await inbox.miss({ testId: "storage-reset" });
    await inbox.click({ testId: "storage-retry" });
    await inbox.see({ testId: "storage-newer" });
    if (picturesDir !== null) await inbox.screenshot(join(picturesDir, `newer-${browser}.png`));
  });

  it("whose files are damaged says what is gone, and does not crash in a loop", async () => {
    const { profileDir } = scene.citizen.browser;
    await scene.citizen.browser.close();
    const files = await databaseFiles(profileDir);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const { size } = await stat(file);
      await truncate(file, 0);
      await writeFile(file, randomBytes(Math.max(size, 4096)));
    }
    const restarted = await launchBrowser({ browser, dir: join(profileDir, ".."), language: "en", window: "headless" });
    try {
      const inbox = await restarted.open(restarted.extensionUrl("inbox.html"));
      // Both browsers throw a damaged database away by themselves and begin a new one without a word.
      await inbox.see({ testId: "storage-gone" });
      await inbox.see({ testId: "sign-in" });
    } finally {
      await restarted.close();
    }
  });
});
