import { FederpostError } from "../base/index.ts";

/**
 * Our own pages and the engine host have one origin but no port that carries a Blob, so they hand files over by
 * BroadcastChannel under a random transfer id. A Blob is a handle: its bytes stay where they are until somebody reads.
 * Only contexts of the extension's own origin and storage partition hear the channel; web pages never do.
 */
const channelName = "federpost:files";

type FileMessage =
  | { readonly kind: "want" | "got"; readonly transfer: string }
  | { readonly kind: "offer"; readonly transfer: string; readonly blob: Blob };

function parseFileMessage(value: unknown): FileMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, transfer, blob } = value as Record<string, unknown>;
  if (typeof transfer !== "string") return null;
  if (kind === "want" || kind === "got") return { kind, transfer };
  return kind === "offer" && blob instanceof Blob ? { kind, transfer, blob } : null;
}

const post = (channel: BroadcastChannel, message: FileMessage): void => channel.postMessage(message);

/** How long an offer stands when nobody takes it. */
const offerStandsMs = 15 * 60_000;

/**
 * Offers a Blob under a transfer id until it is taken once, the returned function is called, or 15 minutes pass.
 * The other side may start to wait before or after.
 */
export function offerFile(transfer: string, blob: Blob): () => void {
  const channel = new BroadcastChannel(channelName);
  const timer = setTimeout(withdraw, offerStandsMs);
  function withdraw(): void {
    clearTimeout(timer);
    channel.close();
  }
  channel.onmessage = ({ data }) => {
    const message = parseFileMessage(data);
    if (message?.transfer !== transfer) return;
    if (message.kind === "want") post(channel, { kind: "offer", transfer, blob });
    if (message.kind === "got") withdraw();
  };
  post(channel, { kind: "offer", transfer, blob });
  return withdraw;
}

/** How to wait for a file. */
export interface ReceiveOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The Blob offered under a transfer id. Throws `expired` when none comes in time, or the signal's reason. */
export function receiveFile(transfer: string, { timeoutMs, signal }: ReceiveOptions): Promise<Blob> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(channelName);
    const timer = setTimeout(() => fail(new FederpostError("expired", "the file did not arrive")), timeoutMs);
    const onAbort = () => fail(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    function tidy(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      channel.close();
    }
    function fail(reason: unknown): void {
      tidy();
      reject(reason);
    }
    channel.onmessage = ({ data }) => {
      const message = parseFileMessage(data);
      if (message?.kind !== "offer" || message.transfer !== transfer) return;
      post(channel, { kind: "got", transfer });
      tidy();
      resolve(message.blob);
    };
    post(channel, { kind: "want", transfer });
  });
}
