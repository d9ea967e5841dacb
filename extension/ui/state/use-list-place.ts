import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
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

/**
 * Another view starts at its top. In a narrow window list and letter take turns: whoever comes back to the list finds it where
 * they left it, with the focus on the thread that they come from.
 */
export function useListPlace(route: Route, { panes, detail }: Place): void {
  const isList = useRef(route.kind === "list");
  const tops = useRef<readonly number[]>([]);
  const last = useRef<string | null>(null);
  const shown = useRef<Route["kind"] | null>(null);
  // Known before the list is hidden, which scrolls it away.
  isList.current = route.kind === "list";
  useEffect(() => {
    const note = (): void => {
      if (isList.current && panes.current !== null)
        tops.current = scrolled(panes.current).map((each) => each.scrollTop);
    };
    addEventListener("scroll", note, { capture: true, passive: true });
    return () => removeEventListener("scroll", note, { capture: true });
  }, []);
  useLayoutEffect(() => {
    const isFirst = shown.current === null;
    shown.current = route.kind;
    const before = last.current;
    last.current = route.kind === "thread" ? route.thread : null;
    // A page that has just begun stands at its top, and asking would lay it out before the list is in it.
    if (isFirst) return;
    detail.current?.scrollTo(0, 0);
    for (const [at, each] of (panes.current === null ? [] : scrolled(panes.current)).entries())
      each.scrollTop = route.kind === "list" ? (tops.current[at] ?? 0) : 0;
    if (route.kind === "list" && before !== null) focusRow(panes.current, before);
  }, [formatRoute(route.kind === "thread" ? { kind: "thread", thread: route.thread } : route)]);
}

/** Only where nothing else has the focus: the link that led back is gone with its pane. */
function focusRow(panes: HTMLElement | null, thread: string): void {
  const rows = [...(panes?.querySelectorAll<HTMLElement>("a.row") ?? [])];
  const row = rows.find((each) => each.dataset.thread === thread);
  const { activeElement } = document;
  const isFree = activeElement === null || activeElement === document.body || !isVisible(activeElement);
  if (isFree) row?.focus({ preventScroll: true });
}

const isVisible = (element: Element): boolean => element.getClientRects().length > 0;
