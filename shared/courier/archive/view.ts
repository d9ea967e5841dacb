import type { Desk } from "../desk.ts";
import { readRecovery } from "./recovery.ts";
import { putRestoring, type Restoring, readRestoring, removeRestoring } from "./restoring.ts";
import { lettersIn, type Rollback, readArchiveState, readRollback, removeRollback } from "./state.ts";

/** The archive as the person sees it, and what they decide about it. */

export interface ArchiveView {
  /** When this device's changes last went into the archive; null before the first. */
  readonly savedAtMs: number | null;
  readonly generation: number;
  readonly letters: number;
  readonly sizeBytes: number;
  /** Changes that are not in it yet. */
  readonly waiting: number;
  readonly recoverySinceMs: number | null;
  readonly rollback: Rollback | null;
  readonly restoring: Restoring | null;
}

export async function viewArchive(desk: Desk): Promise<ArchiveView> {
  const { vault } = desk;
  const [state, waiting, recovery, rollback, restoring] = await Promise.all([
    readArchiveState(vault),
    vault.count("unarchived"),
    readRecovery(desk),
    readRollback(vault),
    readRestoring(vault),
  ]);
  const { generation = 0, atMs = 0, chunks = [] } = state?.index ?? {};
  return {
    savedAtMs: (state?.published ?? 0) === 0 ? null : atMs,
    generation,
    letters: lettersIn(chunks),
    sizeBytes: chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    waiting,
    recoverySinceMs: recovery?.createdAtMs ?? null,
    rollback,
    restoring,
  };
}

/** The person has taken note of a rollback and of what was restored. */
export async function acknowledgeArchive(desk: Desk): Promise<void> {
  const restoring = await readRestoring(desk.vault);
  await desk.vault.commit([removeRollback, ...(restoring?.kind === "done" ? [removeRestoring] : [])]);
  desk.tell({ kind: "account" });
}

/** Restores from an archive that is older than one that was seen. Does nothing when none was refused. */
export async function takeOlderArchive(desk: Desk): Promise<void> {
  if ((await readRestoring(desk.vault))?.kind !== "older") return;
  await desk.vault.commit([putRestoring({ kind: "running", older: "take" })]);
  desk.wake();
}
