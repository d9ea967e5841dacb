import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { type SettingsView, undoSendSeconds } from "../../../shared/protocol/index.ts";
import { type Language, languages } from "../../i18n/index.ts";
import { CheckField } from "../parts/check-field.tsx";
import { ChoiceField } from "../parts/choice-field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";
import { QuietHoursChoice } from "./quiet-hours.tsx";

interface ChoiceProps {
  readonly settings: SettingsView;
  readonly change: (settings: SettingsView) => void;
}

function LanguageChoice({ settings, change }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const choose = (value: string) => {
    const language: Language | null = languages.find((known) => known === value) ?? null;
    change({ ...settings, language });
  };
  return (
    <div class="field">
      <label for={id}>{t("settings.language")}</label>
      <select
        id={id}
        value={settings.language ?? ""}
        onChange={(event) => choose(event.currentTarget.value)}
        data-testid="language"
      >
        <option value="">{t("settings.language_browser")}</option>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {t(`settings.language.${language}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function NotificationChoice({ settings, change }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  return (
    <CheckField
      label={t("settings.notifications")}
      hint={t("settings.notifications_hint")}
      checked={settings.notifications}
      change={(notifications) => change({ ...settings, notifications })}
      testId="notifications"
    />
  );
}

function UndoSendChoice({ settings, change }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  const choose = (value: string) =>
    change({ ...settings, undoSendSeconds: undoSendSeconds.find((each) => String(each) === value) ?? 10 });
  return (
    <ChoiceField
      label={t("settings.undo_send")}
      hint={t("settings.undo_send_hint")}
      value={String(settings.undoSendSeconds)}
      problem={null}
      onInput={choose}
      testId="undo-send"
    >
      {undoSendSeconds.map((seconds) => (
        <option key={seconds} value={String(seconds)}>
          {seconds === 0 ? t("settings.undo_send_off") : t("settings.undo_send_seconds", { count: seconds })}
        </option>
      ))}
    </ChoiceField>
  );
}

/** Language, notifications, and how long a letter can be taken back. A change holds at once. */
export function SettingsSection(): JSX.Element {
  const { panel, t, applySettings } = useUi();
  const action = useAction();
  const settings = useRemote({
    key: "settings",
    load: (signal) => panel.call("settings.read", {}, { signal }),
    concerns: changes("account"),
  });
  const change = (wanted: SettingsView) =>
    void action.run(async () => {
      const written = await panel.call("settings.write", wanted);
      settings.put(written);
      applySettings(written);
    });
  return (
    <section aria-labelledby="settings-title" data-testid="settings">
      <h2 id="settings-title">{t("settings.title")}</h2>
      <RemoteView of={settings}>
        {(value) => (
          <>
            <LanguageChoice settings={value} change={change} />
            <NotificationChoice settings={value} change={change} />
            <UndoSendChoice settings={value} change={change} />
            {value.notifications && <QuietHoursChoice settings={value} change={change} />}
          </>
        )}
      </RemoteView>
      <FailureNotice failure={action.failure} />
    </section>
  );
}
