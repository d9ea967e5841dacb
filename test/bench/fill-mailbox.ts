import { systemRandom } from "../../shared/base/index.ts";
import { openIndexedDbVault } from "../../shared/vault/index.ts";
import { fill } from "./inbox-letters.ts";

/** Runs in a page of the extension: puts letters up to so many into the mailbox's own vault, by a connection of its own. */
export async function fillMailbox(name: string, { from, to }: { from: number; to: number }): Promise<void> {
  const vault = await openIndexedDbVault({ name, random: systemRandom });
  try {
    await vault.unlock();
    await fill(vault, to, { from });
  } finally {
    await vault.close();
  }
}
