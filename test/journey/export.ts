import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { wholeInbox } from "../../extension/ui/state/first-list.ts";
import type { PanelResults, ThreadView } from "../../shared/protocol/index.ts";
import type { Actor } from "./actor.ts";
import type { Page } from "./driver/index.ts";
import type { Scene } from "./scene.ts";

/** Writes every thread of both mailboxes as the engine host holds it: letters, their texts, receipts and states. */
export const exportLetters = async ({ citizen, clerk }: Scene, dir: string): Promise<void> => {
  await mkdir(dir, { recursive: true });
  for (const actor of [citizen, clerk]) {
    const threads = await readThreads(actor);
    await writeFile(join(dir, `${actor.role}.json`), `${JSON.stringify(threads, null, 2)}\n`);
  }
};

/** Every thread of a mailbox, asked of its engine host over the line that our own pages use. */
export const readThreads = async ({ browser }: Actor): Promise<readonly ThreadView[]> => {
  const page = await browser.open(browser.extensionUrl("options.html"));
  try {
    const listed = await ask<PanelResults["threads.list"]>(page, "threads.list", {
      ...{ limit: 200, from: 0 },
      ...{ filter: wholeInbox, sort: "newest" },
    });
    const views: ThreadView[] = [];
    for (const { thread } of listed.threads) views.push(await ask<ThreadView>(page, "thread.read", { thread }));
    return views;
  } finally {
    await page.close();
  }
};

interface Ask {
  readonly method: string;
  readonly params: object;
}

const ask = <T>(page: Page, method: string, params: object): Promise<T> =>
  page.evaluate<Ask, T>(callPanel, { method, params });

// Runs in a page of the extension: one call over a line of its own (docs/protocol.md, the frames of rpc).
const callPanel = <T>({ method, params }: Ask): Promise<T> => {
  interface Port {
    readonly postMessage: (frame: object) => void;
    readonly disconnect: () => void;
    readonly onMessage: { addListener(listener: (frame: Readonly<Record<string, unknown>>) => void): void };
    readonly onDisconnect: { addListener(listener: () => void): void };
  }
  const { chrome } = globalThis as unknown as { chrome: { runtime: { connect(about: object): Port } } };
  const id = crypto.randomUUID();
  const port = chrome.runtime.connect({ name: "panel" });
  return new Promise<T>((resolve, reject) => {
    port.onMessage.addListener((frame) => {
      if (frame.id !== id) return;
      port.disconnect();
      if (frame.kind === "answer") resolve(frame.result as T);
      else reject(new Error(`${method} was refused: ${JSON.stringify(frame.error)}`));
    });
    port.onDisconnect.addListener(() => reject(new Error("the engine host is gone")));
    port.postMessage({ kind: "call", id, method, params });
  });
};
