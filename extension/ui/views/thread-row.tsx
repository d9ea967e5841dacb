import { Component, type JSX } from "preact";
import type { DraftView, OrderView, ThreadSummary } from "../../../shared/protocol/index.ts";
import { DayText } from "../parts/day-text.tsx";
import { PartyLine } from "../parts/party.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";
import { totalBytes } from "../state/files.ts";
import { formatRoute } from "../state/route.ts";

interface RowProps {
  readonly summary: ThreadSummary;
  readonly chosen: boolean;
  readonly drafted: boolean;
  /** Whether it is among those that something is done with. */
  readonly picked: boolean;
  readonly pick: (thread: string) => void;
  /** Its place among all threads of the list, from 1, of which only some are drawn. */
  readonly at: number;
  readonly of: number;
  /** The day (ISO 8601) by which days that are over, and times, are told. */
  readonly today: string;
}

/** How the person keeps a thread. */
function OrderBadges({ order }: { readonly order: OrderView }): JSX.Element {
  const { t } = useUi();
  const { snoozedUntilMs } = order;
  return (
    <>
      {order.taken !== null && (
        <span class="badge" data-testid="row-taken">
          {order.takenHere ? (
            t("taken.here")
          ) : (
            <>
              {t("taken.badge")} <SafeLine text={order.taken.by} />
            </>
          )}
        </span>
      )}
      {order.pinned && <span class="badge">{t("order.pinned")}</span>}
      {snoozedUntilMs !== null && snoozedUntilMs > Date.now() && (
        <span class="badge" data-testid="snoozed-until">
          {t("order.until")} <Time atMs={snoozedUntilMs} form="date" />
        </span>
      )}
      {order.labels.map((label) => (
        <span key={label} class="badge badge-label" data-testid="row-label">
          <SafeLine text={label} />
        </span>
      ))}
    </>
  );
}

/** The next day by which somebody has to acknowledge a letter; a day that is over stands out. */
function DeadlineBadge({ deadline, today }: Pick<RowProps, "today"> & Pick<ThreadSummary, "deadline">) {
  const { t } = useUi();
  if (deadline === null) return null;
  const { day, turn } = deadline;
  const isOver = day < today;
  return (
    <span class={isOver ? "badge badge-over" : "badge"} data-testid="row-deadline">
      {t(isOver ? `list.deadline.${turn}.over` : `list.deadline.${turn}`)} <DayText day={day} />
    </span>
  );
}

/** A thread in the list, with a box by which it is picked. */
function ThreadRow({ summary, chosen, drafted, picked, pick, at, of, today }: RowProps): JSX.Element {
  const { t } = useUi();
  const others = summary.parties.filter((party) => party.assurance !== "self");
  const { order } = summary;
  return (
    // biome-ignore lint/a11y/useSemanticElements: an li may stand in a list only, and rows lie in its parts
    <div role="listitem" class="row-place" aria-setsize={of} aria-posinset={at}>
      <input
        type="checkbox"
        class="row-pick"
        checked={picked}
        aria-label={t("order.choose", { subject: summary.subject || t("letter.no_subject") })}
        onChange={() => pick(summary.thread)}
        data-testid="pick"
      />
      <a
        class={summary.unread > 0 || order.marked ? "row row-unread" : "row"}
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
          {summary.unread === 0 && order.marked && <span class="count">{t("order.marked")}</span>}
        </span>
        <span class="row-order">
          <DeadlineBadge deadline={summary.deadline} today={today} />
          <OrderBadges order={order} />
        </span>
      </a>
    </div>
  );
}

/** A row that is drawn anew only when something in it changed: the list changes with every part that comes into sight. */
export class SteadyRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { props } = this;
    return (Object.keys(next) as (keyof RowProps)[]).some((name) => next[name] !== props[name]);
  }

  override render(props: RowProps): JSX.Element {
    return <ThreadRow {...props} />;
  }
}

/** A draft of a letter that opens a thread. */
export function DraftRow({ draft }: { readonly draft: DraftView }): JSX.Element {
  const { t, format } = useUi();
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
          <span class="row-preview">
            {draft.to ?? t("drafts.no_recipient")}
            {draft.files.length > 0 &&
              `, ${t("drafts.files", { count: draft.files.length })} (${format.size(totalBytes(draft.files))})`}
          </span>
          <span class="badge badge-draft">{t("threads.draft")}</span>
        </span>
      </a>
    </li>
  );
}
