import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { QuietHours, SettingsView } from "../../../shared/protocol/index.ts";
import { CheckField } from "../parts/check-field.tsx";
import { useUi } from "../state/context.ts";

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
const usual: QuietHours = { days: [...weekdays], fromMinutes: 20 * 60, toMinutes: 7 * 60 };

const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Minutes since midnight of what a time field says; null where it says none. */
export function minutesOf(text: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

interface TimeProps {
  readonly label: string;
  readonly minutes: number;
  readonly change: (minutes: number) => void;
  readonly testId: string;
}

function TimeField({ label, minutes, change, testId }: TimeProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const [wrong, setWrong] = useState(false);
  const read = (text: string) => {
    const wanted = minutesOf(text);
    setWrong(wanted === null);
    if (wanted !== null && wanted !== minutes) change(wanted);
  };
  return (
    <div class={wrong ? "field field-wrong" : "field"}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="time"
        value={clockText(minutes)}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? `${id}-problem` : undefined}
        onChange={(event) => read(event.currentTarget.value)}
        data-testid={testId}
      />
      {wrong && (
        <p class="problem" id={`${id}-problem`}>
          {t("quiet.no_time")}
        </p>
      )}
    </div>
  );
}

interface HoursProps {
  readonly hours: QuietHours;
  readonly change: (hours: QuietHours) => void;
}

function Days({ hours, change }: HoursProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const [none, setNone] = useState(false);
  const toggle = (day: number) => {
    const days = weekdays.filter((each) => (each === day) !== hours.days.includes(each));
    setNone(days.length === 0);
    if (days.length > 0) change({ ...hours, days });
    return days.length > 0;
  };
  return (
    <fieldset class="quiet-days" aria-describedby={none ? `${id}-problem` : undefined}>
      <legend>{t("quiet.days")}</legend>
      {weekdays.map((day) => (
        <label key={day} class="quiet-day">
          <input
            type="checkbox"
            checked={hours.days.includes(day)}
            onChange={(event) => {
              // The last day stays, and is drawn so.
              if (!toggle(day)) event.currentTarget.checked = true;
            }}
            data-testid={`quiet-day-${day}`}
          />
          {t(`weekday.${day}`)}
        </label>
      ))}
      {none && (
        <p class="problem" id={`${id}-problem`} role="alert">
          {t("quiet.no_day")}
        </p>
      )}
    </fieldset>
  );
}

function Hours({ hours, change }: HoursProps): JSX.Element {
  const { t } = useUi();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <div class="quiet-hours">
      <div class="quiet-times">
        <TimeField
          label={t("quiet.from")}
          minutes={hours.fromMinutes}
          change={(fromMinutes) => change({ ...hours, fromMinutes })}
          testId="quiet-from"
        />
        <TimeField
          label={t("quiet.to")}
          minutes={hours.toMinutes}
          change={(toMinutes) => change({ ...hours, toMinutes })}
          testId="quiet-to"
        />
      </div>
      <Days hours={hours} change={change} />
      <p class="hint">
        {t("quiet.zone", { zone: timeZone })} {hours.toMinutes <= hours.fromMinutes && t("quiet.overnight")}
      </p>
    </div>
  );
}

interface ChoiceProps {
  readonly settings: SettingsView;
  readonly change: (settings: SettingsView) => void;
}

/** When no notification is shown. */
export function QuietHoursChoice({ settings, change }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  const { quietHours } = settings;
  return (
    <>
      <CheckField
        label={t("quiet.use")}
        hint={t("quiet.hint")}
        checked={quietHours !== null}
        change={(checked) => change({ ...settings, quietHours: checked ? usual : null })}
        testId="quiet-hours"
      />
      {quietHours !== null && (
        <Hours hours={quietHours} change={(hours) => change({ ...settings, quietHours: hours })} />
      )}
    </>
  );
}
