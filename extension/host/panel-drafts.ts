import type { LetterId, RoomId } from "../../shared/base/index.ts";
import {
  addDraftFile,
  discardDraft,
  type HandedFile,
  listDrafts,
  readLetter,
  removeDraftFile,
  wholeDraft,
} from "../../shared/courier/index.ts";
import type { DraftRecord } from "../../shared/mailbox/index.ts";
import type { DraftFileView, PanelMethod, PanelParams, PanelResults } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import { type DraftWorld, draftViews, filesOf, isEmptyDraft, keepDraft, withoutExtras } from "./drafts.ts";
import { forwardLetter } from "./forward.ts";
import { takeFile } from "./panel-files.ts";
import { checkedData } from "./panel-form.ts";
import { readSettings } from "./settings.ts";

/** What our pages ask about drafts, letters that can still be taken back, and sending. */

type DraftMethod = Extract<PanelMethod, `drafts.${string}` | `held.${string}`>;

type Handlers = {
  readonly [M in DraftMethod]: (world: DraftWorld, params: PanelParams<M>) => Promise<PanelResults[M]>;
};

export const draftHandlers: Handlers = {
  "drafts.list": async ({ vault }) => ({ drafts: await draftViews(vault) }),
  "drafts.save": async ({ vault, now, changed }, words) => {
    const isNew = (await vault.read("drafts", words.draftId)) === null;
    const savedAtMs = now();
    await keepDraft(vault, words, savedAtMs);
    if (isNew) changed("drafts");
    return { savedAtMs };
  },
  "drafts.discard": async ({ vault, changed }, { draftId }) => {
    await discardDraft(vault, draftId);
    changed("drafts");
    return {};
  },
  "drafts.attach": attach,
  "drafts.detach": async ({ vault, changed }, { draftId, id }) => {
    await removeDraftFile(vault, { draftId, id }, isEmptyDraft);
    changed("drafts");
    return { files: await filesNow(vault, draftId) };
  },
  "drafts.forward": forwardLetter,
  "held.list": async ({ vault, mailbox, now }) => {
    const held = await mailbox.courier.held.list();
    const subjects = await Promise.all(held.map(({ thread, letter }) => subjectOf(vault, thread, letter)));
    return {
      held: held.map(({ thread, letter, to, untilMs }, at) => {
        return { thread, letter, to, subject: subjects[at] ?? "", leftMs: Math.max(0, untilMs - now()) };
      }),
    };
  },
  "held.takeBack": async ({ mailbox, changed }, { letter }) => {
    const draft = await mailbox.courier.held.takeBack(letter);
    changed("drafts");
    return { draft: draft === null ? null : { draftId: draft.draftId, thread: draft.thread } };
  },
  "held.sendNow": async ({ mailbox }, { letter }) => {
    await mailbox.courier.held.sendNow(letter);
    return {};
  },
};

const subjectOf = async (vault: Vault, thread: RoomId, letter: LetterId): Promise<string> =>
  (await readLetter(vault, thread, letter))?.subject ?? "";

const draftNow = async (vault: Vault, draftId: string): Promise<DraftRecord | undefined> =>
  (await listDrafts(vault)).find((draft) => draft.draftId === draftId);

async function filesNow(vault: Vault, draftId: string): Promise<DraftFileView[]> {
  return filesOf(vault, (await draftNow(vault, draftId)) ?? { files: [] });
}

/** Takes a file into a draft: encrypted as it is read, and kept as long as the draft. */
async function attach(
  { vault, mailbox, now, tell, changed }: DraftWorld,
  { draftId, thread, id, file }: PanelParams<"drafts.attach">,
): Promise<PanelResults["drafts.attach"]> {
  const total = file.sizeBytes;
  const progress = (done: number) => tell({ kind: "progress", of: "attach", step: id, done, total });
  const { name, type, staging } = await takeFile(mailbox.courier, file, progress);
  const begun = { draftId, thread, to: null, subject: "", text: "", ...withoutExtras };
  await addDraftFile(vault, begun, { file: { id, name, type, sizeBytes: total, staging }, nowMs: now() });
  changed("drafts");
  return { files: await filesNow(vault, draftId) };
}

/** Hands a letter to the mailbox; what lies in its draft goes with it. */
export async function writeLetter(
  { vault, mailbox, changed }: DraftWorld,
  { draftId, ...letter }: PanelParams<"letter.write">,
): Promise<PanelResults["letter.write"]> {
  const draft = draftId === null ? null : await wholeDraft(vault, draftId);
  const files: HandedFile[] = (draft?.files ?? []).map(({ name, type, staging }) => {
    return { name, type, staging, sha256: null };
  });
  const ms = (await readSettings(vault)).undoSendSeconds * 1000;
  const accepted = await mailbox.courier.send({
    ...letter,
    data: await checkedData(
      vault,
      letter,
      files.map(({ name }) => name),
    ),
    files,
    inReplyTo: letter.inReplyTo as LetterId | null,
    composedBy: null,
    hold: draft === null ? null : { ms, draft },
    with: () => (draftId === null ? [] : [{ store: "drafts", key: draftId, remove: true }]),
  });
  if (draftId !== null) changed("drafts");
  return accepted;
}
