import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import {
  type Effect,
  type Estimate,
  effectOf,
  type LegalBasisId,
  legalBases,
  legalBasisIds,
  type Period,
  periodEnd,
  periods,
} from "../../../shared/mailbox/index.ts";
import { DayText } from "../parts/day-text.tsx";
import { useUi } from "../state/context.ts";
import type { LetterEntry } from "../state/delivery.ts";

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly chosen: T;
  readonly name: (option: T) => string;
  readonly choose: (option: T) => void;
  readonly testId: string;
}

function Choice<T extends string>({ label, options, chosen, name, choose, testId }: ChoiceProps<T>): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={chosen}
        data-testid={testId}
        onChange={({ currentTarget }) => {
          const option = options.find((each) => each === currentTarget.value);
          if (option !== undefined) choose(option);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {name(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Estimates({ of }: { readonly of: readonly Estimate[] }): JSX.Element {
  const { t } = useUi();
  return (
    <ul class="hint" data-testid="estimates">
      {[...new Set(of)].map((each) => (
        <li key={each}>{t(`deadline.estimate.${each}`)}</li>
      ))}
    </ul>
  );
}

interface ResultProps {
  readonly effect: Effect;
  readonly basis: LegalBasisId;
  readonly period: Period;
}

function Result({ effect, basis, period }: ResultProps): JSX.Element {
  const { t } = useUi();
  if (effect.kind === "waiting")
    return (
      <>
        <p>{t(`deadline.waiting.${effect.from}`)}</p>
        {effect.lapses !== null && (
          <p>
            {t("deadline.lapses")} <DayText day={effect.lapses} />
          </p>
        )}
      </>
    );
  const end = periodEnd(effect.day, period);
  return (
    <>
      <p>
        {t("deadline.effective", { statute: legalBases[basis].statute })}{" "}
        <strong data-testid="effective-day">
          <DayText day={effect.day} />
        </strong>
      </p>
      <p>
        {t("deadline.ends")}{" "}
        <strong data-testid="period-end">
          <DayText day={end.day} />
        </strong>
      </p>
      <p>{t("deadline.only_estimate")}</p>
      <Estimates of={[...effect.estimates, ...end.estimates]} />
    </>
  );
}

function Reckoning({ letter }: { readonly letter: LetterEntry }): JSX.Element {
  const { t } = useUi();
  const [basis, setBasis] = useState<LegalBasisId>("vwvfg_41_2a");
  const [period, setPeriod] = useState<Period>("one_month");
  return (
    <>
      <p class="hint">{t("deadline.text")}</p>
      <Choice
        label={t("deadline.basis")}
        options={legalBasisIds}
        chosen={basis}
        name={(id) => `${legalBases[id].statute}: ${t(`deadline.basis.${id}`)}`}
        choose={setBasis}
        testId="legal-basis"
      />
      <Choice
        label={t("deadline.period")}
        options={periods}
        chosen={period}
        name={(each) => t(`deadline.period.${each}`)}
        choose={setPeriod}
        testId="period"
      />
      <div role="status">
        <Result effect={effectOf(basis, letter.receipts)} basis={basis} period={period} />
      </div>
    </>
  );
}

/** Works out when a letter takes effect and when a period ends, by the statute that the person chooses. Help, not advice. */
export function Deadlines({ letter }: { readonly letter: LetterEntry }): JSX.Element {
  const { t } = useUi();
  // Each letter of a thread has one, and few are looked at: it is drawn when it is opened, and stays as it was chosen.
  const [opened, setOpened] = useState(false);
  return (
    <details
      class="deadlines"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) setOpened(true);
      }}
      data-testid="deadlines"
    >
      <summary>{t("deadline.title")}</summary>
      {opened && <Reckoning letter={letter} />}
    </details>
  );
}
