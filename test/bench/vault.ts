import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchLine } from "../../scripts/benches.ts";
import { systemRandom } from "../../shared/base/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { inBrowser } from "./in-browser.ts";
import { vaultLines } from "./vault-lines.ts";

/** What storing a group's state costs with 2 and 1,000 members: SQLite in Node, IndexedDB in Chromium and Firefox. */
export async function* bench(): AsyncGenerator<BenchLine> {
  const folder = await mkdtemp(join(tmpdir(), "federpost-bench-vault-"));
  try {
    yield* vaultLines("node", () => openSqliteVault({ path: join(folder, "mailbox.sqlite"), random: systemRandom }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  yield* inBrowser("chromium", "vault");
  yield* inBrowser("firefox", "vault");
}
