/** An answer of the browser; who asks knows its form. */
export type Answer = Readonly<Record<string, unknown>>;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: Error) => void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Answer;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
}

/**
 * The DevTools protocol over one WebSocket, attached to nothing but what it is asked to attach to. A debugger that attaches
 * to everything, as Playwright does, pauses each worker at its start and keeps it alive for ever.
 */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(method: string, params: Answer) => void>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data)) as Message));
    socket.addEventListener("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the browser is gone"));
    });
  }

  static async open(url: string): Promise<DevTools> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve(), { once: true });
      socket.addEventListener("error", () => reject(new Error(`no browser at ${url}`)), { once: true });
    });
    return new DevTools(socket);
  }

  /** Rejects with the browser's own error. */
  send(method: string, params: object = {}, sessionId?: string): Promise<Answer> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    });
  }

  /** Resolves with the next event of that name that `fits`. */
  next(name: string, fits: (params: Answer) => boolean): Promise<Answer> {
    return new Promise((resolve) => {
      const hear = (method: string, params: Answer): void => {
        if (method !== name || !fits(params)) return;
        this.#listeners.delete(hear);
        resolve(params);
      };
      this.#listeners.add(hear);
    });
  }

  close(): void {
    this.#socket.close();
  }

  #take({ id, method, params = {}, result = {}, error }: Message): void {
    if (id === undefined) {
      for (const hear of [...this.#listeners]) hear(method ?? "", params);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}
