import { type Drawing, type DrawingProblem, type DrawnFile, type OpenDrawing, whenEnded } from "./drawing.ts";
import { parseFromFrame, type ToFrame } from "./messages.ts";
import { readPart } from "./parts.ts";

/** What takes longer than this is given up: the frame may have been brought down by its file. */
const patienceMs = 60_000;

interface Waiting {
  readonly resolve: (bitmap: ImageBitmap) => void;
  readonly reject: (error: Error) => void;
}

/** A frame of its own for a file, in which nothing but this file is. It is not seen; what it draws is. */
class DrawingFrame {
  readonly #frame = document.createElement("iframe");
  readonly #port: MessagePort;
  readonly #drawing = new Map<number, Waiting>();
  readonly #opened = Promise.withResolvers<number | DrawingProblem>();
  #last = 0;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#take(data);
    const frame = this.#frame;
    frame.sandbox.add("allow-scripts");
    frame.hidden = true;
    frame.src = "/drawing.html";
    // Its origin is none that could be named.
    frame.addEventListener("load", () => frame.contentWindow?.postMessage(null, "*", [port2]), { once: true });
    document.body.append(frame);
  }

  async open(file: DrawnFile): Promise<number | DrawingProblem> {
    this.#send({ kind: "open", file });
    const timer = setTimeout(() => this.#opened.resolve("broken"), patienceMs);
    return this.#opened.promise.finally(() => clearTimeout(timer));
  }

  draw(number: number, widthPx: number): Promise<ImageBitmap> {
    const id = ++this.#last;
    const { promise, ...waiting } = Promise.withResolvers<ImageBitmap>();
    this.#drawing.set(id, waiting);
    this.#send({ kind: "draw", id, number, widthPx });
    const timer = setTimeout(() => this.#fail(id, "takes too long"), patienceMs);
    return promise.finally(() => clearTimeout(timer));
  }

  /** What it was drawing is not drawn any more. */
  close(): void {
    this.#port.close();
    this.#frame.remove();
    this.#opened.resolve("broken");
    for (const id of this.#drawing.keys()) this.#fail(id, "closed");
  }

  #fail(id: number, why: string): void {
    this.#drawing.get(id)?.reject(new Error(`The page was not drawn: ${why}`));
    this.#drawing.delete(id);
  }

  #take(data: unknown): void {
    const message = parseFromFrame(data);
    if (message === null) return;
    if (message.kind === "part") void this.#hand(message.id, message.folder, message.name);
    else if (message.kind === "opened") this.#opened.resolve(message.pages);
    else if (message.kind === "problem") this.#opened.resolve(message.problem);
    else if (message.kind === "failed") this.#fail(message.id, "it is broken");
    else {
      this.#drawing.get(message.id)?.resolve(message.bitmap);
      this.#drawing.delete(message.id);
    }
  }

  async #hand(id: number, folder: string, name: string): Promise<void> {
    const bytes = await readPart(folder, name).catch(() => null);
    this.#send({ kind: "part", id, bytes });
  }

  #send(message: ToFrame): void {
    this.#port.postMessage(message);
  }
}

/** Opens a file in a frame apart from everything else (docs/adr/0117). */
export const openApart: OpenDrawing = async (file, signal): Promise<Drawing | DrawingProblem> => {
  const frame = new DrawingFrame();
  whenEnded(signal, () => frame.close());
  const pages = await frame.open(file);
  if (typeof pages === "number") return { pages, draw: (number, widthPx) => frame.draw(number, widthPx) };
  frame.close();
  return pages;
};
