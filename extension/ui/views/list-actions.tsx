import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { labelLimits } from "../../../shared/mailbox/index.ts";
import type { ThreadSummary } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { useUi } from "../state/context.ts";
import { morningIn, morningOf, type OrderAct, type Ordering, offeredActs } from "../state/ordering.ts";

interface ListActionsProps {
  readonly chosen: readonly ThreadSummary[];
  readonly ordering: Ordering;
  readonly act: (act: OrderAct) => void;
  readonly chooseNone: () => void;
}

const isoDay = (atMs: number): string => {
  const day = new Date(atMs);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
};

function SnoozeForm({ act }: Pick<ListActionsProps, "act">): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const [day, setDay] = useState(() => isoDay(morningIn(1, Date.now())));
  const [wrong, setWrong] = useState(false);
  return (
    <form
      noValidate
      class={wrong ? "field field-wrong" : "field"}
      onSubmit={(event) => {
        event.preventDefault();
        const untilMs = morningOf(day, Date.now());
        setWrong(untilMs === null);
        if (untilMs !== null) act({ kind: "snooze", untilMs });
      }}
    >
      <label for={id}>{t("order.snooze")}</label>
      <div class="list-actions-line">
        <input
          id={id}
          type="date"
          value={day}
          min={isoDay(morningIn(1, Date.now()))}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onInput={({ currentTarget }) => setDay(currentTarget.value)}
          data-testid="snooze-day"
        />
        <button type="submit" class="button" data-testid="snooze">
          {t("order.snooze.action")}
        </button>
      </div>
      {wrong && (
        <p id={`${id}-wrong`} class="problem" role="alert">
          {t("order.snooze.wrong")}
        </p>
      )}
    </form>
  );
}

function LabelForm({ act }: Pick<ListActionsProps, "act">): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const [label, setLabel] = useState("");
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (label.trim() === "") return;
        act({ kind: "label", label });
        setLabel("");
      }}
    >
      <label for={id}>{t("order.label")}</label>
      <div class="list-actions-line">
        <input
          id={id}
          type="text"
          value={label}
          maxLength={labelLimits.length}
          autocomplete="off"
          onInput={({ currentTarget }) => setLabel(currentTarget.value)}
          data-testid="label-text"
        />
        <button type="submit" class="button" data-testid="label">
          {t("order.label.action")}
        </button>
      </div>
    </form>
  );
}

/** Takes labels away that any of the chosen threads has. */
function LabelsOn({ chosen, act }: Pick<ListActionsProps, "chosen" | "act">): JSX.Element {
  const { t } = useUi();
  const labels = [...new Set(chosen.flatMap(({ order }) => order.labels))];
  return (
    <>
      {labels.map((label) => (
        <button
          key={label}
          type="button"
          class="button"
          aria-label={t("order.label.remove", { label })}
          onClick={() => act({ kind: "unlabel", label })}
          data-testid="unlabel"
        >
          {label} <span aria-hidden="true">×</span>
        </button>
      ))}
    </>
  );
}

function ChosenLine({ chosen, chooseNone }: Pick<ListActionsProps, "chosen" | "chooseNone">): JSX.Element {
  const { t } = useUi();
  return (
    <div class="list-actions-line">
      <p role="status" data-testid="chosen-count" data-count={chosen.length}>
        {t("order.chosen", { count: chosen.length })}
      </p>
      <button type="button" class="button" onClick={chooseNone} data-testid="choose-none">
        {t("order.choose_none")}
      </button>
    </div>
  );
}

/** What can be done with chosen threads of the trash: back, or away for good once the person has read what that means. */
function TrashActions({ chosen, ordering, act, chooseNone }: ListActionsProps): JSX.Element {
  const { t } = useUi();
  const [asking, setAsking] = useState(false);
  const { busy } = ordering.action;
  return (
    <section class="list-actions" aria-label={t("order.actions")} data-testid="list-actions">
      <ChosenLine chosen={chosen} chooseNone={chooseNone} />
      {asking ? (
        <div role="alertdialog" aria-label={t("trash.erase.title")} data-testid="erase-question">
          <h3>{t("trash.erase.title")}</h3>
          <p>{t("trash.erase.here")}</p>
          <p>{t("trash.erase.elsewhere")}</p>
          <div class="buttons">
            <button
              type="button"
              class="button"
              ref={(button) => button?.focus()}
              onClick={() => setAsking(false)}
              data-testid="erase-keep"
            >
              {t("trash.erase.keep")}
            </button>
            <button
              type="button"
              class="button button-danger"
              disabled={busy}
              onClick={() => act({ kind: "erase" })}
              data-testid="erase-confirm"
            >
              {t("trash.erase.confirm", { count: chosen.length })}
            </button>
          </div>
        </div>
      ) : (
        <div class="buttons">
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() => act({ kind: "restore" })}
            data-testid="act-restore"
          >
            {t("order.act.restore")}
          </button>
          <button type="button" class="button" onClick={() => setAsking(true)} data-testid="act-erase">
            {t("order.act.erase")}
          </button>
        </div>
      )}
    </section>
  );
}

/** Threads that stay out of the trash, why, and what the person can do about it. */
export function StayedLine({ ordering }: Pick<ListActionsProps, "ordering">): JSX.Element | null {
  const { t } = useUi();
  const { stayed } = ordering;
  if (stayed.length === 0) return null;
  const unsent = stayed.filter(({ holds }) => holds.includes("unsent"));
  const due = stayed.filter(({ holds }) => !holds.includes("unsent"));
  return (
    <div class="list-done" role="alert" data-testid="stayed">
      {unsent.length > 0 && <p>{t("trash.held.unsent", { count: unsent.length })}</p>}
      {due.length > 0 && (
        <>
          <p>{t("trash.held.deadline", { count: due.length })}</p>
          <button
            type="button"
            class="button"
            disabled={ordering.action.busy}
            onClick={() =>
              void ordering.perform(
                { kind: "trash_despite" },
                due.map(({ summary }) => summary),
              )
            }
            data-testid="trash-despite"
          >
            {t("trash.held.despite")}
          </button>
        </>
      )}
    </div>
  );
}

/** What can be done with the chosen threads. */
export function ListActions({ chosen, ordering, act, chooseNone }: ListActionsProps): JSX.Element {
  const { t } = useUi();
  const sleeping = chosen.some(({ order }) => order.snoozedUntilMs !== null && order.snoozedUntilMs > Date.now());
  if (chosen.every(({ order }) => order.trashedAtMs !== null))
    return <TrashActions {...{ chosen, ordering, act, chooseNone }} />;
  const acts: readonly OrderAct[] = [
    ...offeredActs(chosen),
    ...(sleeping ? [{ kind: "wake" } as const] : []),
    { kind: "trash" },
  ];
  return (
    <section class="list-actions" aria-label={t("order.actions")} data-testid="list-actions">
      <ChosenLine chosen={chosen} chooseNone={chooseNone} />
      <div class="buttons">
        {acts.map((each) =>
          each.kind === "snooze" ||
          each.kind === "label" ||
          each.kind === "unlabel" ||
          each.kind === "trash_despite" ? null : (
            <button
              key={each.kind}
              type="button"
              class="button"
              disabled={ordering.action.busy}
              onClick={() => act(each)}
              data-testid={`act-${each.kind}`}
            >
              {t(`order.act.${each.kind}`)}
            </button>
          ),
        )}
        <LabelsOn chosen={chosen} act={act} />
      </div>
      <SnoozeForm act={act} />
      <LabelForm act={act} />
    </section>
  );
}

/** What was done last, with the way back. Stays until something else is done: nobody has to hurry. */
export function DoneLine({ ordering }: Pick<ListActionsProps, "ordering">): JSX.Element {
  const { t } = useUi();
  const { done } = ordering;
  return (
    <>
      <FailureNotice failure={ordering.action.failure} />
      <StayedLine ordering={ordering} />
      <div class="list-done" role="status" data-testid="done" data-act={done?.act}>
        {done !== null && (
          <>
            <p>{t(`order.done.${done.act}`, { count: done.count })}</p>
            {done.back.length > 0 && (
              <button
                type="button"
                class="button"
                aria-keyshortcuts="z"
                disabled={ordering.action.busy}
                onClick={() => void ordering.undo()}
                data-testid="undo"
              >
                {t("order.undo")}
              </button>
            )}
          </>
        )}
      </div>
    </>
  );
}
