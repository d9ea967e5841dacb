import { type ErrorCode, FederpostError } from "../base/index.ts";
import { type Failure, type Frame, idOfMalformedCall, parseFrame } from "./frame.ts";
import type { Line } from "./line.ts";

/** What a schema table says about a call. */
export type ParsedCall<Call> =
  | { readonly kind: "call"; readonly call: Call }
  | { readonly kind: "refused"; readonly code: ErrorCode };

export interface ServerOptions<Call> {
  /** Checks method and parameters; everything behind it may rely on them. */
  readonly parse: (method: string, params: unknown) => ParsedCall<Call>;
  /** Does the work. The signal fires when the caller cancels or the line closes. */
  readonly handle: (call: Call, context: { readonly signal: AbortSignal; readonly id: string }) => Promise<unknown>;
  /** What the other side may learn of an error. */
  readonly toFailure: (error: unknown) => Failure;
  /** More calls than this at once are refused as `rate_limited`. */
  readonly maxInFlight?: number;
}

export interface Server {
  /** Tells the other side something it did not ask for. */
  readonly notify: (event: string, data: unknown) => void;
  readonly close: () => void;
}

class Answering<Call> implements Server {
  readonly #line: Line;
  readonly #options: ServerOptions<Call>;
  readonly #running = new Map<string, AbortController>();

  constructor(line: Line, options: ServerOptions<Call>) {
    this.#line = line;
    this.#options = options;
    line.listen((value) => this.#receive(value));
    line.onClose(() => this.#cancelAll());
  }

  notify(event: string, data: unknown): void {
    this.#line.send({ kind: "event", event, data });
  }

  close(): void {
    this.#line.close();
  }

  #receive(value: unknown): void {
    const frame = parseFrame(value);
    if (frame?.kind === "call") void this.#answer(frame);
    else if (frame?.kind === "cancel")
      this.#running.get(frame.id)?.abort(new FederpostError("disconnected", "cancelled"));
    else if (frame === null) this.#refuseMalformed(value);
  }

  #refuseMalformed(value: unknown): void {
    const id = idOfMalformedCall(value);
    if (id !== null && !this.#running.has(id)) this.#fail(id, new FederpostError("invalid_request", "malformed call"));
  }

  async #answer({ id, method, params }: Extract<Frame, { kind: "call" }>): Promise<void> {
    // A second call under a running id would receive the first one's answer: it is not answered at all.
    if (this.#running.has(id)) return;
    const controller = new AbortController();
    try {
      if (this.#running.size >= (this.#options.maxInFlight ?? 64)) {
        throw new FederpostError("rate_limited", "too many calls at once");
      }
      this.#running.set(id, controller);
      const parsed = this.#options.parse(method, params);
      if (parsed.kind === "refused") throw new FederpostError(parsed.code, "the call does not fit the contract");
      const result = await this.#options.handle(parsed.call, { signal: controller.signal, id });
      this.#line.send({ kind: "answer", id, result });
    } catch (error) {
      this.#fail(id, error);
    } finally {
      if (this.#running.get(id) === controller) this.#running.delete(id);
    }
  }

  #fail(id: string, error: unknown): void {
    this.#line.send({ kind: "failure", id, error: this.#options.toFailure(error) });
  }

  #cancelAll(): void {
    for (const controller of this.#running.values())
      controller.abort(new FederpostError("disconnected", "line closed"));
    this.#running.clear();
  }
}

/** Answers the calls that come over a line. Nothing a hostile other side sends makes it throw. */
export const serve = <Call>(line: Line, options: ServerOptions<Call>): Server => new Answering(line, options);
