import { ChromiumPage, type Page } from "./driver/index.ts";

/** Looks for what moves by itself, before anybody pressed anything, on every page of ours that a journey takes a picture of. */
export interface StillLook {
  readonly look: (page: Page, name: string) => Promise<void>;
  /** A line for each move: page, how much of the window moved how far (https://wicg.github.io/layout-instability/), what. */
  readonly moved: ReadonlySet<string>;
}

// One line of text in a window: less than this nobody misses a button for.
const tolerated = 0.01;

interface Shift extends PerformanceEntry {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
}

// Runs in the page.
const shiftsBeforeInput = async (most: number): Promise<readonly string[]> => {
  const entriesOf = (type: string): Promise<PerformanceEntryList> =>
    new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
      // Where there is none, nothing is called.
      setTimeout(() => resolve([]), 100);
    });
  const [shifts, inputs] = await Promise.all([entriesOf("layout-shift"), entriesOf("first-input")]);
  const first = inputs[0]?.startTime ?? Number.POSITIVE_INFINITY;
  const nameOf = (node: Node | null): string => {
    const element = node instanceof HTMLElement ? node : node?.parentElement;
    return element === null || element === undefined
      ? "what is gone"
      : `${element.tagName.toLowerCase()}.${element.className} ${element.dataset.testid ?? ""}`.trim();
  };
  return (shifts as unknown as readonly Shift[])
    .filter(({ startTime, value }) => startTime < first && value > most)
    .map(({ value, sources }) => `${value.toFixed(3)} ${sources.map(({ node }) => nameOf(node)).join(" | ")}`);
};

export function createStillLook(): StillLook {
  const moved = new Set<string>();
  return {
    moved,
    look: async (page, name) => {
      if (!(page instanceof ChromiumPage) || !(await page.url()).startsWith("chrome-extension:")) return;
      for (const shift of await page.evaluate(shiftsBeforeInput, tolerated)) moved.add(`${name}: ${shift}`);
    },
  };
}
