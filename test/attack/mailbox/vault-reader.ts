/** Runs in a page of the extension: reads everything that the vault of this profile holds, as its owner could. */
import { systemRandom, toBase64Url } from "../../../shared/base/index.ts";
import { readAccount } from "../../../shared/courier/account.ts";
import { readArchiveKey } from "../../../shared/courier/archive/key.ts";
import { withIdentityKey } from "../../../shared/courier/identity-key.ts";
import type { Backend, DeviceKeys, SealedRecord } from "../../../shared/vault/backend.ts";
import { openIndexedDbVault, storeNames, type Vault } from "../../../shared/vault/index.ts";
import { findWay, unwrap } from "../../../shared/vault/ways.ts";

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
    return { ...all, owner: [{ identitySecret, ...(await archiveSecret(vault)), ...(await vaultSecrets()) }] };
  } finally {
    await vault.close();
  }
}

async function archiveSecret(vault: Vault): Promise<Readonly<Record<string, string>>> {
  const key = await readArchiveKey(vault);
  return key === null ? {} : { archiveSecret: toBase64Url(key) };
}

/** The keys of the vault's seal and of its owner, which the device's own way opens where nobody chose a lock. */
async function vaultSecrets(): Promise<Readonly<Record<string, string>>> {
  const db = await answered(indexedDB.open("federpost"));
  const transaction = db.transaction(["records", "deviceKeys"]);
  const device: DeviceKeys = await answered(transaction.objectStore("deviceKeys").get("device"));
  const row: SealedRecord = await answered(transaction.objectStore("records").get(["ways", "device"]));
  db.close();
  const backend: Pick<Backend, "get"> = { get: () => Promise.resolve(row) };
  const way = await findWay(backend as Backend, "device");
  const opened = way && (await unwrap(device.wrapping, way));
  if (opened === null || opened.ownerKey === null) throw new Error("the device's own way does not open the vault");
  return { vaultSecret: toBase64Url(opened.vaultKey), ownerSecret: toBase64Url(opened.ownerKey) };
}

const answered = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
