import { concatBytes, FederpostError, type LetterId, type RoomId } from "../base/index.ts";
import { digestOf } from "../crypto/index.ts";
import { type OidcEvidence, verifyDeviceCertificate } from "../identity/index.ts";
import { bundlePaths, encodeEvidence, encodeManifest, encodeProof, zipBundle } from "../letter/index.ts";
import type { LetterRecord, ReceiptRecord } from "../mailbox/index.ts";
import type { Desk } from "./desk.ts";
import { openAttachment } from "./open.ts";
import { listReceipts, readContact, readLetter } from "./store.ts";

/** What a check protocol is written from. */
export interface ProvenLetter {
  readonly letter: LetterRecord;
  readonly digest: string;
  readonly receipts: readonly ReceiptRecord[];
}

/** Which letter a proof is of. */
export interface ExportedLetter {
  readonly thread: RoomId;
  readonly letter: LetterId;
}

/**
 * The evidence bundle of an opened letter with its files, what its writer has shown of who they are, and every receipt that holds: what proves it to somebody who was
 * not in the thread. `protocol` writes the page for printing.
 * @throws FederpostError `invalid_params` when there is no such opened and signed letter, `cannot_open` when a file was
 *   changed or is gone, or what the transport throws when a file cannot be fetched now.
 */
export async function exportProof(
  desk: Desk,
  at: ExportedLetter,
  protocol: (proven: ProvenLetter) => Uint8Array,
): Promise<Uint8Array> {
  const letter = await readLetter(desk.vault, at.thread, at.letter);
  if (letter === null || !letter.opened || letter.proof === null || letter.digest === null) {
    throw new FederpostError(
      "invalid_params",
      "There is no proof of this letter yet: open it, or wait until it is sent.",
    );
  }
  const all = (await listReceipts(desk.vault, at.thread)).get(at.letter) ?? [];
  const receipts = all.filter(({ valid }) => valid).sort((a, b) => a.atMs - b.atMs);
  const files = new Map<string, Uint8Array>([[bundlePaths.letter, encodeProof(letter.proof)]]);
  const person = await shownBy(desk, letter);
  if (person !== null) files.set(bundlePaths.person, encodeEvidence(person));
  for (const [i, { receipt, certificate, document }] of receipts.entries())
    files.set(bundlePaths.receipt(i), encodeProof({ receipt, certificate, document }));
  for (const index of letter.attachments.keys())
    files.set(bundlePaths.attachment(index), await wholeFile(desk, { ...at, index }));
  files.set(bundlePaths.protocol, protocol({ letter, digest: letter.digest, receipts }));
  const listed = [];
  for (const [path, bytes] of files) listed.push({ path, sizeBytes: bytes.length, sha256: await digestOf(bytes) });
  return zipBundle(new Map([[bundlePaths.manifest, encodeManifest(listed)], ...files]));
}

/** What a letter's writer has shown of who they are, if it is about the key that the letter was signed under. Of our own letters none. */
async function shownBy({ vault }: Desk, { mine, from, proof }: LetterRecord): Promise<OidcEvidence | null> {
  const contact = mine || proof === null ? null : ((await readContact(vault, from))?.value ?? null);
  const certificate = contact === null || proof === null ? null : await verifyDeviceCertificate(proof.certificate);
  return contact !== null && contact.identityKey === certificate?.identityKey ? contact.shown : null;
}

async function wholeFile(desk: Desk, at: Parameters<typeof openAttachment>[1]): Promise<Uint8Array> {
  const { chunks } = await openAttachment(desk, at);
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return concatBytes(...pieces);
}
