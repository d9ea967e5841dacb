import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { DraftView, ThreadSummary } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { PartyLine } from "../parts/party.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { formatRoute, type Route } from "../state/route.ts";
import { walkRows } from "../state/rows.ts";
import { readThreads, unreadFirst } from "../state/threads.ts";

const step = 50;

interface RowProps {
  readonly summary: ThreadSummary;
  readonly chosen: boolean;
  readonly drafted: boolean;
}

function ThreadRow({ summary, chosen, drafted }: RowProps): JSX.Element {
  const { t } = useUi();
  const others = summary.parties.filter((party) => party.assurance !== "self");
  return (
    <li>
      <a
        class={summary.unread > 0 ? "row row-unread" : "row"}
        href={formatRoute({ kind: "thread", thread: summary.thread })}
        aria-current={chosen ? "true" : undefined}
        data-testid="thread-row"
        data-thread={summary.thread}
      >
        <span class="row-head">
          <span class="row-subject">
            {summary.subject === "" ? t("letter.no_subject") : <SafeLine text={summary.subject} />}
          </span>
          <Time atMs={summary.lastAtMs} form="short" />
        </span>
        <span class="row-parties">
          {others.slice(0, 2).map((party) => (
            <PartyLine key={party.userId} party={party} />
          ))}
          {others.length > 2 && <span>{t("threads.more_parties", { count: others.length - 2 })}</span>}
        </span>
        <span class="row-foot">
          <span class="row-preview">
            <SafeLine text={summary.preview} />
          </span>
          {drafted && <span class="badge badge-draft">{t("threads.draft")}</span>}
          {summary.state !== "open" && <span class="badge">{t(`threads.state.${summary.state}`)}</span>}
          {summary.unread > 0 && <span class="count">{t("threads.unread", { count: summary.unread })}</span>}
        </span>
      </a>
    </li>
  );
}

function DraftRow({ draft }: { readonly draft: DraftView }): JSX.Element {
  const { t } = useUi();
  return (
    <li>
      <a class="row row-draft" href={formatRoute({ kind: "write", draftId: draft.draftId })} data-testid="draft-row">
        <span class="row-head">
          <span class="row-subject">
            {draft.subject === "" ? t("letter.no_subject") : <SafeLine text={draft.subject} />}
          </span>
          <Time atMs={draft.savedAtMs} form="short" />
        </span>
        <span class="row-foot">
          <span class="row-preview">{draft.to ?? t("drafts.no_recipient")}</span>
          <span class="badge badge-draft">{t("threads.draft")}</span>
        </span>
      </a>
    </li>
  );
}

function Empty(): JSX.Element {
  const { t } = useUi();
  return (
    <div class="empty" data-testid="empty">
      <p>{t("threads.empty")}</p>
      <p class="hint">{t("threads.empty_hint")}</p>
    </div>
  );
}

interface ThreadListProps {
  readonly route: Route;
  readonly place: Place;
}

/** Drafts of new letters, then the threads: newest first, in the popup unread ones before all. */
export function ThreadList({ route, place }: ThreadListProps): JSX.Element {
  const { panel, t } = useUi();
  const [wanted, setWanted] = useState(step);
  const list = useRemote({
    key: "threads",
    load: (signal) => readThreads((page) => panel.call("threads.list", page, { signal }), wanted),
    concerns: (event) => changes("threads")(event) || event.kind === "thread",
  });
  const drafts = useRemote({
    key: "drafts",
    load: (signal) => panel.call("drafts.list", {}, { signal }),
    concerns: changes("drafts", "threads"),
  });
  // A draft written in the other pane stands in the list when the person comes back to it.
  useEffect(() => drafts.reload(), [route]);
  const known = drafts.state.kind === "ready" ? drafts.state.value.drafts : [];
  const letters = known.filter((draft) => draft.thread === null);
  useEffect(() => {
    if (wanted > step) list.reload();
  }, [wanted]);
  return (
    <>
      <h2 class="list-title">{t("threads.title")}</h2>
      <RemoteView of={list}>
        {({ threads, more: hasMore }) => (
          <>
            {threads.length === 0 && letters.length === 0 && <Empty />}
            <ul class="rows" onKeyDown={walkRows}>
              {letters.map((draft) => (
                <DraftRow key={draft.draftId} draft={draft} />
              ))}
              {(place === "popup" ? unreadFirst(threads) : threads).map((summary) => (
                <ThreadRow
                  key={summary.thread}
                  summary={summary}
                  chosen={route.kind === "thread" && summary.thread === route.thread}
                  drafted={known.some((draft) => draft.thread === summary.thread)}
                />
              ))}
            </ul>
            {hasMore && (
              <button
                type="button"
                class="button button-wide"
                data-testid="more-threads"
                onClick={() => setWanted(wanted + step)}
              >
                {t("threads.more")}
              </button>
            )}
          </>
        )}
      </RemoteView>
    </>
  );
}
