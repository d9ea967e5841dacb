import { appendFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A content script that was taken over with its renderer: it does what the page tells it, with all that a content script
 * has. Appended to the script of a build of the test's own.
 */
const taken = `;(() => {
  const { runtime, storage } = globalThis.browser ?? globalThis.chrome;
  const soon = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 2000, "no answer"))]);
  const acts = {
    connect: ({ name, frames }) => soon(new Promise((resolve) => {
      const port = runtime.connect({ name });
      port.onDisconnect.addListener(() => resolve("closed"));
      port.onMessage.addListener(resolve);
      for (const frame of frames) port.postMessage(frame);
    })),
    message: ({ message }) => soon(runtime.sendMessage(message).then((answer) => answer ?? "no answer", () => "refused")),
    read: ({ area }) => storage?.[area] === undefined ? "no storage" : storage[area].get(null).then((all) => all, () => "denied"),
    resource: ({ path }) => fetch(runtime.getURL(path)).then((answer) => answer.text(), () => "denied"),
    databases: () => indexedDB.databases().then((all) => all.map(({ name }) => name)),
  };
  document.addEventListener("backdoor", ({ detail }) => {
    const { id, act, about } = JSON.parse(detail);
    Promise.resolve().then(() => acts[act](about)).catch(() => "failed").then((answer) =>
      document.dispatchEvent(new CustomEvent("backdoor-" + id, { detail: JSON.stringify(answer ?? null) })));
  });
})();`;

export const takeOverContentScript = (folder: string): void =>
  appendFileSync(join(folder, "content-scripts", "portal.js"), taken);

export interface Order {
  readonly act: "connect" | "message" | "read" | "resource" | "databases";
  readonly about: object;
}

/** Runs in the page: gives the content script an order and waits for what came of it. */
export const orderContentScript = ({ act, about }: Order): Promise<unknown> =>
  new Promise((resolve) => {
    const id = crypto.randomUUID();
    const hear = (event: Event) => resolve(JSON.parse((event as CustomEvent<string>).detail));
    document.addEventListener(`backdoor-${id}`, hear, { once: true });
    document.dispatchEvent(new CustomEvent("backdoor", { detail: JSON.stringify({ id, act, about }) }));
  });
