import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { germanDay } from "../../../shared/base/index.ts";
import type { DraftView, ThreadSummary } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { partSize, usualRowHeight } from "../state/first-list.ts";
import type { Picked } from "../state/picked.ts";
import type { Route } from "../state/route.ts";
import { sizeOfPart, type ThreadPages, useSeenParts } from "../state/threads.ts";
import { SteadyRow } from "./thread-row.tsx";

interface ThreadPartsProps {
  readonly pages: ThreadPages;
  readonly route: Route;
  readonly drafts: readonly DraftView[];
  readonly picked: Picked;
}

/**
 * The list of threads, of which only the parts near what is seen are drawn: the others are as high as they were, or will be
 * about. Each row says its place among all of them (aria-posinset), since a screen reader counts only what is drawn.
 */
export function ThreadParts({ pages, route, drafts, picked }: ThreadPartsProps): JSX.Element | null {
  const { t } = useUi();
  const parts = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<number, number>());
  // What has the focus stays drawn, wherever the person scrolls.
  const held = useRef<ReadonlyMap<number, readonly ThreadSummary[]>>(new Map());
  useSeenParts(parts, pages.show);
  const newest = useRef(picked);
  newest.current = picked;
  const pick = useRef((thread: string) => newest.current.toggle(thread));
  const today = germanDay(Date.now()) ?? "";
  const state = pages.list.state;
  const listed = state.kind === "ready" ? state.value : null;
  useLayoutEffect(() => {
    for (const [at, part] of [...(parts.current?.children ?? [])].entries())
      if (part.childElementCount > 0) heights.current.set(at, part.getBoundingClientRect().height);
  });
  if (listed === null || listed.total === 0) return null;
  const { total } = listed;
  const focused = [...(parts.current?.children ?? [])].findIndex((part) => part.contains(document.activeElement));
  const kept = focused === -1 ? undefined : (listed.parts.get(focused) ?? held.current.get(focused));
  const drawn = new Map([...(kept === undefined ? [] : [[focused, kept] as const]), ...listed.parts]);
  held.current = drawn;
  const heightOf = (part: number): number =>
    heights.current.get(part) ?? rowHeightOf(heights.current, total) * sizeOfPart(part, total);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows lie in parts, which a ul may not hold
    <div ref={parts} role="list" aria-label={t("threads.title")} class="thread-parts">
      {Array.from({ length: Math.ceil(total / partSize) }, (_, part) => {
        const threads = drawn.get(part);
        return (
          <div key={part} role="none" style={threads === undefined ? { height: `${heightOf(part)}px` } : undefined}>
            {threads?.map((summary, at) => (
              <SteadyRow
                key={summary.thread}
                summary={summary}
                today={today}
                chosen={route.kind === "thread" && summary.thread === route.thread}
                drafted={drafts.some((draft) => draft.thread === summary.thread)}
                picked={picked.has(summary.thread)}
                pick={pick.current}
                at={part * partSize + at + 1}
                of={total}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}

/** How high a row is, by those that were drawn. */
function rowHeightOf(heights: ReadonlyMap<number, number>, total: number): number {
  let [height, rows] = [0, 0];
  for (const [part, each] of heights) {
    height += each;
    rows += sizeOfPart(part, total);
  }
  return rows === 0 ? usualRowHeight : height / rows;
}
