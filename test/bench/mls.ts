import type { BenchLine } from "../../scripts/benches.ts";
import { inBrowser } from "./in-browser.ts";
import { coreCryptoInNode } from "./interop.ts";
import { mlsLines } from "./mls-lines.ts";

/** Group operations with 2, 10, 100 and 1,000 members, in Node, Chromium and Firefox. */
export async function* bench(): AsyncGenerator<BenchLine> {
  yield* mlsLines("node", await coreCryptoInNode());
  yield* inBrowser("chromium", "mls");
  yield* inBrowser("firefox", "mls");
}
