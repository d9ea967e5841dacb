import type { BenchLine } from "../../scripts/benches.ts";
import type { PanelMethod, PanelParams, PanelResults } from "../../shared/protocol/index.ts";
import type { Page } from "../journey/driver/index.ts";
import type { Scene } from "../journey/scene.ts";
import { openInbox, seeDelivery } from "../journey/steps/letters.ts";
import { distribution } from "./measure.ts";

/**
 * From a panel call that hands in a letter in one browser to the moment another browser's inbox shows that it is there, and
 * from there to its text. The next letter waits until the receipts of the last one are back.
 */

const letters = 20;
const threads = 5;

interface ExtensionGlobal {
  readonly chrome: {
    readonly runtime: {
      connect(about: { readonly name: string }): {
        postMessage(frame: object): void;
        disconnect(): void;
        readonly onMessage: { addListener(hear: (frame: Readonly<Record<string, unknown>>) => void): void };
      };
    };
  };
}

/** Asks the engine host as the page's own code does. */
const ask = <M extends PanelMethod>(page: Page, method: M, params: PanelParams<M>): Promise<PanelResults[M]> =>
  page.evaluate(
    (call: object) =>
      new Promise<never>((resolve, reject) => {
        const port = (globalThis as unknown as ExtensionGlobal).chrome.runtime.connect({ name: "panel" });
        port.onMessage.addListener((frame) => {
          if (frame.kind === "event") return;
          port.disconnect();
          if (frame.kind === "answer") resolve(frame.result as never);
          else reject(new Error(JSON.stringify(frame)));
        });
        port.postMessage(call);
      }),
    { kind: "call", id: crypto.randomUUID(), method, params },
  );

interface Sight {
  readonly selector: string;
  readonly text: string;
}

/** Resolves once the page shows such an element with that text in it. */
const sees = (page: Page, sight: Sight): Promise<void> =>
  page.evaluate(({ selector, text }: Sight) => {
    const isThere = () => [...document.querySelectorAll(selector)].some((each) => each.textContent?.includes(text));
    return new Promise<void>((resolve) => {
      if (isThere()) return resolve();
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
  }, sight);

interface Sending {
  readonly from: Page;
  readonly to: Page;
  readonly letter: { readonly to: string | null; readonly thread: string | null; readonly subject: string };
  /** Where the other page shows the letter's subject. */
  readonly selector: string;
}

const text = "Guten Tag,\n\nwann öffnet das Bauamt?\n\nMit freundlichen Grüßen";

/** Milliseconds from the call to what the other page shows, and from the click's call there to the letter's text. */
async function sendOne({ from, to, letter, selector }: Sending) {
  const shown = sees(to, { selector, text: letter.subject });
  const started = performance.now();
  const written = await ask(from, "letter.write", {
    ...letter,
    text,
    inReplyTo: null,
    showPerson: false,
    demands: null,
    format: null,
    data: null,
    acknowledgeBy: null,
    draftId: null,
  } as PanelParams<"letter.write">);
  await shown;
  const shownMs = performance.now() - started;
  const opening = performance.now();
  const { entries } = await ask(to, "letter.open", written as PanelParams<"letter.open">);
  const openedMs = performance.now() - opening;
  const last = entries.at(-1);
  if (last?.kind !== "letter" || last.text !== text) throw new Error("The letter's text is not there");
  return { thread: written.thread, shownMs, openedMs };
}

const theirs = '[data-testid="letter"].letter-theirs';
const row = '[data-testid="thread-row"]';

/** Letters from the citizen to the clerk, who looks at the inbox: first ones of new threads, then more in one of them. */
export async function* sendToReadable({ citizen, clerk }: Scene): AsyncGenerator<BenchLine> {
  const [from, to] = [await openInbox(citizen), await openInbox(clerk)];
  await to.see({ testId: "write" });
  const first: number[] = [];
  const next: number[] = [];
  const opened: number[] = [];
  let open = "";
  const settled = async (thread: string) => {
    await from.goTo(citizen.browser.extensionUrl(`inbox.html#/thread/${encodeURIComponent(thread)}`));
    await seeDelivery(from, "retrieved");
  };
  for (let i = 1; i <= threads; i++) {
    const letter = { to: clerk.userId, thread: null, subject: `First letter no. ${i}.` };
    const sent = await sendOne({ from, to, letter, selector: row });
    first.push(sent.shownMs);
    open = sent.thread;
    await settled(open);
  }
  yield* distribution("send-to-readable/new thread/chromium", first);
  await to.click({ testId: "thread-row", data: { thread: open } });
  await to.see({ testId: "letter" });
  for (let i = 1; i <= letters; i++) {
    const letter = { to: null, thread: open, subject: `Next letter no. ${i}.` };
    const sent = await sendOne({ from, to, letter, selector: theirs });
    next.push(sent.shownMs);
    opened.push(sent.openedMs);
    await settled(open);
  }
  yield* distribution("send-to-readable/open thread/chromium", next);
  yield* distribution("open-letter/chromium", opened);
  await from.close();
  await to.close();
}
