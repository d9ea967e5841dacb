import type { Desk } from "../desk.ts";
import { startAnew } from "./anew.ts";
import { mergeRipe } from "./compact.ts";
import { followSlots, forgetErased, withErasures } from "./erasures.ts";
import { type Batch, dueAt, markEverything, nextBatch, settle } from "./gather.ts";
import { openArchiveKeys } from "./key.ts";
import { readSlot, readSlots, type SlotContent, writeSlot } from "./slot.ts";
import {
  type Archive,
  type ArchiveState,
  emptyState,
  putArchiveState,
  putRollback,
  readArchiveState,
  withIndex,
} from "./state.ts";
import { uploadChunk } from "./transfer.ts";

/**
 * Keeps the archive: what changed goes out in batches, chunks are merged when many small ones have gathered, and the index
 * is written last. A batch is uploaded first and counts once the stored state names it, so that a crash in between costs
 * an upload that nobody will ever refer to.
 */

/** Archives what is due, or everything. Answers when the next change is due, null when nothing waits. */
export async function keepArchive(desk: Desk, pace: "due" | "now"): Promise<number | null> {
  const archive = await forgetErased(desk, await openArchive(desk));
  if (archive === null) return null;
  const dueMs = await dueAt(desk.vault, archive.state);
  if (dueMs !== null && (pace === "now" || dueMs <= desk.clock.now())) await archiveAll(desk, archive);
  else if (archive.state.index.document !== desk.self.document) await publish(desk, await withDocument(desk, archive));
  else if (archive.state.published !== archive.state.index.generation) await publish(desk, archive);
  return dueAt(desk.vault, (await openArchive(desk))?.state ?? archive.state);
}

async function openArchive(desk: Desk): Promise<Archive | null> {
  const keys = await openArchiveKeys(desk.vault);
  if (keys === null) return null;
  const slot = await keys.slotOf(desk.self.deviceId);
  const stored = await readArchiveState(desk.vault);
  if (stored !== null && stored.index.device === desk.self.deviceId) return { keys, slot, state: stored };
  // What was stored before there was an archive has no marks.
  await markEverything(desk.vault, desk.clock.now());
  const state = emptyState(desk.self.deviceId);
  await desk.vault.commit([putArchiveState(state)]);
  return { keys, slot, state };
}

/** Whoever restores must not build on an older identity document than this device knew. */
const withDocument = (desk: Desk, archive: Archive): Promise<Archive> => {
  const { state } = archive;
  return store(desk, archive, withIndex(state, { atMs: state.index.atMs, document: desk.self.document }));
};

async function archiveAll(desk: Desk, begun: Archive): Promise<void> {
  let archive = begun;
  for (;;) {
    const batch = await nextBatch(desk.vault, archive.state);
    if (batch === null) break;
    archive = await archiveBatch(desk, archive, batch);
  }
  archive = await dropOutdated(desk, archive);
  archive = await mergeRipe(desk, archive);
  archive = await withErasures(desk, archive);
  await publish(desk, archive);
}

async function archiveBatch(desk: Desk, archive: Archive, batch: Batch): Promise<Archive> {
  const { keys, slot, state } = archive;
  const { index } = state;
  const about = { atMs: desk.clock.now(), generation: index.generation + 1 };
  const records = batch.records.map((record) => ({ ...record, ...about }));
  const chunk = await uploadChunk(desk, keys, { slot, number: index.nextChunk, level: 0, records });
  const next: ArchiveState = {
    ...withIndex(state, {
      atMs: about.atMs,
      document: desk.self.document,
      nextChunk: index.nextChunk + 1,
      chunks: [...index.chunks, chunk],
    }),
    scanned: batch.scanned,
    writtenBytes: state.writtenBytes + chunk.sizeBytes,
  };
  await settle(desk.vault, batch.marks, [putArchiveState(next)]);
  return { ...archive, state: next };
}

/** Everything has been archived anew: what was there before goes. */
async function dropOutdated(desk: Desk, archive: Archive): Promise<Archive> {
  const { state } = archive;
  if (state.outdated.length === 0) return archive;
  const gone = new Set(state.outdated);
  const chunks = state.index.chunks.filter(({ name }) => !gone.has(name));
  return store(desk, archive, { ...withIndex(state, { atMs: desk.clock.now(), chunks }), outdated: [] });
}

/** Stores the archive's next state. */
async function store(desk: Desk, archive: Archive, state: ArchiveState): Promise<Archive> {
  await desk.vault.commit([putArchiveState(state)]);
  return { ...archive, state };
}

/**
 * Writes the index, after a look at what lies there. Older than what we wrote: the homeserver lost it or put it back; that
 * is noted, and nothing of the old is relied on any more. Newer: this vault was put back; what lies there is kept.
 */
async function publish(desk: Desk, archive: Archive): Promise<void> {
  const { keys, slot } = archive;
  const there = await readSlot(desk.transport, keys, slot);
  const { state } = await agreeWith(desk, archive, there);
  await writeSlot(desk, keys, { slot, index: state.index });
  await desk.vault.commit([putArchiveState({ ...state, published: state.index.generation })]);
  desk.tell({ kind: "account" });
}

async function agreeWith(desk: Desk, archive: Archive, there: SlotContent | null): Promise<Archive> {
  const { state } = archive;
  const shown = there?.kind === "index" ? there.index.generation : null;
  if ((shown ?? 0) < state.published) return startAnew(desk, archive, { seen: state.published, shown });
  if (there?.kind !== "index" || there.index.generation <= state.index.generation) return archive;
  const ours = new Set(there.index.chunks.map(({ sha256 }) => sha256));
  const merged = withIndex(state, {
    atMs: desk.clock.now(),
    nextChunk: Math.max(state.index.nextChunk, there.index.nextChunk),
    chunks: [...there.index.chunks, ...state.index.chunks.filter(({ sha256 }) => !ours.has(sha256))],
  });
  const generation = there.index.generation + 1;
  return store(desk, archive, { ...merged, index: { ...merged.index, generation } });
}

/**
 * Looks at the other devices' indexes and remembers how far they are, so that a homeserver that hides one or puts an older
 * one back is noticed here, and by whoever restores from our index.
 */
export async function witnessArchive(desk: Desk): Promise<void> {
  const archive = await openArchive(desk);
  if (archive === null) return;
  const { state, slot } = archive;
  const found = await readSlots(desk.transport, archive.keys);
  const slots = new Map(found.map((each) => [each.slot, each] as const));
  const seen: Record<string, number> = { ...state.index.seen };
  for (const [other, content] of slots) {
    if (other !== slot && content.kind === "index") seen[other] = Math.max(seen[other] ?? 0, content.index.generation);
  }
  const older = Object.entries(state.index.seen).flatMap(([other, generation]) => {
    const there = slots.get(other);
    const shown = there?.kind === "index" ? there.index.generation : null;
    return (shown ?? 0) < generation ? [{ seen: generation, shown }] : [];
  });
  const [first] = older;
  await desk.vault.commit([
    putArchiveState({ ...state, index: { ...state.index, seen } }),
    ...(first === undefined ? [] : [putRollback({ atMs: desk.clock.now(), ...first })]),
  ]);
  if (first !== undefined) desk.tell({ kind: "account" });
  await followSlots(
    desk,
    archive.keys,
    found.filter(({ slot: other }) => other !== slot),
  );
}
