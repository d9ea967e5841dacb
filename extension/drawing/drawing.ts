/** What a file is by its content, as a media type. */
export type DrawnType = "application/pdf" | "image/png" | "image/jpeg" | "image/gif";

/** A file to be drawn. */
export interface DrawnFile {
  readonly type: DrawnType;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An opened file: a PDF with its pages, or a picture, which has one. It is there until the signal ends that it was opened with. */
export interface Drawing {
  readonly pages: number;
  /**
   * Draws page `number`, from 1. A page of a PDF becomes `widthPx` wide, a picture stays as it is; both become smaller where they
   * would have more than `mostPixels`. Rejects when the page is broken or takes too long.
   */
  readonly draw: (number: number, widthPx: number) => Promise<ImageBitmap>;
}

/** Why a file cannot be drawn. */
export type DrawingProblem = "encrypted" | "broken";

/** What opens a file, or says why it cannot be drawn. When the signal ends, all that it took is let go, while it is opened too. */
export type OpenDrawing = (file: DrawnFile, signal: AbortSignal) => Promise<Drawing | DrawingProblem>;

/** A picture beyond this costs more memory than a page of paper is worth. */
export const mostPixels = 16_000_000;

/** By how much something must become smaller to have no more than `mostPixels`: 1 for what has not. */
export const shrinkTo = (width: number, height: number): number =>
  Math.min(1, Math.sqrt(mostPixels / (width * height)));

/** Calls `end` once when the signal ends, at once where it has. */
export const whenEnded = (signal: AbortSignal, end: () => void): void => {
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
};
