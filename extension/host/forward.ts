import { FederpostError } from "../../shared/base/index.ts";
import { addDraftFile, discardDraft, readLetter } from "../../shared/courier/index.ts";
import type { PanelParams, PanelResults } from "../../shared/protocol/index.ts";
import { type DraftWorld, putDraft, withoutExtras } from "./drafts.ts";
import { stageChunks } from "./panel-files.ts";
import { proofOf } from "./panel-proof.ts";
import { readSettings } from "./settings.ts";

/**
 * Makes a draft of a letter that somebody wants to pass on. Its files are decrypted and encrypted anew under keys of their own:
 * who gets the new letter learns no key and no address of the old one.
 * @throws FederpostError `invalid_params` for a letter that nobody has opened here: passing it on is no way around opening.
 */
export async function forwardLetter(
  world: DraftWorld,
  { thread, letter, subject, text, format, attachments, proof }: PanelParams<"drafts.forward">,
): Promise<PanelResults["drafts.forward"]> {
  const { vault, mailbox, now, tell, changed, random } = world;
  const { courier } = mailbox;
  const record = await readLetter(vault, thread, letter);
  if (record === null || !record.opened)
    throw new FederpostError("invalid_params", "There is no such opened letter to pass on.");
  const draftId = random.uuid();
  const words = { draftId, to: null, thread: null, subject, text, ...withoutExtras, format };
  const total = attachments.length + (proof ? 1 : 0);
  const took = (done: number) => tell({ kind: "progress", of: "attach", step: letter, done, total });
  const add = async (about: { readonly name: string; readonly type: string }, chunks: AsyncIterable<Uint8Array>) => {
    const { staging, sizeBytes } = await stageChunks(courier, chunks);
    const file = { id: random.uuid(), ...about, sizeBytes, staging };
    await addDraftFile(vault, words, { file, nowMs: now() });
  };
  try {
    await vault.commit([putDraft(words, now())]);
    for (const [done, index] of attachments.entries()) {
      const { file, chunks } = await courier.attachment({ thread, letter, index });
      await add(file, chunks);
      took(done + 1);
    }
    if (proof) {
      const { bundle, name } = await proofOf(courier, { thread, letter }, (await readSettings(vault)).language);
      await add({ name, type: "application/zip" }, once(bundle));
      took(total);
    }
  } catch (error) {
    await discardDraft(vault, draftId);
    throw error;
  }
  changed("drafts");
  return { draftId };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
