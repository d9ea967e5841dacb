import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "vite";
import { onTestFinished } from "vitest";
import { type BrowserName, browserPath } from "../../../scripts/setup/browsers.ts";

const cryptoCore = join(import.meta.dirname, "../../../wasm/build/core.wasm");

/** The page's script, bundled from source. */
async function bundlePage(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "esnext",
      lib: { entry: join(import.meta.dirname, "page.ts"), formats: ["es"], fileName: "page" },
    },
  });
  const [bundle] = [result].flat();
  if (bundle === undefined || !("output" in bundle)) throw new Error("the page was not built");
  return bundle.output[0].code;
}

/** Serves the page on a port of its own and hears what it reports. */
export interface PageServer {
  readonly addressOf: (job: string, options?: Readonly<Record<string, string>>) => string;
  /** The next thing posted to a path. */
  readonly next: (path: string) => Promise<unknown>;
  /** Everything posted to a path so far. */
  readonly heard: (path: string) => readonly unknown[];
  /** What is reported there gets its answer only once the gate is opened. */
  readonly hold: (path: string) => { readonly open: () => void };
  readonly close: () => void;
}

export async function servePage(): Promise<PageServer> {
  const script = await bundlePage();
  const heard = new Map<string, unknown[]>();
  const gates = new Map<string, Promise<void>>();
  const waiting = new Map<string, ((report: unknown) => void)[]>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (request.method === "POST") {
      const report: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString());
      await gates.get(pathname);
      heard.set(pathname, [...(heard.get(pathname) ?? []), report]);
      for (const resolve of waiting.get(pathname)?.splice(0) ?? []) resolve(report);
      response.end();
      return;
    }
    if (pathname === "/core.wasm") {
      response.setHeader("content-type", "application/wasm").end(readFileSync(cryptoCore));
      return;
    }
    const isScript = pathname === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript ? script : '<!doctype html><title>storage</title><script type="module" src="/page.js"></script>',
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    addressOf: (job, options = {}) => `http://127.0.0.1:${port}/?${new URLSearchParams({ job, ...options })}`,
    next: (path) => new Promise((resolve) => waiting.set(path, [...(waiting.get(path) ?? []), resolve])),
    heard: (path) => heard.get(path) ?? [],
    hold: (path) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gates.set(path, promise);
      return { open: resolve };
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A browser profile that goes when the test is over; a browser's last processes may still write to it for a moment. */
export function newProfile(): string {
  const profile = mkdtempSync(join(tmpdir(), "federpost-profile-"));
  onTestFinished(() => rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  return profile;
}

const quiet = ["browser.shell.checkDefaultBrowser", "datareporting.policy.dataSubmissionEnabled", "app.update.auto"];

const firefoxPrefs = (profile: string, extra: readonly string[]) => {
  mkdirSync(profile, { recursive: true });
  const lines = [...quiet.map((name) => `user_pref("${name}", false);`), ...extra];
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
};

const commandLines = {
  chromium: (profile: string) => {
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    return ["--headless", ...sandbox, "--no-first-run", "--disable-gpu", `--user-data-dir=${profile}`];
  },
  firefox: (profile: string) => ["--headless", "--no-remote", "--profile", profile],
} satisfies Record<BrowserName, (profile: string) => string[]>;

/** A running browser. Both ways of ending it end all of its processes. */
export interface RunningBrowser {
  readonly kill: () => Promise<void>;
  readonly quit: () => Promise<void>;
}

/** Starts a browser on an address with a profile. */
export function launch(
  name: BrowserName,
  at: {
    readonly profile: string;
    readonly address: string;
    readonly prefs?: readonly string[];
    readonly flags?: readonly string[];
  },
): RunningBrowser {
  if (name === "firefox") firefoxPrefs(at.profile, at.prefs ?? []);
  // A process group of its own, because a browser is many processes; and a shell in it that ends them all when our end of
  // its standard input closes, so that no browser outlives a test run that was killed.
  const script = '"$0" "$@" & read -r _; kill -9 0';
  const command = [browserPath(name), ...commandLines[name](at.profile), ...(at.flags ?? []), at.address];
  const child = spawn("sh", ["-c", script, ...command], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    while (child.pid !== undefined && signalGroup(child.pid, signal)) await sleep(50);
  };
  return { kill: () => end("SIGKILL"), quit: () => end("SIGTERM") };
}

/** False when no process of the group is left. */
function signalGroup(group: number, signal: "SIGKILL" | "SIGTERM"): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** Starts a browser on an address whose origin may store no more than about `bytes`. */
export async function launchWithQuota(
  name: BrowserName,
  at: { readonly address: string; readonly bytes: number },
): Promise<RunningBrowser> {
  const profile = newProfile();
  // Firefox grants one site a fifth of the whole.
  const prefs = [`user_pref("dom.quotaManager.temporaryStorage.fixedLimit", ${Math.round((at.bytes * 5) / 1024)});`];
  if (name === "firefox") return launch(name, { profile, address: at.address, prefs });
  const browser = launch(name, { profile, address: "about:blank", flags: ["--remote-debugging-port=0"] });
  await overrideQuota(profile, at);
  return browser;
}

/** Tells Chromium over its debugging protocol what an origin may store, then opens the address. */
async function overrideQuota(profile: string, at: { readonly address: string; readonly bytes: number }): Promise<void> {
  const file = join(profile, "DevToolsActivePort");
  while (!existsSync(file) || !readFileSync(file, "utf8").includes("/")) await sleep(50);
  const port = readFileSync(file, "utf8").split("\n")[0];
  const targets: unknown = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const page = (targets as { type: string; webSocketDebuggerUrl: string }[]).find((target) => target.type === "page");
  if (page === undefined) throw new Error("the browser has no page");
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await once(socket, "open");
  const answered = once(socket, "message");
  const params = { origin: new URL(at.address).origin, quotaSize: at.bytes };
  socket.send(JSON.stringify({ id: 1, method: "Storage.overrideQuotaForOrigin", params }));
  await answered;
  // The override ends with the connection, so it stays open as long as the page.
  socket.send(JSON.stringify({ id: 2, method: "Page.navigate", params: { url: at.address } }));
}
