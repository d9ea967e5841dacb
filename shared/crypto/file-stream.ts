import { concatBytes, FederpostError, fromBase64Url, type Random, toBase64Url } from "../base/index.ts";
import { startDigest } from "./digest.ts";

/**
 * The encrypted file stream: AES-256-GCM over chunks, each bound to its place and to being last, so that
 * cutting, swapping and appending are noticed (the STREAM construction, Hoang, Reyhanitabar, Rogaway, Vizár 2015).
 * One random key per file, hence the counter alone is the nonce.
 */
const tagBytes = 16;
/** Ciphertext chunks are exactly 1 MiB, and eight of them make a part of 8 MiB, one media object. */
const chunkBytes = 1_048_576 - tagBytes;
const sealedChunkBytes = chunkBytes + tagBytes;
const chunksPerPart = 8;

/** What a recipient needs besides the parts. */
export interface SealedFile {
  /** AES-256 key, base64url. */
  readonly key: string;
  readonly sizeBytes: number;
  /** SHA-256 of the plaintext, base64url. */
  readonly sha256: string;
}

/** Encrypts one file that comes piece by piece. A part that `push` or `finish` returns belongs to the caller. */
export interface FileSealer {
  readonly key: string;
  /** Takes more of the file; answers the parts that became complete. */
  readonly push: (bytes: Uint8Array) => Promise<Uint8Array[]>;
  /** Ends the file; answers what was left and the file's description. */
  readonly finish: () => Promise<{ readonly parts: Uint8Array[]; readonly file: SealedFile }>;
}

function nonceOf(index: number, place: "inner" | "last"): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, index);
  nonce[11] = place === "last" ? 1 : 0;
  return nonce;
}

const importKey = (raw: Uint8Array<ArrayBuffer>, use: "encrypt" | "decrypt"): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", raw, "AES-GCM", false, [use]);

/** Starts a file under a fresh random key. Holds at most one part in memory. */
export async function createFileSealer(random: Random): Promise<FileSealer> {
  const rawKey = random.bytes(32);
  const keyText = toBase64Url(rawKey);
  const key = await importKey(rawKey, "encrypt");
  rawKey.fill(0);
  const digest = await startDigest();
  const chunk = new Uint8Array(chunkBytes);
  let filled = 0;
  let index = 0;
  let sizeBytes = 0;
  let sealed: Uint8Array[] = [];

  const sealChunk = async (place: "inner" | "last"): Promise<void> => {
    const iv = nonceOf(index++, place);
    sealed.push(new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, chunk.subarray(0, filled))));
    filled = 0;
  };
  const takePart = (): Uint8Array => {
    const part = concatBytes(...sealed);
    sealed = [];
    return part;
  };
  return {
    key: keyText,
    push: async (bytes) => {
      const parts: Uint8Array[] = [];
      digest.update(bytes);
      sizeBytes += bytes.length;
      for (let at = 0; at < bytes.length; ) {
        // A full chunk is sealed only when more follows: only then it is known not to be the last.
        if (filled === chunkBytes) await sealChunk("inner");
        if (sealed.length === chunksPerPart) parts.push(takePart());
        const piece = bytes.subarray(at, at + chunkBytes - filled);
        chunk.set(piece, filled);
        filled += piece.length;
        at += piece.length;
      }
      return parts;
    },
    finish: async () => {
      await sealChunk("last");
      chunk.fill(0);
      return { parts: [takePart()], file: { key: keyText, sizeBytes, sha256: digest.finish() } };
    },
  };
}

const broken = () => new FederpostError("cannot_open", "The file does not open: it was changed or is incomplete.");

/**
 * Decrypts a file from its parts, chunk by chunk.
 * @throws FederpostError `cannot_open` when a chunk is changed, missing, out of place, or the whole has another digest
 *   or size than the letter says. Chunks before a defect have been handed out by then: the caller keeps them only when the
 *   iteration ends without an error.
 */
export async function* openFileParts(file: SealedFile, parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const rawKey = fromBase64Url(file.key);
  if (rawKey?.length !== 32) throw broken();
  const key = await importKey(rawKey, "decrypt");
  const digest = await startDigest();
  let index = 0;
  let sizeBytes = 0;
  const open = async (chunk: Uint8Array, place: "inner" | "last"): Promise<Uint8Array> => {
    const iv = nonceOf(index++, place);
    const plain = await crypto.subtle
      .decrypt({ name: "AES-GCM", iv }, key, chunk as Uint8Array<ArrayBuffer>)
      .catch(() => Promise.reject(broken()));
    sizeBytes += plain.byteLength;
    const bytes = new Uint8Array(plain);
    digest.update(bytes);
    return bytes;
  };
  // One chunk is held back: only when nothing follows it must be the last.
  let held: Uint8Array | null = null;
  for await (const part of parts) {
    for (let at = 0; at < part.length; at += sealedChunkBytes) {
      if (held !== null) yield await open(held, "inner");
      held = part.subarray(at, at + sealedChunkBytes);
    }
  }
  if (held === null) throw broken();
  yield await open(held, "last");
  if (sizeBytes !== file.sizeBytes || digest.finish() !== file.sha256) throw broken();
}
