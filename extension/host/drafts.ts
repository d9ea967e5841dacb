import * as v from "valibot";
import { FederpostError, type Random } from "../../shared/base/index.ts";
import {
  discardDraft,
  listStoredDrafts,
  readStoredDraft,
  type StoredDraft,
  saveDraftWords,
} from "../../shared/courier/index.ts";
import type { DraftRecord } from "../../shared/mailbox/index.ts";
import {
  type DraftFileView,
  type DraftSaved,
  type DraftView,
  draftWords,
  type PanelEvent,
  type PanelParams,
} from "../../shared/protocol/index.ts";
import type { Json, Vault } from "../../shared/vault/index.ts";
import type { Mailbox } from "./mailbox.ts";

/** Drafts lie in the vault from the first keystroke on. Several pages may write the same one: each says what it knows. */

/** What drafts need of their surroundings. */
export interface DraftWorld {
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  readonly random: Random;
  readonly now: () => number;
  readonly tell: (event: PanelEvent) => void;
  readonly changed: (what: "drafts") => void;
}

/** A draft in which nothing but a text is written. */
export const withoutExtras = { format: null, asking: null, filling: null, showPerson: false } as const;

/** A draft as it is handed in: what came later has a default. */
type Draft = v.InferInput<typeof draftWords>;

async function draftView(vault: Vault, { draft, revision }: StoredDraft): Promise<DraftView | null> {
  const { files, savedAtMs, ...rest } = draft;
  const words = v.safeParse(draftWords, rest);
  return words.success ? { ...words.output, savedAtMs, revision, files: await filesOf(vault, { files }) } : null;
}

/** All drafts, newest first. */
export async function listDrafts(vault: Vault): Promise<DraftView[]> {
  const views = await Promise.all((await listStoredDrafts(vault)).map((stored) => draftView(vault, stored)));
  return views.filter((known) => known !== null).sort((a, b) => b.savedAtMs - a.savedAtMs);
}

/** A draft's files, each with whether its bytes are on this device. */
export const filesOf = (vault: Vault, { files }: Pick<DraftRecord, "files">): Promise<DraftFileView[]> =>
  Promise.all(
    files.map(async ({ id, name, type, sizeBytes, staging }) => {
      const there = (await vault.read("files", staging)) !== null;
      return { id, name, type, sizeBytes, there };
    }),
  );

/** Stores a draft, whatever lies there: for those who write it alone. */
export const putDraft = (letter: Draft, nowMs: number) =>
  ({ store: "drafts", key: letter.draftId, put: { ...letter, savedAtMs: nowMs } as unknown as Json }) as const;

/** An emptied draft is no draft: it is thrown away instead of being listed without content. */
export function isEmptyDraft(draft: Readonly<Record<string, unknown>>): boolean {
  const { to, thread, subject, text, asking, filling } = draft;
  const addressed = thread === null && (to !== null || subject !== "");
  return !addressed && text === "" && !says(asking) && !says(filling);
}

const says = (part: unknown): boolean => part !== null && part !== undefined;

async function readDraft(vault: Vault, draftId: string): Promise<DraftView | null> {
  const stored = await readStoredDraft(vault, draftId);
  return stored === null ? null : draftView(vault, stored);
}

/** Does it unless the stored draft is another than the one that the page knows; then answers what lies there. */
async function unlessOvertaken(vault: Vault, draftId: string, work: () => Promise<number | null>): Promise<DraftSaved> {
  try {
    return { kind: "stored", revision: await work() };
  } catch (error) {
    if (!(error instanceof FederpostError && error.code === "conflict")) throw error;
    return { kind: "overtaken", by: await readDraft(vault, draftId) };
  }
}

type World = Pick<DraftWorld, "vault" | "now" | "tell">;

/** The pages that show a draft hear that it was changed, and all of them where the list is another. */
export function tellOfDraft(
  { tell }: Pick<World, "tell">,
  draftId: string,
  about: { readonly ended: boolean; readonly listed: boolean },
): void {
  tell({ kind: "draft", draftId, ended: about.ended });
  if (about.listed) tell({ kind: "changed", what: "drafts" });
}

/** Answers a page that stores a draft; the others hear of it. What is empty is thrown away. */
export async function saveDraft(
  world: World,
  { basedOn, ...words }: Draft & Pick<PanelParams<"drafts.save">, "basedOn">,
): Promise<DraftSaved> {
  const { draftId } = words;
  const about = { nowMs: world.now(), isEmpty: isEmptyDraft(words), basedOn };
  const saved = await unlessOvertaken(world.vault, draftId, () => saveDraftWords(world.vault, words, about));
  const listed = basedOn === null || (saved.kind === "stored" && saved.revision === null);
  if (saved.kind === "stored") tellOfDraft(world, draftId, { ended: false, listed });
  return saved;
}

/** Answers a page that throws a draft away. */
export async function removeDraft(
  world: World,
  { draftId, basedOn }: PanelParams<"drafts.discard">,
): Promise<DraftSaved> {
  // What was never stored need not be removed, unless another page has stored it.
  if (basedOn === null) {
    const by = await readDraft(world.vault, draftId);
    return by === null ? { kind: "stored", revision: null } : { kind: "overtaken", by };
  }
  const saved = await unlessOvertaken(world.vault, draftId, async () => {
    await discardDraft(world.vault, draftId, basedOn);
    return null;
  });
  if (saved.kind === "stored") tellOfDraft(world, draftId, { ended: basedOn === undefined, listed: true });
  return saved;
}
