import { concatBytes, equalBytes, FederpostError, fromBase64Url, type MxcUri, toBase64Url } from "../../base/index.ts";
import { sha256 } from "../../crypto/index.ts";
import type { Desk } from "../desk.ts";
import { type ArchivedRecord, decodeChunk, encodeChunk } from "./chunk.ts";
import { type ArchiveKeys, chunkKey, makeChunkKey } from "./key.ts";
import type { Chunk } from "./slot.ts";

/** Chunks on their way: sealed, cut to what the homeserver takes, and back. */

/** What may take a chunk's place in another slot or account, were it not for this. */
const contextOf = (account: string, slot: string, name: string): string =>
  JSON.stringify(["federpost archive chunk", 1, account, slot, name]);

const mostPartBytes = 8 * 1024 * 1024;

/** Seals records and uploads them. Nothing refers to the upload before its chunk lies in a stored index. */
export async function uploadChunk(
  desk: Pick<Desk, "transport" | "random" | "signal">,
  keys: ArchiveKeys,
  about: {
    readonly slot: string;
    readonly number: number;
    readonly level: number;
    readonly records: readonly ArchivedRecord[];
  },
): Promise<Chunk> {
  const { transport, random, signal } = desk;
  const { slot, level, records } = about;
  const name = await keys.chunkName(slot, about.number);
  const context = contextOf(transport.userId, slot, name);
  const key = makeChunkKey(random);
  const sealed = await (await chunkKey(keys, key)).seal(context, encodeChunk(records), random);
  const step = Math.max(1, Math.min(mostPartBytes, await transport.uploadLimit()));
  const parts: MxcUri[] = [];
  for (let from = 0; from < sealed.length; from += step)
    parts.push(await transport.uploadMedia(sealed.slice(from, from + step), { signal }));
  const letters = new Set(records.filter(({ store }) => store === "letters").map(({ key }) => key)).size;
  const digest = toBase64Url(await sha256(sealed));
  return { name, parts, sizeBytes: sealed.length, sha256: digest, level, records: records.length, letters, key };
}

/** The chunk's sealed bytes, or null when the homeserver does not have what was put there. */
export async function downloadChunk(
  { transport, signal }: Pick<Desk, "transport" | "signal">,
  chunk: Chunk,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let leftBytes = chunk.sizeBytes;
  for (const mxc of chunk.parts) {
    const part = await transport.downloadMedia(mxc, { maxBytes: leftBytes, signal }).catch(missingIfTooLarge);
    if (part === null) return null;
    leftBytes -= part.length;
    parts.push(part);
  }
  const sealed = concatBytes(...parts);
  return equalBytes(await sha256(sealed), fromBase64Url(chunk.sha256) ?? new Uint8Array()) ? sealed : null;
}

/** Longer than what was put there: something else. */
function missingIfTooLarge(error: unknown): null {
  if (error instanceof FederpostError && error.code === "too_large") return null;
  throw error;
}

/** Records of a chunk's sealed bytes, or null when they do not open. */
export async function openChunk(
  keys: ArchiveKeys,
  { account, slot, chunk }: { readonly account: string; readonly slot: string; readonly chunk: Chunk },
  sealed: Uint8Array,
): Promise<ArchivedRecord[] | null> {
  const inside = await (await chunkKey(keys, chunk.key)).open(contextOf(account, slot, chunk.name), sealed);
  if (inside === null) return null;
  try {
    return decodeChunk(inside);
  } finally {
    inside.fill(0);
  }
}
