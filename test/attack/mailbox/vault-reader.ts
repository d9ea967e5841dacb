/** Runs in a page of the extension: reads everything that the vault of this profile holds, as its owner could. */
import { systemRandom } from "../../../shared/base/index.ts";
import { openIndexedDbVault, storeNames } from "../../../shared/vault/index.ts";

export async function readVault(): Promise<Record<string, unknown[]>> {
  const vault = await openIndexedDbVault({ name: "federpost", random: systemRandom });
  try {
    const all: Record<string, unknown[]> = {};
    for (const store of storeNames) {
      const entries = await vault.list(store);
      all[store] = entries.map(({ value }) => (value instanceof Uint8Array ? { bytes: value.length } : value));
    }
    return all;
  } finally {
    await vault.close();
  }
}
