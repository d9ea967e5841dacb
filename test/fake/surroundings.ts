import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemRandom } from "../../shared/base/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";

/** A clock that stands still until a test moves it. */
export function handClock(start = Date.UTC(2026, 10, 23, 12)): Clock & { move: (ms: number) => void } {
  let now = start;
  return {
    now: () => now,
    move: (ms) => {
      now += ms;
    },
  };
}

/** A real vault in a folder of its own, which can be closed and opened again like after a restart. */
export async function temporaryVault() {
  const folder = mkdtempSync(join(tmpdir(), "federpost-vault-"));
  const open = () => openSqliteVault({ path: join(folder, "mailbox.sqlite"), random: systemRandom });
  const vault = await open();
  await vault.unlock();
  return {
    vault,
    folder,
    /** A second connection to the same database, as after a restart. */
    reopen: async () => {
      const again = await open();
      await again.unlock();
      return again;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The person's screen: windows open, come to the front and are closed. */
export function screen() {
  const windows = new Map<number, string>();
  let next = 1;
  let focused = 0;
  return {
    windows,
    get focused() {
      return focused;
    },
    /** Request id the newest window was opened for. */
    request: () => new URL([...windows.values()].at(-1) ?? "none:", "https://x/").searchParams.get("request") ?? "",
    openWindow: async ({ page }: { page: string }) => {
      windows.set(next, page);
      return next++;
    },
    focusWindow: async ({ windowId }: { windowId: number }) => {
      focused = windowId;
      return windows.has(windowId);
    },
    closeWindow: async ({ windowId }: { windowId: number }) => void windows.delete(windowId),
  };
}

/** Waits until something has become true that promises will make true. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
