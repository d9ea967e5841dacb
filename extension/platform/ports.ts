import type Browser from "webextension-polyfill";
import { extensionApi } from "./api.ts";

/** Who opened a port, as the browser says. Null where it does not say. */
export interface PortSender {
  readonly ourExtension: boolean;
  readonly origin: string | null;
  readonly url: string | null;
  readonly documentId: string | null;
  /** Chromium: "active", "prerender", "cached" or "pending_deletion". */
  readonly lifecycle: string | null;
  readonly tabId: number | null;
  readonly frameId: number | null;
  /** Address of the tab's top page, where we may see it. */
  readonly tabUrl: string | null;
}

/** A runtime port. */
export interface PlatformPort {
  readonly name: string;
  readonly sender: PortSender;
  readonly postMessage: (message: unknown) => void;
  readonly disconnect: () => void;
  readonly onMessage: { readonly addListener: (listener: (message: unknown) => void) => void };
  readonly onDisconnect: { readonly addListener: (listener: () => void) => void };
}

/** Chromium tells more of a sender than the typings know. */
type Sender = Browser.Runtime.MessageSender & { readonly origin?: string; readonly documentLifecycle?: string };

export function senderOf(sender: Sender | undefined): PortSender {
  return {
    ourExtension: sender?.id === extensionApi().runtime.id,
    origin: sender?.origin ?? null,
    url: sender?.url ?? null,
    documentId: sender?.documentId ?? null,
    lifecycle: sender?.documentLifecycle ?? null,
    tabId: sender?.tab?.id ?? null,
    frameId: sender?.frameId ?? null,
    tabUrl: sender?.tab?.url ?? null,
  };
}

/** Why a port has just gone, as Chromium says it. Where nobody asks, it is reported as an error in the page's console. */
const noticeReason = (): string =>
  (extensionApi().runtime as { lastError?: { readonly message?: string } } | undefined)?.lastError?.message ?? "";

const platformPort = (port: Browser.Runtime.Port): PlatformPort => ({
  name: port.name,
  sender: senderOf(port.sender as Sender | undefined),
  postMessage: (message) => port.postMessage(message),
  disconnect: () => port.disconnect(),
  onMessage: { addListener: (listener) => port.onMessage.addListener((message) => listener(message)) },
  onDisconnect: {
    addListener: (listener) =>
      port.onDisconnect.addListener(() => {
        noticeReason();
        listener();
      }),
  },
});

/**
 * Hears every port that a page or content script opens. Only the engine host calls it: in Chromium each context with a
 * listener gets every port, so a second listener would leave it to chance who answers.
 */
export const onPort = (listener: (port: PlatformPort) => void): void =>
  extensionApi().runtime.onConnect.addListener((port) => listener(platformPort(port as Browser.Runtime.Port)));

/** Asks for the engine host to be running. Throws where nobody is there to start it. */
async function ensureHost(): Promise<void> {
  const answer: unknown = await extensionApi().runtime.sendMessage({ to: "worker", method: "ensureHost", params: {} });
  if (typeof answer !== "object" || answer === null || !("kind" in answer) || answer.kind !== "done") {
    throw new Error("the engine host did not start");
  }
}

type Listener<T> = (value: T) => void;

/** Whether a port that has just gone never reached anybody: so Chromium says it, and Firefox wakes the host by the port itself. */
const reachedNobody = (): boolean => /receiving end does not exist/i.test(noticeReason());

class EarlyPort implements PlatformPort {
  readonly name: string;
  readonly sender = senderOf(undefined);
  readonly #messages = new Set<Listener<unknown>>();
  readonly #ends = new Set<Listener<void>>();
  /** What a host that was not there has to be told again. Null once one was there. */
  #unheard: unknown[] | null = [];
  #port: Browser.Runtime.Port | null = null;
  #over = false;

  constructor(name: string) {
    this.name = name;
    this.#open(() => {
      const nobody = reachedNobody();
      if (nobody && this.#unheard !== null && !this.#over) void this.#openAgain();
      else this.#end();
    });
  }

  readonly onMessage = { addListener: (listener: Listener<unknown>) => void this.#messages.add(listener) };
  readonly onDisconnect = { addListener: (listener: Listener<void>) => void this.#ends.add(listener) };

  postMessage(message: unknown): void {
    this.#unheard?.push(message);
    this.#port?.postMessage(message);
  }

  disconnect(): void {
    this.#over = true;
    this.#port?.disconnect();
  }

  #open(gone: () => void): Browser.Runtime.Port {
    const port = extensionApi().runtime.connect({ name: this.name });
    this.#port = port;
    port.onMessage.addListener((message) => {
      this.#unheard = null;
      for (const listener of this.#messages) listener(message);
    });
    port.onDisconnect.addListener(gone);
    return port;
  }

  async #openAgain(): Promise<void> {
    this.#port = null;
    try {
      await ensureHost();
      if (this.#over) return;
      const port = this.#open(() => {
        noticeReason();
        this.#end();
      });
      for (const message of this.#unheard ?? []) port.postMessage(message);
      this.#unheard = null;
    } catch {
      this.#end();
    }
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const listener of this.#ends) listener();
  }
}

/**
 * A port to the engine host that is there at once: mostly the host runs, and asking for that first would cost a page a way through the
 * browser. Where nobody hears the port, the host is started, and all that was sent so far is sent to it. Throws where the extension is
 * gone.
 */
export const openEarlyPort = (name: "panel"): PlatformPort => new EarlyPort(name);

/** Wakes the engine host and opens a port to it. Throws where the extension is gone or the host does not start. */
export async function openHostPort(name: "portal" | "sealed"): Promise<PlatformPort> {
  await ensureHost();
  return platformPort(extensionApi().runtime.connect({ name }));
}
