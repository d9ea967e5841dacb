import { isFederpostError } from "../base/index.ts";
import { parseStagedFile } from "../mailbox/index.ts";
import type { Vault } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { filesOfDrafts } from "./drafts.ts";
import { isUnderWay, partPrefix } from "./send.ts";
import { listOutbox } from "./store.ts";

/** Removes files that nobody will send any more. */

const stagingLifetimeMs = 15 * 60_000;

/**
 * Removes staged files that no letter and no draft took in time, and ciphertext that belongs to nothing. While it looks, files
 * begin, and move between drafts and letters: ciphertext is listed first, so that none is younger than what is known of it, and
 * nothing goes before a second look at it alone.
 */
export async function sweepStaging({ vault, clock }: Pick<Desk, "vault" | "clock">): Promise<void> {
  const stored = new Set((await vault.listBlobs("stage/")).map(({ key }) => key.split("/")[1] ?? ""));
  const kept = new Set([...(await filesOfDrafts(vault)), ...(await filesOfLetters(vault))]);
  for (const { key, value, revision } of await vault.list("files")) {
    const { createdAtMs } = parseStagedFile(value);
    // A clock that was set back must not keep files for ever.
    const isOver = !kept.has(key) && Math.abs(clock.now() - createdAtMs) >= stagingLifetimeMs;
    if (!isOver || (await isTaken(vault, key)) || !(await removeRecord(vault, key, revision))) kept.add(key);
  }
  for (const id of stored) if (!kept.has(id) && !(await isWanted(vault, id))) await vault.removeBlobs(partPrefix(id));
}

/** False where somebody has changed the record meanwhile. */
async function removeRecord(vault: Vault, key: string, expect: number): Promise<boolean> {
  try {
    await vault.commit([{ store: "files", key, remove: true, expect }]);
    return true;
  } catch (error) {
    if (isFederpostError(error) && error.code === "conflict") return false;
    throw error;
  }
}

async function filesOfLetters(vault: Vault): Promise<ReadonlySet<string>> {
  const letters = (await listOutbox(vault)).flatMap(({ item }) => (item.kind === "letter" ? item.files : []));
  return new Set(letters.map(({ staging }) => staging));
}

/** Whether a letter or a draft has a file now. */
const isTaken = async (vault: Vault, staging: string): Promise<boolean> =>
  (await filesOfLetters(vault)).has(staging) || (await filesOfDrafts(vault)).has(staging);

/** Whether anything knows of a file now. Its record is asked for twice: a letter that is taken back gives it back. */
async function isWanted(vault: Vault, staging: string): Promise<boolean> {
  const isStaged = async () => (await vault.read("files", staging)) !== null;
  return isUnderWay(vault, staging) || (await isStaged()) || (await isTaken(vault, staging)) || (await isStaged());
}
