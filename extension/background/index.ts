import { type DeskEvent, ensureOffscreen, listenToBrowser, serveDesk, tellHost, tend } from "../platform/index.ts";

/**
 * background: the service worker of Chromium, a thin socket. It registers its listeners at once, starts the engine host
 * and lends it the browser's API. It may die after 30 seconds and holds nothing. Must never import courier, engine or vault.
 */

/** Starts the worker. Synchronous: the browser asks which events it wants before the first turn of the event loop ends. */
export function startWorker(): void {
  serveDesk(ensureOffscreen);
  listenToBrowser((event) => void pass(event));
}

async function pass(event: DeskEvent): Promise<void> {
  await tend(event);
  // A window that closed while no host runs asked for nothing.
  if (event.kind !== "windowClosed") await ensureOffscreen();
  await tellHost(event);
}
