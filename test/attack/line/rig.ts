import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserName } from "../../../scripts/setup/index.ts";
import type * as Sdk from "../../../shared/sdk/index.ts";
import { type JourneyBrowser, launchBrowser, type Page, until } from "../../journey/driver/index.ts";
import { type HostState, type Site, startSite } from "./chromium.ts";
import { buildLineExtension } from "./extension.ts";
import { type Defence, outKey } from "./undefended.ts";

declare const sdk: typeof Sdk;
declare global {
  var federpost: Sdk.Federpost;
}

/** A browser to attack: the real line up to the router, behind which a recording mailbox stands. */
export interface Rig {
  readonly browser: JourneyBrowser;
  /** A build in which defences are or can be out. */
  readonly undefended: boolean;
  /** A site of its own: no earlier attack's grants or refusals count for it. */
  site(host?: string): Promise<Site>;
  /** Takes one defence out, or puts it back; only in an undefended build. */
  without(defence: Defence | null): Promise<void>;
  state(): Promise<HostState>;
  /** Opens a page, waits for its SDK and connects. */
  visit(url: string): Promise<Page>;
  /** The window that asks the person, when its question is there. */
  asked(): Promise<Page>;
  /** How many windows ask the person something right now. */
  asking(): Promise<number>;
  /** Decides like a person, in the window that asks. */
  decide(decision: "approve" | "decline"): Promise<void>;
  /** Closes everything that an attack left open. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a browser with a build for attacks. `undefended`: see undefended.ts. */
export async function openRig(name: BrowserName, { undefended }: { readonly undefended: boolean }): Promise<Rig> {
  const built = await buildLineExtension(name === "chromium" ? "chrome" : "firefox", { undefended, takenOver: true });
  const dir = mkdtempSync(join(tmpdir(), "federpost-rig-"));
  const browser = await launchBrowser({
    browser: name,
    dir,
    language: "en",
    window: "headless",
    extensionDir: built.folder,
  });
  const inside = await browser.open(browser.extensionUrl("options.html"));
  const consent = browser.extensionUrl("consent.html");
  const sites: Site[] = [];
  const pages: Page[] = [];
  const asked = async (): Promise<Page> => {
    const window = await browser.page(consent);
    await window.see({ testId: "question" });
    return window;
  };
  const asking = async () => (await browser.urls()).filter((url) => url.startsWith(consent)).length;
  return {
    browser,
    undefended,
    asked,
    asking,
    site: async (host) => {
      const site = await startSite(host);
      sites.push(site);
      return site;
    },
    without: (defence) =>
      inside.evaluate(
        ([key, value]) => (value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value)),
        [outKey, defence] as const,
      ),
    state: () => inside.evaluate(readState, null),
    visit: async (url) => {
      const page = await browser.open(url);
      pages.push(page);
      await page.evaluate(connectPage, null);
      return page;
    },
    decide: async (decision) => {
      const window = await asked();
      await window.see({ testId: "decide", data: { live: "true" } });
      await window.click({ testId: decision });
    },
    tidy: async () => {
      for (const page of pages.splice(0)) await page.close().catch(() => undefined);
      for (const site of sites.splice(0)) await site.stop();
      // Questions end with the pages that asked them.
      await until(
        async () => ((await asking()) === 0 ? true : null),
        () => "a window still asks",
      );
    },
    close: async () => {
      await browser.close();
      rmSync(dir, { recursive: true, force: true });
      built.remove();
    },
  };
}

// These run in pages.
const connectPage = async (): Promise<string> => {
  while (!("sdk" in globalThis)) await new Promise((resolve) => setTimeout(resolve, 10));
  const connected = await sdk.connect({ timeoutMs: 3000 });
  if (connected.kind === "connected") globalThis.federpost = connected.federpost;
  return connected.kind;
};

const readState = (): Promise<HostState> =>
  new Promise((resolve) => {
    const channel = new BroadcastChannel("test");
    channel.onmessage = ({ data }) => {
      if (!data.state) return;
      channel.close();
      resolve(data.state as HostState);
    };
    channel.postMessage({ ask: "state" });
  });
