import { letterLimits } from "../../../shared/letter/index.ts";

/** A file the person chose, before it is sent. */
export interface ChosenFile {
  readonly id: string;
  readonly file: File;
}

export type FilesProblem = "too_many" | "too_large";

export const totalBytes = (files: readonly ChosenFile[]): number => files.reduce((sum, { file }) => sum + file.size, 0);

/** What forbids sending these files, or null. */
export function filesProblem(files: readonly ChosenFile[]): FilesProblem | null {
  if (files.length > letterLimits.attachments) return "too_many";
  return totalBytes(files) > letterLimits.attachmentBytes ? "too_large" : null;
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
