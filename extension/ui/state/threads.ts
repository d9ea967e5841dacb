import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PanelResults, ThreadFilter, ThreadSummary } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

type Listed = PanelResults["threads.list"];

/** Threads of a part of the list. A part is drawn as a whole or not at all. */
export const partSize = 25;
// The contract's largest answer.
const mostParts = 8;

/** The first part that is wanted, and the first behind it that is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ThreadList extends Pick<Listed, "total" | "labels" | "wakesAtMs" | "apart"> {
  /** The threads that were read, by part. */
  readonly parts: ReadonlyMap<number, readonly ThreadSummary[]>;
}

/** Cuts what was read from the beginning of `from` on into its parts. */
export function partsOf(threads: readonly ThreadSummary[], from: number): Map<number, readonly ThreadSummary[]> {
  const parts = new Map<number, readonly ThreadSummary[]>();
  for (let at = 0; at < threads.length; at += partSize)
    parts.set(from + at / partSize, threads.slice(at, at + partSize));
  return parts;
}

/** How many threads a part has. */
export const sizeOfPart = (part: number, total: number): number =>
  Math.max(0, Math.min(partSize, total - part * partSize));

/**
 * Which parts are in or near the part of the page that is seen: all that reach into it by more than `margin` pixels around
 * it. Parts lie one below the other.
 */
export function spanOf(
  parts: readonly { readonly top: number; readonly bottom: number }[],
  { height, margin }: { readonly height: number; readonly margin: number },
): Span {
  const first = parts.findIndex(({ bottom }) => bottom > -margin);
  if (first === -1) return { from: 0, to: 1 };
  const behind = parts.findIndex(({ top }) => top >= height + margin);
  const to = Math.max(first + 1, behind === -1 ? parts.length : behind);
  return { from: first, to: Math.min(to, first + mostParts) };
}

export interface ThreadPages {
  readonly list: RemoteHandle<ThreadList>;
  readonly span: Span;
  readonly show: (span: Span) => void;
}

/** Reads the parts of the list that are seen, and again whenever something in the list may have changed. */
export function useThreadPages(filter: ThreadFilter, sort: "newest" | "unread_first"): ThreadPages {
  const { panel } = useUi();
  const key = `threads ${sort} ${JSON.stringify(filter)}`;
  const [seen, setSeen] = useState<{ readonly key: string; readonly span: Span }>({ key, span: { from: 0, to: 2 } });
  // Another filter is another list, which begins at its top.
  const span = seen.key === key ? seen.span : { from: 0, to: 2 };
  const newest = useRef(span);
  newest.current = span;
  const list = useRemote<ThreadList>({
    key,
    load: async (signal) => {
      const { from, to } = newest.current;
      const about = { from: from * partSize, limit: (to - from) * partSize, filter, sort };
      const { threads, ...rest } = await panel.call("threads.list", about, { signal });
      return { ...rest, parts: partsOf(threads, from) };
    },
    concerns: (event) => changes("threads")(event) || event.kind === "thread",
  });
  return {
    list,
    span,
    show: ({ from, to }) => {
      if (from === span.from && to === span.to) return;
      setSeen({ key, span: { from, to } });
      newest.current = { from, to };
      list.reload();
    },
  };
}

/** Follows which parts are seen, whatever it is that scrolls. `parts` holds one element for each. */
export function useSeenParts(parts: { readonly current: HTMLElement | null }, show: (span: Span) => void): void {
  const newest = useRef(show);
  newest.current = show;
  const look = useRef((): void => {
    if (parts.current === null) return;
    const places = [...parts.current.children].map((part) => part.getBoundingClientRect());
    // A list that is not shown has no place: what is there stays.
    if (places.every(({ height }) => height === 0)) return;
    newest.current(spanOf(places, { height: innerHeight, margin: innerHeight }));
  });
  useLayoutEffect(() => look.current());
  useLayoutEffect(() => {
    let asked = 0;
    const later = (): void => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => look.current());
    };
    const quietly = { capture: true, passive: true } as const;
    addEventListener("scroll", later, quietly);
    addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(asked);
      removeEventListener("scroll", later, quietly);
      removeEventListener("resize", later);
    };
  }, []);
}
