import * as v from "valibot";
import { FederpostError, type MxcUri } from "../base/index.ts";
import { errorFor } from "./answer.ts";
import { type Connection, isNotFound } from "./connection.ts";
import { count, mxcUri } from "./schema.ts";

export interface UploadOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes that are surely there: 0 at the begin, all at the end; fetch tells nothing in between. */
  readonly onProgress?: (sentBytes: number) => void;
}

export interface DownloadOptions {
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

const config = v.object({ "m.upload.size": v.optional(v.nullable(count), null) });
const uploaded = v.object({ content_uri: mxcUri });

// A line of 16 kB/s is slow but alive.
const transferMs = (sizeBytes: number): number => 60_000 + sizeBytes / 16;

/** Stores and fetches bytes at the homeserver. Anybody with an account can fetch them: they must be ciphertext. */
export class MediaStore {
  readonly #connection: Connection;
  readonly #ownLimit: number;
  #serverLimit: Promise<number> | null = null;

  constructor(connection: Connection, maxUploadBytes: number) {
    this.#connection = connection;
    this.#ownLimit = maxUploadBytes;
  }

  /** Stores bytes and returns their address. Throws `too_large` before the first byte is sent. */
  async upload(bytes: Uint8Array<ArrayBuffer>, options: UploadOptions = {}): Promise<MxcUri> {
    // Asked first: a server that finds a body too long closes the line, which looks like being offline.
    if (bytes.length > (await this.limit()))
      throw new FederpostError("too_large", "The file part is larger than allowed.");
    options.onProgress?.(0);
    const { content_uri } = await this.#connection.ask(uploaded, {
      method: "POST",
      path: ["_matrix", "media", "v3", "upload"],
      body: bytes,
      repeat: "once",
      timeoutMs: transferMs(bytes.length),
      signal: options.signal ?? null,
    });
    options.onProgress?.(bytes.length);
    return content_uri;
  }

  /** The bytes at an address; null when the homeserver has none there. Throws `too_large` above maxBytes. */
  async download(uri: MxcUri, options: DownloadOptions): Promise<Uint8Array<ArrayBuffer> | null> {
    const [server = "", id = ""] = uri.slice("mxc://".length).split("/");
    const answer = await this.#connection.download({
      method: "GET",
      path: ["_matrix", "client", "v1", "media", "download", server, id],
      repeat: "idempotent",
      timeoutMs: transferMs(options.maxBytes),
      maxBytes: options.maxBytes,
      overlong: "too_large",
      signal: options.signal ?? null,
    });
    if (answer instanceof Uint8Array) return answer;
    if (isNotFound(answer)) return null;
    throw errorFor(answer);
  }

  /** The most bytes one upload may have: the server's limit or our own, whichever is lower. */
  async limit(): Promise<number> {
    this.#serverLimit ??= this.#askLimit().catch((error: unknown) => {
      this.#serverLimit = null;
      throw error;
    });
    return Math.min(this.#ownLimit, await this.#serverLimit);
  }

  async #askLimit(): Promise<number> {
    const path = ["_matrix", "client", "v1", "media", "config"];
    const answer = await this.#connection.ask(config, { method: "GET", path, repeat: "idempotent" });
    return answer["m.upload.size"] ?? Number.POSITIVE_INFINITY;
  }
}
