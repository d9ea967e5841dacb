import { FederpostError, fromBase64Url, labelled, type Random, toBase64Url } from "../base/index.ts";
import { type Digest, digestOf, startDigest } from "./digest.ts";

/**
 * The encrypted file stream: AES-256-GCM over chunks, each bound to its place and to being last, so that
 * cutting, swapping and appending are noticed (the STREAM construction, Hoang, Reyhanitabar, Rogaway, Vizár 2015).
 * One random key per file, hence the counter alone is the nonce.
 */
const tagBytes = 16;
/** Ciphertext chunks are exactly 1 MiB, and eight of them make a part of 8 MiB, one media object. */
const chunkBytes = 1_048_576 - tagBytes;
const sealedChunkBytes = chunkBytes + tagBytes;
const partBytes = 8 * sealedChunkBytes;
/** Chunks that WebCrypto has at once: it works on them beside us while we hash the next. More would wait for the hash. */
const chunksInFlight = 3;

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

const gcm = (index: number, place: "inner" | "last") => ({ name: "AES-GCM", iv: nonceOf(index, place) });

/** SHA-256 over the plaintext: a single chunk in one call of the platform, which is faster; more in the core's stream. */
function chunkDigest() {
  let stream: Digest | null = null;
  return {
    inner: async (chunk: Uint8Array): Promise<void> => {
      stream ??= await startDigest();
      stream.update(chunk);
    },
    last: async (chunk: Uint8Array): Promise<string> => {
      if (stream === null) return digestOf(chunk);
      stream.update(chunk);
      return stream.finish();
    },
  };
}

/** Seals chunks, several at once, and puts what comes back into parts, in order. */
class PartMaker {
  readonly #key: CryptoKey;
  readonly #flying: Promise<ArrayBuffer>[] = [];
  #part = new Part();
  #complete: Uint8Array[] = [];
  #index = 0;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** Hands a chunk to WebCrypto, which copies it at once: the caller may reuse the bytes. */
  send(chunk: Uint8Array, place: "inner" | "last"): void {
    const sealed = crypto.subtle.encrypt(gcm(this.#index++, place), this.#key, chunk as Uint8Array<ArrayBuffer>);
    // Whoever lands it sees a failure; this one only keeps a chunk nobody comes to land any more from being reported.
    sealed.catch(() => undefined);
    this.#flying.push(sealed);
  }

  /** Waits until at most `left` chunks are under way. */
  async land(left: number): Promise<void> {
    while (this.#flying.length > left) {
      const sealed = await this.#flying.shift();
      if (this.#part.isFull) this.#close();
      if (sealed !== undefined) this.#part.add(sealed);
    }
  }

  /** The parts that are complete; the last one only after `close`. */
  take(): Uint8Array[] {
    const parts = this.#complete;
    this.#complete = [];
    return parts;
  }

  async close(): Promise<Uint8Array[]> {
    await this.land(0);
    this.#close();
    return this.take();
  }

  #close(): void {
    this.#complete.push(this.#part.bytes());
    this.#part = new Part();
  }
}

/** A part that grows chunk by chunk. Its memory is taken with the second chunk: most files have one. */
class Part {
  #room: Uint8Array = new Uint8Array();
  #filled = 0;

  get isFull(): boolean {
    return this.#filled === partBytes;
  }

  /** Takes a chunk over; its buffer is of no use afterwards. */
  add(chunk: ArrayBuffer): void {
    const { byteLength } = chunk;
    if (this.#filled === 0) {
      this.#room = new Uint8Array(chunk);
    } else {
      if (this.#room.length < partBytes) this.#widen();
      this.#room.set(new Uint8Array(chunk), this.#filled);
      giveBack(chunk);
    }
    this.#filled += byteLength;
  }

  /** Exactly the part, in memory of its own. */
  bytes(): Uint8Array {
    return this.#room.length === this.#filled ? this.#room : this.#room.slice(0, this.#filled);
  }

  #widen(): void {
    const room = new Uint8Array(partBytes);
    room.set(this.#room);
    this.#room = room;
  }
}

/** Frees a buffer now. Engines let tens of megabytes of them pile up before they collect. */
const giveBack = (buffer: ArrayBuffer): void => void buffer.transfer(0);

/** The plaintext that may still be the last chunk. Grows with it, since most files are far smaller than a chunk. */
class HeldChunk {
  #room = new Uint8Array(16_384);
  #filled = 0;

  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.#filled);
  }

  /** Takes as much of `bytes` as a chunk still has room for, and answers how much. */
  take(bytes: Uint8Array): number {
    const length = Math.min(bytes.length, chunkBytes - this.#filled);
    const needed = this.#filled + length;
    if (needed > this.#room.length) this.#grow(Math.min(chunkBytes, Math.max(needed, 2 * this.#room.length)));
    this.#room.set(bytes.subarray(0, length), this.#filled);
    this.#filled = needed;
    return length;
  }

  /** Starts over; what was there stays until it is overwritten or wiped. */
  restart(): void {
    this.#filled = 0;
  }

  wipe(): void {
    this.#room.fill(0);
    this.#filled = 0;
  }

  #grow(size: number): void {
    const room = new Uint8Array(size);
    room.set(this.bytes);
    this.#room.fill(0, 0, this.#filled);
    this.#room = room;
  }
}

/** Starts a file under a fresh random key. Holds at most one part and a few chunks in memory. */
export async function createFileSealer(random: Random): Promise<FileSealer> {
  const rawKey = random.bytes(32);
  const keyText = toBase64Url(rawKey);
  const maker = new PartMaker(await importKey(rawKey, "encrypt"));
  rawKey.fill(0);
  const digest = chunkDigest();
  const held = new HeldChunk();
  let sizeBytes = 0;

  const sealInner = async (plain: Uint8Array): Promise<void> => {
    maker.send(plain, "inner");
    await digest.inner(plain);
    await maker.land(chunksInFlight - 1);
  };
  // Whole chunks go straight from the caller's array. A chunk is sealed only when more follows: only then it is known
  // not to be the last.
  const sealWhole = async (bytes: Uint8Array): Promise<number> => {
    let at = 0;
    for (; bytes.length - at > chunkBytes; at += chunkBytes) await sealInner(bytes.subarray(at, at + chunkBytes));
    return at;
  };
  const sealer: FileSealer = {
    key: keyText,
    push: async (bytes) => {
      sizeBytes += bytes.length;
      for (let at = 0; at < bytes.length; ) {
        if (held.bytes.length === chunkBytes) {
          await sealInner(held.bytes);
          held.restart();
        }
        if (held.bytes.length === 0) at += await sealWhole(bytes.subarray(at));
        at += held.take(bytes.subarray(at));
      }
      return maker.take();
    },
    finish: async () => {
      maker.send(held.bytes, "last");
      const sha256 = await digest.last(held.bytes);
      held.wipe();
      return { parts: await maker.close(), file: { key: keyText, sizeBytes, sha256 } };
    },
  };
  return labelled(sealer, "file sealer");
}

const broken = () => new FederpostError("cannot_open", "The file does not open: it was changed or is incomplete.");

interface FlyingChunk {
  readonly place: "inner" | "last";
  /** Null for a chunk that was changed or stands elsewhere. */
  readonly plain: Promise<ArrayBuffer | null>;
}

function openChunk(key: CryptoKey, chunk: Uint8Array, { index, place }: { index: number; place: "inner" | "last" }) {
  const opened = crypto.subtle.decrypt(gcm(index, place), key, chunk as Uint8Array<ArrayBuffer>);
  return { place, plain: opened.catch(() => null) };
}

/** Sends chunks off as they come, at most `chunksInFlight` ahead of what is taken. */
async function* flyingChunks(key: CryptoKey, parts: AsyncIterable<Uint8Array>): AsyncGenerator<FlyingChunk> {
  const flying: FlyingChunk[] = [];
  let index = 0;
  // One chunk is held back: only when nothing follows it must be the last.
  let held: Uint8Array | null = null;
  for await (const part of parts) {
    for (let at = 0; at < part.length; at += sealedChunkBytes) {
      if (held !== null) flying.push(openChunk(key, held, { index: index++, place: "inner" }));
      const first = flying.length === chunksInFlight ? flying.shift() : undefined;
      if (first !== undefined) yield first;
      held = part.subarray(at, at + sealedChunkBytes);
    }
  }
  if (held === null) throw broken();
  yield* flying;
  yield openChunk(key, held, { index, place: "last" });
}

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
  const digest = chunkDigest();
  let sizeBytes = 0;
  let sha256 = "";
  for await (const { place, plain } of flyingChunks(key, parts)) {
    const opened = await plain;
    if (opened === null) throw broken();
    const bytes = new Uint8Array(opened);
    sizeBytes += bytes.length;
    if (place === "inner") await digest.inner(bytes);
    else sha256 = await digest.last(bytes);
    yield bytes;
  }
  if (sizeBytes !== file.sizeBytes || sha256 !== file.sha256) throw broken();
}
