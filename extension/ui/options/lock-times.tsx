import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { SettingsView } from "../../../shared/protocol/index.ts";
import { CheckField } from "../parts/check-field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { useRemote } from "../state/remote.ts";

const minutes = [1, 5, 15, 30, 60, 240] as const;

interface ChoiceProps {
  readonly settings: SettingsView;
  readonly change: (settings: SettingsView) => void;
}

function AfterChoice({ settings, change }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const choose = (value: string) => change({ ...settings, lockAfterMinutes: value === "" ? null : Number(value) });
  return (
    <div class="field">
      <label for={id}>{t("lock.after")}</label>
      <select
        id={id}
        value={settings.lockAfterMinutes ?? ""}
        onChange={(event) => choose(event.currentTarget.value)}
        data-testid="lock-after"
      >
        {minutes.map((count) => (
          <option key={count} value={count}>
            {t("lock.after_minutes", { count })}
          </option>
        ))}
        <option value="">{t("lock.after_never")}</option>
      </select>
    </div>
  );
}

function ScreenChoice({ settings, change }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  return (
    <CheckField
      label={t("lock.with_screen")}
      hint={t("lock.with_screen_hint")}
      checked={settings.lockWithScreen}
      change={(lockWithScreen) => change({ ...settings, lockWithScreen })}
      testId="lock-with-screen"
    />
  );
}

/** When the mailbox locks by itself. */
export function LockTimes(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const settings = useRemote({
    key: "settings",
    load: (signal) => panel.call("settings.read", {}, { signal }),
    concerns: changes("account"),
  });
  const change = (wanted: SettingsView) =>
    void action.run(async () => settings.put(await panel.call("settings.write", wanted)));
  return (
    <>
      <h3>{t("lock.when")}</h3>
      <RemoteView of={settings}>
        {(value) => (
          <>
            <AfterChoice settings={value} change={change} />
            <ScreenChoice settings={value} change={change} />
          </>
        )}
      </RemoteView>
      <FailureNotice failure={action.failure} />
    </>
  );
}
