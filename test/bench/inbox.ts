import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchLine } from "../../scripts/benches.ts";
import { systemRandom } from "../../shared/base/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { inBrowser } from "./in-browser.ts";
import { inboxLines } from "./inbox-lines.ts";
import { inboxPages } from "./inbox-pages.ts";

/** An inbox of 100 to 100,000 letters: list and search in the vault (SQLite in Node, IndexedDB in both browsers), then the pages. */
export async function* bench(): AsyncGenerator<BenchLine> {
  const folder = await mkdtemp(join(tmpdir(), "federpost-bench-inbox-"));
  try {
    const open = (count: number) => openSqliteVault({ path: join(folder, `${count}.sqlite`), random: systemRandom });
    yield* inboxLines("node", open, null);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  yield* inBrowser("chromium", "inbox");
  yield* inBrowser("firefox", "inbox");
  yield* inboxPages("chromium");
  yield* inboxPages("firefox");
}
