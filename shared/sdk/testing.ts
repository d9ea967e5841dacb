import {
  announceEvent,
  isPortalMethod,
  portalEvents,
  portalFailure,
  portalFailureOf,
  portalResult,
  requestEvent,
  wireVersion,
} from "../protocol/index.ts";
import { type Failure, portLine, type Server, serve } from "../rpc/index.ts";
import type { ContractEvents } from "./contract.ts";
import { type FakeCall, readCall } from "./fake-call.ts";
import { FakeMailbox } from "./fake-mailbox.ts";
import { PortalError } from "./portal-error.ts";
import type { Fake, FakeOptions, Method, Reply, SeenCall } from "./testing-types.ts";

export type { DirectoryEntry, Fake, FakeOptions, Method, Reply, SeenCall } from "./testing-types.ts";

const failureOf = (error: unknown): Failure =>
  error instanceof PortalError ? portalFailure(error.code, error.retryAfterMs) : portalFailureOf(error);

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });

const after = async (reply: Reply, signal: AbortSignal): Promise<void> => {
  if ("after" in reply) await Promise.race([Promise.allSettled([reply.after]), aborted(signal)]);
};

class FakeExtension implements Fake {
  readonly calls: SeenCall[] = [];
  readonly #scripts = new Map<Method, Reply[]>();
  readonly #mailbox: FakeMailbox;
  readonly #lines = new Set<Server>();
  #installed: boolean;

  constructor({ installed = true, agencies, directory }: FakeOptions) {
    this.#mailbox = new FakeMailbox({ agencies: agencies ?? null, directory: directory ?? null });
    this.#installed = installed;
    window.addEventListener(requestEvent, this.#answer);
    if (installed) this.appear();
  }

  script = <M extends Method>(method: M, ...replies: readonly Reply<M>[]): void => {
    if (!isPortalMethod(method)) throw new TypeError(`the contract has no method ${String(method)}`);
    for (const reply of replies) if (reply.kind === "result") portalResult(method, reply.result);
    this.#scripts.set(method, [...(this.#scripts.get(method) ?? []), ...replies]);
  };

  tell = <E extends Exclude<keyof ContractEvents, "disconnect">>(event: E, data: ContractEvents[E]): void => {
    const checked = portalEvents[event].data["~standard"].validate(data);
    if (checked instanceof Promise || checked.issues !== undefined)
      throw new TypeError(`what ${event} carries does not hold to the contract`);
    for (const line of this.#lines) line.notify(event, data);
  };

  disconnect = (): void => {
    for (const line of [...this.#lines]) line.close();
  };

  appear = (): void => {
    this.#installed = true;
    announce(window, null);
  };

  remove = (): void => {
    this.#installed = false;
    window.removeEventListener(requestEvent, this.#answer);
    this.disconnect();
  };

  /** Answers before dispatchEvent returns, as the extension does. */
  #answer = (event: Event): void => {
    const detail: unknown = event instanceof CustomEvent ? event.detail : null;
    if (!this.#installed || typeof detail !== "object" || detail === null || !("target" in detail)) return;
    if (!(detail.target instanceof EventTarget)) return;
    const { port1, port2 } = new MessageChannel();
    this.#serve(port2);
    announce(detail.target, port1);
  };

  #serve(port: MessagePort): void {
    const line = portLine(port);
    const server: Server = serve<FakeCall>(line, {
      parse: readCall,
      handle: (call, { signal }) => this.#handle(call, { signal, server }),
      toFailure: failureOf,
    });
    this.#lines.add(server);
    line.onClose(() => this.#lines.delete(server));
  }

  async #handle({ call, given }: FakeCall, { signal, server }: { signal: AbortSignal; server: Server }) {
    this.calls.push({ method: call.method, params: given });
    const reply = this.#scripts.get(call.method)?.shift() ?? null;
    if (reply === null) return this.#mailbox.answer(call);
    await after(reply, signal);
    switch (reply.kind) {
      case "result":
        return reply.result;
      case "failure":
        throw new PortalError(reply.code, reply.retryAfterMs ?? null);
      case "later":
        return this.#mailbox.answer(call);
      case "silence":
        return aborted(signal);
      case "disconnect":
        return server.close();
      default:
        return reply satisfies never;
    }
  }
}

function announce(target: EventTarget, port: MessagePort | null): void {
  const detail = Object.freeze({ version: wireVersion, port });
  target.dispatchEvent(new CustomEvent(announceEvent, { detail }));
}

/**
 * Puts a stand-in for the extension into this page, for a portal's tests: it speaks the real wire, checks calls by the
 * contract and allows everything until a script says otherwise. It seals, signs and sends nothing. Where the extension itself
 * is connected to the page, that answers first and the fake is not asked.
 */
export const installFake = (options: FakeOptions = {}): Fake => new FakeExtension(options);
