import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import type { BenchLine } from "../../scripts/benches.ts";
import { root } from "../../scripts/paths.ts";
import { browserPath } from "../../scripts/setup/index.ts";
import { startProcess } from "../journey/driver/process.ts";
import { coreCryptoWasm, installPeers } from "./install.ts";
import type { Runtime } from "./runtime.ts";

type Browser = Exclude<Runtime, "node">;
export type Suite = "crypto" | "mls" | "files" | "interop" | "vault" | "inbox";

/** The scripts of the page and of its worker, bundled as the extension is, by file name. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const entries = [
    { entry: join(import.meta.dirname, "in-page.ts"), formats: ["es"], fileName: () => "page.js" },
    { entry: join(import.meta.dirname, "in-worker.ts"), formats: ["iife"], name: "w", fileName: () => "worker.js" },
  ] as const;
  const scripts = new Map<string, string>();
  for (const { formats, ...lib } of entries) {
    const target = ["chrome140", "firefox140"];
    const options = { write: false, minify: true, target, lib: { ...lib, formats: [...formats] } };
    const built = await build({ configFile: false, logLevel: "error", build: options });
    const outputs = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
    for (const file of outputs) if (file.type === "chunk") scripts.set(`/${file.fileName}`, file.code);
  }
  return scripts;
}

interface Site {
  readonly server: Server;
  readonly origin: string;
  readonly reports: AsyncGenerator<BenchLine>;
}

/** Serves the page, isolated from other origins so that its clock is fine, and hears its reports. */
async function openSite(): Promise<Site> {
  const scripts = await bundle();
  const modules = new Map([
    ["/core.wasm", await readFile(join(root, "wasm/build/core.wasm"))],
    ["/core-crypto.wasm", await readFile(coreCryptoWasm)],
  ]);
  const heard = new ReportQueue();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-embedder-policy", "require-corp");
    if (request.method === "POST") {
      heard.add(pathname, JSON.parse(Buffer.concat(await request.toArray()).toString()));
      response.end();
      return;
    }
    const [script, module] = [scripts.get(pathname), modules.get(pathname)];
    if (module !== undefined) response.setHeader("content-type", "application/wasm").end(module);
    else if (script !== undefined) response.setHeader("content-type", "text/javascript").end(script);
    else
      response
        .setHeader("content-type", "text/html")
        .end(`<!doctype html><script type="module" src="/page.js"></script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reports: heard.lines() };
}

/** What the page posted, in order. */
class ReportQueue {
  readonly #waiting: (() => void)[] = [];
  readonly #reports: { readonly path: string; readonly body: unknown }[] = [];

  add(path: string, body: unknown): void {
    this.#reports.push({ path, body });
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async *lines(): AsyncGenerator<BenchLine> {
    for (;;) {
      const report = this.#reports.shift();
      if (report === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      else if (report.path === "/done") return;
      else if (report.path === "/line") yield report.body as BenchLine;
      else throw new Error(`the page failed: ${String(report.body)}`);
    }
  }
}

const commands: Readonly<Record<Browser, (profile: string, url: string) => readonly string[]>> = {
  chromium: (profile, url) => [
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--password-store=basic",
    `--user-data-dir=${profile}`,
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    // Without it headless Chromium prints the page and ends.
    "--remote-debugging-port=0",
    url,
  ],
  firefox: (profile, url) => ["--headless", "--no-remote", "--profile", profile, url],
};

const firefoxPreferences = [
  'user_pref("browser.shell.checkDefaultBrowser", false);',
  'user_pref("datareporting.policy.dataSubmissionEnabled", false);',
  'user_pref("browser.aboutwelcome.enabled", false);',
  'user_pref("app.update.disabledForTesting", true);',
].join("\n");

/** Runs a suite in a browser of this machine and gives its lines as they come. */
export async function* inBrowser(runtime: Browser, suite: Suite): AsyncGenerator<BenchLine> {
  await installPeers();
  const { server, origin, reports } = await openSite();
  const profile = await mkdtemp(join(tmpdir(), "federpost-bench-"));
  await writeFile(join(profile, "user.js"), firefoxPreferences);
  const url = `${origin}/?${new URLSearchParams({ suite, runtime })}`;
  const env = { ...process.env, HOME: profile };
  const browser = await startProcess(browserPath(runtime), commands[runtime](profile, url), env);
  try {
    yield* untilGone(reports, browser.gone);
  } finally {
    await browser.end("not asked", 5_000);
    server.close();
    server.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function* untilGone(lines: AsyncGenerator<BenchLine>, gone: Promise<string>): AsyncGenerator<BenchLine> {
  const ended = gone.then((said) => Promise.reject(new Error(`the browser ended:\n${said}`)));
  ended.catch(() => undefined);
  for (;;) {
    const next = await Promise.race([lines.next(), ended]);
    if (next.done === true) return;
    yield next.value;
  }
}
