import * as v from "valibot";
import { FederpostError } from "../../shared/base/index.ts";
import {
  type DraftSaved,
  type DraftView,
  draft,
  type PanelEvent,
  type PanelParams,
} from "../../shared/protocol/index.ts";
import type { Change, Entry, Vault } from "../../shared/vault/index.ts";

/** Drafts lie in the vault from the first keystroke on. Several pages may write the same one: each says what it knows. */

type Draft = v.InferOutput<typeof draft>;

const savedAt = v.object({ savedAtMs: v.number() });

function draftView({ value, revision }: Pick<Entry, "value" | "revision">): DraftView | null {
  const saved = v.safeParse(savedAt, value);
  if (!saved.success || typeof value !== "object" || value === null) return null;
  const { savedAtMs: _savedAtMs, ...rest } = value as Record<string, unknown>;
  const parsed = v.safeParse(draft, rest);
  return parsed.success ? { ...parsed.output, ...saved.output, revision } : null;
}

/** All drafts, newest first. */
export async function listDrafts(vault: Vault): Promise<DraftView[]> {
  const drafts = (await vault.list("drafts")).map(draftView).filter((known) => known !== null);
  return drafts.sort((a, b) => b.savedAtMs - a.savedAtMs);
}

/** Stores a draft, whatever lies there: for those who write it alone. */
export const putDraft = (letter: Draft, nowMs: number) =>
  ({ store: "drafts", key: letter.draftId, put: { ...letter, savedAtMs: nowMs } }) as const satisfies Change;

export const discardDraft = (draftId: string) =>
  ({ store: "drafts", key: draftId, remove: true }) as const satisfies Change;

async function readDraft(vault: Vault, draftId: string): Promise<DraftView | null> {
  const stored = await vault.read("drafts", draftId);
  return stored === null ? null : draftView(stored);
}

/** Commits unless the stored draft is another than the one that the page knows; then answers what lies there. */
async function unlessOvertaken(vault: Vault, draftId: string, change: Change): Promise<DraftSaved> {
  try {
    await vault.commit([change]);
  } catch (error) {
    if (!(error instanceof FederpostError && error.code === "conflict")) throw error;
    return { kind: "overtaken", by: await readDraft(vault, draftId) };
  }
  return { kind: "stored", revision: (await vault.read("drafts", draftId))?.revision ?? null };
}

interface World {
  readonly vault: Vault;
  readonly now: () => number;
  readonly tell: (event: PanelEvent) => void;
}

function tellOf({ tell }: World, draftId: string, about: { readonly ended: boolean; readonly listed: boolean }): void {
  tell({ kind: "draft", draftId, ended: about.ended });
  if (about.listed) tell({ kind: "changed", what: "drafts" });
}

/** Answers a page that stores a draft; the others hear of it. */
export async function saveDraft(world: World, { basedOn, ...letter }: PanelParams<"drafts.save">): Promise<DraftSaved> {
  const put = { ...putDraft(letter, world.now()), expect: basedOn ?? ("absent" as const) };
  const saved = await unlessOvertaken(world.vault, letter.draftId, put);
  if (saved.kind === "stored") tellOf(world, letter.draftId, { ended: false, listed: basedOn === null });
  return saved;
}

/** Answers a page that emptied a draft or throws it away. */
export async function removeDraft(
  world: World,
  { draftId, basedOn }: PanelParams<"drafts.discard">,
): Promise<DraftSaved> {
  // What was never stored need not be removed, unless another page has stored it.
  if (basedOn === null) {
    const by = await readDraft(world.vault, draftId);
    return by === null ? { kind: "stored", revision: null } : { kind: "overtaken", by };
  }
  const change = discardDraft(draftId);
  const saved = await unlessOvertaken(
    world.vault,
    draftId,
    basedOn === undefined ? change : { ...change, expect: basedOn },
  );
  if (saved.kind === "stored") tellOf(world, draftId, { ended: basedOn === undefined, listed: true });
  return saved;
}
