import { verifyIdentityDocument } from "../../identity/index.ts";
import { tendTrash } from "../deletion.ts";
import type { Desk } from "../desk.ts";
import { rejoinThreads } from "../rejoin.ts";
import { keepArchive, witnessArchive } from "./keep.ts";
import { makeArchiveKey, putArchiveKey, readArchiveKey } from "./key.ts";
import { keepRecovery } from "./recovery.ts";
import { continueRestore } from "./restore.ts";

/** All that is to be done about the archive, in its order: bring back first, then look after it, then write. */

const lookEveryMs = 6 * 3_600_000;
/** What another device has deleted goes here too, at the latest after this. */
const witnessEveryMs = 30 * 60_000;
/** Changes that wake nobody, such as a draft, are found at the latest after this. */
const longestWaitMs = 60_000;

const nextLooks = new WeakMap<Desk, number>();
const nextWitness = new WeakMap<Desk, number>();

/** A mailbox from before there was an archive begins one, unless another device may have one. */
async function ensureArchiveKey(desk: Desk): Promise<void> {
  const archiveKey = await readArchiveKey(desk.vault);
  archiveKey?.fill(0);
  if (archiveKey !== null) return;
  const document = await verifyIdentityDocument(desk.self.document);
  if (document?.devices.length === 1) await desk.vault.commit([putArchiveKey(makeArchiveKey(desk.random))]);
}

/** Does what is due, or everything. Answers when to come again. @throws FederpostError as transport and vault do. */
export async function tendArchive(desk: Desk, pace: "due" | "now"): Promise<number> {
  await ensureArchiveKey(desk);
  const rooms = await continueRestore(desk);
  if (rooms !== null) await rejoinThreads(desk, rooms);
  const nowMs = desk.clock.now();
  if (nowMs >= (nextLooks.get(desk) ?? 0)) {
    await keepRecovery(desk);
    nextLooks.set(desk, nowMs + lookEveryMs);
  }
  if (nowMs >= (nextWitness.get(desk) ?? 0)) {
    await witnessArchive(desk);
    nextWitness.set(desk, nowMs + witnessEveryMs);
  }
  await tendTrash(desk);
  const dueMs = await keepArchive(desk, pace);
  return Math.min(dueMs ?? Number.POSITIVE_INFINITY, desk.clock.now() + longestWaitMs);
}
