import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { build } from "vite";
import { bundle } from "../../../scripts/pack.ts";
import { root } from "../../../scripts/paths.ts";
import { buildLineExtension } from "./extension.ts";

/** Pages of a hostile or clumsy portal: path -> HTML, with headers where they matter. */
export interface Site {
  readonly origin: string;
  readonly set: (path: string, html: string, headers?: Readonly<Record<string, string>>) => void;
  readonly stop: () => Promise<void>;
}

async function bundleRpc(): Promise<string> {
  const root = join(import.meta.dirname, "..", "..", "..", "shared", "rpc");
  const built = await build({
    configFile: false,
    root,
    logLevel: "error",
    build: { write: false, lib: { entry: join(root, "index.ts"), formats: ["es"], fileName: () => "rpc.js" } },
  });
  const [result] = [built].flat();
  if (result === undefined || !("output" in result)) throw new Error("the builder gave no output");
  return result.output[0].code;
}

/** A site on loopback that serves the SDK as /federpost.js, and rpc as /rpc.js. */
export async function startSite(host = "127.0.0.1"): Promise<Site> {
  const pages = new Map<string, { html: string; headers: Readonly<Record<string, string>> }>();
  const scripts = new Map([
    ["/federpost.js", await bundle(join(root, "shared/sdk/index.ts"))],
    ["/rpc.js", await bundleRpc()],
  ]);
  const server: Server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://site");
    const page = pages.get(pathname);
    const script = scripts.get(pathname);
    response.writeHead(page || script ? 200 : 404, {
      "content-type": script ? "text/javascript" : "text/html; charset=utf-8",
      ...page?.headers,
    });
    response.end(script ?? page?.html ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    set: (path, html, headers = {}) => void pages.set(path, { html, headers }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page that loads the SDK and shows it to the test. */
export const sdkPage = (head = "", body = ""): string =>
  `<!doctype html><html><head>${head}<script type="module">
    import * as sdk from "/federpost.js"; globalThis.sdk = sdk;
  </script></head><body>${body}</body></html>`;

export interface Browser {
  readonly context: BrowserContext;
  readonly extensionId: string;
  /** A page of the extension from which tests ask the host what it holds. */
  readonly inside: Page;
  readonly close: () => Promise<void>;
}

/** Chromium with the test build whose host is the line's. */
export async function startChromium(): Promise<Browser> {
  const built = await buildLineExtension("chrome");
  const profile = mkdtempSync(join(tmpdir(), "federpost-profile-"));
  // Without developer mode Chromium does not start an unpacked extension again that reloads itself.
  mkdirSync(join(profile, "Default"));
  writeFileSync(
    join(profile, "Default", "Preferences"),
    JSON.stringify({ extensions: { ui: { developer_mode: true } } }),
  );
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.FEDERPOST_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    args: [
      `--disable-extensions-except=${built.folder}`,
      `--load-extension=${built.folder}`,
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--host-resolver-rules=MAP portal.test 127.0.0.1",
    ],
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const extensionId = new URL(worker.url()).host;
  const inside = await context.newPage();
  await inside.goto(`chrome-extension://${extensionId}/options.html`);
  return {
    context,
    extensionId,
    inside,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
      built.remove();
    },
  };
}

export interface HostState {
  readonly letters: readonly {
    readonly letterId: string;
    readonly origin: string;
    readonly subject: string;
    readonly text: string;
    readonly attachments: readonly { readonly name: string; readonly sha256: string }[];
  }[];
  readonly figures: {
    readonly mostHeldBytes: number;
    readonly discarded: number;
    readonly calls: number;
    readonly opened: number;
    readonly inboxes: number;
    readonly drafts: number;
    readonly presented: number;
  };
  readonly staged: readonly (readonly [string, number])[];
}

/** What the host holds. */
export const stateOf = ({ inside }: Browser): Promise<HostState> =>
  inside.evaluate(
    () =>
      new Promise<never>((resolve) => {
        const channel = new BroadcastChannel("test");
        channel.onmessage = ({ data }) => {
          if (!data.state) return;
          channel.close();
          resolve(data.state as never);
        };
        channel.postMessage({ ask: "state" });
      }),
  );

/** Decides the question in the window that opens while `action` runs. */
export async function deciding<T>(
  { context }: Browser,
  decision: "approve" | "decline" | "close",
  action: () => Promise<T>,
): Promise<T> {
  const opened = context.waitForEvent("page", { predicate: (page) => page.url().includes("consent.html") });
  const acting = action();
  const window = await Promise.race([opened, acting.then(() => null)]);
  if (window === null) return acting;
  await window.waitForSelector('[data-testid="decide"][data-live="true"]');
  if (decision === "close") await window.close();
  else await window.click(`[data-testid="${decision}"]`);
  return acting;
}
