import { FederpostError, isFederpostError, type RoomId } from "../../base/index.ts";
import type { Desk } from "../desk.ts";
import { readGroup } from "../group-store.ts";
import { listThreads } from "../store.ts";
import { applyCollected, applyRecords, type Collected, nothingCollected } from "./apply.ts";
import { followSlots } from "./erasures.ts";
import { type ArchiveKeys, openArchiveKeys } from "./key.ts";
import { type OlderArchive, putRestoring, type Restored, type Restoring, readRestoring } from "./restoring.ts";
import { type ArchiveIndex, type Chunk, readSlots, type SlotContent } from "./slot.ts";
import { emptyState, lettersIn, putArchiveState, readArchiveState } from "./state.ts";
import { downloadChunk, openChunk } from "./transfer.ts";

/**
 * Brings the account's letters back from its archive: on a device that came in by the recovery key, or that another device
 * let in. Chunks are kept as they come until all is stored, so that an interrupted restore downloads none twice.
 */

export interface RestoreWish {
  /** An archive older than one that was seen is refused, until the person wants it all the same. */
  readonly older: "refuse" | "take";
  readonly onProgress: (done: number, total: number) => void;
}

const blobPrefix = "archive/";
const blobKey = ({ sha256 }: Chunk): string => `${blobPrefix}${sha256}`;

/**
 * Takes up a restore that was begun and is not over. Answers the rooms whose threads this device has to join again, null
 * when there was nothing to do. @throws FederpostError what transport and vault throw; calling it again goes on.
 */
export async function continueRestore(desk: Desk): Promise<readonly RoomId[] | null> {
  const state = await readRestoring(desk.vault);
  if (state?.kind !== "running") return null;
  const onProgress = (done: number, total: number) => desk.tell({ kind: "restore", done, total });
  const outcome = await restoreArchive(desk, { older: state.older, onProgress });
  desk.tell({ kind: "account" });
  return outcome.kind === "done" ? threadsWithoutGroup(desk) : null;
}

async function threadsWithoutGroup(desk: Desk): Promise<RoomId[]> {
  const rooms: RoomId[] = [];
  for (const { thread, state } of await listThreads(desk.vault)) {
    if ((state === "open" || state === "rejoining") && (await readGroup(desk, thread)) === null) rooms.push(thread);
  }
  return rooms;
}

/** Restores what the archive holds. @throws FederpostError `internal` without an archive key. */
export async function restoreArchive(desk: Desk, wish: RestoreWish): Promise<Exclude<Restoring, { kind: "running" }>> {
  const { vault } = desk;
  const keys = await openArchiveKeys(vault);
  if (keys === null) throw new FederpostError("internal", "There is no archive key to restore with.");
  // This device's own part begins empty: what comes out of the archive need not go in again.
  if ((await readArchiveState(vault)) === null) await vault.commit([putArchiveState(emptyState(desk.self.deviceId))]);
  const slots = await readSlots(desk.transport, keys);
  const indexes = slots.filter((slot) => slot.kind === "index");
  const older = await olderThanSeen(desk, slots);
  if (older !== null && wish.older === "refuse") return storeOutcome(desk, { kind: "older", older });
  // First what is gone, so that no letter of it is stored even for a moment.
  await followSlots(desk, keys, slots);
  const collected = nothingCollected();
  const damaged = await takeChunks(desk, keys, { indexes, collected, onProgress: wish.onProgress });
  await applyCollected(desk, collected);
  const outcome: Restored = {
    kind: "done",
    letters: collected.letters.size,
    atMs: newestOf(indexes),
    damaged: damaged.map(({ name, letters }) => ({ name, letters })),
    tamperedIndexes: slots.filter(({ kind }) => kind === "tampered").length,
    older,
  };
  await rememberSeen(desk, indexes);
  await storeOutcome(desk, outcome);
  await vault.removeBlobs(blobPrefix);
  return outcome;
}

async function storeOutcome<T extends Restoring>(desk: Desk, outcome: T): Promise<T> {
  await desk.vault.commit([putRestoring(outcome)]);
  return outcome;
}

type IndexSlot = Extract<SlotContent, { kind: "index" }>;

const newestOf = (indexes: readonly IndexSlot[]): number | null =>
  indexes.length === 0 ? null : Math.max(...indexes.map(({ index }) => index.atMs));

/** The worst of what was seen, here or by another device, and is not there now. */
async function olderThanSeen(desk: Desk, slots: readonly SlotContent[]): Promise<OlderArchive | null> {
  const indexes = slots.filter((slot) => slot.kind === "index");
  const shown = new Map(indexes.map(({ slot, index }) => [slot, index.generation]));
  const own = (await readArchiveState(desk.vault))?.index.seen ?? {};
  const claims = [own, ...indexes.map(({ index }) => index.seen)].flatMap((seen) => Object.entries(seen));
  const missed = claims.filter(([slot, generation]) => (shown.get(slot) ?? 0) < generation);
  const [worst] = missed.sort(([a, one], [b, two]) => two - (shown.get(b) ?? 0) - (one - (shown.get(a) ?? 0)));
  if (worst === undefined) return null;
  return { seen: worst[1], shown: shown.get(worst[0]) ?? null, atMs: newestOf(indexes) };
}

async function rememberSeen(desk: Desk, indexes: readonly IndexSlot[]): Promise<void> {
  const state = await readArchiveState(desk.vault);
  if (state === null) return;
  const seen = {
    ...state.index.seen,
    ...Object.fromEntries(indexes.map(({ slot, index }) => [slot, index.generation])),
  };
  await desk.vault.commit([putArchiveState({ ...state, index: { ...state.index, seen } })]);
}

/** Takes every chunk, the newest first. Answers those that were missing or damaged. */
async function takeChunks(
  desk: Desk,
  keys: ArchiveKeys,
  job: {
    readonly indexes: readonly IndexSlot[];
    readonly collected: Collected;
    readonly onProgress: RestoreWish["onProgress"];
  },
): Promise<Chunk[]> {
  const all = job.indexes.flatMap(({ slot, index }) => index.chunks.map((chunk) => ({ slot, chunk }))).reverse();
  const total = lettersIn(all.map(({ chunk }) => chunk));
  const damaged: Chunk[] = [];
  let done = 0;
  job.onProgress(done, total);
  for (const { slot, chunk } of all) {
    const records = await recordsOf(desk, keys, { slot, chunk });
    if (records === null) damaged.push(chunk);
    else await applyRecords(desk.vault, records, job.collected);
    done += chunk.letters;
    job.onProgress(done, total);
  }
  return damaged;
}

async function recordsOf(desk: Desk, keys: ArchiveKeys, at: { readonly slot: string; readonly chunk: Chunk }) {
  const { chunk } = at;
  const kept = await desk.vault.readBlob(blobKey(chunk));
  const sealed = kept ?? (await downloadChunk(desk, chunk));
  if (sealed === null) return null;
  if (kept === null) await desk.vault.putBlob(blobKey(chunk), sealed);
  return openChunk(keys, { account: desk.transport.userId, ...at }, sealed).catch((error: unknown) => {
    if (isFederpostError(error) && error.code === "cannot_open") return null;
    throw error;
  });
}

/** The newest identity document that any device knew when it wrote its index; null when none did. */
export const documentsIn = (slots: readonly SlotContent[]): string[] =>
  slots.flatMap((slot) => (slot.kind === "index" && slot.index.document !== "" ? [slot.index.document] : []));

export type { ArchiveIndex };
