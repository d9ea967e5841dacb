import { safeFileName } from "../../../shared/letter/index.ts";
import type { AttachmentView } from "../../../shared/protocol/index.ts";
import { type Failure, failureOf } from "./action.ts";

/** The largest file that is dragged, in bytes. It lies decrypted in memory before the drag begins; larger ones are saved. */
const mostDraggedBytes = 25_000_000;

/**
 * How long a decrypted file is kept, in milliseconds: for a drag to begin after it is ready, and for the browser to read it
 * after it was dropped.
 */
export const keptMs = 60_000;

/** Whether a file may be dragged out. What can run code is saved by its button alone, which warns first. */
export const mayBeDragged = ({ dangerous, sizeBytes }: Pick<AttachmentView, "dangerous" | "sizeBytes">): boolean =>
  !dangerous && sizeBytes <= mostDraggedBytes;

/**
 * What Chromium takes under `DownloadURL`: media type, name and address. The type is the one that files are saved with, whatever the
 * sender claims, and the name holds no colon, which would end it.
 */
export const downloadUrl = (name: string, url: string): string =>
  `application/octet-stream:${safeFileName(name)}:${url}`;

/** What a person is told of a file that they want to drag. */
export type DragNews =
  | { readonly kind: "quiet" }
  /** They moved before it was decrypted. */
  | { readonly kind: "fetching" }
  /** Now it can be dragged. */
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly failure: Failure };

interface DragParts {
  readonly name: string;
  /** Fetches and decrypts the file, as saving does. */
  readonly fetchFile: () => Promise<{ readonly blob: Blob }>;
  readonly tell: (news: DragNews) => void;
}

/**
 * One attachment that can be dragged out. A drag must name its file the moment it begins, and the file is encrypted until somebody wants
 * it: it is fetched when a person presses on it, and a drag that is quicker is called off and told when to begin again.
 */
export class DragOut {
  readonly #parts: DragParts;
  #url: string | null = null;
  #fetching = false;
  /** A drag was called off: its end is waited for. */
  #wanted = false;
  /** The browser has the address and may be reading. */
  #given = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: DragParts) {
    this.#parts = parts;
  }

  /** A person presses on the file: a drag may follow. */
  press(): void {
    if (this.#url !== null) this.#keepAWhile();
    else if (!this.#fetching) void this.#fetch();
  }

  /** A drag begins: what it carries under `DownloadURL`, or null where it must be called off. */
  begin(): string | null {
    this.press();
    if (this.#url === null) {
      this.#wanted = true;
      this.#tell({ kind: "fetching" });
      return null;
    }
    clearTimeout(this.#timer);
    this.#given = true;
    this.#tell({ kind: "quiet" });
    return downloadUrl(this.#parts.name, this.#url);
  }

  /** The drag is over, wherever it ended. */
  end(): void {
    if (this.#url !== null) this.#keepAWhile();
  }

  /** The letter is no longer shown. What was dropped somewhere is read to its end. */
  close(): void {
    this.#closed = true;
    if (this.#given) this.#keepAWhile();
    else this.#letGo();
  }

  async #fetch(): Promise<void> {
    this.#fetching = true;
    try {
      const { blob } = await this.#parts.fetchFile();
      if (this.#closed) return;
      this.#url = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
      this.#keepAWhile();
      if (this.#wanted) this.#tell({ kind: "ready" });
    } catch (error) {
      // Who only clicked on a name was promised nothing.
      if (this.#wanted) this.#tell({ kind: "failed", failure: failureOf(error) });
    } finally {
      this.#fetching = false;
      this.#wanted = false;
    }
  }

  #keepAWhile(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#letGo(), keptMs);
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#given = false;
    this.#tell({ kind: "quiet" });
  }

  #tell(news: DragNews): void {
    if (!this.#closed) this.#parts.tell(news);
  }
}
