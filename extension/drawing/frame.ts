/**
 * The room's second door: what runs in the frame. It has an origin of its own that nothing belongs to, no extension API, no storage
 * and no network; all it gets is one file, and all it gives is pictures.
 */
import "pdfjs-dist/build/pdf.worker.min.mjs";
import type { Drawing, DrawnFile } from "./drawing.ts";
import type { FromFrame, ToFrame } from "./messages.ts";
import type { ReadPart } from "./parts.ts";
import { openPdf } from "./pdf.ts";
import { openPicture } from "./picture.ts";

/** Never ends: the frame goes as a whole, with all that is in it. */
const untilTheFrameGoes = new AbortController().signal;

type Send = (message: FromFrame, transfer?: readonly Transferable[]) => void;

function serve(port: MessagePort): void {
  const send: Send = (message, transfer = []) => port.postMessage(message, [...transfer]);
  const parts = new Map<number, (bytes: Uint8Array<ArrayBuffer> | null) => void>();
  let drawing: Drawing | null = null;

  const readPart: ReadPart = (folder, name) =>
    new Promise((resolve, reject) => {
      const id = parts.size;
      parts.set(id, (bytes) => (bytes === null ? reject(new Error(`no ${name}`)) : resolve(bytes)));
      send({ kind: "part", id, folder, name });
    });

  const open = async (file: DrawnFile): Promise<void> => {
    const opened =
      file.type === "application/pdf"
        ? await openPdf(file.bytes, { worker: null, readPart, signal: untilTheFrameGoes })
        : await openPicture(file, untilTheFrameGoes);
    if (typeof opened === "string") return send({ kind: "problem", problem: opened });
    drawing = opened;
    send({ kind: "opened", pages: opened.pages });
  };

  const draw = async (id: number, number: number, widthPx: number): Promise<void> => {
    const bitmap = await drawing?.draw(number, widthPx).catch(() => null);
    if (bitmap) send({ kind: "drawn", id, bitmap }, [bitmap]);
    else send({ kind: "failed", id });
  };

  port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    if (data.kind === "open") void open(data.file);
    else if (data.kind === "draw") void draw(data.id, data.number, data.widthPx);
    else parts.get(data.id)?.(data.bytes);
  };
}

/** Draws for the page around, which hands over a port when the frame is loaded. */
export function serveDrawing(): void {
  // Nothing is painted in this frame, so nothing would ever call back; pdf.js goes on by it.
  globalThis.requestAnimationFrame = (draw) => Number(setTimeout(() => draw(performance.now())));
  globalThis.cancelAnimationFrame = (id) => clearTimeout(id);
  addEventListener("message", ({ source, ports: [port] }) => {
    if (source === parent && port !== undefined) serve(port);
  });
}
