import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { germanDay } from "../../../shared/base/index.ts";
import type { DraftView, ThreadSummary } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { partSize } from "../state/first-list.ts";
import { PartHeights, type Place, type Stretch, sizeOfPart } from "../state/part-heights.ts";
import type { Picked } from "../state/picked.ts";
import type { Route } from "../state/route.ts";
import { type ThreadPages, useSeenParts } from "../state/threads.ts";
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
  const [heights] = useState(() => new PartHeights());
  // One child of the list for each, in the same order.
  const shown = useRef<{ readonly stretches: readonly Stretch[]; readonly total: number }>({ stretches: [], total: 0 });
  // What has the focus stays drawn, wherever the person scrolls.
  const held = useRef<ReadonlyMap<number, readonly ThreadSummary[]>>(new Map());
  useSeenParts(() => placesIn(parts.current, shown.current, heights), pages.show);
  const newest = useRef(picked);
  newest.current = picked;
  const pick = useRef((thread: string) => newest.current.toggle(thread));
  const today = germanDay(Date.now()) ?? "";
  const state = pages.list.state;
  const listed = state.kind === "ready" ? state.value : null;
  useLayoutEffect(() => {
    const { stretches, total } = shown.current;
    for (const [at, child] of childrenOf(parts.current).entries()) {
      const stretch = stretches[at];
      if (stretch?.kind !== "part") continue;
      heights.note(stretch.part, child.getBoundingClientRect().height, sizeOfPart(stretch.part, total));
    }
  });
  if (listed === null || listed.total === 0) return null;
  const { total } = listed;
  const focused = partWith(document.activeElement, childrenOf(parts.current), shown.current.stretches);
  const kept = focused === null ? undefined : (listed.parts.get(focused) ?? held.current.get(focused));
  const drawn = new Map(listed.parts);
  if (focused !== null && kept !== undefined) drawn.set(focused, kept);
  held.current = drawn;
  const stretches = heights.stretches(drawn.keys(), total);
  shown.current = { stretches, total };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows lie in parts, which a ul may not hold
    <div ref={parts} role="list" aria-label={t("threads.title")} class="thread-parts">
      {stretches.map((stretch) =>
        stretch.kind === "gap" ? (
          <div key={`before ${stretch.to}`} role="none" style={{ height: `${stretch.height}px` }} />
        ) : (
          <div key={stretch.part} role="none">
            {drawn.get(stretch.part)?.map((summary, at) => (
              <SteadyRow
                key={summary.thread}
                summary={summary}
                today={today}
                chosen={route.kind === "thread" && summary.thread === route.thread}
                drafted={drafts.some((draft) => draft.thread === summary.thread)}
                picked={picked.has(summary.thread)}
                pick={pick.current}
                at={stretch.part * partSize + at + 1}
                of={total}
              />
            ))}
          </div>
        ),
      )}
    </div>
  );
}

const childrenOf = (list: Element | null): readonly Element[] => [...(list?.children ?? [])];

/** The part in which that element lies, if it is drawn. */
function partWith(element: Element | null, children: readonly Element[], stretches: readonly Stretch[]): number | null {
  const stretch = stretches[children.findIndex((child) => child.contains(element))];
  return stretch?.kind === "part" ? stretch.part : null;
}

/** Where each part lies; null for a list that is not shown: it has no place, and what is there stays. */
function placesIn(
  list: Element | null,
  { stretches, total }: { readonly stretches: readonly Stretch[]; readonly total: number },
  heights: PartHeights,
): readonly Place[] | null {
  const drawn = childrenOf(list).map((child) => child.getBoundingClientRect());
  return drawn.every(({ height }) => height === 0) ? null : heights.places(stretches, drawn, total);
}
