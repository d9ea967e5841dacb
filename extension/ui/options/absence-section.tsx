import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { AbsenceView } from "../../../shared/protocol/index.ts";
import { FailureNotice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { type AbsenceFields, type AbsenceProblem, absenceOf, fieldsOf, stateOf } from "../state/absence.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { TextArea } from "../views/text-area.tsx";

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | null;
  readonly change: (day: string) => void;
  readonly testId: string;
}

function DayField({ label, value, problem, change, testId }: DayProps): JSX.Element {
  const id = useId();
  return (
    <div class={problem === null ? "field" : "field field-wrong"}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onInput={(event) => change(event.currentTarget.value)}
        data-testid={testId}
      />
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

interface FieldsProps {
  readonly fields: AbsenceFields;
  readonly problem: AbsenceProblem | null;
  readonly change: (part: Partial<AbsenceFields>) => void;
}

function Fields({ fields, problem, change }: FieldsProps): JSX.Element {
  const { t } = useUi();
  const order = problem === "order" ? t("absence.wrong_order") : null;
  const missing = (day: string) => (problem === "day" && day === "" ? t("absence.wrong_day") : null);
  return (
    <>
      <div class="quiet-times">
        <DayField
          label={t("absence.from")}
          value={fields.from}
          problem={missing(fields.from)}
          change={(from) => change({ from })}
          testId="absence-from"
        />
        <DayField
          label={t("absence.until")}
          value={fields.until}
          problem={missing(fields.until) ?? order}
          change={(until) => change({ until })}
          testId="absence-until"
        />
      </div>
      <TextArea
        label={t("absence.text")}
        hint={t("absence.text_hint")}
        rows={4}
        maxLength={5000}
        value={fields.text}
        problem={problem === "text" ? t("absence.wrong_text") : null}
        onInput={(text) => change({ text })}
        testId="absence-text"
      />
      <fieldset class="choices">
        <legend>{t("absence.audience")}</legend>
        {(["known", "everyone"] as const).map((audience) => (
          <label key={audience} class="quiet-day">
            <input
              type="radio"
              name="absence-audience"
              checked={fields.audience === audience}
              onChange={() => change({ audience })}
              data-testid={`absence-${audience}`}
            />
            {t(`absence.audience.${audience}`)}
          </label>
        ))}
      </fieldset>
    </>
  );
}

interface FormProps {
  readonly absence: AbsenceView | null;
  readonly put: () => void;
  /** The button that was used is about to go. */
  readonly toTitle: () => void;
}

function AbsenceForm({ absence, put, toTitle }: FormProps): JSX.Element {
  const { panel, t, format } = useUi();
  const action = useAction();
  const [fields, setFields] = useState(() => fieldsOf(absence, Date.now()));
  const [problem, setProblem] = useState<AbsenceProblem | null>(null);
  const [done, setDone] = useState<"saved" | "ended" | null>(null);
  const set = (wanted: AbsenceView | null) =>
    void action.run(async () => {
      await panel.call("absence.set", { absence: wanted });
      setDone(wanted === null ? "ended" : "saved");
      if (wanted === null) toTitle();
      put();
    });
  const save = () => {
    const wanted = absenceOf(fields);
    setProblem(typeof wanted === "string" ? wanted : null);
    if (typeof wanted !== "string") set(wanted);
  };
  const state = absence === null ? null : stateOf(absence, Date.now());
  const shown = absence === null || state === null ? null : state === "planned" ? absence.fromMs : absence.untilMs - 1;
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {state !== null && (
        <p data-testid="absence-state" data-state={state}>
          {state === "over" ? t("absence.over") : t(`absence.${state}`, { date: format.date(shown ?? 0) })}
        </p>
      )}
      <Fields fields={fields} problem={problem} change={(part) => setFields({ ...fields, ...part })} />
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        {/* Disabled it would lose the focus; while something runs a second press does nothing. */}
        <button type="submit" class="button button-primary" aria-disabled={action.busy} data-testid="absence-save">
          {t("absence.save")}
        </button>
        {absence !== null && (
          <button
            type="button"
            class="button"
            disabled={action.busy}
            onClick={() => set(null)}
            data-testid="absence-end"
          >
            {t("absence.end")}
          </button>
        )}
      </div>
      <p role="status" data-testid="absence-done">
        {done !== null && t(`absence.${done}`)}
      </p>
    </form>
  );
}

/** When the person is away, and what this device answers then. */
export function AbsenceSection(): JSX.Element {
  const { panel, t } = useUi();
  const title = useRef<HTMLHeadingElement>(null);
  const absence = useRemote({
    key: "absence",
    load: (signal) => panel.call("absence.read", {}, { signal }),
    concerns: changes("account"),
  });
  return (
    <section id="absence" aria-labelledby="absence-title" data-testid="absence">
      <h2 id="absence-title" ref={title} tabIndex={-1}>
        {t("absence.title")}
      </h2>
      <p>{t("absence.about")}</p>
      <RemoteView of={absence}>
        {(known) => <AbsenceForm absence={known.absence} put={absence.reload} toTitle={() => title.current?.focus()} />}
      </RemoteView>
    </section>
  );
}
