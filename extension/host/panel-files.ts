import { FederpostError } from "../../shared/base/index.ts";
import type { PanelParams } from "../../shared/protocol/index.ts";
import { offerFile, receiveFile } from "../../shared/rpc/index.ts";
import type { Mailbox } from "./mailbox.ts";

/** Files between our own pages and the host: they travel as Blobs, and lie in the vault as ciphertext. */

type Courier = Pick<Mailbox["courier"], "stage">;
type Offered = PanelParams<"drafts.attach">["file"];

/** A file of a page that lies in the vault now. */
interface TakenFile {
  readonly name: string;
  readonly type: string;
  readonly staging: string;
}

const fileWaitMs = 30_000;
const tellEveryBytes = 2 * 1024 * 1024;

/**
 * Takes the file that a page offers, encrypted as it is read: no more than a part of it is in memory. `progress` is told how
 * many bytes are taken. @throws FederpostError `file_changed`, `too_large`, `storage_full`.
 */
export async function takeFile(
  courier: Courier,
  { transfer, name, type, sizeBytes }: Offered,
  progress: (doneBytes: number) => void,
): Promise<TakenFile> {
  const blob = await receiveFile(transfer, { timeoutMs: fileWaitMs });
  if (blob.size !== sizeBytes) {
    throw new FederpostError("file_changed", "A file changed while it was read: choose it again.");
  }
  const { staging } = await stageChunks(courier, chunksOf(blob, progress));
  return { name, type, staging };
}

async function* chunksOf(blob: Blob, progress: (doneBytes: number) => void): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  let [done, told] = [0, 0];
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    yield read.value;
    done += read.value.length;
    if (done - told < tellEveryBytes) continue;
    told = done;
    progress(done);
  }
}

/** Encrypts what comes piece by piece, under a key of its own. What fails on the way leaves nothing. */
export async function stageChunks(
  courier: Courier,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly staging: string; readonly sizeBytes: number }> {
  const staging = await courier.stage(null);
  try {
    for await (const chunk of chunks) await staging.append(chunk);
    return await staging.finish();
  } catch (error) {
    await staging.discard();
    // The browser throws its own errors when a file vanished or changed on disk.
    throw error instanceof FederpostError
      ? error
      : new FederpostError("file_changed", "A file can no longer be read: choose it again.");
  }
}

/** Offers decrypted pieces to a page as one Blob; answers the name of the transfer. */
export async function offerChunks(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Blob[] = [];
  // A Blob of Blobs: the browser may move finished pieces to disk while the rest is decrypted.
  for await (const chunk of chunks) pieces.push(new Blob([new Uint8Array(chunk)]));
  const transfer = crypto.randomUUID();
  // The sender's media type is a claim: a download never gets a type that a browser would run.
  offerFile(transfer, new Blob(pieces, { type: "application/octet-stream" }));
  return transfer;
}
