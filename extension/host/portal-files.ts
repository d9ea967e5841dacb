import { FederpostError, type Origin } from "../../shared/base/index.ts";
import type { PortalParams } from "../../shared/protocol/index.ts";
import type { StreamReader } from "../../shared/rpc/index.ts";
import type { StagedFile, Staging } from "./portal-backend.ts";
import type { PortalCaller } from "./ports.ts";

type OfferedFiles = PortalParams<"letter.send">["attachments"];

/** What one origin may have waiting at once, over all its pages: one full letter and a bit of the next. */
const stagedBytesPerOrigin = 250 * 1024 * 1024;

/** How files are read, and how many bytes a call may bring. */
interface Reading {
  readonly reader: StreamReader;
  readonly signal: AbortSignal;
  readonly mostBytes: number;
}

/** Files that lie in the vault until the person has decided. */
export interface StagedFiles {
  readonly files: readonly StagedFile[];
  /** Destroys them. Not to be called once a letter took them. */
  readonly discard: () => Promise<void>;
  /** A letter took them, or they are destroyed: they no longer count towards the origin's limit. */
  readonly release: () => void;
}

/** Brings pages' files into the vault, a few chunks at a time, within limits per origin and document. */
export class FileIntake {
  readonly #staging: Staging;
  readonly #bytesOf = new Map<Origin, number>();
  readonly #busyDocuments = new Set<string>();

  constructor(staging: Staging) {
    this.#staging = staging;
  }

  /**
   * Stages a letter's files. Throws `too_large` over the origin's limit, `rate_limited` while another call of the same
   * document has files staged, and what reading throws; whatever was staged is destroyed then.
   */
  async take({ origin, documentId }: PortalCaller, offered: OfferedFiles, reading: Reading): Promise<StagedFiles> {
    const bytes = offered.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes > reading.mostBytes) throw new FederpostError("too_large", "too many bytes at once");
    const release = this.#reserve(origin, documentId, bytes);
    const files: StagedFile[] = [];
    const discard = async () => {
      release();
      for (const { staging } of files) await this.#staging.discard(staging);
    };
    try {
      for (const file of offered) files.push(await this.#stage(file, reading));
      return { files, discard, release };
    } catch (error) {
      await discard();
      throw error;
    }
  }

  #reserve(origin: Origin, documentId: string, bytes: number): () => void {
    const before = this.#bytesOf.get(origin) ?? 0;
    if (before + bytes > stagedBytesPerOrigin) throw new FederpostError("too_large", "too many bytes at once");
    if (this.#busyDocuments.has(documentId)) {
      throw new FederpostError("rate_limited", "another letter of this page is under way");
    }
    this.#bytesOf.set(origin, before + bytes);
    this.#busyDocuments.add(documentId);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#busyDocuments.delete(documentId);
      const left = (this.#bytesOf.get(origin) ?? 0) - bytes;
      if (left > 0) this.#bytesOf.set(origin, left);
      else this.#bytesOf.delete(origin);
    };
  }

  async #stage({ stream, sizeBytes }: OfferedFiles[number], { reader, signal }: Reading): Promise<StagedFile> {
    const staging = await this.#staging.begin();
    try {
      for await (const chunk of reader.read(stream, { sizeBytes, signal })) await staging.append(chunk);
      return await staging.finish();
    } catch (error) {
      await staging.discard();
      throw error;
    }
  }
}
