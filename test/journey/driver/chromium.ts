import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Download,
  type Page as PlaywrightPage,
  type Worker,
} from "@playwright/test";
import { browserPath } from "../../../scripts/setup/index.ts";
import type { Around } from "./around.ts";
import { aroundChromium } from "./around-chromium.ts";
import { type JourneyBrowser, type LaunchOptions, type Notice, type Page, patienceMs } from "./browser.ts";
import { ChromiumPage } from "./chromium-page.ts";
import { extensionFolder } from "./extension.ts";
import { type BrowserProcess, startProcess } from "./process.ts";
import { quietPage, readBadge, readNotices } from "./toolbar.ts";
import { until } from "./wait.ts";

/**
 * Starts Chromium with the test build. We start the process ourselves and Playwright only attaches: so its process and
 * its debugging address are known, and attaching can end (a debugger keeps the service worker alive for ever).
 */
export const launchChromium = async (options: LaunchOptions): Promise<JourneyBrowser> => {
  const extensionDir = options.extensionDir ?? extensionFolder("chromium");
  const profileDir = join(options.dir, "profile");
  const downloadsDir = join(options.dir, "downloads");
  await mkdir(profileDir, { recursive: true });
  await mkdir(downloadsDir, { recursive: true });
  // The browser writes its port there; one of an earlier start would be somebody else's.
  await rm(join(profileDir, "DevToolsActivePort"), { force: true });
  const args = chromiumArguments(options, { profileDir, extensionDir });
  const process_ = await startProcess(options.executable ?? browserPath("chromium"), args, {
    ...process.env,
    LANGUAGE: options.language,
  });
  try {
    const debuggingUrl = await process_.line(/DevTools listening on (ws:\/\/\S+)/);
    const { browser, context } = await attachTo(debuggingUrl);
    const worker = await workerOf(context, options.installedByPolicy ?? null);
    const extensionId = new URL(worker.url()).host;
    return new Chromium(
      { process: process_, browser, context, debuggingUrl, extensionId },
      { profileDir, extensionDir, downloadsDir },
    );
  } catch (cause) {
    await process_.end("not asked", 0);
    throw cause;
  }
};

async function attachTo(
  debuggingUrl: string,
): Promise<{ readonly browser: Browser; readonly context: BrowserContext }> {
  // On this machine: files of more than 50 MB can be chosen by their path.
  const browser = await chromium.connectOverCDP(debuggingUrl, { timeout: patienceMs, isLocal: true });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error("Chromium has no profile open");
  context.setDefaultTimeout(patienceMs);
  return { browser, context };
}

/** The extension's service worker: the first of any, or the one of the extension that a policy installs. */
const workerOf = async (context: BrowserContext, id: string | null): Promise<Worker> => {
  const isOurs = (worker: Worker): boolean => id === null || new URL(worker.url()).host === id;
  return context.serviceWorkers().find(isOurs) ?? (await context.waitForEvent("serviceworker", { predicate: isOurs }));
};

// Without traffic in the background no package would be fetched; all names but this machine are out of reach instead.
const byPolicy = ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"];
const fromFolder = (extensionDir: string): readonly string[] => [
  `--disable-extensions-except=${extensionDir}`,
  `--load-extension=${extensionDir}`,
  "--disable-background-networking",
];

const chromiumArguments = (
  { language, window, proxy, installedByPolicy }: LaunchOptions,
  { profileDir, extensionDir }: { readonly profileDir: string; readonly extensionDir: string },
): readonly string[] => [
  `--user-data-dir=${profileDir}`,
  "--remote-debugging-port=0",
  ...(installedByPolicy === undefined ? fromFolder(extensionDir) : byPolicy),
  `--accept-lang=${language === "de" ? "de-DE" : "en-GB"}`,
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-quic",
  "--disable-component-update",
  "--disable-sync",
  "--password-store=basic",
  ...(window === "headless" ? ["--headless", "--disable-gpu", "--screen-info={1600x1000}"] : []),
  ...(proxy === undefined ? [] : [`--proxy-server=http://${proxy}`, "--proxy-bypass-list=<-loopback>"]),
  // Chromium refuses to start its sandbox as root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "about:blank",
];

interface Attached {
  readonly process: BrowserProcess;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly debuggingUrl: string;
  readonly extensionId: string;
}

interface Folders {
  readonly profileDir: string;
  readonly extensionDir: string;
  readonly downloadsDir: string;
}

class Chromium implements JourneyBrowser {
  readonly name = "chromium";
  #attached: Attached;
  readonly #folders: Folders;
  #quiet: Promise<Page> | null = null;
  readonly around: Around = aroundChromium(async () => {
    const { context, extensionId } = this.#attached;
    // Asking for anything wakes a worker that sleeps.
    await this.badge();
    const isOurs = (worker: Worker) => new URL(worker.url()).host === extensionId;
    return context.serviceWorkers().find(isOurs) ?? context.waitForEvent("serviceworker", { predicate: isOurs });
  });

  constructor(attached: Attached, folders: Folders) {
    this.#attached = attached;
    this.#folders = folders;
  }

  get pid(): number {
    return this.#attached.process.pid;
  }
  get debuggingUrl(): string {
    return this.#attached.debuggingUrl;
  }
  get extensionId(): string {
    return this.#attached.extensionId;
  }
  get profileDir(): string {
    return this.#folders.profileDir;
  }
  get extensionDir(): string {
    return this.#folders.extensionDir;
  }
  get downloadsDir(): string {
    return this.#folders.downloadsDir;
  }
  get gone(): Promise<void> {
    return this.#attached.process.gone.then(() => undefined);
  }

  extensionUrl(path: string): string {
    return `chrome-extension://${this.extensionId}/${path}`;
  }

  async open(url: string): Promise<Page> {
    const page = await this.#attached.context.newPage();
    await page.goto(url, { waitUntil: "domcontentloaded" });
    return new ChromiumPage(page);
  }

  async atStart(work: () => void): Promise<void> {
    await this.#attached.context.addInitScript(work);
  }

  async page(start: string): Promise<Page> {
    const look = async (): Promise<PlaywrightPage | null> =>
      this.#attached.context.pages().find((page) => !page.isClosed() && page.url().startsWith(start)) ?? null;
    const page = await until(look, () => `No page at ${start} was opened; there are ${this.#urls().join(", ")}`);
    await page.waitForLoadState("domcontentloaded");
    return new ChromiumPage(page);
  }

  async urls(): Promise<readonly string[]> {
    return this.#urls();
  }

  #urls(): readonly string[] {
    return this.#attached.context.pages().map((page) => page.url());
  }

  async download(work: () => Promise<void>): Promise<string> {
    const { context } = this.#attached;
    // Whichever page offers it: a page of ours, or one that opens meanwhile.
    const offered = new Promise<Download>((resolve) => {
      const hear = (page: PlaywrightPage): unknown => page.once("download", resolve);
      context.pages().forEach(hear);
      context.once("page", hear);
    });
    await work();
    const download = await within(offered, "Nothing was downloaded");
    const path = join(this.downloadsDir, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  }

  async badge(): Promise<string> {
    return readBadge(await this.#quietPage());
  }

  async notices(): Promise<readonly Notice[]> {
    return readNotices(await this.#quietPage());
  }

  #quietPage(): Promise<Page> {
    this.#quiet ??= this.open(this.extensionUrl(quietPage));
    return this.#quiet;
  }

  async killBackground(what: "all" | "worker"): Promise<void> {
    if (what === "all") await this.#killHost();
    await this.#killWorker();
  }

  async #killHost(): Promise<void> {
    const session = await this.#attached.browser.newBrowserCDPSession();
    const host = async (): Promise<string | null> => {
      const { targetInfos } = await session.send("Target.getTargets");
      return targetInfos.find(({ url }) => url === this.extensionUrl("offscreen.html"))?.targetId ?? null;
    };
    const targetId = await host();
    if (targetId !== null) await session.send("Target.closeTarget", { targetId });
    await until(
      async () => (targetId === null || (await host()) !== targetId ? true : null),
      () => "The engine host does not die",
    );
    await session.detach();
  }

  // A worker that is started again goes on under the same target, so the browser's own word on it is waited for.
  async #killWorker(): Promise<void> {
    const page = await this.#attached.context.newPage();
    await page.goto(this.extensionUrl(quietPage));
    const session = await this.#attached.context.newCDPSession(page);
    const stopped = new Promise<void>((resolve) => {
      session.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
        if (versions.some(({ runningStatus }) => runningStatus === "stopped")) resolve();
      });
    });
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    await within(stopped, "The service worker does not die");
    await page.close();
  }

  async closeBlank(): Promise<void> {
    const blank = this.#attached.context.pages().filter((page) => page.url() === "about:blank");
    for (const page of blank) await page.close();
  }

  async letGo(): Promise<void> {
    await this.#attached.browser.close();
  }

  async takeHold(): Promise<void> {
    this.#attached = { ...this.#attached, ...(await attachTo(this.debuggingUrl)) };
    this.#quiet = null;
  }

  async close(): Promise<void> {
    const { browser, process } = this.#attached;
    // Closing as a person does lets the browser write its profile to the end.
    const session = await browser.newBrowserCDPSession().catch(() => null);
    await session?.send("Browser.close").catch(() => undefined);
    await process.end(session === null ? "not asked" : "asked", 5_000);
    await browser.close().catch(() => undefined);
  }
}

const within = async <T>(work: Promise<T>, missing: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(missing)), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
