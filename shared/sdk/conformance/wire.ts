import { findPort } from "../find.ts";

/** The wire as docs/protocol.md describes it, spoken without the SDK: what comes is looked at as it comes. */

export type Outcome =
  | { readonly kind: "answer"; readonly result: unknown }
  | { readonly kind: "failure"; readonly error: unknown }
  | { readonly kind: "silence" };

/** Time that a call which asks nobody has for its answer. */
const quickMs = 10_000;

/** One line to the extension. */
export class Wire {
  readonly #port: MessagePort;
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  /** Names of the fields of all failures that came. */
  readonly failureFields = new Set<string>();

  constructor(port: MessagePort) {
    this.#port = port;
    port.addEventListener("message", ({ data }: MessageEvent<unknown>) => this.#receive(data));
    port.start();
  }

  static async open(timeoutMs: number): Promise<Wire | null> {
    const port = await findPort({ timeoutMs });
    return port === null ? null : new Wire(port);
  }

  /** Sends anything at all. */
  post(frame: unknown): void {
    this.#port.postMessage(frame);
  }

  call(method: unknown, params: unknown, timeoutMs = quickMs): Promise<Outcome> {
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        this.post({ kind: "cancel", id });
        resolve({ kind: "silence" });
      }, timeoutMs);
      this.#waiting.set(id, (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
      this.post({ kind: "call", id, method, params });
    });
  }

  close(): void {
    this.#port.close();
  }

  #receive(data: unknown): void {
    if (typeof data !== "object" || data === null || !("kind" in data) || !("id" in data)) return;
    const settle = typeof data.id === "string" ? this.#waiting.get(data.id) : undefined;
    if (settle === undefined) return;
    this.#waiting.delete(String(data.id));
    if (data.kind === "answer") settle({ kind: "answer", result: "result" in data ? data.result : undefined });
    if (data.kind !== "failure") return;
    const error: unknown = "error" in data ? data.error : null;
    for (const name of Object.keys(error ?? {})) this.failureFields.add(name);
    settle({ kind: "failure", error });
  }
}
