import { deflateRawSync, gzipSync } from "node:zlib";
import type { BenchLine } from "../../scripts/benches.ts";
import { type Build, buildProduction } from "../../scripts/build/index.ts";
import { loadedBy, readBuild } from "../bundle/files.ts";

/** What the production build for a browser weighs: all of it, and what each context of it loads. */

type Files = ReadonlyMap<string, Buffer>;

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
  ...(browser === "chrome" ? ([["worker", "background.js"]] as const) : []),
  ...(browser === "chrome" ? ([["drawing frame", "drawing.js"]] as const) : []),
  ["engine host", "engine-host.js"],
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
    yield* weigh(`size/${context}/${name}`, contentOf(loadedBy(files, entry, "later too")));
  }
  yield* weigh(`size/mailbox at once/${name}`, contentOf(loadedBy(files, "inbox.html", "at once")));
  yield* weigh(`size/core.wasm/${name}`, contentOf(["core.wasm"]));
}

/** Builds both production builds anew and weighs them. */
export async function* sizes(): AsyncGenerator<BenchLine> {
  await buildProduction();
  for (const browser of ["chrome", "firefox"] as const) yield* sizesFor(browser);
}
