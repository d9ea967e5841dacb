import * as v from "valibot";
import { type DraftView, type PanelParams, panelParams } from "../../shared/protocol/index.ts";
import type { Change, Vault } from "../../shared/vault/index.ts";

/** Drafts lie in the vault from the first keystroke on. */

const savedAt = v.object({ savedAtMs: v.number() });

/** All drafts, newest first. */
export async function listDrafts(vault: Vault): Promise<DraftView[]> {
  const drafts = (await vault.list("drafts")).flatMap(({ value }) => {
    const saved = v.safeParse(savedAt, value);
    if (!saved.success || typeof value !== "object" || value === null) return [];
    const { savedAtMs: _savedAtMs, ...rest } = value as Record<string, unknown>;
    const draft = v.safeParse(panelParams["drafts.save"], rest);
    return draft.success ? [{ ...draft.output, ...saved.output }] : [];
  });
  return drafts.sort((a, b) => b.savedAtMs - a.savedAtMs);
}

export async function saveDraft(
  vault: Vault,
  draft: PanelParams<"drafts.save">,
  nowMs: number,
): Promise<{ savedAtMs: number }> {
  await vault.commit([{ store: "drafts", key: draft.draftId, put: { ...draft, savedAtMs: nowMs } }]);
  return { savedAtMs: nowMs };
}

export const discardDraft = (draftId: string): Change => ({ store: "drafts", key: draftId, remove: true });
