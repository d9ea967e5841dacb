/**
 * The demo portal: the building office of an imaginary town, written against the SDK alone, and the small server it comes
 * from. The server also names the office's mailbox under /.well-known/federpost.json, signed by whoever starts it.
 */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "vite";

const page = join(import.meta.dirname, "page");

export interface PortalOptions {
  /** 0 for any free port. */
  readonly port?: number;
  /** Body of /.well-known/federpost.json; null where the town has no mailbox. */
  readonly wellKnown?: string | null;
  /** Domain whose mailbox the form writes to; the portal's own where none is given. */
  readonly domain?: string;
}

export interface Portal {
  readonly origin: string;
  readonly url: string;
  /** Changes what the domain says about its mailbox. */
  readonly setWellKnown: (body: string | null) => void;
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly type: string;
  readonly body: string;
}

// The page needs nothing but its own files: a strict policy shows that the extension does not depend on a lax one.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'";

async function bundlePage(): Promise<string> {
  const built = await build({
    configFile: false,
    root: page,
    logLevel: "error",
    build: {
      write: false,
      target: ["chrome140", "firefox140"],
      lib: { entry: join(page, "portal.ts"), formats: ["es"], fileName: () => "portal.js" },
    },
  });
  const [result] = [built].flat();
  if (result === undefined || !("output" in result)) throw new Error("the builder gave no output");
  return result.output[0].code;
}

async function files(): Promise<ReadonlyMap<string, Answer>> {
  const read = (name: string) => readFileSync(join(page, name), "utf8");
  return new Map([
    ["/", { type: "text/html; charset=utf-8", body: read("index.html") }],
    ["/portal.css", { type: "text/css", body: read("portal.css") }],
    ["/portal.js", { type: "text/javascript", body: await bundlePage() }],
  ]);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Builds the page and serves it on loopback. */
export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  let wellKnown = options.wellKnown ?? null;
  const pages = await files();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://portal");
    const json = (body: string): Answer => ({ type: "application/json", body });
    const domain = options.domain ?? request.headers.host ?? "";
    const answer =
      pathname === "/config.json"
        ? json(JSON.stringify({ domain }))
        : pathname === "/.well-known/federpost.json" && wellKnown !== null
          ? json(wellKnown)
          : pages.get(pathname);
    response.setHeader("content-security-policy", policy);
    response.setHeader("cache-control", "no-store");
    // Mailboxes of any origin may ask whose mailbox this domain names.
    if (pathname.startsWith("/.well-known/")) response.setHeader("access-control-allow-origin", "*");
    response.statusCode = answer === undefined ? 404 : 200;
    response.setHeader("content-type", answer?.type ?? "text/plain");
    response.end(answer?.body ?? "not here");
  });
  const port = await listen(server, options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}/`,
    setWellKnown: (body) => {
      wellKnown = body;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
