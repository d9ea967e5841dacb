import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from "pdfjs-dist";
import { type Drawing, type DrawingProblem, shrinkTo, whenEnded } from "./drawing.ts";
import type { ReadPart } from "./parts.ts";

async function draw(pdf: PDFDocumentProxy, number: number, widthPx: number): Promise<ImageBitmap> {
  const page = await pdf.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const wanted = widthPx / natural.width;
  const scale = wanted * shrinkTo(natural.width * wanted, natural.height * wanted);
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  await page.render({ canvas, viewport, background: "#ffffff" }).promise;
  page.cleanup();
  return createImageBitmap(canvas);
}

interface PdfSurroundings {
  /** Where the Worker's script lies. Null where the reader was loaded with this module and runs beside it. */
  readonly worker: string | null;
  readonly readPart: ReadPart;
  readonly signal: AbortSignal;
}

/** Opens a PDF file, or says why it cannot be. Scripts in it never run; nothing in it is loaded from elsewhere. */
export async function openPdf(
  bytes: Uint8Array,
  { worker, readPart, signal }: PdfSurroundings,
): Promise<Drawing | DrawingProblem> {
  if (worker !== null) GlobalWorkerOptions.workerSrc = worker;
  class Parts {
    fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
      return readPart(kind === "wasmUrl" ? "wasm" : "fonts", filename);
    }
  }
  // pdf.js takes the bytes over; the caller's are still to be saved from.
  const task = getDocument({
    data: bytes.slice(),
    BinaryDataFactory: Parts,
    useWorkerFetch: false,
    wasmUrl: "wasm/",
    standardFontDataUrl: "fonts/",
    enableXfa: false,
    disableAutoFetch: true,
  });
  whenEnded(signal, () => void task.destroy());
  try {
    const pdf = await task.promise;
    return { pages: pdf.numPages, draw: (number, widthPx) => draw(pdf, number, widthPx) };
  } catch (error) {
    void task.destroy();
    return error instanceof Error && error.name === "PasswordException" ? "encrypted" : "broken";
  }
}
