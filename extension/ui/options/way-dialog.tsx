import type { JSX } from "preact";
import type { LockView, NewWayParam, PresentedWayParam, WayView } from "../../../shared/protocol/index.ts";
import { Dialog } from "../parts/dialog.tsx";
import { NewPassphrase, usePassphraseForm } from "../parts/new-passphrase.tsx";
import { Notice } from "../parts/notice.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { makePasskey } from "../state/passkey.ts";
import { isOpen, useWayForm } from "../state/way.ts";
import type { ReadyAccount } from "../views/connection.tsx";
import { KeepRecovery } from "../views/first-run.tsx";

/** What the person wants to do with one of the ways in. */
export interface WayTask {
  readonly kind: WayView["kind"];
  readonly what: "set" | "remove";
}

interface WayDialogProps {
  readonly task: WayTask;
  readonly lock: LockView;
  readonly account: ReadyAccount;
  readonly close: () => void;
}

/** Setting a lock takes away that anybody can open the mailbox; a recovery key is none. */
const removedWith = (kind: WayView["kind"]): WayView["kind"][] =>
  kind === "passphrase" || kind === "passkey" ? ["device"] : [];

function useChange({ task, lock, account, close }: WayDialogProps) {
  const { panel } = useUi();
  const form = useWayForm(lock);
  const passphrase = usePassphraseForm();
  const action = useAction();
  const added = async (): Promise<NewWayParam | null | "missing"> => {
    if (task.what === "remove") return null;
    if (task.kind === "passkey") return makePasskey(account.userId);
    if (task.kind === "device") return { kind: "device" };
    const chosen = passphrase.take();
    return chosen === null ? "missing" : { kind: "passphrase", passphrase: chosen };
  };
  const change = async (way: PresentedWayParam | null) => {
    const add = await added();
    if (add === "missing") return;
    const remove = task.what === "remove" ? [task.kind] : removedWith(task.kind);
    await panel.call("lock.change", { way, add, remove });
    close();
  };
  const submit = () =>
    void action.run(async () => {
      const way = await form.take();
      if (way !== "missing") await change(way);
    });
  return { form, passphrase, action, submit };
}

function ChangeDialog(props: WayDialogProps): JSX.Element {
  const { task, lock, close } = props;
  const { t } = useUi();
  const { form, passphrase, action, submit } = useChange(props);
  const name = t(`way.${task.kind}`);
  const opensToAll = task.what === "set" && task.kind === "device";
  return (
    <Dialog
      title={t(task.what === "remove" ? "lock.remove_named" : "lock.set_named", { way: name })}
      close={close}
      testId="way-dialog"
    >
      {!isOpen(lock) && <p>{t("lock.prove")}</p>}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <WayFields form={form} />
        {task.what === "set" && task.kind === "passphrase" && <NewPassphrase form={passphrase} />}
        {opensToAll && (
          <Notice tone="warning">
            <p>{t("choose_lock.none_warning")}</p>
          </Notice>
        )}
        {task.what === "remove" && task.kind === "recovery" && (
          <Notice tone="warning">
            <p>{t("lock.remove_recovery")}</p>
          </Notice>
        )}
        <WayFailure failure={action.failure} />
        <div class="buttons">
          <button type="button" class="button" onClick={close}>
            {t("action.cancel")}
          </button>
          <button type="submit" class="button button-primary" disabled={action.busy} data-testid="way-done">
            {t(task.what === "remove" ? "lock.remove" : "lock.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Sets, changes or removes one way in, after one of those there are was shown. */
export function WayDialog(props: WayDialogProps): JSX.Element {
  const { task, lock, account, close } = props;
  const { t } = useUi();
  if (task.kind !== "recovery" || task.what === "remove") return <ChangeDialog {...props} />;
  return (
    <Dialog title={t("lock.set_named", { way: t("way.recovery") })} close={close} testId="way-dialog">
      <KeepRecovery account={account} lock={lock} done={close} />
      <div class="buttons no-print">
        <button type="button" class="button" onClick={close}>
          {t("action.cancel")}
        </button>
      </div>
    </Dialog>
  );
}
