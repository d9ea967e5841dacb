import { parseLetterId, parseRoomId } from "../../base/index.ts";
import { followErasures, forgotten, isErased, owesForgetting } from "../deletion.ts";
import type { Desk } from "../desk.ts";
import { startAnew } from "./anew.ts";
import type { ArchivedRecord } from "./chunk.ts";
import { readChunk } from "./compact.ts";
import type { ArchiveKeys } from "./key.ts";
import type { Chunk, SlotContent } from "./slot.ts";
import { type Archive, putArchiveState, withIndex } from "./state.ts";
import { uploadChunk } from "./transfer.ts";

/**
 * What the archive does about letters that were deleted: it is written anew without them, in chunks under fresh keys that lie
 * in the index alone, and each index names a chunk that says which letters are gone, so that every device follows.
 */

/** Destroys the keys of what was deleted, here and in the archive. Does nothing when nothing is owed. */
export async function forgetErased(desk: Desk, archive: Archive | null): Promise<Archive | null> {
  if (!(await owesForgetting(desk.vault))) return archive;
  await desk.vault.forgetRemoved();
  const next = archive === null ? null : await startAnew(desk, archive, null);
  await desk.vault.commit([forgotten]);
  return next;
}

/** The archive with an index that names all deleted letters. */
export async function withErasures(desk: Desk, archive: Archive): Promise<Archive> {
  const { state, keys, slot } = archive;
  const { index } = state;
  const marks = await desk.vault.list("erased");
  if (marks.length === (index.erasures?.records ?? 0)) return archive;
  const about = { atMs: desk.clock.now(), generation: index.generation + 1 };
  const records = marks.map(({ key }): ArchivedRecord => ({ store: "erased", key, ...about, value: true }));
  const erasures = await uploadChunk(desk, keys, { slot, number: index.nextChunk, level: 0, records });
  const next = withIndex(state, { atMs: about.atMs, nextChunk: index.nextChunk + 1, erasures });
  await desk.vault.commit([putArchiveState(next)]);
  return { ...archive, state: next };
}

const followed = new WeakMap<Desk, Map<string, string>>();

/** Deletes here what other devices have deleted. A chunk that is missing or damaged is looked at again the next time. */
export async function followSlots(desk: Desk, keys: ArchiveKeys, slots: readonly SlotContent[]): Promise<void> {
  const known = followed.get(desk) ?? new Map<string, string>();
  followed.set(desk, known);
  for (const content of slots) {
    const chunk: Chunk | null = content.kind === "index" ? content.index.erasures : null;
    if (chunk === null || known.get(content.slot) === chunk.sha256) continue;
    const records = await readChunk(desk, { keys, slot: content.slot }, chunk);
    if (records === null) continue;
    await followErasures(
      desk,
      records.flatMap(({ store, key }) => (store === "erased" ? [key] : [])),
    );
    known.set(content.slot, chunk.sha256);
  }
}

/** Whether an archived record is, or belongs to, a letter that was deleted. */
export async function isOfErased({ vault }: Pick<Desk, "vault">, { store, key }: ArchivedRecord): Promise<boolean> {
  if (store !== "letters" && store !== "receipts") return false;
  const [room, id] = key.split("/");
  const [thread, letter] = [parseRoomId(room), parseLetterId(id)];
  return thread !== null && letter !== null && isErased(vault, thread, letter);
}
