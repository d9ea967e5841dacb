import { type ErrorCode, errorGroups, FederpostError } from "../base/index.ts";
import type { PanelEvent, PanelMethod, PanelParams, PanelParamsTable, PanelResults } from "../protocol/index.ts";
import { type CallOptions, type Client, createClient } from "./client.ts";
import type { Failure } from "./frame.ts";
import { type Line, type RuntimePort, runtimeLine } from "./line.ts";

/** What a page of ours holds: one connection to the engine host that outlives the host. */
export interface Panel {
  /**
   * Asks the host. Throws FederpostError. A read whose host dies is asked again; a change is not, since it may have happened:
   * it throws `disconnected` and the page reads what became of it.
   */
  readonly call: <M extends PanelMethod>(
    method: M,
    params: PanelParams<M>,
    options?: CallOptions,
  ) => Promise<PanelResults[M]>;
  /** Hears the host's events. After a reconnection everything counts as changed. Returns how to stop. */
  readonly on: (listener: (event: PanelEvent) => void) => () => void;
  readonly close: () => void;
}

export interface PanelContract {
  readonly params: PanelParamsTable;
  readonly results: PanelResults;
}

const safeReads: ReadonlySet<PanelMethod> = new Set<PanelMethod>([
  "account.read",
  "account.discover",
  "devices.list",
  "contacts.find",
  "threads.list",
  "thread.read",
  "drafts.list",
  "grants.list",
  "consent.read",
  "settings.read",
  "cue.read",
  "lock.read",
  "portals.list",
  "storage.read",
]);

const callTimeoutMs = 120_000;
const readAttempts = 4;
const retryAfterMs = [0, 200, 1000, 3000];
const everything = ["account", "lock", "threads", "grants", "consent", "drafts", "portals", "storage"] as const;

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorGroups, code);

/** The error behind a failure from the host; `expired` on this side is a time-out. */
export function panelError({ code, retryAfterMs: wait }: Failure): FederpostError {
  const known = code === "expired" ? "timed_out" : isErrorCode(code) ? code : "internal";
  return new FederpostError(known, "the engine host refused the call", wait === null ? {} : { retryAfterMs: wait });
}

/** What the host tells our own pages of an error. */
export function panelFailure(error: unknown): Failure {
  const known = error instanceof FederpostError ? error : new FederpostError("internal", "unexpected error");
  return { code: known.code, number: null, retryable: known.retryable, retryAfterMs: known.retryAfterMs };
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });

class Connection implements Panel {
  readonly #openPort: () => RuntimePort | Promise<RuntimePort>;
  readonly #listeners = new Set<(event: PanelEvent) => void>();
  #client: Promise<Client<PanelContract>> | null = null;
  #failures = 0;
  #closed = false;

  constructor(openPort: () => RuntimePort | Promise<RuntimePort>) {
    this.#openPort = openPort;
  }

  async call<M extends PanelMethod>(
    method: M,
    params: PanelParams<M>,
    options: CallOptions = {},
  ): Promise<PanelResults[M]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const client = await this.#connect();
        return await client.call(method, params, options);
      } catch (error) {
        const lost = error instanceof FederpostError && error.code === "disconnected";
        if (!lost || this.#closed || !safeReads.has(method) || attempt >= readAttempts) throw error;
        await pause(retryAfterMs[attempt] ?? 3000, options.signal);
      }
    }
  }

  on(listener: (event: PanelEvent) => void): () => void {
    this.#listeners.add(listener);
    this.#keepConnected();
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    void this.#client?.then(
      (client) => client.close(),
      () => {},
    );
    this.#client = null;
  }

  #connect(): Promise<Client<PanelContract>> {
    if (this.#closed) return Promise.reject(new FederpostError("disconnected", "this page closed its connection"));
    if (this.#client !== null) return this.#client;
    const opening = this.#open();
    this.#client = opening;
    opening.catch(() => this.#lost(opening));
    return opening;
  }

  async #open(): Promise<Client<PanelContract>> {
    let line: Line;
    try {
      line = runtimeLine(await this.#openPort());
    } catch (cause) {
      throw new FederpostError("disconnected", "the engine host cannot be reached", { cause });
    }
    const opening = this.#client;
    const client = createClient<PanelContract>(line, {
      timeoutMs: callTimeoutMs,
      toError: (failure) => panelError(failure),
      onEvent: (event, data) => {
        this.#failures = 0;
        if (event === "panel") this.#tell(data as PanelEvent);
      },
    });
    line.onClose(() => this.#lost(opening));
    return client;
  }

  #lost(connection: Promise<Client<PanelContract>> | null): void {
    if (connection !== null && this.#client !== connection) return;
    this.#client = null;
    this.#failures++;
    if (this.#listeners.size > 0) void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    await pause(retryAfterMs[Math.min(this.#failures, retryAfterMs.length - 1)] ?? 0, undefined);
    if (this.#closed || this.#listeners.size === 0 || this.#client !== null) return;
    try {
      await this.#connect();
      for (const what of everything) this.#tell({ kind: "changed", what });
    } catch {
      // #connect has already put the next try on its way.
    }
  }

  #keepConnected(): void {
    // A failure here is followed by #reconnect, and every call reports its own.
    this.#connect().catch(() => {});
  }

  #tell(event: PanelEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/**
 * A page's connection to the engine host. `openPort` opens a port to it, and wakes it where it has to (the platform's `openEarlyPort`);
 * it is called again whenever the host has died.
 */
export const connectPanel = (openPort: () => RuntimePort | Promise<RuntimePort>): Panel => new Connection(openPort);
