import type { JSX } from "preact";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { Heading } from "../parts/heading.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useWayForm } from "../state/way.ts";
import { ChooseLock } from "./choose-lock.tsx";
import type { ReadyAccount } from "./connection.tsx";
import { RecoveryKey } from "./recovery-key.tsx";

interface StepProps {
  readonly account: ReadyAccount;
  readonly done: (account: AccountView) => void;
}

function Postpone({ done }: Pick<StepProps, "done">): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const postpone = () => void action.run(async () => done(await panel.call("setup.postpone", { step: "recovery" })));
  return (
    <div class="no-print">
      <FailureNotice failure={action.failure} />
      <button type="button" class="button-link" onClick={postpone} data-testid="recovery-later">
        {t("first_run.later")}
      </button>
    </div>
  );
}

function RecoveryStep({ account, done }: StepProps): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <Heading focusKey="recovery" testId="first-run-recovery">
        {t("first_run.recovery_title")}
      </Heading>
      <p class="no-print">{t("first_run.recovery_text")}</p>
      <WithLock>{(lock) => <KeepRecovery account={account} lock={lock} />}</WithLock>
      <Postpone done={done} />
    </>
  );
}

interface KeepProps extends Pick<StepProps, "account"> {
  readonly lock: Parameters<typeof useWayForm>[0];
}

/** A recovery key for whom the lock's way in is asked first, where one was chosen. */
export function KeepRecovery({ account, lock, done }: KeepProps & { readonly done?: () => void }): JSX.Element {
  const form = useWayForm(lock);
  return (
    <>
      <RecoveryKey userId={account.userId} take={form.take} done={() => done?.()} />
      <WayFields form={form} />
    </>
  );
}

/** What follows signing in: a recovery key that the person keeps, then the lock of this device. */
export function FirstRun({ account, done }: StepProps): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <header class="topbar no-print">
        <Brand />
        <HelpButton />
      </header>
      <main class="sign-in first-run" data-testid="first-run">
        {account.setUp.recovery === "missing" ? (
          <>
            <p class="hint no-print">{t("first_run.step", { step: 1, of: 2 })}</p>
            <RecoveryStep account={account} done={done} />
          </>
        ) : (
          <>
            <p class="hint">{t("first_run.step", { step: 2, of: 2 })}</p>
            <Heading focusKey="lock" testId="first-run-lock">
              {t("choose_lock.title")}
            </Heading>
            <ChooseLock userId={account.userId} />
          </>
        )}
      </main>
    </>
  );
}
