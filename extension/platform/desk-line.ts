import type Browser from "webextension-polyfill";
import { extensionApi } from "./api.ts";
import { type Desk, localDesk } from "./desk.ts";
import { type DeskEvent, listenToBrowser, tend } from "./events.ts";
import { offscreenPage } from "./offscreen.ts";
import { senderOf } from "./ports.ts";
import { extensionUrl } from "./runtime.ts";

/** The way between the worker, which has the whole browser API, and the offscreen document, which has not. */
type Ask = { readonly method: keyof Desk | "ensureHost"; readonly params: never };

const isDeskMethod = (method: string): method is keyof Desk => Object.hasOwn(localDesk, method);

function parseAsk(message: unknown): Ask | null {
  if (typeof message !== "object" || message === null) return null;
  const { to, method, params } = message as Record<string, unknown>;
  if (to !== "worker" || typeof method !== "string") return null;
  if (method !== "ensureHost" && !isDeskMethod(method)) return null;
  return { method, params: params as never };
}

/**
 * Anybody of ours may have the host started, content scripts too. Everything else is the engine host's alone: a page
 * that took over its renderer must not reach the desk through a content script.
 */
function mayAsk(method: Ask["method"], sender: Browser.Runtime.MessageSender): boolean {
  const { ourExtension, url, tabId } = senderOf(sender);
  if (!ourExtension) return false;
  return method === "ensureHost" || (url === extensionUrl(offscreenPage) && tabId === null);
}

/** Answers the messages of the extension's other contexts. Call it synchronously when the worker starts. */
export function serveDesk(ensureHost: () => Promise<void>): void {
  const answer = async ({ method, params }: Ask): Promise<unknown> =>
    method === "ensureHost" ? await ensureHost() : await localDesk[method](params);
  extensionApi().runtime.onMessage.addListener(((
    message: unknown,
    sender: Browser.Runtime.MessageSender,
    respond: (answer: unknown) => void,
  ) => {
    const ask = parseAsk(message);
    if (ask === null || !mayAsk(ask.method, sender)) return undefined;
    answer(ask).then(
      (result) => respond({ kind: "done", result: result ?? null }),
      () => respond({ kind: "failed" }),
    );
    return true;
  }) as Parameters<Browser.Runtime.Static["onMessage"]["addListener"]>[0]);
}

async function askWorker(method: keyof Desk, params: unknown): Promise<unknown> {
  const answer: unknown = await extensionApi().runtime.sendMessage({ to: "worker", method, params });
  if (typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "done") {
    return "result" in answer ? answer.result : null;
  }
  throw new Error(`the browser refused ${method}`);
}

const remoteDesk = (): Desk =>
  Object.fromEntries(
    Object.keys(localDesk)
      .filter(isDeskMethod)
      .map((method) => [method, (params: unknown) => askWorker(method, params)]),
  ) as unknown as Desk;

/** Hands an event to the offscreen document. Nothing happens when it does not run. */
export async function tellHost(event: DeskEvent): Promise<void> {
  // Without a host the browser rejects: it reads the state of the world when it starts, so nothing is lost.
  await extensionApi()
    .runtime.sendMessage({ to: "host", event })
    .catch(() => {});
}

function onWorkerEvent(listener: (event: DeskEvent) => void): void {
  extensionApi().runtime.onMessage.addListener(((message: unknown, sender: Browser.Runtime.MessageSender) => {
    if (typeof message !== "object" || message === null) return;
    const { to, event } = message as { to?: unknown; event?: DeskEvent };
    const { ourExtension, tabId } = senderOf(sender);
    if (to === "host" && event !== undefined && ourExtension && tabId === null) listener(event);
  }) as Parameters<Browser.Runtime.Static["onMessage"]["addListener"]>[0]);
}

/** The desk and the browser's events, for the context the engine host runs in. */
export interface HostDesk {
  readonly desk: Desk;
  /** Must be called synchronously when the host starts: an event may be what started it. */
  readonly listen: (listener: (event: DeskEvent) => void) => void;
}

/** Firefox: the event page is worker and host in one, so it also answers those who want the host started. */
function listenAsEventPage(listener: (event: DeskEvent) => void): void {
  serveDesk(async () => {});
  listenToBrowser((event) => {
    void tend(event);
    listener(event);
  });
}

/** Finds out whether this context has the browser's API (Firefox's event page) or must ask the worker (Chromium). */
export function openHostDesk(): HostDesk {
  const hasAll = extensionApi().windows !== undefined;
  return hasAll ? { desk: localDesk, listen: listenAsEventPage } : { desk: remoteDesk(), listen: onWorkerEvent };
}
