import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { ThreadFilter } from "../../../shared/protocol/index.ts";
import { useUi } from "./context.ts";
import { changes } from "./events.ts";
import { firstSpan, partSize, partsQuery, type Sort, type Span } from "./first-list.ts";
import { createKeptParts, type ThreadList } from "./kept-parts.ts";
import type { Place } from "./part-heights.ts";
import { type RemoteHandle, useRemote } from "./remote.ts";

// The contract's largest answer.
const mostParts = 200 / partSize;

/**
 * Which parts are in or near the part of the page that is seen: all that reach into it by more than `margin` pixels around
 * it. Parts lie one below the other.
 */
export function spanOf(
  parts: readonly Place[],
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
  /** Tells what is seen. */
  readonly show: (span: Span) => void;
}

/** Reads the parts of the list that are seen, and all of them again whenever something in the list may have changed. */
export function useThreadPages(filter: ThreadFilter, sort: Sort): ThreadPages {
  const { panel } = useUi();
  // Another filter is another list, which begins at its top.
  const key = `threads ${sort} ${JSON.stringify(filter)}`;
  const parts = useMemo(() => {
    const read = (wanted: Span, signal: AbortSignal) =>
      panel.call("threads.list", partsQuery(wanted, filter, sort), { signal });
    return createKeptParts(read, firstSpan(innerHeight));
  }, [panel, key]);
  const list = useRemote<ThreadList>({
    key,
    atOnce: true,
    load: parts.load,
    concerns: (event) => {
      const isAbout = changes("threads")(event) || event.kind === "thread";
      if (isAbout) parts.forget();
      return isAbout;
    },
  });
  return {
    list: {
      ...list,
      reload: () => {
        parts.forget();
        list.reload();
      },
    },
    // What is not seen any more goes when something else comes.
    show: (span) => void (parts.want(span) && list.reload()),
  };
}

/** Follows which parts are seen, whatever it is that scrolls. `placesOf` says where they lie; null while none is shown. */
export function useSeenParts(placesOf: () => readonly Place[] | null, show: (span: Span) => void): void {
  const newest = useRef({ placesOf, show });
  newest.current = { placesOf, show };
  const look = useRef((): void => {
    const places = newest.current.placesOf();
    if (places !== null) newest.current.show(spanOf(places, { height: innerHeight, margin: innerHeight }));
  });
  // After all that this commit does: a list that is shown again is scrolled to where it was left.
  useLayoutEffect(() => queueMicrotask(look.current));
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
