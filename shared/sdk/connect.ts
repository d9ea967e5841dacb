import { Connection, type EventName } from "./connection.ts";
import { PortalError } from "./portal-error.ts";
import { inSlot } from "./slot.ts";
import type {
  CallOptions,
  Connected,
  Federpost,
  FederpostEvents,
  LetterToCompose,
  LetterToSend,
  ToSign,
} from "./types.ts";

/** A person reads before deciding, and large files take a while. */
const decisionMs = 15 * 60_000;
const unhurried = (options: CallOptions = {}): CallOptions => ({ timeoutMs: decisionMs, ...options });
/** Somebody who writes a letter may take longer. */
const writingMs = 125 * 60_000;
const writing = (options: CallOptions = {}): CallOptions => ({ timeoutMs: writingMs, ...options });

const keyed = (idempotencyKey: string | undefined) => idempotencyKey ?? crypto.randomUUID();

const sendParams = ({ to, attachments, idempotencyKey, ...letter }: LetterToSend) => ({
  ...letter,
  to: to.handle,
  attachments: [...(attachments ?? [])],
  idempotencyKey: keyed(idempotencyKey),
});

const composeParams = ({ to, idempotencyKey, ...letter }: LetterToCompose) => ({
  ...letter,
  to: to.handle,
  idempotencyKey: keyed(idempotencyKey),
});

const signParams = ({ documents, format, idempotencyKey, ...request }: ToSign) => ({
  ...request,
  documents: [...documents],
  format: format ?? "jws-detached",
  idempotencyKey: keyed(idempotencyKey),
});

class Listeners {
  readonly #listeners = new Map<EventName, Set<(data: never) => void>>();

  get any(): boolean {
    return [...this.#listeners.values()].some(({ size }) => size > 0);
  }

  add(event: EventName, listener: (data: never) => void): () => void {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(listener));
    return () => known.delete(listener);
  }

  tell(event: EventName, data: unknown): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(data as never);
  }
}

type Greeting = Pick<Federpost, "methods" | "limits" | "formats" | "evidence"> &
  Partial<Pick<Federpost, "recipientLevels">>;

function federpostOver(
  connection: Connection,
  listeners: Listeners,
  { methods, limits, formats, evidence, recipientLevels = [] }: Greeting,
): Federpost {
  return {
    methods,
    limits,
    formats,
    evidence,
    recipientLevels,
    requestAccess: async (request, options) =>
      (await connection.call("access.request", request, unhurried(options))).grants,
    listAccess: async (options) => (await connection.call("access.list", {}, options)).grants,
    revokeAccess: async (request = {}, options) => (await connection.call("access.revoke", request, options)).grants,
    findMailbox: async (query, options) => (await connection.call("mailbox.find", query, options)).mailbox,
    send: (letter, options) => connection.call("letter.send", sendParams(letter), unhurried(options)),
    status: (letterId, options) => connection.call("letter.status", { letterId }, options),
    open: (thread, options) => {
      const call = (slot: string | null) => connection.call("letter.open", { thread, slot }, unhurried(options));
      return inSlot(options?.in, call, ({ place }) => place === "frame").then(({ place }) => place);
    },
    compose: (letter, options) => {
      // One key for every try: the frame's name changes nothing of the letter.
      const params = composeParams(letter);
      const call = (slot: string | null) => connection.call("letter.compose", { ...params, slot }, writing(options));
      return inSlot(options?.in, call, () => false);
    },
    sign: async (request, options) =>
      (await connection.call("document.sign", signParams(request), unhurried(options))).signature,
    present: async (request, options) =>
      (await connection.call("identity.present", request, unhurried(options))).evidence,
    on: (event, listener, { signal } = {}) => {
      if (signal?.aborted) return () => {};
      const stop = listeners.add(event, listener as (data: FederpostEvents[typeof event]) => void);
      signal?.addEventListener("abort", stop, { once: true });
      void connection.keepOpen();
      return stop;
    },
    disconnect: () => connection.close(),
  };
}

/**
 * Connects to the person's mailbox. Resolves to `not_available` where the extension is not there, this page is not connected in
 * it, or nothing answers within `timeoutMs`. Reveals nothing about the person and asks nothing of them. Rejects only with the
 * reason of the signal.
 */
export async function connect(options: CallOptions = {}): Promise<Connected> {
  const { timeoutMs = 3000, signal } = options;
  const listeners = new Listeners();
  const connection = new Connection((event, data) => {
    listeners.tell(event, data);
    if (event === "disconnect" && listeners.any) void connection.keepOpen();
  });
  try {
    const greeting = await connection.open({ timeoutMs, signal });
    signal?.throwIfAborted();
    if (greeting !== null) return { kind: "connected", federpost: federpostOver(connection, listeners, greeting) };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof PortalError)) throw error;
  }
  connection.close();
  return { kind: "not_available" };
}
