import { type Failure, type Frame, parseFrame } from "./frame.ts";
import type { Line } from "./line.ts";

/** Two tables by method: what goes in and what comes out. */
export interface Contract {
  readonly params: object;
  readonly results: object;
}

export type MethodOf<C extends Contract> = keyof C["params"] & keyof C["results"] & string;

/** How one call may end early. */
export interface CallOptions {
  /** Cancels the call on both sides; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Overrides the client's deadline for this call. */
  readonly timeoutMs?: number;
}

/** What a client needs to know. */
export interface ClientOptions {
  readonly timeoutMs: number;
  /** The error a failed call rejects with. Receives `disconnected` and `expired` for what happens on this side. */
  readonly toError: (failure: Failure) => Error;
  readonly onEvent?: (event: string, data: unknown) => void;
}

export interface Client<C extends Contract> {
  /** Always settles: with the answer, a failure, the signal's reason, the deadline or the closing of the line. */
  readonly call: <M extends MethodOf<C>>(
    method: M,
    params: C["params"][M],
    options?: CallOptions,
  ) => Promise<C["results"][M]>;
  readonly close: () => void;
}

const local = (code: "disconnected" | "expired"): Failure => ({
  code,
  number: null,
  retryable: true,
  retryAfterMs: null,
});

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that wait for their answers, by id. The ids are random, so nobody can answer a call it has not seen. */
class Calls {
  readonly #waiting = new Map<string, Waiting>();
  readonly #line: Line;
  readonly #options: ClientOptions;
  #closed = false;

  constructor(line: Line, options: ClientOptions) {
    this.#line = line;
    this.#options = options;
    line.listen((frame) => this.#receive(parseFrame(frame)));
    line.onClose(() => this.#lineClosed());
  }

  call(method: string, params: unknown, options: CallOptions): Promise<unknown> {
    const { signal, timeoutMs = this.#options.timeoutMs } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closed) return Promise.reject(this.#options.toError(local("disconnected")));
    const id = crypto.randomUUID();
    return new Promise<unknown>((resolve, reject) => {
      const giveUp = (reason: unknown) => {
        this.#line.send({ kind: "cancel", id });
        this.#settle(id)?.reject(reason);
      };
      const onAbort = () => giveUp(signal?.reason);
      const timer = setTimeout(() => giveUp(this.#options.toError(local("expired"))), timeoutMs);
      const tidy = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.set(id, {
        resolve: (result) => {
          tidy();
          resolve(result);
        },
        reject: (error) => {
          tidy();
          reject(error);
        },
      });
      this.#send(id, { kind: "call", id, method, params });
    });
  }

  #send(id: string, frame: Frame): void {
    try {
      this.#line.send(frame);
    } catch (error) {
      // Parameters that cannot be cloned: the caller's mistake, told to the caller.
      this.#settle(id)?.reject(error);
    }
  }

  #settle(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #receive(frame: Frame | null): void {
    switch (frame?.kind) {
      case "answer":
        this.#settle(frame.id)?.resolve(frame.result);
        break;
      case "failure":
        this.#settle(frame.id)?.reject(this.#options.toError(frame.error));
        break;
      case "event":
        this.#options.onEvent?.(frame.event, frame.data);
        break;
      default:
        break;
    }
  }

  #lineClosed(): void {
    this.#closed = true;
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(this.#options.toError(local("disconnected")));
  }
}

/** A client on a line. Its contract types what it sends; what comes back is trusted as far as the line is. */
export function createClient<C extends Contract>(line: Line, options: ClientOptions): Client<C> {
  const calls = new Calls(line, options);
  return {
    call: (method, params, callOptions = {}) => calls.call(method, params, callOptions) as Promise<never>,
    close: () => line.close(),
  };
}
