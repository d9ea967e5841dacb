import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { trashDays } from "../../../shared/mailbox/index.ts";
import type { DraftView, ThreadFilter, ThreadSummary } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { sortIn, wholeInbox } from "../state/first-list.ts";
import { useListKeys } from "../state/list-keys.ts";
import { type OrderAct, type Ordering, useOrdering } from "../state/ordering.ts";
import { usePicked } from "../state/picked.ts";
import { useRemote } from "../state/remote.ts";
import type { Route } from "../state/route.ts";
import { walkRows } from "../state/rows.ts";
import { type ThreadPages, useThreadPages } from "../state/threads.ts";
import { ApartHint } from "./kept-apart.tsx";
import { DoneLine, ListActions } from "./list-actions.tsx";
import { ListFilter } from "./list-filter.tsx";
import { ThreadParts } from "./thread-parts.tsx";
import { DraftRow } from "./thread-row.tsx";

function Empty({ whole }: { readonly whole: boolean }): JSX.Element {
  const { t } = useUi();
  return (
    <div class="empty" data-testid="empty">
      <p>{t(whole ? "threads.empty" : "order.empty")}</p>
      <p class="hint">{t(whole ? "threads.empty_hint" : "order.empty_hint")}</p>
    </div>
  );
}

interface RowsProps {
  readonly pages: ThreadPages;
  readonly total: number;
  readonly threads: readonly ThreadSummary[];
  readonly drafts: readonly DraftView[];
  readonly route: Route;
  readonly ordering: Ordering;
  readonly whole: boolean;
}

/** The rows, what is done with those that are picked, and the keys for it. */
function Rows({ pages, total, threads, drafts, route, ordering, whole }: RowsProps): JSX.Element {
  const rows = useRef<HTMLDivElement>(null);
  const actions = useRef<HTMLDivElement>(null);
  const picked = usePicked(threads);
  const [wish, setWish] = useState<{ readonly field: "snooze" | "label" } | null>(null);
  const keepFocus = useKeptFocus(rows);
  const act = (what: OrderAct, meant: readonly ThreadSummary[]): void => {
    keepFocus(meant);
    void ordering.perform(what, meant).then(picked.clear);
  };
  const open = route.kind === "thread" ? threads.find(({ thread }) => thread === route.thread) : undefined;
  // Who goes to a marked thread has read it; a mark that is set while it is shown stays.
  useEffect(() => {
    if (open?.order.marked) void ordering.read(open);
  }, [open?.thread]);
  useListKeys({ list: rows, threads, picked, ordering, act, toField: (field) => setWish({ field }) });
  useEffect(() => {
    const field = wish?.field === "snooze" ? "snooze-day" : "label-text";
    if (wish !== null) actions.current?.querySelector<HTMLElement>(`[data-testid=${field}]`)?.focus();
  }, [wish]);
  const newDrafts = whole ? drafts.filter(({ thread }) => thread === null) : [];
  return (
    <>
      {total === 0 && newDrafts.length === 0 && <Empty whole={whole} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys walk through the links in it */}
      <div ref={rows} class="rows" onKeyDown={walkRows}>
        {newDrafts.length > 0 && (
          <ul>
            {newDrafts.map((draft) => (
              <DraftRow key={draft.draftId} draft={draft} />
            ))}
          </ul>
        )}
        <ThreadParts pages={pages} route={route} drafts={drafts} picked={picked} />
      </div>
      <div ref={actions}>
        {picked.threads.length > 0 && (
          <ListActions
            chosen={picked.threads}
            ordering={ordering}
            act={(what) => act(what, picked.threads)}
            chooseNone={picked.clear}
          />
        )}
      </div>
    </>
  );
}

/** Keeps the focus in the list when what had it goes: the row in the place of the first thread that was meant gets it. */
function useKeptFocus(rows: { readonly current: HTMLElement | null }) {
  const at = useRef<number | null>(null);
  const all = () => [...(rows.current?.querySelectorAll<HTMLElement>("a.row") ?? [])];
  useEffect(() => {
    if (at.current === null || document.activeElement !== document.body) return;
    all()[Math.min(at.current, all().length - 1)]?.focus();
  });
  useEffect(() => {
    // Who points somewhere else has gone there.
    const leave = (): void => {
      at.current = null;
    };
    addEventListener("pointerdown", leave);
    return () => removeEventListener("pointerdown", leave);
  }, []);
  return (meant: readonly ThreadSummary[]): void => {
    at.current = all().findIndex((row) => meant.some(({ thread }) => thread === row.dataset.thread));
  };
}

interface ThreadListProps {
  readonly route: Route;
  readonly place: Place;
  /** Called when the list is there and the browser has nothing else to do. */
  readonly shown: () => void;
}

const draftsLaterMs = 150;
// The longest that a browser's timer waits; then it looks again.
const longestWaitMs = 2 ** 31 - 1;

/** Drafts of new letters, then the threads: pinned ones before the newest, in the popup unread ones before all. */
export function ThreadList({ route, place, shown }: ThreadListProps): JSX.Element {
  const { panel, t } = useUi();
  const [filter, setFilter] = useState<ThreadFilter>(wholeInbox);
  const ordering = useOrdering();
  // Threads that were put off and have come back while the list is open.
  const [woken, setWoken] = useState(false);
  const pages = useThreadPages(filter, sortIn(place));
  const { list } = pages;
  const drafts = useRemote({
    key: "drafts",
    atOnce: true,
    load: (signal) => panel.call("drafts.list", {}, { signal }),
    concerns: changes("drafts", "threads"),
  });
  // A draft written in the other pane stands in the list when the person comes back to it.
  const shownAt = useRef(route);
  useEffect(() => {
    if (shownAt.current === route) return;
    shownAt.current = route;
    // What the person went to comes first.
    const timer = setTimeout(drafts.reload, draftsLaterMs);
    return () => clearTimeout(timer);
  }, [route]);
  useEffect(() => {
    if (list.state.kind === "ready") requestIdleCallback(shown);
  }, [list.state.kind]);
  const apart = list.state.kind === "ready" ? list.state.value.apart : 0;
  const wakesAtMs = list.state.kind === "ready" ? list.state.value.wakesAtMs : null;
  useEffect(() => {
    if (wakesAtMs === null) return;
    const wake = () => {
      if (wakesAtMs <= Date.now()) setWoken(true);
      list.reload();
    };
    const timer = setTimeout(wake, Math.min(Math.max(wakesAtMs - Date.now(), 0) + 1, longestWaitMs));
    return () => clearTimeout(timer);
  }, [list.state]);
  return (
    <>
      <h2 class="list-title">{t("threads.title")}</h2>
      <ListFilter
        filter={filter}
        labels={list.state.kind === "ready" ? list.state.value.labels : []}
        apart={apart}
        choose={setFilter}
      />
      {filter.folder !== "apart" && <ApartHint count={apart} show={() => setFilter({ ...filter, folder: "apart" })} />}
      <DoneLine ordering={ordering} />
      <p role="status" class="list-woken" data-testid="woken">
        {woken && t("filter.woken")}
      </p>
      {filter.folder === "trash" && (
        <p class="hint" data-testid="trash-hint">
          {t("trash.hint", { count: trashDays })}
        </p>
      )}
      <RemoteView of={list}>
        {({ parts, total }) => (
          <Rows
            key={JSON.stringify(filter)}
            pages={pages}
            total={total}
            threads={[...parts.values()].flat()}
            drafts={drafts.state.kind === "ready" ? drafts.state.value.drafts : []}
            route={route}
            ordering={ordering}
            whole={JSON.stringify(filter) === JSON.stringify(wholeInbox)}
          />
        )}
      </RemoteView>
    </>
  );
}
