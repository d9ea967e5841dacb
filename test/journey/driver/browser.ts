import type { BrowserName } from "../../../scripts/setup/index.ts";
import type { Around } from "./around.ts";
import type { Spot } from "./spot.ts";

/** How a browser is started. Everything it writes lies below `dir`, which the caller owns. */
export interface LaunchOptions {
  /** What is started in place of the browser itself, with the same arguments. */
  readonly executable?: string;
  readonly browser: BrowserName;
  /** A folder used before is started again with its profile: the browser restart of a person. */
  readonly dir: string;
  readonly language: "de" | "en";
  /** `shown` needs a display. */
  readonly window: "headless" | "shown";
  /** Another build than the test build of the product, such as one that attacks are tried on. */
  readonly extensionDir?: string;
  /** The id of the extension where an administrator's policy installs it: nothing is loaded from a folder then. */
  readonly installedByPolicy?: string;
  /** A proxy, as `host:port`, that everything goes through, also what stays on this machine. */
  readonly proxy?: string;
}

export interface JourneyBrowser {
  readonly name: BrowserName;
  readonly pid: number;
  /** Where a debugger connects: DevTools protocol for Chromium, WebDriver BiDi for Firefox. */
  readonly debuggingUrl: string;
  readonly profileDir: string;
  readonly extensionDir: string;
  readonly extensionId: string;
  readonly downloadsDir: string;
  /** Resolves when the browser is gone, whoever ended it. */
  readonly gone: Promise<void>;
  /** Address of a page of the extension, such as `inbox.html#/write`. */
  extensionUrl(path: string): string;
  open(url: string): Promise<Page>;
  /** Runs `work` in every page that is opened from now on, before the page's own scripts; Chromium alone. For looking, never for acting. */
  atStart(work: () => void): Promise<void>;
  /** The page whose address begins with `start`, as soon as there is one: a window or tab somebody else opens. */
  page(start: string): Promise<Page>;
  /** Addresses of all open pages. */
  urls(): Promise<readonly string[]>;
  /** Does `work` and returns the path of the file that was downloaded through it. */
  download(work: () => Promise<void>): Promise<string>;
  /** What the number on the toolbar button says. Asking wakes nothing of the extension. */
  badge(): Promise<string>;
  /** Ids of the notifications shown, each with its words where the browser gives them out (Firefox). */
  notices(): Promise<readonly Notice[]>;
  /** What lies around the pages: address bar, menus, keys. */
  readonly around: Around;
  /**
   * Kills the extension's background as the browser does when it is idle: `all` of it with the engine host, or the
   * `worker` alone. Firefox has one context for both.
   */
  killBackground(what: "all" | "worker"): Promise<void>;
  /** Closes the empty tab that the browser began with. */
  closeBlank(): Promise<void>;
  /** Lets go of every page without closing it: afterwards nobody debugs them. */
  letGo(): Promise<void>;
  /** Debugs the pages again after {@link letGo}. Chromium alone. */
  takeHold(): Promise<void>;
  close(): Promise<void>;
}

export interface Notice {
  readonly id: string;
  readonly words: string | null;
}

/** How fast a hand is, in milliseconds. */
export interface Hand {
  /** From being at the spot to pressing. */
  readonly aimMs: number;
  /** From pressing to letting go. */
  readonly holdMs: number;
}

export const noHand: Hand = { aimMs: 0, holdMs: 0 };

/** A tab or window. What is looked for is waited for; when it does not come, the error names it and a screenshot. */
export interface Page {
  url(): Promise<string>;
  goTo(url: string): Promise<void>;
  /** Goes back to where the page was before, as the browser's button does. */
  back(): Promise<void>;
  /** Waits until `spot` is there, visible and unambiguous. */
  see(spot: Spot): Promise<void>;
  /** Waits until nothing visible is at `spot`. */
  miss(spot: Spot): Promise<void>;
  /** How many visible elements are at `spot` right now. */
  count(spot: Spot): Promise<number>;
  /** The text a person reads at `spot`. */
  read(spot: Spot): Promise<string>;
  /** Clicks the middle of `spot` once it is enabled, as fast as no hand could, or as `hand` does. */
  click(spot: Spot, hand?: Hand): Promise<void>;
  /** Replaces what stands in a field by `text`. */
  fill(spot: Spot, text: string): Promise<void>;
  /** Presses one key (`Enter`, `Tab`, `Escape`, ...) where the focus is. */
  press(key: Key): Promise<void>;
  setFiles(spot: Spot, paths: readonly string[]): Promise<void>;
  resize(size: { readonly width: number; readonly height: number }): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** The documents in the page's frames, as HTML; those that the browser refused to load are left out. */
  framed(): Promise<readonly string[]>;
  /** Runs `work` in the page; argument and result travel as JSON. For looking behind the scenes, never for acting. */
  evaluate<A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
  /** Waits until the page is closed by somebody else. */
  closed(): Promise<void>;
  close(): Promise<void>;
}

export type Key = "F1" | "?" | "/" | "Enter" | "Tab" | "Escape" | "Space" | "ArrowDown" | "ArrowUp" | Letter;

/** Keys of the list of threads. */
type Letter = "e" | "h" | "j" | "k" | "l" | "p" | "t" | "u" | "x" | "z";

/** How long anything is waited for. Generous: two browsers and two homeservers may share two cores. */
export const patienceMs = 45_000;
