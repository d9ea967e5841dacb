import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { bundle } from "../pack.ts";
import { root } from "../paths.ts";

/** What a server answers under a path. */
interface File {
  readonly type: string;
  readonly body: string;
}

/** The conformance page's files by their paths, as a portal's developer puts them on the portal's origin. */
export async function conformanceFiles(): Promise<ReadonlyMap<string, File>> {
  const sources = join(root, "shared/sdk");
  return new Map([
    [
      "/conformance.html",
      { type: "text/html; charset=utf-8", body: readFileSync(join(sources, "conformance.html"), "utf8") },
    ],
    ["/conformance.js", { type: "text/javascript", body: await bundle(join(sources, "conformance-page.ts")) }],
  ]);
}

export interface ConformanceServerOptions {
  /** 0 for any free port. */
  readonly port?: number;
  /** Headers of every answer; they replace those of the same name. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Body of /.well-known/federpost.json; none where it is missing. */
  readonly wellKnown?: string;
}

const usualHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'self'",
};

/** Serves the conformance page on loopback, with whatever headers are to be tried. */
export async function serveConformance(
  options: ConformanceServerOptions = {},
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const files = await conformanceFiles();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://portal");
    const isDomainFile = pathname === "/.well-known/federpost.json" && options.wellKnown !== undefined;
    const file = isDomainFile ? { type: "application/json", body: options.wellKnown } : files.get(pathname);
    for (const [name, value] of [...Object.entries(usualHeaders), ...(options.headers ?? [])])
      response.setHeader(name, value);
    response.statusCode = file === undefined ? 404 : 200;
    response.setHeader("content-type", file?.type ?? "text/plain");
    response.end(file?.body ?? "not here");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/conformance.html`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
