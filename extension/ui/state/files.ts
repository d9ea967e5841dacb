import type { ErrorCode } from "../../../shared/base/index.ts";
import { letterLimits } from "../../../shared/letter/index.ts";

/** A file of a letter that is being written. It lies with the draft once it is `saved`. */
export interface ChosenFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly state: FileState;
}

export type FileState =
  /** Waits for its turn, or for room: what is too large in all is not stored. */
  | { readonly kind: "waiting" }
  | { readonly kind: "saving"; readonly doneBytes: number }
  | { readonly kind: "saved" }
  | { readonly kind: "failed"; readonly code: ErrorCode }
  /** The draft came from another device, or from the archive: its files did not. */
  | { readonly kind: "missing" };

export type FilesProblem = "too_many" | "too_large" | "not_saved";

type Sized = Pick<ChosenFile, "sizeBytes">;

export const totalBytes = (files: readonly Sized[]): number => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Whether these are more than a letter takes; null where they fit. */
export function filesTooMuch(files: readonly Sized[]): "too_many" | "too_large" | null {
  if (files.length > letterLimits.attachments) return "too_many";
  return totalBytes(files) > letterLimits.attachmentBytes ? "too_large" : null;
}

/** What forbids sending these files, or null. What is still being saved does not: sending waits for it. */
export function filesProblem(files: readonly ChosenFile[]): FilesProblem | null {
  const lost = files.some(({ state }) => state.kind === "failed" || state.kind === "missing");
  return filesTooMuch(files) ?? (lost ? "not_saved" : null);
}

/** The files of a drop; folders are left out, because a browser hands them over without content. */
export function droppedFiles(items: DataTransferItemList): {
  readonly files: readonly File[];
  readonly folders: number;
} {
  const files: File[] = [];
  let folders = 0;
  for (const item of items) {
    if (item.kind !== "file") continue;
    const file = item.getAsFile();
    if (item.webkitGetAsEntry()?.isDirectory === true) folders++;
    else if (file !== null) files.push(file);
  }
  return { files, folders };
}

/**
 * The files of a paste, or none when there is text as well: a table or a paragraph copied from an office program comes
 * with its picture, and the person means the text.
 */
export function pastedFiles(pasted: Pick<DataTransfer, "files" | "types"> | null): readonly File[] {
  if (pasted === null || pasted.types.includes("text/plain")) return [];
  return [...pasted.files];
}
