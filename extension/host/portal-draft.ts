import { isFederpostError, type UserId } from "../../shared/base/index.ts";
import { readStoredDraft, saveDraftWords } from "../../shared/courier/index.ts";
import { type DraftWorld, tellOfDraft, withoutExtras } from "./drafts.ts";
import type { WrittenDraft } from "./portal-backend.ts";

/** What is written in a sealed frame lies among the person's drafts, where our own pages may have the same one open. */

type Written = Omit<WrittenDraft, "to"> & { readonly to: UserId };
type World = Pick<DraftWorld, "vault" | "now" | "tell">;

const mostTries = 5;

/**
 * Stores the words of a sealed frame. What else lies in the draft stays: its files, what it asks for, its form. Our pages hear of it.
 * @throws FederpostError `conflict` where another writer is first again and again
 */
export async function saveWritten({ vault, now, tell }: World, written: Written, tries = mostTries): Promise<void> {
  const { draftId } = written;
  const known = await readStoredDraft(vault, draftId);
  const { files: _files, savedAtMs: _savedAtMs, ...there } = known?.draft ?? { files: [], savedAtMs: 0 };
  const basedOn = known?.revision ?? null;
  try {
    // A frame that is still empty begins its draft all the same.
    await saveDraftWords(vault, { ...withoutExtras, ...there, ...written }, { nowMs: now(), isEmpty: false, basedOn });
  } catch (error) {
    // Another page stored it between reading and writing: what it stored is taken along.
    const isOvertaken = isFederpostError(error) && error.code === "conflict";
    if (!isOvertaken || tries <= 1) throw error;
    return saveWritten({ vault, now, tell }, written, tries - 1);
  }
  tellOfDraft({ tell }, draftId, { ended: false, listed: basedOn === null });
}
