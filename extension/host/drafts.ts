import * as v from "valibot";
import type { Random } from "../../shared/base/index.ts";
import { listDrafts, saveDraft } from "../../shared/courier/index.ts";
import type { DraftRecord } from "../../shared/mailbox/index.ts";
import {
  type DraftFileView,
  type DraftView,
  type DraftWords,
  type PanelEvent,
  panelParams,
} from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import type { Mailbox } from "./mailbox.ts";

/** Drafts lie in the vault from the first keystroke on, as our pages write and read them. */

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

/** All drafts, newest first. */
export async function draftViews(vault: Vault): Promise<DraftView[]> {
  const drafts: DraftView[] = [];
  for (const { files, savedAtMs, ...rest } of await listDrafts(vault)) {
    const words = v.safeParse(panelParams["drafts.save"], rest);
    if (words.success) drafts.push({ ...words.output, savedAtMs, files: await filesOf(vault, { files }) });
  }
  return drafts.sort((a, b) => b.savedAtMs - a.savedAtMs);
}

/** A draft's files, each with whether its bytes are on this device. */
export const filesOf = (vault: Vault, { files }: Pick<DraftRecord, "files">): Promise<DraftFileView[]> =>
  Promise.all(
    files.map(async ({ id, name, type, sizeBytes, staging }) => {
      const there = (await vault.read("files", staging)) !== null;
      return { id, name, type, sizeBytes, there };
    }),
  );

/** An emptied draft is no draft: it is thrown away instead of being listed without content. */
export function isEmptyDraft(draft: Readonly<Record<string, unknown>>): boolean {
  const { to, thread, subject, text, asking, filling } = draft;
  const addressed = thread === null && (to !== null || subject !== "");
  return !addressed && text === "" && !says(asking) && !says(filling);
}

const says = (part: unknown): boolean => part !== null && part !== undefined;

export const keepDraft = (vault: Vault, words: DraftWords, nowMs: number): Promise<void> =>
  saveDraft(vault, words, { nowMs, isEmpty: isEmptyDraft(words) });
