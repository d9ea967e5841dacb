import { parseEntry, parseThread } from "../mailbox/index.ts";
import type { Change, StoreName, Vault } from "../vault/index.ts";

/** Removes everything that a mailbox stored on this device, its ways in too: what comes after begins anew. */
export const eraseMailbox = (vault: Vault): Promise<void> => vault.erase();

async function emptyStore(vault: Vault, store: StoreName): Promise<void> {
  const entries = await vault.list(store, { unreadable: () => undefined });
  if (entries.length > 0) await vault.commit(entries.map(({ key }) => ({ store, key, remove: true as const })));
}

/** What belongs to the device and not to the person: a new device of the same account has its own. */
const ofTheDevice: readonly StoreName[] = [
  "session",
  "parked",
  "counters",
  "keys",
  "keyPackages",
  "groups",
  "epochs",
  "ratchets",
  "pending",
  "events",
  "outbox",
];

/**
 * Removes what belongs to this device and keeps what the person would miss: letters, threads, receipts, contacts, drafts.
 * The threads wait to be joined anew; letters that were not sent yet are shown as failed.
 */
export async function keepLetters(vault: Vault): Promise<void> {
  const threads = (await vault.list("threads", { unreadable: () => undefined })).map(({ value }) => parseThread(value));
  const changes = threads
    .filter(({ state }) => state === "open" || state === "rejoining")
    .map((thread): Change => {
      return { store: "threads", key: thread.thread, put: { ...thread, state: "rejoining", commit: null } };
    });
  if (changes.length > 0) await vault.commit([...changes, ...(await failUnsent(vault))]);
  for (const store of ofTheDevice) await emptyStore(vault, store);
}

/** A letter whose job goes with the device's outbox was not sent: the person must know. */
async function failUnsent(vault: Vault): Promise<Change[]> {
  const entries = (await vault.list("letters", { unreadable: () => undefined })).map(({ key, value }) => ({
    key,
    entry: parseEntry(value),
  }));
  return entries.flatMap(({ key, entry }): Change[] => {
    const unsent = entry.kind === "letter" && entry.mine && entry.event === null && entry.failure === null;
    return unsent ? [{ store: "letters", key, put: { ...entry, failure: "disconnected" } }] : [];
  });
}
