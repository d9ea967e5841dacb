import { FederpostError, type LetterId, type RoomId } from "../base/index.ts";
import { openFileParts } from "../crypto/index.ts";
import { wipe } from "../engine/index.ts";
import type { Attachment } from "../letter/index.ts";
import { parseStagedFile, previewOf } from "../mailbox/index.ts";
import type { Change, Vault } from "../vault/index.ts";
import { type Desk, inThread } from "./desk.ts";
import { putGroup, readGroup } from "./group-store.ts";
import { issueReceipt } from "./receipts.ts";
import { partKey } from "./send.ts";
import { listEntries, listOutbox, putEntry, putThread, readLetter, readReceipt, readThread } from "./store.ts";

/** What a person does with a letter that is there: open it, and open its files. */

/**
 * Opens a letter: from now on its text is shown, and the sender gets our `retrieved` receipt. The person has
 * asked for it; nothing else may call this, since opening can have legal effect (VwVfG § 41 (2a)).
 */
export async function openLetter(desk: Desk, thread: RoomId, id: LetterId): Promise<void> {
  await inThread(desk, thread, async () => {
    const [letter, stored, group] = await Promise.all([
      readLetter(desk.vault, thread, id),
      readThread(desk.vault, thread),
      readGroup(desk, thread),
    ]);
    if (letter === null || stored === null) throw new FederpostError("invalid_params", "There is no such letter.");
    if (letter.opened) return;
    const opened = { ...letter, opened: true };
    const changes: Change[] = [
      putEntry(thread, opened),
      putThread({ ...stored.value, unread: Math.max(0, stored.value.unread - 1), preview: previewOf(letter.text) }),
    ];
    const kind = "retrieved";
    const before = await readReceipt(desk.vault, { thread, letter: id, kind, by: desk.self.account });
    // Removed from the group, we can no longer tell anybody; the letter stays readable here.
    if (group === null || before !== null) return desk.vault.commit(changes);
    const receipt = await issueReceipt(desk, group.value, { letter: opened, kind, event: null });
    await desk.vault.commit([
      ...changes,
      ...receipt.changes,
      ...putGroup(desk, thread, { next: receipt.next, was: group }),
    ]);
    wipe(receipt.spent);
  });
  desk.tell({ kind: "thread", thread });
  desk.wake();
}

/** Marks what cannot be read as seen, so that it no longer counts as unread. Unopened letters go on counting. */
export async function markSeen(desk: Desk, thread: RoomId): Promise<void> {
  const changed = await inThread(desk, thread, async () => {
    const [stored, entries] = await Promise.all([readThread(desk.vault, thread), listEntries(desk.vault, thread)]);
    const unopened = entries.filter((entry) => entry.kind === "letter" && !entry.opened).length;
    if (stored === null || stored.value.unread === unopened) return false;
    await desk.vault.commit([putThread({ ...stored.value, unread: unopened })]);
    return true;
  });
  if (changed) desk.tell({ kind: "thread", thread });
}

/** An attachment of a letter, decrypted piece by piece. */
export interface OpenedAttachment {
  readonly file: Pick<Attachment, "name" | "type" | "sizeBytes">;
  /** @throws FederpostError `cannot_open` when it was changed; keep the pieces only when it ends without an error. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Opens an attachment of an opened letter. @throws FederpostError `invalid_params` when there is none. */
export async function openAttachment(
  desk: Desk,
  { thread, letter, index }: { readonly thread: RoomId; readonly letter: LetterId; readonly index: number },
): Promise<OpenedAttachment> {
  const record = await readLetter(desk.vault, thread, letter);
  const file = record?.attachments[index];
  if (record === null || file === undefined || !record.opened) {
    throw new FederpostError("invalid_params", "There is no such file in an opened letter.");
  }
  const parts = file.parts.length > 0 ? download(desk, file) : staged(desk, letter, index);
  return { file, chunks: openFileParts(file, parts) };
}

async function* download(desk: Desk, file: Attachment): AsyncGenerator<Uint8Array> {
  for (const { mxc, sizeBytes } of file.parts) {
    const part = await desk.transport.downloadMedia(mxc, { maxBytes: sizeBytes, signal: desk.signal });
    if (part === null) throw new FederpostError("cannot_open", "The homeserver no longer has a part of this file.");
    yield part;
  }
}

/** A file of our own letter that is not uploaded yet lies here. */
async function* staged(desk: Desk, letter: LetterId, index: number): AsyncGenerator<Uint8Array> {
  for (const { item } of await listOutbox(desk.vault)) {
    const file = item.kind === "letter" && item.letter === letter ? item.files[index] : undefined;
    for (let i = 0; i < (file?.partSizes.length ?? 0); i++) {
      const part = await desk.vault.readBlob(partKey(file?.staging ?? "", i));
      if (part !== null) yield part;
    }
  }
}

/** A staged file that no letter has taken yet. @throws FederpostError `expired` when it was swept. */
export async function openStaged(vault: Vault, staging: string): Promise<AsyncIterable<Uint8Array>> {
  const entry = await vault.read("files", staging);
  if (entry === null) throw new FederpostError("expired", "The file was handed over too long ago: ask again.");
  const file = parseStagedFile(entry.value);
  return openFileParts(file, stagedParts(vault, staging, file.partSizes.length));
}

async function* stagedParts(vault: Vault, staging: string, count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    const part = await vault.readBlob(partKey(staging, i));
    if (part !== null) yield part;
  }
}
