import type { OpenDrawing } from "./drawing.ts";
import { readPart } from "./parts.ts";
import { openPdf } from "./pdf.ts";
import { openPicture } from "./picture.ts";

/** Opens a file in this page, whose PDF files are read in a Worker. */
export const openHere: OpenDrawing = (file, signal) =>
  file.type === "application/pdf"
    ? openPdf(file.bytes, { worker: "/pdf/worker.mjs", readPart, signal })
    : openPicture(file, signal);
