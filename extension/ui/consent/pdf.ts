import type { PDFDocumentLoadingTask, PDFDocumentProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

/** A PDF file that can be drawn page by page. */
export interface OpenedPdf {
  readonly pages: number;
  /** Draws page `number` (from 1) so that it is `width` pixels wide on the screen. */
  readonly draw: (number: number, canvas: HTMLCanvasElement, width: number) => Promise<void>;
  readonly close: () => void;
}

/** Why a PDF file cannot be drawn. */
export type PdfProblem = "encrypted" | "broken";

/** pdf.js reads files in a Worker that has no access to the extension; what it cannot decode itself lies in our package. */
const ours = { wasmUrl: "/pdf/wasm/", standardFontDataUrl: "/pdf/fonts/" } as const;

// A picture beyond this costs more memory than a page of paper is worth.
const mostPixels = 16_000_000;

async function draw(
  pdf: PDFDocumentProxy,
  number: number,
  { canvas, width }: { canvas: HTMLCanvasElement; width: number },
) {
  const page = await pdf.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const wanted = (width / natural.width) * devicePixelRatio;
  const scale = Math.min(wanted, Math.sqrt(mostPixels / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale });
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  await page.render({ canvas, viewport, background: "#ffffff" }).promise;
  page.cleanup();
}

const opened = (task: PDFDocumentLoadingTask, pdf: PDFDocumentProxy): OpenedPdf => ({
  pages: pdf.numPages,
  draw: (number, canvas, width) => draw(pdf, number, { canvas, width }),
  close: () => void task.destroy(),
});

/** Opens a PDF file, or says why it cannot be. Scripts in it never run; nothing in it is loaded from elsewhere. */
export async function openPdf(bytes: Uint8Array): Promise<OpenedPdf | PdfProblem> {
  const { getDocument, GlobalWorkerOptions } = await import("pdfjs-dist");
  GlobalWorkerOptions.workerSrc = workerUrl;
  // pdf.js takes the bytes over; ours are still to be saved from.
  const task = getDocument({ data: bytes.slice(), ...ours, enableXfa: false, disableAutoFetch: true });
  try {
    return opened(task, await task.promise);
  } catch (error) {
    void task.destroy();
    return error instanceof Error && error.name === "PasswordException" ? "encrypted" : "broken";
  }
}
