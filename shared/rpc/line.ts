/**
 * A line carries frames between two contexts: over a MessagePort (page to content script) or over a runtime port
 * (content script or our own page to the engine host). What arrives is unknown until {@link parseFrame} has spoken.
 */
export interface Line {
  /** Sends one frame. On a closed line nothing happens: its closing settles what waits. */
  readonly send: (frame: unknown, transfer?: readonly Transferable[]) => void;
  /**
   * Adds a listener and returns how to remove it. Frames that came before the first listener are kept for it, and for those
   * that are added in the same turn: a line of a portal is heard by a server and by a reader of its files.
   */
  readonly listen: (listener: (frame: unknown) => void) => () => void;
  /** Calls the listener once when the line closes, at once if it is closed already. */
  readonly onClose: (listener: () => void) => () => void;
  /** Closes both ends; closing twice is harmless. */
  readonly close: () => void;
}

/** What this room needs of a runtime port; the platform's ports fit. */
export interface RuntimePort {
  readonly postMessage: (message: unknown) => void;
  readonly disconnect: () => void;
  readonly onMessage: { readonly addListener: (listener: (message: unknown) => void) => void };
  readonly onDisconnect: { readonly addListener: (listener: () => void) => void };
}

// A line whose owner never listens must not hold what a hostile page pours in.
const keptBeforeFirstListener = 256;

/** The half of a line that both kinds share: listeners, early frames, closing once. */
class LineEnd {
  readonly #listeners = new Set<(frame: unknown) => void>();
  readonly #onClose = new Set<() => void>();
  #early: unknown[] | null = [];
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  receive(frame: unknown): void {
    if (this.#closed) return;
    if (this.#early === null) for (const listener of [...this.#listeners]) listener(frame);
    else if (this.#early.length < keptBeforeFirstListener) this.#early.push(frame);
  }

  listen(listener: (frame: unknown) => void): () => void {
    if (this.#early !== null && this.#listeners.size === 0) queueMicrotask(() => this.#catchUp());
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #catchUp(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const frame of early) this.receive(frame);
  }

  onClose(listener: () => void): () => void {
    if (this.#closed) listener();
    else this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  /** False when it was closed before. */
  shut(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#listeners.clear();
    this.#early = null;
    const last = [...this.#onClose];
    this.#onClose.clear();
    for (const listener of last) listener();
    return true;
  }
}

/** A message port says nothing when its other end goes away (Firefox), so whoever closes says goodbye first. */
const goodbye = Object.freeze({ kind: "goodbye" });

const isGoodbye = (frame: unknown): boolean =>
  typeof frame === "object" && frame !== null && "kind" in frame && frame.kind === goodbye.kind;

/** The line over one end of a MessageChannel. Owns the port: nobody else may read from it. */
export function portLine(port: MessagePort): Line {
  const end = new LineEnd();
  const shut = () => {
    if (end.shut()) port.close();
  };
  port.addEventListener("message", (event) => (isGoodbye(event.data) ? shut() : end.receive(event.data)));
  port.addEventListener("close", shut);
  port.start();
  return {
    send: (frame, transfer = []) => {
      if (!end.closed) port.postMessage(frame, [...transfer]);
    },
    listen: (listener) => end.listen(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => {
      if (!end.closed) port.postMessage(goodbye);
      shut();
    },
  };
}

/** The line over a runtime port. Owns the port. */
export function runtimeLine(port: RuntimePort): Line {
  const end = new LineEnd();
  const shut = () => {
    if (end.shut()) port.disconnect();
  };
  port.onMessage.addListener((message) => end.receive(message));
  port.onDisconnect.addListener(() => end.shut());
  return {
    send: (frame) => {
      if (end.closed) return;
      try {
        port.postMessage(frame);
      } catch {
        // The browser throws when the other context died before it said so, and for frames it cannot carry.
        // Either way nothing will ever answer on this port.
        shut();
      }
    },
    listen: (listener) => end.listen(listener),
    onClose: (listener) => end.onClose(listener),
    close: shut,
  };
}
