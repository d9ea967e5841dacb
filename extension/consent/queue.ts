import { type Clock, FederpostError } from "../../shared/base/index.ts";
import type { ConsentView, PresentedWayParam } from "../../shared/protocol/index.ts";
import type { Asked, Outcome, Written } from "./requests.ts";

/** How the queue shows itself: the platform's desk. */
export interface ConsentWindows {
  readonly openWindow: (window: { page: string; width: number; height: number }) => Promise<number>;
  readonly focusWindow: (window: { windowId: number }) => Promise<boolean>;
  readonly closeWindow: (window: { windowId: number }) => Promise<void>;
}

interface Waiting extends Asked {
  readonly settle: (outcome: Outcome) => void;
  shownAtMs: number | null;
}

const mostPerOrigin = 3;
const mostAtAll = 20;
const waitsMs = 10 * 60_000;
/** Who writes a letter needs longer than who reads one. */
const writingMs = 120 * 60_000;
/** The person must have had time to see what they approve; the window itself waits as long. */
const seenAfterMs = 500;
const windowSize = { width: 520, height: 760 };

/**
 * The questions that wait, oldest first, in one window. A second question hides none: it waits its turn, and asking again
 * brings the window to the front.
 */
export class ConsentQueue {
  readonly #windows: ConsentWindows;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #waiting: Waiting[] = [];
  /** The question the window shows or is about to show. */
  #shown: string | null = null;
  #window: Promise<number> | null = null;

  constructor(windows: ConsentWindows, clock: Clock, changed: () => void) {
    this.#windows = windows;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Asks and waits. Throws `rate_limited` when too much waits already. The signal withdraws the question. */
  ask(asked: Asked, signal: AbortSignal): Promise<Outcome> {
    const { origin } = asked.asker;
    const ofOrigin = this.#waiting.filter(({ asker }) => asker.origin === origin).length;
    if (ofOrigin >= mostPerOrigin || this.#waiting.length >= mostAtAll) {
      return Promise.reject(new FederpostError("rate_limited", "too many questions wait already"));
    }
    return new Promise((resolve) => {
      const withdraw = () => this.#end(asked.request, { kind: "withdrawn" });
      const patienceMs = asked.question.kind === "compose" ? writingMs : waitsMs;
      const timer = setTimeout(() => this.#end(asked.request, { kind: "expired" }), patienceMs);
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", withdraw);
        resolve(outcome);
      };
      this.#waiting.push({ ...asked, settle, shownAtMs: null });
      signal.addEventListener("abort", withdraw, { once: true });
      if (signal.aborted) withdraw();
      else void this.#show();
      this.#changed();
    });
  }

  /** What the window shows for a request, or null when it is no longer asked. */
  read(request: string): ConsentView | null {
    const waiting = this.#waiting.find((one) => one.request === request);
    if (waiting === undefined) return null;
    waiting.shownAtMs ??= this.#clock.now();
    this.#shown = request;
    const { origin, topOrigin } = waiting.asker;
    const common = { request, digest: waiting.digest, origin, topOrigin, waiting: this.#waiting.length - 1 };
    return { ...common, ...waiting.question };
  }

  /**
   * Takes the person's decision and answers the next request for the same window, null when it may close. Throws
   * `invalid_params` when the decision is about something else than what is asked, `busy` when it came before anybody could
   * have read.
   */
  decide({ request, decision, digest, way }: Decision): string | null {
    const waiting = this.#asked(request, digest);
    if (decision === "decline") return this.#settleAndGoOn(request, { kind: "declined" });
    // Unlocking itself answers that question; a click cannot stand for it.
    if (waiting?.question.kind === "unlock") throw new FederpostError("locked", "the mailbox is to be unlocked");
    if (waiting?.question.kind === "compose") throw new FederpostError("invalid_params", "nothing was written");
    if (waiting !== undefined) this.#checkSeen(waiting);
    return this.#settleAndGoOn(request, { kind: "approved", written: null, way: way ?? null });
  }

  /** The same for a question to write, with what was written. */
  write({ request, digest }: Pick<Decision, "request" | "digest">, written: Written): string | null {
    const waiting = this.#asked(request, digest);
    if (waiting === undefined) throw new FederpostError("expired", "this is no longer asked");
    if (waiting.question.kind !== "compose") throw new FederpostError("invalid_params", "nothing was to be written");
    this.#checkSeen(waiting);
    return this.#settleAndGoOn(request, { kind: "approved", written, way: null });
  }

  #asked(request: string, digest: string): Waiting | undefined {
    const waiting = this.#waiting.find((one) => one.request === request);
    if (waiting !== undefined && waiting.digest !== digest) {
      throw new FederpostError("invalid_params", "the decision is about something else");
    }
    return waiting;
  }

  #settleAndGoOn(request: string, outcome: Outcome): string | null {
    this.#settle(request, outcome);
    const next = this.#waiting[0]?.request ?? null;
    this.#shown = next;
    if (next === null) this.#forgetWindow();
    return next;
  }

  /** The person closed a window. If it was ours, that refuses what it showed and whatever else its page asks. */
  windowClosed(windowId: number): void {
    void this.#window?.then((ours) => {
      if (ours !== windowId) return;
      this.#window = null;
      const shown = this.#waiting.find(({ request }) => request === this.#shown);
      this.#shown = null;
      const refused = this.#waiting.filter(({ asker }) => asker.origin === shown?.asker.origin);
      for (const one of refused) this.#settle(one.request, { kind: one === shown ? "declined" : "dismissed" });
      void this.#show();
    });
  }

  /** The mailbox is unlocked: whoever asked only for that goes on. */
  settleUnlocks(): void {
    for (const { request, question } of [...this.#waiting])
      if (question.kind === "unlock") this.#end(request, { kind: "approved", written: null, way: null });
  }

  #checkSeen({ shownAtMs }: Waiting): void {
    const now = this.#clock.now();
    if (shownAtMs === null || (now >= shownAtMs && now - shownAtMs < seenAfterMs)) {
      throw new FederpostError("busy", "approved before it could be read");
    }
  }

  /** Ends a question without the person. The window must not go on showing it. */
  #end(request: string, outcome: Outcome): void {
    const wasShown = this.#shown === request;
    this.#settle(request, outcome);
    if (!wasShown && this.#waiting.length > 0) return;
    void this.#closeWindow().then(() => this.#show());
  }

  #settle(request: string, outcome: Outcome): void {
    const at = this.#waiting.findIndex((one) => one.request === request);
    const [waiting] = at < 0 ? [] : this.#waiting.splice(at, 1);
    waiting?.settle(outcome);
    this.#changed();
  }

  async #show(): Promise<void> {
    const first = this.#waiting[0];
    if (first === undefined) return;
    const open = this.#window;
    if (open !== null) {
      const there = await open.then((windowId) => this.#windows.focusWindow({ windowId })).catch(() => false);
      if (there || this.#window !== open) return;
      this.#window = null;
    }
    this.#shown = first.request;
    const opening = this.#windows.openWindow({ page: `consent.html?request=${first.request}`, ...windowSize });
    this.#window = opening;
    opening.catch(() => {
      // Without a window nobody can say yes.
      if (this.#window === opening) this.#window = null;
      this.#settle(first.request, { kind: "declined" });
    });
  }

  async #closeWindow(): Promise<void> {
    const window = this.#window;
    this.#window = null;
    this.#shown = null;
    if (window === null) return;
    await window.then((windowId) => this.#windows.closeWindow({ windowId })).catch(() => {});
  }

  #forgetWindow(): void {
    // The page closes its window itself when there is nothing next; closing it from here as well covers a page that hangs.
    void this.#closeWindow();
  }
}

/** What the person decided, as the consent page reports it. */
export interface Decision {
  readonly request: string;
  readonly decision: "approve" | "decline";
  readonly digest: string;
  /** The way in that the person came with, checked already; for a signature by the identity key. */
  readonly way?: PresentedWayParam | null;
}
