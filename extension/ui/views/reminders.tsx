import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { certificateEnd } from "../../../shared/mailbox/index.ts";
import type { LockView } from "../../../shared/protocol/index.ts";
import { CertificateEndNotice } from "../parts/certificate-end.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Notice } from "../parts/notice.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useLock, useWayForm } from "../state/way.ts";
import type { ReadyAccount } from "./connection.tsx";

function ConfirmDialog({ lock, close }: { readonly lock: LockView; readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const form = useWayForm(lock);
  const action = useAction();
  const confirm = () =>
    void action.run(async () => {
      const way = await form.take();
      if (way === "missing") return;
      if (way !== null) await panel.call("lock.unlock", { way });
      close();
    });
  return (
    <Dialog title={t("reminder.confirm_title")} close={close} testId="confirm-way-dialog">
      <p>{t("reminder.confirm_text")}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <WayFields form={form} />
        <WayFailure failure={action.failure} />
        <div class="buttons">
          <button type="button" class="button" onClick={close}>
            {t("action.cancel")}
          </button>
          <button type="submit" class="button button-primary" disabled={action.busy} data-testid="confirm-way">
            {t("reminder.confirm")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function ConfirmReminder(): JSX.Element {
  const { t } = useUi();
  const lock = useLock();
  const [asking, setAsking] = useState(false);
  return (
    <Notice tone="warning" testId="confirm-reminder">
      <p>{t("reminder.confirm_text")}</p>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {t("reminder.confirm")}
      </button>
      {asking && lock.state.kind === "ready" && (
        <ConfirmDialog lock={lock.state.value} close={() => setAsking(false)} />
      )}
    </Notice>
  );
}

/** What the person must not forget, above the mailbox until it is done. */
export function Reminders({ account }: { readonly account: ReadyAccount }): JSX.Element | null {
  const { t, shell } = useUi();
  const unfinished = account.setUp.recovery !== "done";
  const { certificate } = account;
  const ends = certificate !== null && certificateEnd(certificate, Date.now()) !== null;
  if (!unfinished && !account.needsWay && !ends) return null;
  return (
    <div class="reminders">
      {unfinished && (
        <Notice tone="warning" testId="recovery-reminder">
          <p>{t("reminder.recovery")}</p>
          <button type="button" class="button" onClick={shell.openOptions} data-testid="recovery-reminder-action">
            {t("reminder.recovery_action")}
          </button>
        </Notice>
      )}
      {account.needsWay && <ConfirmReminder />}
      {certificate !== null && (
        <CertificateEndNotice
          span={certificate}
          action={
            <>
              <p>{t("acme.ends_next")}</p>
              <button type="button" class="button" onClick={shell.openOptions} data-testid="certificate-end-action">
                {t("action.options")}
              </button>
            </>
          }
        />
      )}
    </div>
  );
}
