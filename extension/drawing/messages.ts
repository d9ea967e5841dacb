import type { DrawingProblem, DrawnFile } from "./drawing.ts";

/** What the page says to the frame that draws for it. The frame has one file. */
export type ToFrame =
  | { readonly kind: "open"; readonly file: DrawnFile }
  | { readonly kind: "draw"; readonly id: number; readonly number: number; readonly widthPx: number }
  /** Null where there is no such part. */
  | { readonly kind: "part"; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> | null };

/** What the frame says. Strangers' files are read in it: the page believes nothing of this before it has looked at it. */
export type FromFrame =
  | { readonly kind: "opened"; readonly pages: number }
  | { readonly kind: "problem"; readonly problem: DrawingProblem }
  | { readonly kind: "drawn"; readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly kind: "failed"; readonly id: number }
  | { readonly kind: "part"; readonly id: number; readonly folder: string; readonly name: string };

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** More pages than any document has; the list of them must not fill the page that shows them. */
const mostPages = 100_000;

/** A message of the frame, or null when it is none. */
export function parseFromFrame(data: unknown): FromFrame | null {
  if (typeof data !== "object" || data === null) return null;
  const { kind, id, pages, problem, bitmap, folder, name } = data as Readonly<Record<string, unknown>>;
  switch (kind) {
    case "opened":
      return isCount(pages) && pages > 0 && pages <= mostPages ? { kind, pages } : null;
    case "problem":
      return problem === "encrypted" || problem === "broken" ? { kind, problem } : null;
    case "drawn":
      return isCount(id) && bitmap instanceof ImageBitmap ? { kind, id, bitmap } : null;
    case "failed":
      return isCount(id) ? { kind, id } : null;
    case "part":
      return isCount(id) && typeof folder === "string" && typeof name === "string" ? { kind, id, folder, name } : null;
    default:
      return null;
  }
}
