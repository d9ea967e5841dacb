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

/** A page that nobody debugs but for what is asked of it here. */
export interface BarePage {
  /** The value of an expression, waited for. Throws what it throws. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

async function evaluateIn(devTools: DevTools, session: string, expression: string): Promise<unknown> {
  const asked = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = (await devTools.send("Runtime.evaluate", asked, session)) as {
    result?: { value?: unknown };
    exceptionDetails?: { text: string; exception?: { description?: string } };
  };
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result?.value;
}

/** Closes a tab, or ends a worker, and waits until it is gone. */
export async function closeTarget(devTools: DevTools, targetId: string): Promise<void> {
  await devTools.send("Target.setDiscoverTargets", { discover: true });
  const gone = devTools.next("Target.targetDestroyed", (params) => params.targetId === targetId);
  await devTools.send("Target.closeTarget", { targetId });
  await gone;
}

/** Opens a tab in which the source `atStart` runs before the page's own scripts. Resolves when the page is loaded. */
export async function openBare(
  devTools: DevTools,
  { url, atStart }: { readonly url: string; readonly atStart: string },
): Promise<BarePage> {
  const targetId = String((await devTools.send("Target.createTarget", { url: "about:blank" })).targetId);
  const session = String((await devTools.send("Target.attachToTarget", { targetId, flatten: true })).sessionId);
  await devTools.send("Page.enable", {}, session);
  await devTools.send("Page.addScriptToEvaluateOnNewDocument", { source: atStart }, session);
  const loaded = devTools.next("Page.loadEventFired", () => true);
  await devTools.send("Page.navigate", { url }, session);
  await loaded;
  return {
    evaluate: (expression) => evaluateIn(devTools, session, expression),
    close: () => closeTarget(devTools, targetId),
  };
}
