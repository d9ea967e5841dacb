/** What a file is by its content, as a media type. */
export type DrawnType = "application/pdf" | "image/png" | "image/jpeg" | "image/gif";

/** A file to be drawn. */
export interface DrawnFile {
  readonly type: DrawnType;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An opened file: a PDF with its pages, or a picture, which has one. */
export interface Drawing {
  readonly pages: number;
  /**
   * Draws page `number`, from 1. A page of a PDF becomes `widthPx` wide, a picture stays as it is; both become smaller where they
   * would have more than `mostPixels`. Rejects when the page is broken or takes too long.
   */
  readonly draw: (number: number, widthPx: number) => Promise<ImageBitmap>;
  readonly close: () => void;
}

/** Why a file cannot be drawn. */
export type DrawingProblem = "encrypted" | "broken";

/** What opens a file, or says why it cannot be drawn. */
export type OpenDrawing = (file: DrawnFile) => Promise<Drawing | DrawingProblem>;

/** A picture beyond this costs more memory than a page of paper is worth. */
export const mostPixels = 16_000_000;

/** By how much something must become smaller to have no more than `mostPixels`: 1 for what has not. */
export const shrinkTo = (width: number, height: number): number =>
  Math.min(1, Math.sqrt(mostPixels / (width * height)));
