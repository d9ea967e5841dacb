import { patienceMs } from "./browser.ts";

/** Answers are read where they are used; the protocol's types would be a file of their own. */
type Answer = Readonly<Record<string, unknown>>;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: Error) => void;
}

/** A WebDriver BiDi session over one WebSocket (https://w3c.github.io/webdriver-bidi/). */
export class BidiSession {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(event: Answer) => void>>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data)) as Answer));
    socket.addEventListener("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the browser is gone"));
      this.#waiting.clear();
    });
  }

  /** Opens a session at a browser's BiDi address. */
  static async open(url: string): Promise<BidiSession> {
    const socket = new WebSocket(`${url}/session`);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve(), { once: true });
      socket.addEventListener("error", () => reject(new Error(`no BiDi session at ${url}`)), { once: true });
    });
    const session = new BidiSession(socket);
    await session.send("session.new", { capabilities: { alwaysMatch: {} } });
    return session;
  }

  /** Rejects with the browser's own error, or when it does not answer in time. */
  send(method: string, params: object = {}): Promise<Answer> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return reject(new Error("the browser is gone"));
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`${method} was not answered`));
      }, patienceMs);
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          settle(value);
        };
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Resolves with the next event of that name. */
  next(name: string): Promise<Answer> {
    return new Promise((resolve) => {
      const listeners = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, listeners);
      const hear = (event: Answer): void => {
        listeners.delete(hear);
        resolve(event);
      };
      listeners.add(hear);
    });
  }

  end(): void {
    this.#socket.close();
  }

  #take(message: Answer): void {
    if (typeof message.id !== "number") {
      for (const hear of this.#listeners.get(String(message.method)) ?? []) hear(message.params as Answer);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "error") waiting?.reject(new Error(`${message.error}: ${message.message}`));
    else waiting?.resolve(message.result as Answer);
  }
}

interface Evaluation {
  readonly type: "success" | "exception";
  readonly result?: { readonly type: string; readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

/** A value of a page that stays there, such as an element. */
export interface Reference {
  readonly sharedId: string;
}

interface ScriptCall {
  readonly context: string;
  /** Source of a function. */
  readonly source: string;
  /** JSON values, and elements. */
  readonly arguments: readonly unknown[];
}

const isReference = (value: unknown): value is Reference =>
  typeof value === "object" && value !== null && "sharedId" in value;

/** Calls a function in a page. Its arguments and its result travel as JSON, elements among the arguments as themselves. */
export const callIn = async (session: BidiSession, call: ScriptCall): Promise<unknown> => {
  const answer = (await session.send("script.callFunction", {
    functionDeclaration: `async (...given) => JSON.stringify((await (${call.source})(...given.map((one) => typeof one === "string" ? JSON.parse(one) : one))) ?? null)`,
    arguments: call.arguments.map((one) =>
      isReference(one) ? one : { type: "string", value: JSON.stringify(one ?? null) },
    ),
    target: { context: call.context },
    awaitPromise: true,
    userActivation: false,
  })) as unknown as Evaluation;
  if (answer.type === "exception") throw new Error(answer.exceptionDetails?.text ?? "the page threw");
  return JSON.parse(String(answer.result?.value));
};
