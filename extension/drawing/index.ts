/**
 * drawing: makes pictures of strangers' files, PDF and images. Knows nothing of letters, keys or pages. In Chromium each file is read
 * in a sandboxed frame and process of its own; Firefox's manifest knows no such frame, and a Worker reads there (docs/adr/0117).
 */
import type { OpenDrawing } from "./drawing.ts";

export type { Drawing, DrawingProblem, DrawnFile, DrawnType } from "./drawing.ts";

/** Opens a file for drawing, or says why it cannot be drawn. What draws is loaded with the first file. */
export const openDrawing: OpenDrawing = async (file, signal) =>
  import.meta.env.FIREFOX
    ? (await import("./here.ts")).openHere(file, signal)
    : (await import("./apart.ts")).openApart(file, signal);
