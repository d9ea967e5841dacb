import { isFederpostError } from "../../base/index.ts";
import type { Desk } from "../desk.ts";
import { startAnew } from "./anew.ts";
import type { ArchivedRecord } from "./chunk.ts";
import type { Chunk } from "./slot.ts";
import { type Archive, putArchiveState, withIndex } from "./state.ts";
import { downloadChunk, openChunk, uploadChunk } from "./transfer.ts";

/**
 * Many small chunks become one: as soon as a level has enough of them, they are merged into one of the next. A record is
 * written at most once per level, and the index stays short.
 */

const perLevel = 8;
const topLevel = 3;

/** The chunks that are to be merged next, oldest first, or null. */
export function ripeRun(chunks: readonly Chunk[]): readonly Chunk[] | null {
  for (let level = 0; level < topLevel; level++) {
    const run = chunks.filter((chunk) => chunk.level === level);
    if (run.length >= perLevel) return run;
  }
  return null;
}

/** Newest version of each record. */
export function newestOf(records: readonly ArchivedRecord[]): ArchivedRecord[] {
  const newest = new Map<string, ArchivedRecord>();
  for (const record of records) {
    const name = `${record.store}/${record.key}`;
    const known = newest.get(name);
    if (known === undefined || known.generation <= record.generation) newest.set(name, record);
  }
  return [...newest.values()];
}

/** Merges until no level is full. A chunk that is no longer there, or not as it was, has everything archived anew. */
export async function mergeRipe(desk: Desk, begun: Archive): Promise<Archive> {
  let archive = begun;
  for (;;) {
    const run = ripeRun(archive.state.index.chunks);
    if (run === null) return archive;
    const records = await readRun(desk, archive, run);
    if (records === null) return startAnew(desk, archive, null);
    archive = await replaceRun(desk, archive, { run, records });
  }
}

async function readRun(desk: Desk, { keys, slot }: Archive, run: readonly Chunk[]): Promise<ArchivedRecord[] | null> {
  const records: ArchivedRecord[] = [];
  for (const chunk of run) {
    const opened = await readChunk(desk, { keys, slot }, chunk);
    if (opened === null) return null;
    records.push(...opened);
  }
  return records;
}

/** A chunk's records, or null when it is gone, changed or malformed. @throws FederpostError when it cannot be had now. */
export async function readChunk(
  desk: Desk,
  { keys, slot }: Pick<Archive, "keys" | "slot">,
  chunk: Chunk,
): Promise<ArchivedRecord[] | null> {
  const sealed = await downloadChunk(desk, chunk);
  if (sealed === null) return null;
  return openChunk(keys, { account: desk.transport.userId, slot, chunk }, sealed).catch((error: unknown) => {
    if (isFederpostError(error) && error.code === "cannot_open") return null;
    throw error;
  });
}

async function replaceRun(
  desk: Desk,
  archive: Archive,
  { run, records }: { readonly run: readonly Chunk[]; readonly records: readonly ArchivedRecord[] },
): Promise<Archive> {
  const { keys, slot, state } = archive;
  const { index } = state;
  const level = (run[0]?.level ?? 0) + 1;
  const merged = await uploadChunk(desk, keys, { slot, number: index.nextChunk, level, records: newestOf(records) });
  const gone = new Set(run);
  // Before all that is younger: levels are in order of age.
  const older = index.chunks.filter((chunk) => !gone.has(chunk) && chunk.level >= level);
  const younger = index.chunks.filter((chunk) => !gone.has(chunk) && chunk.level < level);
  const next = {
    ...withIndex(state, {
      atMs: index.atMs,
      nextChunk: index.nextChunk + 1,
      chunks: [...older, merged, ...younger],
    }),
    writtenBytes: state.writtenBytes + merged.sizeBytes,
  };
  await desk.vault.commit([putArchiveState(next)]);
  return { ...archive, state: next };
}
