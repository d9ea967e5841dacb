import type { BenchLine } from "../../scripts/benches.ts";
import { filesLines, memoryLine } from "./files-lines.ts";
import { inBrowser } from "./in-browser.ts";
import { installPeers } from "./install.ts";

/** The encrypted file stream, in Node, Chromium and Firefox. */
export async function* bench(): AsyncGenerator<BenchLine> {
  yield* memoryLine(() => process.memoryUsage().rss);
  await installPeers();
  const { loadAge } = await import("./peers/age.js");
  yield* filesLines("node", await loadAge());
  yield* inBrowser("chromium", "files");
  yield* inBrowser("firefox", "files");
}
