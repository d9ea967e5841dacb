import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { type AssuranceLevel, assuranceLevels } from "../../../shared/base/index.ts";
import type { DemandView } from "../../../shared/protocol/index.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { type Failure, failureOf } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useFeature } from "../state/policy.ts";
import { useRemote } from "../state/remote.ts";

interface FieldProps {
  readonly demand: DemandView;
  readonly put: (demand: DemandView) => void;
}

interface Wish {
  readonly level: AssuranceLevel | null;
}

/** Keys run through a list faster than it is stored: each choice goes to the host at once, and the last is shown. */
function LevelField({ demand: { level, prescribed }, put }: FieldProps): JSX.Element {
  const { panel, t } = useUi();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [shown, show] = useState<Wish | null>(null);
  const latest = useRef<Wish | null>(null);
  const choose = (value: string) => {
    const wish = { level: assuranceLevels.find((each) => each === value) ?? null };
    latest.current = wish;
    show(wish);
    const end = (after: () => void) => {
      if (latest.current !== wish) return;
      after();
      show(null);
    };
    panel.call("contacts.setDemand", wish).then(
      (stored) =>
        end(() => {
          put(stored);
          setFailure(null);
        }),
      (error: unknown) => end(() => setFailure(failureOf(error))),
    );
  };
  return (
    <>
      <ChoiceField
        label={t("demand.label")}
        hint={t(prescribed === null ? "demand.hint" : "demand.prescribed")}
        value={(shown === null ? level : shown.level) ?? "none"}
        problem={null}
        onInput={choose}
        testId="demand-level"
      >
        {prescribed === null && <option value="none">{t("demand.none")}</option>}
        {assuranceLevels.slice(prescribed === null ? 0 : assuranceLevels.indexOf(prescribed)).map((each) => (
          <option key={each} value={each}>
            {t(`person.level.${each}`)}
          </option>
        ))}
      </ChoiceField>
      <FailureNotice failure={failure} />
    </>
  );
}

/** How well persons who write for the first time must prove who they are. The administrator's level is the least. */
export function DemandChoice(): JSX.Element {
  const { panel, t } = useUi();
  const mayRule = useFeature("contact_rules");
  const demand = useRemote({
    key: "demand",
    load: (signal) => panel.call("contacts.demand", {}, { signal }),
    concerns: changes("account"),
  });
  return (
    <>
      <h3>{t("demand.title")}</h3>
      <p>{t("demand.text")}</p>
      <RemoteView of={demand}>
        {(value) =>
          mayRule ? (
            <LevelField demand={value} put={demand.put} />
          ) : (
            <p data-testid="demand-fixed">
              {value.level === null ? t("demand.none") : t(`person.level.${value.level}`)}
            </p>
          )
        }
      </RemoteView>
    </>
  );
}
