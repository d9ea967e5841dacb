import { FederpostError, fromBase64, toBase64 } from "../base/index.ts";
import { parseFrame, type StreamFrame } from "./frame.ts";
import type { Line } from "./line.ts";

/**
 * Files cross a runtime port in chunks that the reading side asks for, so that neither side ever holds more than a few
 * of them. Runtime ports carry bytes as bytes where the browser clones messages (Firefox; Chromium by the manifest's
 * `message_serialization`) and mangle them otherwise: each pull carries a probe by which the sender knows.
 */

/** Bytes of one chunk. */
export const chunkSizeBytes = 1 << 20;
/** Chunks that may be under way at once. */
const chunksUnderWay = 4;
// A page in the background may be slow; a page that is gone closes its line.
const stalledAfterMs = 60_000;

const probe = new Uint8Array([70, 80]);

const survives = (value: unknown): boolean =>
  ArrayBuffer.isView(value) &&
  value.byteLength === probe.length &&
  new Uint8Array(value.buffer, value.byteOffset)[0] === 70;

/** Serves the chunks of files to the other side of a line, which pulls them. */
export interface StreamSource {
  /** Makes a file pullable and returns its number on this line. */
  readonly offer: (file: Blob) => number;
  /** Forgets a file; what is pulled from it afterwards is torn. */
  readonly withdraw: (stream: number) => void;
}

interface Offered {
  readonly file: Blob;
  index: number;
  wanted: number;
  pumping: boolean;
  asBytes: boolean;
}

class Source implements StreamSource {
  readonly #line: Line;
  readonly #offered = new Map<number, Offered>();
  #next = 0;

  constructor(line: Line) {
    this.#line = line;
    line.listen((value) => {
      const frame = parseFrame(value);
      if (frame?.kind === "pull") this.#pull(frame);
      else if (frame?.kind === "drop") this.withdraw(frame.stream);
    });
    line.onClose(() => this.#offered.clear());
  }

  offer(file: Blob): number {
    const stream = this.#next++;
    this.#offered.set(stream, { file, index: 0, wanted: 0, pumping: false, asBytes: false });
    return stream;
  }

  withdraw(stream: number): void {
    this.#offered.delete(stream);
  }

  #pull({ stream, chunks, probe: received }: Extract<StreamFrame, { kind: "pull" }>): void {
    const offered = this.#offered.get(stream);
    if (offered === undefined) {
      this.#line.send({ kind: "torn", stream });
      return;
    }
    offered.wanted = Math.min(offered.wanted + chunks, chunksUnderWay);
    offered.asBytes = survives(received);
    if (!offered.pumping) void this.#pump(stream, offered);
  }

  async #pump(stream: number, offered: Offered): Promise<void> {
    offered.pumping = true;
    while (offered.wanted > 0 && this.#offered.get(stream) === offered) {
      offered.wanted--;
      const start = offered.index * chunkSizeBytes;
      const end = Math.min(start + chunkSizeBytes, offered.file.size);
      const bytes = await readSlice(offered.file, start, end);
      if (this.#offered.get(stream) !== offered) return;
      const last = end === offered.file.size;
      if (bytes === null || last) this.withdraw(stream);
      if (bytes === null) this.#line.send({ kind: "torn", stream });
      else
        this.#line.send({
          kind: "chunk",
          stream,
          index: offered.index++,
          bytes: offered.asBytes ? bytes : toBase64(bytes),
          last,
        });
    }
    offered.pumping = false;
  }
}

/** Null when the file was changed, moved or deleted since it was chosen: the browser then refuses to read it. */
async function readSlice(file: Blob, start: number, end: number): Promise<Uint8Array | null> {
  try {
    // A file that is gone has size 0, and a slice of nothing can be read of anything: read whole, it fails as it must.
    const part = start === 0 && end === file.size ? file : file.slice(start, end);
    const bytes = new Uint8Array(await part.arrayBuffer());
    return bytes.length === end - start ? bytes : null;
  } catch {
    return null;
  }
}

export const createStreamSource = (line: Line): StreamSource => new Source(line);

/** Reads files that the other side of a line offers. */
export interface StreamReader {
  /**
   * The file's bytes, chunk by chunk, in order. Throws `file_changed` when it is not there any more or not of the announced
   * size, `invalid_request` when the other side does not keep to the order, `expired` when it stalls, or the signal's reason.
   */
  readonly read: (stream: number, limits: ReadLimits) => AsyncGenerator<Uint8Array, void, undefined>;
}

export interface ReadLimits {
  readonly sizeBytes: number;
  readonly signal: AbortSignal;
}

type Received = { readonly bytes: Uint8Array; readonly last: boolean } | FederpostError;

class Inbox {
  readonly #chunks: Received[] = [];
  #wake: (() => void) | null = null;
  #index = 0;

  put(received: Received): void {
    // What comes beyond the window was not asked for; one error is enough to end the reading.
    if (this.#chunks.length > chunksUnderWay) return;
    this.#chunks.push(received);
    this.#wake?.();
  }

  putChunk(frame: Extract<StreamFrame, { kind: "chunk" }>): void {
    const bytes = bytesOf(frame.bytes);
    const fits = bytes !== null && bytes.length <= chunkSizeBytes && frame.index === this.#index++;
    this.put(fits ? { bytes, last: frame.last } : new FederpostError("invalid_request", "a chunk is out of order"));
  }

  async take(signal: AbortSignal): Promise<Received> {
    for (;;) {
      signal.throwIfAborted();
      const next = this.#chunks.shift();
      if (next !== undefined) return next;
      await this.#arrival(signal);
    }
  }

  #arrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.put(new FederpostError("expired", "the page stopped sending a file")),
        stalledAfterMs,
      );
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        this.#wake = null;
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}

function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value === "string") return value.length <= 2 * chunkSizeBytes ? fromBase64(value) : null;
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null;
}

class Reader implements StreamReader {
  readonly #line: Line;
  readonly #reading = new Map<number, Inbox>();

  constructor(line: Line) {
    this.#line = line;
    line.listen((value) => {
      const frame = parseFrame(value);
      if (frame?.kind === "chunk") this.#reading.get(frame.stream)?.putChunk(frame);
      else if (frame?.kind === "torn") {
        this.#reading.get(frame.stream)?.put(new FederpostError("file_changed", "the file is gone or has changed"));
      }
    });
  }

  async *read(stream: number, { sizeBytes, signal }: ReadLimits): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#reading.has(stream)) throw new FederpostError("invalid_request", "a file is offered twice");
    const inbox = new Inbox();
    this.#reading.set(stream, inbox);
    let left = sizeBytes;
    let finished = false;
    try {
      this.#pull(stream, chunksUnderWay);
      while (!finished) {
        const received = await inbox.take(signal);
        if (received instanceof FederpostError) throw received;
        left -= received.bytes.length;
        finished = received.last;
        if (left < 0 || (finished && left > 0)) throw new FederpostError("file_changed", "not the announced size");
        yield received.bytes;
        if (!finished) this.#pull(stream, 1);
      }
    } finally {
      this.#reading.delete(stream);
      if (!finished) this.#line.send({ kind: "drop", stream });
    }
  }

  #pull(stream: number, chunks: number): void {
    this.#line.send({ kind: "pull", stream, chunks, probe });
  }
}

export const createStreamReader = (line: Line): StreamReader => new Reader(line);
