import { announceEvent, requestEvent, wireVersion } from "../protocol/index.ts";

/** How long and on whose behalf to wait. */
export interface Waiting {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

function portOf(event: Event): MessagePort | null {
  const detail: unknown = event instanceof CustomEvent ? event.detail : null;
  if (typeof detail !== "object" || detail === null || !("version" in detail) || !("port" in detail)) return null;
  return detail.version === wireVersion && detail.port instanceof MessagePort ? detail.port : null;
}

/** Asks for a line. The extension, where it is ready, answers before dispatchEvent returns; null otherwise. */
function requestPort(): MessagePort | null {
  let port: MessagePort | null = null;
  const target = new EventTarget();
  target.addEventListener(announceEvent, (event) => {
    port ??= portOf(event);
  });
  window.dispatchEvent(new CustomEvent(requestEvent, { detail: Object.freeze({ target }) }));
  return port;
}

/** A port to the extension, as soon as it is ready. Null when that does not happen in time or the signal fires. */
export function findPort({ timeoutMs, signal }: Waiting): Promise<MessagePort | null> {
  if (typeof window === "undefined" || signal?.aborted) return Promise.resolve(null);
  const port = requestPort();
  if (port !== null) return Promise.resolve(port);
  return new Promise((resolve) => {
    const settle = (found: MessagePort | null) => {
      clearTimeout(timer);
      window.removeEventListener(announceEvent, onAnnounce);
      signal?.removeEventListener("abort", giveUp);
      resolve(found);
    };
    const onAnnounce = () => {
      const found = requestPort();
      if (found !== null) settle(found);
    };
    const giveUp = () => settle(null);
    const timer = setTimeout(giveUp, timeoutMs);
    window.addEventListener(announceEvent, onAnnounce);
    signal?.addEventListener("abort", giveUp, { once: true });
  });
}
