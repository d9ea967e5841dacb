import { dirname, posix } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import type { BenchLine } from "../../scripts/benches.ts";
import { type Build, buildProduction } from "../../scripts/build/index.ts";
import { readBuild } from "../bundle/files.ts";

/** What the production build for a browser weighs: all of it, and what each context of it loads. */

type Files = ReadonlyMap<string, Buffer>;

/** What is loaded for an entry: the entry itself, and whatever it and its scripts import or link, at once or later. */
function loadedBy(files: Files, entry: string): readonly string[] {
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    const text = files.get(path)?.toString("utf8");
    if (text === undefined || loaded.has(path)) return;
    loaded.add(path);
    const named = path.endsWith(".html")
      ? text.matchAll(/(?:src|href)="([^"]+)"/g)
      : path.endsWith(".js")
        ? text.matchAll(/(?:from|import\(?)\s*["'`]([^"'`]+\.js)["'`]/g)
        : [];
    for (const [, target = ""] of named) {
      visit(target.startsWith("/") ? target.slice(1) : posix.join(dirname(path), target));
    }
  };
  visit(entry);
  if (loaded.size === 0) throw new Error(`The build has no ${entry}`);
  return [...loaded];
}

const gzipBytes = (bytes: Buffer): number => gzipSync(bytes, { level: 9 }).length;

/** The size of the zip archive that a store takes: a header before each file, one in the directory, and its end. */
function zipBytes(files: Files): number {
  const headers = (path: string) => 30 + 46 + 2 * Buffer.byteLength(path);
  const sizes = [...files].map(([path, bytes]) => headers(path) + deflateRawSync(bytes, { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 22);
}

function* weigh(name: string, contents: readonly Buffer[]): Generator<BenchLine> {
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const bytes = sum(contents.map(({ length }) => length));
  yield { name: `${name}/bytes`, value: bytes, unit: "B", rounds: 1 };
  yield { name: `${name}/gzip`, value: sum(contents.map(gzipBytes)), unit: "B", rounds: 1 };
}

const contexts = (browser: Build["browser"]): readonly (readonly [string, string])[] => [
  ...(browser === "chrome"
    ? ([
        ["worker", "background.js"],
        ["engine host", "offscreen.html"],
      ] as const)
    : ([["engine host", "event-page.js"]] as const)),
  // All pages share their chunks; theirs is the largest entry.
  ["ui", "inbox.html"],
  ["content script", "content-scripts/portal.js"],
  ["content script main", "content-scripts/portal-main.js"],
];

async function* sizesFor(browser: Build["browser"]): AsyncGenerator<BenchLine> {
  const name = browser === "chrome" ? "chromium" : browser;
  const files = await readBuild({ browser, purpose: "production" });
  const contentOf = (paths: readonly string[]) => paths.map((path) => files.get(path) ?? Buffer.alloc(0));
  yield* weigh(`size/all/${name}`, [...files.values()]);
  yield { name: `size/all/${name}/zip`, value: zipBytes(files), unit: "B", rounds: 1 };
  for (const [context, entry] of contexts(browser)) {
    yield* weigh(`size/${context}/${name}`, contentOf(loadedBy(files, entry)));
  }
  yield* weigh(`size/core.wasm/${name}`, contentOf(["core.wasm"]));
}

/** Builds both production builds anew and weighs them. */
export async function* sizes(): AsyncGenerator<BenchLine> {
  await buildProduction();
  for (const browser of ["chrome", "firefox"] as const) yield* sizesFor(browser);
}
