import { useLayoutEffect, useRef } from "preact/hooks";
import { formatRoute, type Route } from "./route.ts";

interface Place {
  readonly panes: { readonly current: HTMLElement | null };
  readonly detail: { readonly current: HTMLElement | null };
}

/** What is scrolled: the panes, or the whole page where the window is low. */
const scrolled = (panes: HTMLElement): readonly Element[] => [
  panes,
  ...(document.scrollingElement === null ? [] : [document.scrollingElement]),
];

/** Where the row of each thread that is drawn begins, in pixels from the window's top. */
const rowsIn = (panes: HTMLElement): ReadonlyMap<string, number> => {
  const rows = [...panes.querySelectorAll<HTMLElement>("a.row")];
  return new Map(rows.map((row) => [row.dataset.thread ?? "", row.getBoundingClientRect().top]));
};

/**
 * How far down the rows have gone that were seen in a window of that height: what lies above them may be higher now, since more
 * of it is known or letters have come. The first of them counts that is still followed by the same row: a thread that was read may
 * have its place elsewhere now.
 */
export function rowsMoved(
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  height: number,
): number {
  const [was, is] = [followers(before), followers(now)];
  for (const [thread, top] of before) {
    const at = now.get(thread);
    const isSeen = top >= 0 && top < height;
    if (isSeen && at !== undefined && was.get(thread) === is.get(thread)) return at - top;
  }
  return 0;
}

/** Which row comes after each. */
function followers(rows: ReadonlyMap<string, number>): ReadonlyMap<string, string | undefined> {
  const threads = [...rows.keys()];
  return new Map(threads.map((thread, at) => [thread, threads[at + 1]]));
}

interface Left {
  /** How far each of `scrolled` was scrolled. */
  readonly tops: readonly number[];
  readonly rows: ReadonlyMap<string, number>;
}

/**
 * Another view starts at its top. In a narrow window list and letter take turns: whoever comes back to the list finds it where
 * they left it, with the focus on the thread that they come from.
 */
export function useListPlace(route: Route, { panes, detail }: Place): void {
  const isList = route.kind === "list";
  const wasList = useRef(isList);
  const left = useRef<Left>({ tops: [], rows: new Map() });
  const last = useRef<string | null>(null);
  const shown = useRef<Route["kind"] | null>(null);
  // Looked at before the list is hidden, which scrolls it away.
  if (wasList.current && !isList && panes.current !== null) {
    const tops = scrolled(panes.current).map(({ scrollTop }) => scrollTop);
    // At its top, and beside the letter in a wide window, nothing has to be brought back.
    left.current = { tops, rows: tops.some((top) => top > 0) ? rowsIn(panes.current) : new Map() };
  }
  wasList.current = isList;
  useLayoutEffect(() => {
    const isFirst = shown.current === null;
    shown.current = route.kind;
    const before = last.current;
    last.current = route.kind === "thread" ? route.thread : null;
    // A page that has just begun stands at its top, and asking would lay it out before the list is in it.
    if (isFirst) return;
    detail.current?.scrollTo(0, 0);
    if (panes.current === null) return;
    for (const [at, each] of scrolled(panes.current).entries()) {
      const top = isList ? (left.current.tops[at] ?? 0) : 0;
      each.scrollTop = top;
      if (top > 0) each.scrollTop += rowsMoved(left.current.rows, rowsIn(panes.current), innerHeight);
    }
    if (isList && before !== null) focusRow(panes.current, before);
  }, [formatRoute(route.kind === "thread" ? { kind: "thread", thread: route.thread } : route)]);
}

/** Only where nothing else has the focus: the link that led back is gone with its pane. */
function focusRow(panes: HTMLElement, thread: string): void {
  const rows = [...panes.querySelectorAll<HTMLElement>("a.row")];
  const row = rows.find((each) => each.dataset.thread === thread);
  const { activeElement } = document;
  const isFree = activeElement === null || activeElement === document.body || !isVisible(activeElement);
  if (isFree) row?.focus({ preventScroll: true });
}

const isVisible = (element: Element): boolean => element.getClientRects().length > 0;
