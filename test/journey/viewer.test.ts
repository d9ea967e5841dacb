import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Canary, startCanary } from "../attack/mailbox/canary.ts";
import { redAndBlue, scannedSquare } from "../fake/files.ts";
import { contractPdf } from "../portal/contract-pdf.ts";
import { ChromiumPage, launchBrowser, type Page, type Spot, until } from "./driver/index.ts";
import { createNarrator } from "./narrator.ts";
import { openScene, type Scene } from "./scene.ts";
import { chooseThread, openInbox, openNewest, saveAttachment, writeLetter } from "./steps/letters.ts";

const damaged = Buffer.from("%PDF-1.7\nthis is no PDF");
const files: Readonly<Record<string, Uint8Array>> = {
  "Vertrag.pdf": contractPdf("zwischen Stadt und Frau Muster"),
  "Stempel.pdf": scannedSquare(),
  "Akte.pdf": contractPdf("von vorn bis hinten", "", 60),
  "Lageplan.png": redAndBlue(60, 40),
  "Notiz.txt": Buffer.from("Bitte bis <b>Freitag</b>."),
  "Rest.pdf": damaged,
  "Rest.png": redAndBlue(60, 40).subarray(0, 20),
};
const viewer = { testId: "viewer" } as const;

/** The colour of a point of what is shown, by its place: 0 is left and top, 1 right and bottom. */
const colourAt = (page: Page, x: number, y: number): Promise<readonly number[]> =>
  page.evaluate(
    (at) => {
      const canvas = document.querySelector<HTMLCanvasElement>("[data-testid=viewer] canvas");
      if (canvas === null) return [];
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const context = copy.getContext("2d");
      context?.drawImage(canvas, 0, 0);
      const { data } = context?.getImageData(canvas.width * at.x, canvas.height * at.y, 1, 1) ?? {};
      return [...(data ?? [])].slice(0, 3);
    },
    { x, y },
  );

describe.each(["chromium", "firefox"] as const)("files of a letter in %s", (browser) => {
  let dir: string;
  let scene: Scene;
  let inbox: Page;
  let canary: Canary;
  let subject: string;

  beforeAll(async () => {
    canary = await startCanary();
    dir = await mkdtemp(join(tmpdir(), "federpost-viewer-"));
    const narrator = createNarrator({ say: () => undefined, picturesDir: null });
    scene = await openScene({ dir, browser, servers: 1, window: "headless", narrator });
    const sent = join(dir, "sent");
    await mkdir(sent);
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(sent, name), bytes);
    subject = `Unterlagen ${randomBytes(8).toString("hex")}`;
    await writeLetter(await openInbox(scene.citizen), scene.clerk.userId, {
      subject,
      text: "Hier sind sie.",
      files: Object.keys(files).map((name) => join(sent, name)),
    });
    inbox = await openInbox(scene.clerk);
    await chooseThread(inbox, subject);
    await openNewest(inbox);
  });
  afterAll(async () => {
    await scene?.close();
    await canary?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const buttonOf = (name: string): Spot => ({
    testId: "show-attachment",
    inside: { testId: "attachment", text: name },
  });
  const labels = (): Promise<readonly (string | null)[]> =>
    inbox.evaluate(
      () => [...document.querySelectorAll("[data-testid=viewer] [role=img]")].map((image) => image.ariaLabel),
      null,
    );
  /** Shows the file, and puts it away again afterwards. */
  const showing = async (name: string, look: () => Promise<void>): Promise<void> => {
    await inbox.click(buttonOf(name));
    try {
      await inbox.see(viewer);
      await look();
    } finally {
      await inbox.click(buttonOf(name));
      await inbox.miss(viewer);
    }
  };

  it("shows a PDF page by page, and what it is in words for whoever does not see it", () =>
    showing("Vertrag.pdf", async () => {
      await inbox.see({ testId: "drawn-page", data: { state: "drawn" }, which: "first" });
      expect(await inbox.count({ testId: "drawn-page" })).toBe(2);
      expect(await labels()).toEqual([
        "Picture of page 1. Save the document to have it read out.",
        "Picture of page 2. Save the document to have it read out.",
      ]);
      expect(await colourAt(inbox, 0.02, 0.02)).toEqual([255, 255, 255]);
      expect(await inbox.read(viewer)).toContain("This is how Federpost shows the PDF.");
      expect(await inbox.read(viewer)).not.toContain("sign");
    }));

  it("lets go of pages far behind in a long document, and draws them anew for who goes back", () =>
    showing("Akte.pdf", async () => {
      const drawn = { testId: "drawn-page", data: { state: "drawn" } } as const;
      const scrollTo = (number: number): Promise<number> =>
        inbox.evaluate((at) => {
          const sheets = [...document.querySelectorAll<HTMLElement>("[data-testid=drawn-page]")];
          sheets[at - 1]?.scrollIntoView();
          return sheets[0]?.offsetHeight ?? 0;
        }, number);
      await inbox.see({ ...drawn, which: "first" });
      const height = await scrollTo(1);
      for (let number = 2; number <= 60; number += 2) {
        await scrollTo(number);
        await inbox.see({ css: `figure:nth-of-type(${number})[data-state=drawn]`, inside: viewer });
      }
      expect(await inbox.count(drawn)).toBeLessThanOrEqual(20);
      await inbox.see({ css: "figure:nth-of-type(1)[data-state=waiting]", inside: viewer });
      expect(await scrollTo(1)).toBe(height);
      await inbox.see({ css: "figure:nth-of-type(1)[data-state=drawn]", inside: viewer });
      expect(await colourAt(inbox, 0.02, 0.02)).toEqual([255, 255, 255]);
      // Faster than pages are drawn: what is done when it is far behind already does not stay either.
      await inbox.evaluate(async () => {
        for (const sheet of document.querySelectorAll("[data-testid=drawn-page]")) {
          sheet.scrollIntoView();
          await new Promise(requestAnimationFrame);
        }
      }, null);
      await inbox.see({ css: "figure:nth-of-type(60)[data-state=drawn]", inside: viewer });
      expect(await inbox.count(drawn)).toBeLessThanOrEqual(20);
    }));

  it("shows a scanned page, which takes a decoder out of the package", () =>
    showing("Stempel.pdf", async () => {
      await inbox.see({ testId: "drawn-page", data: { state: "drawn" } });
      expect(await colourAt(inbox, 200 / 595, 242 / 842)).toEqual([0, 0, 0]);
      expect(await colourAt(inbox, 400 / 595, 242 / 842)).toEqual([255, 255, 255]);
    }));

  it("shows a picture as it is, under the file's name", () =>
    showing("Lageplan.png", async () => {
      await inbox.see({ testId: "drawn-picture", data: { state: "drawn" } });
      expect(await labels()).toEqual(["Lageplan.png"]);
      expect(await colourAt(inbox, 0.25, 0.5)).toEqual([255, 0, 0]);
      expect(await colourAt(inbox, 0.75, 0.5)).toEqual([0, 0, 255]);
      const size = await inbox.evaluate(() => {
        const { width, height } = document.querySelector("[data-testid=viewer] canvas")?.getBoundingClientRect() ?? {};
        return [width, height];
      }, null);
      // With its border.
      expect(size).toEqual([62, 42]);
    }));

  it("shows text as text", () =>
    showing("Notiz.txt", async () => {
      expect(await inbox.read(viewer)).toBe("Bitte bis <b>Freitag</b>.");
    }));

  it.each(["Rest.pdf", "Rest.png"])("says of %s that it is damaged, and what to do", (name) =>
    showing(name, async () => {
      expect(await inbox.read({ testId: "drawing-problem" })).toBe(
        "This file is damaged and cannot be shown here. Ask the sender to send it again.",
      );
      expect(await inbox.count({ css: "iframe" })).toBe(0);
    }),
  );

  if (browser === "chromium") {
    it("reads each file in a frame and process of its own, from which nothing of the mailbox can be reached", () =>
      showing("Vertrag.pdf", async () => {
        if (!(inbox instanceof ChromiumPage)) throw new Error("not Chromium");
        await inbox.see({ testId: "drawn-page", data: { state: "drawn" }, which: "first" });
        const address = scene.clerk.browser.extensionUrl("drawing.html");
        const frame = await inbox.frame(address);
        // As code would see it that got into what reads the file.
        const reached = await frame.evaluate(async (elsewhere) => {
          const tries: Readonly<Record<string, () => unknown>> = {
            origin: () => (self.origin === "null" ? Promise.reject(new Error("none")) : self.origin),
            api: () =>
              (globalThis as { chrome?: { runtime?: { id?: string } } }).chrome?.runtime?.id ?? Promise.reject(),
            around: () => parent.document.title,
            storage: () => localStorage.length,
            database: () =>
              new Promise((resolve, reject) => {
                const asked = indexedDB.open("federpost");
                asked.onsuccess = resolve;
                asked.onerror = reject;
              }),
            caches: () => caches.keys(),
            network: () => fetch(elsewhere, { mode: "no-cors" }),
            // It says yes before it has looked whether it may; the server says what came.
            beacon: () => Promise.reject(navigator.sendBeacon(elsewhere)),
            eval: () => new Function("return 1")(),
            picture: () =>
              new Promise((resolve, reject) => {
                const image = new Image();
                image.onload = resolve;
                image.onerror = reject;
                image.src = `${elsewhere}favicon.ico`;
              }),
            worker: () =>
              new Promise((resolve, reject) => {
                const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
                worker.onmessage = resolve;
                worker.onerror = reject;
              }),
            window: () => open(elsewhere) ?? Promise.reject(),
          };
          const found: string[] = [];
          // Text may be evaluated in the task in which a debugger evaluates.
          await new Promise((resolve) => setTimeout(resolve));
          for (const [name, attempt] of Object.entries(tries)) {
            try {
              await attempt();
              found.push(name);
            } catch {}
          }
          return found;
        }, `${canary.origin}/`);
        expect(reached).toEqual([]);
        expect(canary.asked).toEqual([]);
        expect(await inbox.framesApart()).toContain(address);
      }));

    it("lets the frame go at once when the file is put away while it is opened", async () => {
      const left = await inbox.evaluate(async (name) => {
        const [frames, viewers] = ["iframe", "[data-testid=viewer]"].map((css) => () => document.querySelectorAll(css));
        const button = [...document.querySelectorAll<HTMLElement>("[data-testid=attachment]")]
          .find((each) => each.textContent.includes(name))
          ?.querySelector<HTMLButtonElement>("[data-testid=show-attachment]");
        if (!button || !frames || !viewers) return -1;
        const until = async (isSo: () => boolean): Promise<void> => {
          while (!isSo()) await new Promise(requestAnimationFrame);
        };
        await until(() => frames().length === 0);
        button.click();
        // Until the file is read, the button does nothing.
        await until(() => frames().length > 0 && !button.disabled);
        button.click();
        await until(() => viewers().length === 0);
        return frames().length;
      }, "Akte.pdf");
      expect(left).toBe(0);
      await inbox.miss(viewer);
    });

    it("lets what took over the frame go nowhere else with what it knows", async () => {
      if (!(inbox instanceof ChromiumPage)) throw new Error("not Chromium");
      await inbox.click(buttonOf("Vertrag.pdf"));
      const address = scene.clerk.browser.extensionUrl("drawing.html");
      const frame = await inbox.frame(address);
      await inbox.see({ testId: "drawn-page", data: { state: "drawn" }, which: "first" });
      await frame.evaluate((to) => {
        location.href = `${to}a-word-of-the-letter`;
      }, `${canary.origin}/`);
      const page = inbox;
      await until(
        async () => (page.hasFrame(address) ? null : true),
        () => "The frame stays",
      );
      expect(canary.asked).toEqual([]);
      await inbox.click(buttonOf("Vertrag.pdf"));
      await inbox.miss(viewer);
    });
  } else {
    it("has no frame, since Firefox's manifest knows none that is sandboxed", () =>
      showing("Vertrag.pdf", async () => {
        await inbox.see({ testId: "drawn-page", data: { state: "drawn" }, which: "first" });
        expect(await inbox.count({ css: "iframe" })).toBe(0);
      }));
  }

  it("says so when what draws cannot be loaded, and the file can be saved all the same", async () => {
    // As an installation in which a file is missing.
    const extensionDir = join(dir, "damaged");
    await cp(scene.clerk.browser.extensionDir, extensionDir, { recursive: true });
    const chunks = join(extensionDir, "chunks");
    const drawing = (await readdir(chunks)).filter((name) => /^(apart|here)-/.test(name));
    expect(drawing.length).toBe(1);
    for (const name of drawing) await rm(join(chunks, name));
    await scene.clerk.browser.close();
    const about = { dir: join(dir, "clerk"), extensionDir, language: "en", window: "headless" } as const;
    const again = await launchBrowser({ browser, ...about });
    try {
      const clerk = { ...scene.clerk, browser: again };
      const page = await openInbox(clerk);
      await chooseThread(page, subject);
      await page.click(buttonOf("Vertrag.pdf"));
      expect(await page.read({ testId: "drawing-problem" })).toBe(
        "This file cannot be shown here at the moment. Save it to look at it, or close the browser and open it anew.",
      );
      const saved = await saveAttachment(clerk, page, "Vertrag.pdf");
      expect(new Uint8Array(await readFile(saved))).toEqual(files["Vertrag.pdf"]);
    } finally {
      await again.close();
    }
  });
});
