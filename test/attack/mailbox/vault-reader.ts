/** Runs in a page of the extension: reads everything that the vault of this profile holds, as its owner could. */
import { systemRandom } from "../../../shared/base/index.ts";
import { readAccount } from "../../../shared/courier/account.ts";
import { withIdentityKey } from "../../../shared/courier/identity-key.ts";
import { openIndexedDbVault, storeNames } from "../../../shared/vault/index.ts";

export async function readVault(): Promise<Record<string, unknown[]>> {
  const vault = await openIndexedDbVault({ name: "federpost", random: systemRandom });
  try {
    const all: Record<string, unknown[]> = {};
    for (const store of storeNames) {
      const entries = await vault.list(store);
      all[store] = entries.map(({ value }) => (value instanceof Uint8Array ? { bytes: value.length } : value));
    }
    const account = await readAccount(vault);
    if (account === null) throw new Error("nobody is signed in");
    // Sealed for the owner besides; without a lock this is the device's own way.
    const identitySecret = await withIdentityKey({ vault, self: account.self }, null, async ({ secret }) => secret);
    return { ...all, owner: [{ identitySecret }] };
  } finally {
    await vault.close();
  }
}
