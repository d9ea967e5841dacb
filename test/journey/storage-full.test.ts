import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "./actor.ts";
import { type JourneyBrowser, launchBrowser, type Page } from "./driver/index.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { chooseThread, openInbox, openNewest, seeDelivery, writeLetter } from "./steps/letters.ts";
import { signIn } from "./steps/sign-in.ts";

/** Where pictures are left for whoever wants to look at them. */
const picturesDir = process.env.FEDERPOST_PICTURES ?? null;

/** Somebody whose browser grants the extension no more than any page: what the product may store is not limited. */
async function enterWithQuota(scene: Scene, dir: string): Promise<Actor> {
  const extensionDir = join(dir, "limited");
  await cp(scene.clerk.browser.extensionDir, extensionDir, { recursive: true });
  const path = join(extensionDir, "manifest.json");
  const manifest: { permissions: string[] } = JSON.parse(await readFile(path, "utf8"));
  const permissions = manifest.permissions.filter((permission) => permission !== "unlimitedStorage");
  await writeFile(path, JSON.stringify({ ...manifest, permissions }));
  const [homeserver] = scene.homeservers;
  if (homeserver === undefined) throw new Error("There is no homeserver");
  const password = randomBytes(12).toString("base64url");
  const { userId } = await homeserver.createUser({ user: "gast", password });
  const window = { language: "de", window: "headless" } as const;
  const launched = await launchBrowser({ browser: "chromium", dir: join(dir, "guest"), extensionDir, ...window });
  return { role: "clerk", user: "gast", userId, password, homeserver, browser: launched };
}

/** Grants the extension no room at all while `work` runs. */
async function withoutRoom(browser: JourneyBrowser, work: () => Promise<void>): Promise<void> {
  const attached = await chromium.connectOverCDP(browser.debuggingUrl);
  const page = attached.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error("Chromium shows no page");
  const session = await page.context().newCDPSession(page);
  const origin = browser.extensionUrl("").replace(/\/$/, "");
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  await work();
  // The override ends with it.
  await session.detach();
  await attached.close();
}

/** Writes until one letter finds no room: while Chromium goes by what it remembers, a first one may still get in. */
async function writeUntilRefused(from: Page, { to, inbox }: { readonly to: string; readonly inbox: Page }) {
  for (let tries = 1; ; tries++) {
    const subject = `Anfrage ${randomBytes(8).toString("hex")}`;
    await writeLetter(from, to, { subject, text: "Guten Tag", files: [] });
    try {
      await inbox.see({ testId: "storage-no-room" });
      return subject;
    } catch (cause) {
      if (tries === 3) throw cause;
    }
  }
}

describe("a mailbox in chromium without room on the device", () => {
  let dir: string;
  let scene: Scene;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-full-"));
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    scene = await openScene({
      dir,
      browser: "chromium",
      servers: 1,
      window: "headless",
      rateLimits: "raised",
      narrator,
    });
  });
  afterAll(async () => {
    await scene?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it("says so, takes nothing by halves, and goes on by itself when there is room", async () => {
    let subject = "";
    const citizen = await openInbox(scene.citizen);
    const guest = await enterWithQuota(scene, dir);
    try {
      const inbox = await signIn(guest, scene.narrator);
      await withoutRoom(guest.browser, async () => {
        // Chromium remembers for half a minute how much room an open database has.
        await guest.browser.killBackground("all");
        subject = await writeUntilRefused(citizen, { to: guest.userId, inbox });
        if (picturesDir !== null) await inbox.screenshot(join(picturesDir, "no-room.png"));
      });
      await chooseThread(inbox, subject);
      expect(await openNewest(inbox)).toBe("Guten Tag");
      await inbox.miss({ testId: "storage-no-room" });
      await seeDelivery(citizen, "retrieved");
    } finally {
      await guest.browser.close();
    }
  });
});
