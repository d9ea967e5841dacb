import type { BenchLine } from "../../scripts/benches.ts";
import { systemRandom } from "../../shared/base/index.ts";
import { createFileSealer, openFileParts, type SealedFile, startDigest } from "../../shared/crypto/index.ts";
import { compare, median, rounded, timeMs } from "./measure.ts";
import type { Age } from "./peers/age.js";
import type { Runtime } from "./runtime.ts";

/** The encrypted file stream against age's, pieces of 1 MiB in, what comes out looked at and let go. */

const pieceBytes = 1_048_576;

interface Sealed {
  readonly file: SealedFile;
  readonly parts: readonly Uint8Array[];
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** Seals what comes, and shows each part to `look`. */
async function seal(pieces: Iterable<Uint8Array>, look: (part: Uint8Array) => void): Promise<SealedFile> {
  const sealer = await createFileSealer(systemRandom);
  for (const piece of pieces) (await sealer.push(piece)).forEach(look);
  const { parts, file } = await sealer.finish();
  parts.forEach(look);
  return file;
}

async function open({ file, parts }: Sealed): Promise<number> {
  const source = (async function* () {
    yield* parts;
  })();
  let size = 0;
  for await (const chunk of openFileParts(file, source)) size += chunk.length;
  return size;
}

const streamOf = (pieces: Iterator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull: (controller) => {
      const { value, done } = pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });

async function drain(stream: ReadableStream<Uint8Array>, look: (piece: Uint8Array) => void): Promise<void> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) look(next.value);
}

const ignore = (): void => undefined;
const expectSize = (found: number, wanted: number): void => {
  if (found !== wanted) throw new Error(`a file came back with ${found} bytes instead of ${wanted}`);
};

async function* sizeLines(runtime: Runtime, age: Age, [label, size, rounds]: readonly [string, number, number]) {
  const bytes = systemRandom.bytes(size);
  const parts: Uint8Array[] = [];
  const file = await seal(piecesOf(bytes), (part) => parts.push(part));
  const theirs: Uint8Array[] = [];
  await drain(await age.encrypt(streamOf(piecesOf(bytes))), (piece) => theirs.push(piece));
  const against = { rounds, peer: "age-encryption", peerVersion: age.version, goal: 5 };
  yield await compare({
    name: `file-seal/${label}/${runtime}`,
    ...against,
    ours: () => seal(piecesOf(bytes), ignore),
    theirs: async () => drain(await age.encrypt(streamOf(piecesOf(bytes))), ignore),
  });
  yield await compare({
    name: `file-open/${label}/${runtime}`,
    ...against,
    ours: async () => expectSize(await open({ file, parts }), size),
    theirs: async () => {
      let found = 0;
      await drain(await age.decrypt(streamOf(theirs.values())), (piece) => {
        found += piece.length;
      });
      expectSize(found, size);
    },
  });
  yield* limitLines(bytes, `${label}/${runtime}`, rounds);
}

/** What bounds the stream: its parts alone, one after the other. */
async function* limitLines(bytes: Uint8Array<ArrayBuffer>, where: string, rounds: number): AsyncGenerator<BenchLine> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const hash = async () => {
    const digest = await startDigest();
    for (const piece of piecesOf(bytes)) digest.update(piece);
    digest.finish();
  };
  const encrypt = async () => {
    const flying: Promise<ArrayBuffer>[] = [];
    for (const piece of piecesOf(bytes)) {
      const iv = new Uint8Array(12);
      flying.push(crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, piece as Uint8Array<ArrayBuffer>));
      if (flying.length === 4) await flying.shift();
    }
    await Promise.all(flying);
  };
  const digestAtOnce = () => crypto.subtle.digest("SHA-256", bytes);
  for (const [name, work] of Object.entries({
    "sha256-core": hash,
    "gcm-4-in-flight": encrypt,
    "sha256-WebCrypto-at-once": digestAtOnce,
  })) {
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) times.push(await timeMs(work));
    yield { name: `file-limit-${name}/${where}`, value: rounded(median(times)), unit: "ms", rounds };
  }
}

/**
 * How long the thread that seals answers nobody, at most: the longest gap between turns of the event loop meanwhile, median
 * of the rounds. What a Worker would win. Pieces come one message each, as a portal's do.
 */
async function* blockedLine(runtime: Runtime): AsyncGenerator<BenchLine> {
  const bytes = systemRandom.bytes(64 * pieceBytes);
  const gaps: number[] = [];
  for (let i = 0; i < 5; i++) gaps.push(await longestGap((turn) => sealAsTheyCome(bytes, turn)));
  yield {
    name: `file-seal-longest-block/64 MiB/${runtime}`,
    value: rounded(median(gaps)),
    unit: "ms",
    rounds: gaps.length,
  };
}

async function sealAsTheyCome(bytes: Uint8Array, turn: () => Promise<void>): Promise<void> {
  const sealer = await createFileSealer(systemRandom);
  for (const piece of piecesOf(bytes)) {
    await turn();
    await sealer.push(piece);
  }
  await sealer.finish();
}

/** Runs work, which waits with `turn` for a message of its own, and answers the longest time between two looks meanwhile. */
async function longestGap(work: (turn: () => Promise<void>) => Promise<unknown>): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  let [last, longest] = [performance.now(), 0];
  const waiting: (() => void)[] = [];
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    waiting.shift()?.();
    port2.postMessage(null);
  };
  port2.postMessage(null);
  await work(() => new Promise((resolve) => waiting.push(resolve)));
  longest = Math.max(longest, performance.now() - last);
  port1.close();
  port2.close();
  return longest;
}

/** Seals 64 MiB that never exist at once, and answers by how many megabytes `memoryBytes` grew at most. */
export async function sealingMemory(memoryBytes: () => number): Promise<number> {
  const piece = systemRandom.bytes(pieceBytes);
  // Loads the core and what else stays.
  await seal([piece, piece], ignore);
  const before = memoryBytes();
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, memoryBytes());
  };
  const pieces = function* () {
    for (let i = 0; i < 64; i++) {
      look();
      yield piece;
    }
  };
  await seal(pieces(), look);
  return (peak - before) / 1_000_000;
}

export async function* filesLines(runtime: Runtime, age: Age): AsyncGenerator<BenchLine> {
  for (const size of [
    ["100 kB", 100_000, 60],
    ["1 MB", 1_000_000, 40],
    ["64 MiB", 64 * 1_048_576, 5],
  ] as const)
    yield* sizeLines(runtime, age, size);
  yield* blockedLine(runtime);
}
