import type { Desk } from "../desk.ts";
import { markEverything } from "./gather.ts";
import { type Archive, type ArchiveState, putArchiveState, putRollback } from "./state.ts";

/** The archive at the homeserver cannot be relied on: all is archived anew; until that is done the old chunks stay named. */
export async function startAnew(
  desk: Desk,
  archive: Archive,
  noticed: { readonly seen: number; readonly shown: number | null } | null,
): Promise<Archive> {
  const atMs = desk.clock.now();
  await markEverything(desk.vault, atMs);
  const { state } = archive;
  const next: ArchiveState = {
    ...state,
    scanned: {},
    outdated: state.index.chunks.map(({ name }) => name),
  };
  await desk.vault.commit([putArchiveState(next), ...(noticed === null ? [] : [putRollback({ atMs, ...noticed })])]);
  if (noticed !== null) desk.tell({ kind: "account" });
  desk.wake();
  return { ...archive, state: next };
}
