import { isPortalErrorCode, portalVersion } from "../protocol/index.ts";
import { type Client, createClient, type Failure, portLine } from "../rpc/index.ts";
import type { ContractParams, ContractResults } from "./contract.ts";
import { findPort, type Waiting } from "./find.ts";
import { PortalError } from "./portal-error.ts";
import type { CallOptions, FederpostEvents } from "./types.ts";

/** What crosses the port, as the contract's table has it; the extension checks what comes. */
interface Wire {
  readonly params: ContractParams;
  readonly results: ContractResults;
}

type Method = keyof ContractParams;

export type EventName = keyof FederpostEvents;
type Listener = (event: EventName, data: unknown) => void;

const eventNames: ReadonlySet<string> = new Set<EventName>([
  "permissionsChanged",
  "letterStatus",
  "threadChanged",
  "slotChanged",
  "disconnect",
]);
const isEventName = (event: string): event is EventName => eventNames.has(event);

const quickCallMs = 30_000;
const attempts = 4;
const pauseBeforeAttemptMs = [0, 100, 1000, 3000];

/** The error of a failure frame. A code this version does not know counts as internal. */
const portalErrorOf = ({ code, retryAfterMs }: Failure): PortalError =>
  new PortalError(isPortalErrorCode(code) ? code : "internal", retryAfterMs);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const lost = (error: unknown): boolean => error instanceof PortalError && error.code === "disconnected";

/** The line to the extension. It breaks when the extension's parts are stopped or updated, and is opened anew when needed. */
export class Connection {
  readonly #tell: Listener;
  #client: Client<Wire> | null = null;
  #closed = false;
  #breaks = 0;

  constructor(tell: Listener) {
    this.#tell = tell;
  }

  /** The extension's greeting, or null when it is not there. Throws PortalError where it is there and refuses. */
  async open(waiting: Waiting): Promise<ContractResults["hello"] | null> {
    const startedAt = performance.now();
    const port = await findPort(waiting);
    if (port === null) return null;
    const client = this.#use(port);
    const timeoutMs = Math.max(1, waiting.timeoutMs - (performance.now() - startedAt));
    const versions = { min: portalVersion, max: portalVersion };
    return client.call("hello", { versions }, { timeoutMs, ...(waiting.signal && { signal: waiting.signal }) });
  }

  /**
   * Calls a method. A call whose line breaks is made again on the next line: every method may be repeated, and sending carries
   * its idempotency key.
   */
  async call<M extends Method>(
    method: M,
    params: ContractParams[M],
    options: CallOptions = {},
  ): Promise<ContractResults[M]> {
    const deadline = performance.now() + (options.timeoutMs ?? quickCallMs);
    for (let attempt = 1; ; attempt++) {
      const timeoutMs = Math.max(1, deadline - performance.now());
      try {
        const client = this.#client ?? (await this.#reopen({ timeoutMs, signal: options.signal }));
        return await client.call(method, params, { ...options, timeoutMs });
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!lost(error) || this.#closed || attempt === attempts || performance.now() >= deadline) throw error;
        await pause(pauseBeforeAttemptMs[attempt] ?? 0);
      }
    }
  }

  /** Keeps a line open so that events arrive, whatever breaks it. */
  async keepOpen(): Promise<void> {
    while (!this.#closed && this.#client === null) {
      await pause(pauseBeforeAttemptMs[Math.min(this.#breaks, attempts - 1)] ?? 0);
      if (this.#closed || this.#client !== null) return;
      // Failing is expected here while the extension restarts; the loop is the answer to it.
      await this.open({ timeoutMs: quickCallMs }).catch(() => this.#drop(this.#client));
    }
  }

  close(): void {
    this.#closed = true;
    this.#client?.close();
    this.#client = null;
  }

  async #reopen(waiting: Waiting): Promise<Client<Wire>> {
    if (this.#closed) throw new PortalError("disconnected");
    const port = await findPort(waiting);
    if (port === null) throw new PortalError("disconnected");
    return this.#use(port);
  }

  #use(port: MessagePort): Client<Wire> {
    const line = portLine(port);
    const client = createClient<Wire>(line, {
      timeoutMs: quickCallMs,
      toError: portalErrorOf,
      onEvent: (event, data) => {
        if (event === "disconnect") this.#drop(client);
        else if (isEventName(event)) {
          this.#breaks = 0;
          this.#tell(event, data);
        }
      },
    });
    line.onClose(() => this.#drop(client));
    this.#client = client;
    return client;
  }

  #drop(client: Client<Wire> | null): void {
    if (client === null || this.#client !== client) return;
    this.#client = null;
    this.#breaks++;
    client.close();
    if (!this.#closed) this.#tell("disconnect", null);
  }
}
