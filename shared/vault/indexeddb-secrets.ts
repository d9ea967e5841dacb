import { type DBSchema, deleteDB, openDB } from "idb";

/**
 * Secrets of a vault, each in a database of its own. Browsers keep what was removed from a database in its files for long, and
 * remove the whole of a deleted database: Firefox the file, Chromium by compacting its part of the log. A test looks for the
 * bytes in the profiles of both.
 */

interface Layout extends DBSchema {
  secret: { key: string; value: Uint8Array };
}

const prefixOf = (name: string): string => `${name}.content.`;

const opened = (name: string, id: number) =>
  openDB<Layout>(`${prefixOf(name)}${id}`, 1, {
    upgrade: (db) => {
      db.createObjectStore("secret");
    },
  });

/** Stores a secret of the vault `name`. */
export async function putSecret(name: string, id: number, bytes: Uint8Array): Promise<void> {
  const db = await opened(name, id);
  try {
    const tx = db.transaction("secret", "readwrite", { durability: "strict" });
    await Promise.all([tx.store.put(bytes, "secret"), tx.done]);
  } finally {
    db.close();
  }
}

/** The secret, or null where there is none. */
export async function readSecret(name: string, id: number): Promise<Uint8Array | null> {
  const db = await opened(name, id);
  let found: Uint8Array | null = null;
  try {
    found = (await db.get("secret", "secret")) ?? null;
  } finally {
    db.close();
  }
  // Looking must not leave an empty database behind.
  if (found === null) await destroySecret(name, id);
  return found;
}

/** Removes the secret with its database. */
export const destroySecret = (name: string, id: number): Promise<void> => deleteDB(`${prefixOf(name)}${id}`);

/** Removes every secret of the vault, also those that it does not know of any more. */
export async function destroyAllSecrets(name: string): Promise<void> {
  for (const { name: found = "" } of await indexedDB.databases())
    if (found.startsWith(prefixOf(name))) await deleteDB(found);
}
