import { openSealedFrame, type SealedFrameHandle, type SlotChange } from "./sealed-frame.ts";

interface Call {
  readonly id: string;
  readonly method: string;
  readonly params: object;
}

/** Methods that may show something in a frame. */
const framed: ReadonlySet<string> = new Set(["letter.open", "letter.compose"]);

const slotOf = (params: object): string | null =>
  "slot" in params && typeof params.slot === "string" ? params.slot : null;

const staysIn = (result: unknown): boolean =>
  typeof result === "object" && result !== null && "place" in result && result.place === "frame";

/** The sealed frames of one client's calls: each comes up before its call goes to the host, and goes with it unless it is used. */
export class CallFrames {
  readonly #tell: (change: SlotChange) => void;
  readonly #frames = new Map<string, SealedFrameHandle>();
  readonly #preparing = new Map<string, { over: boolean }>();

  constructor(tell: (change: SlotChange) => void) {
    this.#tell = tell;
  }

  /** Parameters as the host gets them: the frame's token where the page named an element. Null when the call is over already. */
  async prepare({ id, method, params }: Call): Promise<object | null> {
    const slot = framed.has(method) ? slotOf(params) : null;
    if (slot === null) return params;
    const state = { over: false };
    this.#preparing.set(id, state);
    const frame = await openSealedFrame(slot, this.#tell).catch(() => null);
    this.#preparing.delete(id);
    if (state.over) {
      frame?.close();
      return null;
    }
    if (frame !== null) this.#frames.set(id, frame);
    // What the page named never reaches the host: only a frame of this script's own does.
    return { ...params, slot: frame?.token ?? null };
  }

  cancelled(id: string): void {
    const preparing = this.#preparing.get(id);
    if (preparing !== undefined) preparing.over = true;
  }

  /** The call is answered, or failed (null). A frame in which the answer is shown stays. */
  settled(id: string, result: unknown): void {
    if (!staysIn(result)) this.#close(id);
  }

  closeAll(): void {
    for (const state of this.#preparing.values()) state.over = true;
    for (const id of [...this.#frames.keys()]) this.#close(id);
  }

  #close(id: string): void {
    this.#frames.get(id)?.close();
    this.#frames.delete(id);
  }
}
