import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BenchLine } from "../../scripts/benches.ts";
import { root } from "../../scripts/paths.ts";
import { cryptoLines } from "./crypto-lines.ts";
import { inBrowser } from "./in-browser.ts";
import { installPeers } from "./install.ts";

/** The module's size and every primitive, in Node, Chromium and Firefox. */
export async function* bench(): AsyncGenerator<BenchLine> {
  const module = await readFile(join(root, "wasm/build/core.wasm"));
  const zipped = gzipSync(module, { level: 9 }).length;
  yield {
    name: "core-size/plain",
    value: module.length,
    unit: "B",
    rounds: 1,
    goal: 65_536,
    met: module.length <= 65_536,
  };
  yield { name: "core-size/gzip", value: zipped, unit: "B", rounds: 1, goal: 20_480, met: zipped <= 20_480 };
  await installPeers();
  const { loadCryptoPeers } = await import("./peers/crypto.js");
  yield* cryptoLines("node", await loadCryptoPeers());
  yield* inBrowser("chromium", "crypto");
  yield* inBrowser("firefox", "crypto");
}
