import type { LetterId, RoomId } from "../../shared/base/index.ts";
import {
  addDraftFile,
  type Courier,
  type HandedFile,
  handInDraft,
  readLetter,
  readStoredDraft,
  removeDraftFile,
} from "../../shared/courier/index.ts";
import type { DraftRecord } from "../../shared/mailbox/index.ts";
import type { DraftFileView, PanelMethod, PanelParams, PanelResults } from "../../shared/protocol/index.ts";
import type { Vault } from "../../shared/vault/index.ts";
import {
  type DraftWorld,
  filesOf,
  isEmptyDraft,
  listDrafts,
  removeDraft,
  saveDraft,
  tellOfDraft,
  withoutExtras,
} from "./drafts.ts";
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
  "drafts.list": async ({ vault }) => ({ drafts: await listDrafts(vault) }),
  "drafts.save": saveDraft,
  "drafts.discard": removeDraft,
  "drafts.attach": attach,
  "drafts.detach": async (world, { draftId, id }) => {
    const { vault } = world;
    await removeDraftFile(vault, { draftId, id }, isEmptyDraft);
    tellOfDraft(world, draftId, { ended: false, listed: true });
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
  "held.takeBack": async ({ mailbox, tell }, { letter }) => {
    const draft = await mailbox.courier.held.takeBack(letter);
    if (draft !== null) tellOfDraft({ tell }, draft.draftId, { ended: false, listed: true });
    return { draft: draft === null ? null : { draftId: draft.draftId, thread: draft.thread } };
  },
  "held.sendNow": async ({ mailbox }, { letter }) => {
    await mailbox.courier.held.sendNow(letter);
    return {};
  },
};

const subjectOf = async (vault: Vault, thread: RoomId, letter: LetterId): Promise<string> =>
  (await readLetter(vault, thread, letter))?.subject ?? "";

const filesNow = async (vault: Vault, draftId: string): Promise<DraftFileView[]> =>
  filesOf(vault, (await readStoredDraft(vault, draftId))?.draft ?? { files: [] });

/** Takes a file into a draft: encrypted as it is read, and kept as long as the draft. */
async function attach(
  { vault, mailbox, now, tell }: DraftWorld,
  { draftId, thread, id, file }: PanelParams<"drafts.attach">,
): Promise<PanelResults["drafts.attach"]> {
  const total = file.sizeBytes;
  const progress = (done: number) => tell({ kind: "progress", of: "attach", step: id, done, total });
  const { name, type, staging } = await takeFile(mailbox.courier, file, progress);
  const begun = { draftId, thread, to: null, subject: "", text: "", ...withoutExtras };
  await addDraftFile(vault, begun, { file: { id, name, type, sizeBytes: total, staging }, nowMs: now() });
  tellOfDraft({ tell }, draftId, { ended: false, listed: true });
  return { files: await filesNow(vault, draftId) };
}

/** Hands a letter to the mailbox; what lies in its draft goes with it. What comes into the draft meanwhile does not go with it. */
export async function writeLetter(
  world: Pick<DraftWorld, "vault" | "tell"> & { readonly mailbox: { readonly courier: Pick<Courier, "send"> } },
  params: PanelParams<"letter.write">,
): Promise<PanelResults["letter.write"]> {
  const { draftId } = params;
  if (draftId === null) return handIn(world, params, null);
  const accepted = await handInDraft(world.vault, draftId, (draft) => handIn(world, params, draft));
  tellOfDraft(world, draftId, { ended: true, listed: true });
  return accepted;
}

async function handIn(
  { vault, mailbox }: Parameters<typeof writeLetter>[0],
  { draftId, ...letter }: PanelParams<"letter.write">,
  draft: DraftRecord | null,
): Promise<PanelResults["letter.write"]> {
  const files: HandedFile[] = (draft?.files ?? []).map(({ name, type, staging }) => {
    return { name, type, staging, sha256: null };
  });
  const ms = (await readSettings(vault)).undoSendSeconds * 1000;
  return mailbox.courier.send({
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
}
