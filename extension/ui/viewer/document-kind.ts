import type { DrawnFile, DrawnType } from "../../drawing/index.ts";

/** How a document can be shown. What is none of these is described and can be saved. */
export type DocumentKind = "text" | "pdf" | "image" | "other";

const textTypes = /^(text\/(plain|csv|markdown|xml)|application\/(json|xml|[a-z0-9.+-]+\+(json|xml)))(;|$)/;
const textNames = /\.(txt|csv|md|json|xml)$/i;
const images: readonly (readonly [DrawnType, readonly number[]])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
  ["image/gif", [0x47, 0x49, 0x46, 0x38]],
];

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

const isPdf = (bytes: Uint8Array): boolean =>
  new TextDecoder("latin1").decode(bytes.subarray(0, 1024)).includes("%PDF-");

const drawnType = (bytes: Uint8Array): DrawnType | null =>
  isPdf(bytes) ? "application/pdf" : (images.find(([, start]) => startsWith(bytes, start))?.[0] ?? null);

/** A file to be drawn, by its content alone; null when it is neither a PDF nor a picture. */
export function drawnFile(bytes: Uint8Array<ArrayBuffer>): DrawnFile | null {
  const type = drawnType(bytes);
  return type === null ? null : { type, bytes };
}

/** What a document is by its content; the page's claim counts for text only, which looks like nothing in particular. */
export function documentKind(
  bytes: Uint8Array,
  claimed: { readonly name: string; readonly type: string },
): DocumentKind {
  const drawn = drawnType(bytes);
  if (drawn !== null) return drawn === "application/pdf" ? "pdf" : "image";
  const claimsText = textTypes.test(claimed.type.toLowerCase()) || textNames.test(claimed.name);
  return claimsText && textOf(bytes) !== null ? "text" : "other";
}

const shownNames = /\.(pdf|png|jpe?g|gif)$/i;
const shownTypes = /^(application\/pdf|image\/(png|jpeg|gif))(;|$)/;

/** Whether it is worth offering to show a file, by what its sender says. What is shown in the end is by its content. */
export const mayBeShown = ({ name, type }: { readonly name: string; readonly type: string }): boolean =>
  shownNames.test(name) ||
  textNames.test(name) ||
  shownTypes.test(type.toLowerCase()) ||
  textTypes.test(type.toLowerCase());

/** The text of a document in UTF-8, or null when it is none: what cannot be read must not be shown in part. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
