import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { retentionLimits } from "../../../shared/mailbox/index.ts";
import { CheckField } from "../parts/check-field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";

const usualDays = 365;

/** The days that somebody typed, or null when they are none that the rule takes. */
export function retentionDaysOf(text: string): number | null {
  const days = /^\d{1,6}$/u.test(text.trim()) ? Number(text) : 0;
  return days >= retentionLimits.least && days <= retentionLimits.most ? days : null;
}

function RetentionForm({ days }: { readonly days: number | null }): JSX.Element {
  const { panel, t } = useUi();
  const id = useId();
  const action = useAction();
  const [on, setOn] = useState(days !== null);
  const [typed, setTyped] = useState(String(days ?? usualDays));
  const [state, setState] = useState<"open" | "wrong" | "saved">("open");
  const save = (): void => {
    const wanted = on ? retentionDaysOf(typed) : null;
    if (on && wanted === null) setState("wrong");
    else
      void action.run(async () => {
        await panel.call("retention.set", { days: wanted });
        setState("saved");
      });
  };
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <CheckField label={t("retention.on")} checked={on} change={setOn} testId="retention-on" />
      {on && (
        <div class={state === "wrong" ? "field field-wrong" : "field"}>
          <label for={id}>{t("retention.days")}</label>
          <input
            id={id}
            type="text"
            inputMode="numeric"
            value={typed}
            aria-invalid={state === "wrong"}
            aria-describedby={state === "wrong" ? `${id}-wrong` : undefined}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            data-testid="retention-days"
          />
          {state === "wrong" && (
            <p id={`${id}-wrong`} class="problem" role="alert">
              {t("retention.wrong")}
            </p>
          )}
        </div>
      )}
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        <button type="submit" class="button" disabled={action.busy} data-testid="retention-save">
          {t("retention.save")}
        </button>
      </div>
      <p role="status" data-testid="retention-state">
        {state === "saved" && t("retention.saved")}
      </p>
    </form>
  );
}

/** How long threads in the archive folder are kept. */
export function RetentionSection(): JSX.Element {
  const { panel, t } = useUi();
  const rule = useRemote({
    key: "retention",
    load: (signal) => panel.call("retention.get", {}, { signal }),
    concerns: changes("account"),
  });
  return (
    <section aria-labelledby="retention-title" data-testid="retention">
      <h2 id="retention-title">{t("retention.title")}</h2>
      <p>{t("retention.about")}</p>
      <RemoteView of={rule}>
        {({ days, byPolicy }) =>
          byPolicy ? (
            <p data-testid="retention-prescribed">{t("retention.prescribed", { count: days ?? 0 })}</p>
          ) : (
            <RetentionForm days={days} />
          )
        }
      </RemoteView>
    </section>
  );
}
