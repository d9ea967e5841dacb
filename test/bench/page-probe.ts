/**
 * Runs in a page that shows a list of threads and the letters of one, before the page's own scripts: notes when something
 * is not only there but painted. The mailbox and the plain page that it is compared with are looked at by the same eyes.
 */

/** What the whole way through the list was like. */
export interface Scrolled {
  /** Milliseconds from each frame to the next. */
  readonly frames: readonly number[];
  /** Frames in whose middle no row was drawn. */
  readonly blank: number;
  /** How far things jumped that nobody had moved, as the browser counts it (Layout Instability); null where it does not. */
  readonly shift: number | null;
}

export interface Probe {
  /** Milliseconds from the start of the navigation to the frame with the first rows. */
  readonly rows: Promise<number>;
  /** Milliseconds from the next click to the frame with the letters of that thread. */
  readonly letter: (thread: string) => Promise<number>;
  /** Scrolls from the top to the end, so many pixels in each frame. */
  readonly scroll: (pixels: number) => Promise<Scrolled>;
  /** What the last way was like, once it was gone to its end: a long one takes longer than a browser's driver waits. */
  scrolled: Scrolled | null;
  /** How far things jumped since the page began; null where the browser does not count. */
  readonly shift: () => number | null;
}

/** Where a page of the bench keeps it. */
export interface ProbedGlobal {
  probe: Probe;
}

export const row = '[data-testid="thread-row"]';

export const startProbe = (): void => {
  if (globalThis.top !== globalThis.self) return;
  const rowSelector = '[data-testid="thread-row"]';
  /** After the next frame: a task behind it runs when it was handed on. */
  const painted = (): Promise<number> =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(null);
      }),
    );
  const there = (selector: string): Promise<void> =>
    new Promise((resolve) => {
      const isThere = () => document.querySelector(selector) !== null;
      if (isThere()) return resolve();
      const observer = new MutationObserver(() => {
        if (!isThere()) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document, { subtree: true, childList: true });
    });
  let shift: number | null = PerformanceObserver.supportedEntryTypes.includes("layout-shift") ? 0 : null;
  if (shift !== null)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shift = (shift ?? 0) + (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  const scroll = async (pixels: number): Promise<Scrolled> => {
    const inside = document.querySelector(rowSelector);
    let pane: Element = document.scrollingElement ?? document.documentElement;
    for (let at = inside; at !== null; at = at.parentElement)
      if (at.scrollHeight > at.clientHeight + 1 && getComputedStyle(at).overflowY !== "visible") {
        pane = at;
        break;
      }
    const { left, width } = inside?.getBoundingClientRect() ?? { left: 0, width: 0 };
    const frames: number[] = [];
    let [blank, last] = [0, 0];
    const before = shift;
    pane.scrollTop = 0;
    await painted();
    for (;;) {
      const atMs = await new Promise<number>(requestAnimationFrame);
      if (last !== 0) frames.push(atMs - last);
      last = atMs;
      if (document.elementFromPoint(left + width / 2, innerHeight / 2)?.closest(rowSelector) == null) blank += 1;
      if (pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 1) break;
      pane.scrollTop += pixels;
    }
    await painted();
    probe.scrolled = { frames, blank, shift: shift === null || before === null ? null : shift - before };
    return probe.scrolled;
  };
  const letter = (thread: string): Promise<number> =>
    new Promise((resolve) => {
      const text = `[data-testid="thread"][data-thread="${CSS.escape(thread)}"] .letter-text`;
      const hear = ({ timeStamp }: Event) => {
        const shown = there(text).then(painted);
        void shown.then((atMs) => resolve(atMs - timeStamp));
      };
      addEventListener("click", hear, { capture: true, once: true });
    });
  const probe: Probe = { rows: there(rowSelector).then(painted), letter, scroll, scrolled: null, shift: () => shift };
  (globalThis as unknown as ProbedGlobal).probe = probe;
};
