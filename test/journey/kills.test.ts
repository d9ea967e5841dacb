import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readApplication } from "./acts.ts";
import { type Application, inventApplication } from "./application.ts";
import { readThreads } from "./export.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { approve, openPortal, seeStatus, submitForm } from "./steps/portal.ts";

describe.each(["chromium", "firefox"] as const)("an application in %s whose contexts die on the way", (browser) => {
  let dir: string;
  let scene: Scene;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-kills-"));
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    scene = await openScene({ dir, browser, servers: 1, window: "headless", rateLimits: "raised", narrator });
  });
  afterAll(async () => {
    await scene?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const invent = (): Promise<Application> => inventApplication({ text: null, filePath: null, dir: join(dir, "sent") });
  const allow = (kind: "access" | "send", application: Application): Promise<void> =>
    approve(
      scene.citizen,
      { kind, origin: scene.portal.origin, shows: kind === "send" ? [application.text] : [] },
      scene.narrator,
    );
  const lettersWith = async (text: string): Promise<number> =>
    (await readThreads(scene.clerk)).filter(({ summary }) => summary.subject.includes(text)).length;

  it("arrives when the worker is killed before each step", async () => {
    const application = await invent();
    const { citizen, clerk } = scene;
    await citizen.browser.killBackground("worker");
    const page = await openPortal(citizen, scene.portal.url);
    await citizen.browser.killBackground("worker");
    await submitForm(page, application);
    await allow("access", application);
    await citizen.browser.killBackground("worker");
    await allow("send", application);
    // The portal has its answer: from here on the letter is stored, and being killed must not lose it.
    await page.see({ css: "#letters li", text: application.plot });
    await citizen.browser.killBackground("worker");
    await clerk.browser.killBackground("worker");
    const inbox = await readApplication(scene, application);
    await seeStatus(page, "retrieved");
    await inbox.close();
    await page.close();
  });

  it("is asked anew and arrives once when everything is killed while the person reads the letter", async () => {
    const application = await invent();
    const { citizen } = scene;
    const page = await openPortal(citizen, scene.portal.url);
    await submitForm(page, application);
    const consent = await citizen.browser.page(citizen.browser.extensionUrl("consent.html"));
    await consent.see({ testId: "question", data: { kind: "send" } });
    await citizen.browser.killBackground("all");
    // The old window says that its question is gone; the page has asked again, in another one.
    await consent.see({ testId: "nothing-asked" });
    await consent.close();
    await allow("send", application);
    const inbox = await readApplication(scene, application);
    await seeStatus(page, "retrieved");
    expect(await lettersWith(application.plot)).toBe(1);
    await inbox.close();
    await page.close();
  });
});
