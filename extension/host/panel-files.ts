import { FederpostError } from "../../shared/base/index.ts";
import type { PanelParams } from "../../shared/protocol/index.ts";
import { offerFile, receiveFile } from "../../shared/rpc/index.ts";
import type { Mailbox } from "./mailbox.ts";

/** Files between our own pages and the host: they travel as Blobs, and lie in the vault as ciphertext. */

type Courier = Pick<Mailbox["courier"], "stage" | "discardStaged">;
type Offered = PanelParams<"letter.write">["attachments"];

/** A file of a page that lies in the vault now. */
interface TakenFile {
  readonly name: string;
  readonly type: string;
  readonly staging: string;
}

const fileWaitMs = 30_000;

/** Takes the files a page offers. When one fails, those before it are destroyed. @throws FederpostError `file_changed`. */
export async function takeFiles(courier: Courier, offered: Offered): Promise<TakenFile[]> {
  const taken: TakenFile[] = [];
  try {
    for (const { transfer, name, type, sizeBytes } of offered) {
      const blob = await receiveFile(transfer, { timeoutMs: fileWaitMs });
      if (blob.size !== sizeBytes) {
        throw new FederpostError("file_changed", "A file changed while it was read: choose it again.");
      }
      taken.push({ name, type, staging: await stage(courier, blob) });
    }
    return taken;
  } catch (error) {
    for (const { staging } of taken) await courier.discardStaged(staging);
    throw error;
  }
}

/** Encrypts a file as it is read: no more than a part of it is in memory. */
async function stage(courier: Courier, blob: Blob): Promise<string> {
  const staging = await courier.stage(null);
  try {
    const reader = blob.stream().getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) await staging.append(read.value);
    return (await staging.finish()).staging;
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
