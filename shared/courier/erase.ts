import { storeNames, type Vault } from "../vault/index.ts";

/** Removes everything that a mailbox stored on this device. */
export async function eraseMailbox(vault: Vault): Promise<void> {
  for (const store of storeNames) {
    const entries = await vault.list(store, { unreadable: () => undefined });
    if (entries.length > 0) await vault.commit(entries.map(({ key }) => ({ store, key, remove: true as const })));
  }
  await vault.removeBlobs("");
}
