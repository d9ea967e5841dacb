import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { browserPath } from "../../../scripts/setup/index.ts";
import type { Around } from "./around.ts";
import { aroundFirefox } from "./around-firefox.ts";
import { BidiSession, callIn } from "./bidi.ts";
import { type JourneyBrowser, type LaunchOptions, type Notice, type Page, patienceMs } from "./browser.ts";
import { extensionFolder } from "./extension.ts";
import { FirefoxPage } from "./firefox-page.ts";
import { type BrowserProcess, startProcess } from "./process.ts";
import { quietPage, readBadge, readNotices } from "./toolbar.ts";
import { until } from "./wait.ts";

const addOnId = "federpost@example.org";
// Chosen once: with it the extension's pages have an address we know, and its storage outlives a restart.
const uuid = "5f1f7d0e-3c52-4f7b-9a55-6d6564657270";

/** Starts Firefox with the test build as a temporary add-on. Playwright cannot drive an unpatched Firefox. */
export const launchFirefox = async (options: LaunchOptions): Promise<JourneyBrowser> => {
  const extensionDir = options.extensionDir ?? extensionFolder("firefox");
  const profileDir = join(options.dir, "profile");
  const downloadsDir = join(options.dir, "downloads");
  await mkdir(profileDir, { recursive: true });
  await mkdir(downloadsDir, { recursive: true });
  await writeFile(join(profileDir, "user.js"), preferences(options, downloadsDir));
  const args = [
    ...(options.window === "headless" ? ["--headless"] : []),
    "--no-remote",
    "--profile",
    profileDir,
    "--remote-debugging-port",
    "0",
    // Without it pages of extensions are out of reach.
    "--remote-allow-system-access",
  ];
  const process_ = await startProcess(options.executable ?? browserPath("firefox"), args, {
    ...process.env,
    HOME: options.dir,
  });
  try {
    const debuggingUrl = await process_.line(/WebDriver BiDi listening on (ws:\/\/\S+)/);
    const session = await BidiSession.open(debuggingUrl);
    await session.send("session.subscribe", { events: ["browsingContext.downloadEnd"] });
    const firefox = new Firefox(
      { process: process_, session, debuggingUrl },
      { profileDir, extensionDir, downloadsDir },
    );
    if (options.installedByPolicy === undefined)
      await session.send("webExtension.install", { extensionData: { type: "path", path: extensionDir } });
    else await firefox.installed();
    return firefox;
  } catch (cause) {
    await process_.end("not asked", 0);
    throw cause;
  }
};

const preferences = ({ language, proxy }: LaunchOptions, downloadsDir: string): string => {
  const [proxyHost, proxyPort] = proxy?.split(":") ?? [];
  const values = {
    "extensions.webextensions.uuids": JSON.stringify({ [addOnId]: uuid }),
    // A temporary add-on leaves with its browser; a person's would not.
    "extensions.webextensions.keepStorageOnUninstall": true,
    "extensions.webextensions.keepUuidOnUninstall": true,
    "intl.accept_languages": language === "de" ? "de-DE, de" : "en-GB, en",
    // Without a desktop nobody would take notifications: Firefox draws them itself.
    "alerts.useSystemBackend": false,
    "browser.download.folderList": 2,
    "browser.download.dir": downloadsDir,
    "browser.download.alwaysOpenPanel": false,
    "browser.shell.checkDefaultBrowser": false,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": false,
    "browser.tabs.warnOnClose": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "toolkit.telemetry.reportingpolicy.firstRun": false,
    "app.update.disabledForTesting": true,
    "app.normandy.enabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "extensions.update.enabled": false,
    "remote.active-protocols": 1,
    ...(proxyHost !== undefined && {
      "network.proxy.type": 1,
      "network.proxy.http": proxyHost,
      "network.proxy.http_port": Number(proxyPort),
      "network.proxy.ssl": proxyHost,
      "network.proxy.ssl_port": Number(proxyPort),
      "network.proxy.allow_hijacking_localhost": true,
    }),
  };
  return Object.entries(values)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join("");
};

interface Attached {
  readonly process: BrowserProcess;
  readonly session: BidiSession;
  readonly debuggingUrl: string;
}

interface Folders {
  readonly profileDir: string;
  readonly extensionDir: string;
  readonly downloadsDir: string;
}

interface Context {
  readonly context: string;
  readonly url: string;
}

class Firefox implements JourneyBrowser {
  readonly name = "firefox";
  readonly extensionId = uuid;
  readonly #attached: Attached;
  readonly #folders: Folders;
  #quiet: Promise<Page> | null = null;
  readonly around: Around = aroundFirefox((source, argument) => this.#inBrowser(source, argument));

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
    return `moz-extension://${uuid}/${path}`;
  }

  /** Waits until the extension's pages are there, however it is installed. */
  async installed(): Promise<void> {
    const page = await this.open("about:blank");
    const reach = (): Promise<true | null> =>
      page.goTo(this.extensionUrl(quietPage)).then(
        () => true as const,
        () => null,
      );
    await until(reach, () => "The policy installs no extension");
    await page.close();
  }

  async open(url: string): Promise<Page> {
    const { session } = this.#attached;
    const { context } = await session.send("browsingContext.create", { type: "tab" });
    const page = new FirefoxPage(session, String(context));
    await page.goTo(url);
    await page.activate();
    return page;
  }

  async atStart(): Promise<void> {
    throw new Error("Firefox runs no such scripts in pages of extensions");
  }

  async page(start: string): Promise<Page> {
    let there: readonly Context[] = [];
    const found = await until(
      async () => {
        there = await this.#contexts();
        return there.find(({ url }) => url.startsWith(start)) ?? null;
      },
      () => `No page at ${start} was opened; there are ${there.map(({ url }) => url).join(", ")}`,
    );
    const page = new FirefoxPage(this.#attached.session, found.context);
    await page.activate();
    return page;
  }

  async urls(): Promise<readonly string[]> {
    return (await this.#contexts()).map(({ url }) => url);
  }

  async #contexts(): Promise<readonly Context[]> {
    const { contexts } = await this.#attached.session.send("browsingContext.getTree", { maxDepth: 0 });
    return contexts as readonly Context[];
  }

  async download(work: () => Promise<void>): Promise<string> {
    const ended = this.#attached.session.next("browsingContext.downloadEnd");
    await work();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("Nothing was downloaded")), patienceMs);
    });
    const { status, filepath } = await Promise.race([ended, late]).finally(() => clearTimeout(timer));
    if (status !== "complete" || typeof filepath !== "string") throw new Error(`The download ended as ${status}`);
    return filepath;
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

  /** Suspends the event page as the browser does when it is idle. */
  async killBackground(_what: "all" | "worker"): Promise<void> {
    await this.#inBrowser(`(id) => WebExtensionPolicy.getByID(id).extension.terminateBackground({
      ignoreDevToolsAttached: true, disableResetIdleForTest: true,
    }).then(() => null)`);
  }

  // In Firefox's own window, which has what no page has.
  async #inBrowser(source: string, argument: unknown = null): Promise<unknown> {
    const { session } = this.#attached;
    const { contexts } = await session.send("browsingContext.getTree", { maxDepth: 0, "moz:scope": "chrome" });
    const [window] = contexts as readonly Context[];
    if (window === undefined) throw new Error("Firefox has no window");
    return callIn(session, { context: window.context, source, arguments: [addOnId, argument] });
  }

  async closeBlank(): Promise<void> {
    const blank = (await this.#contexts()).filter(({ url }) => url === "about:blank");
    for (const { context } of blank) await new FirefoxPage(this.#attached.session, context).close();
  }

  takeHold(): Promise<void> {
    return Promise.reject(new Error("A Firefox that was let go is not taken hold of again"));
  }

  async letGo(): Promise<void> {
    await this.#attached.session.send("session.end").catch(() => undefined);
    this.#attached.session.end();
  }

  async close(): Promise<void> {
    const { session, process } = this.#attached;
    const asked = await session.send("browser.close").then(
      () => "asked" as const,
      () => "not asked" as const,
    );
    await process.end(asked, 8_000);
    session.end();
  }
}
