import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { ProofFields } from "../parts/proof-fields.tsx";
import { Question, Sure } from "../parts/question.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useProof } from "../state/proof.ts";
import { type SavedMailbox, saveEverything } from "../state/save-everything.ts";
import type { ReadyAccount } from "../views/connection.tsx";

interface CloseProps {
  readonly account: ReadyAccount;
  readonly done: (account: AccountView) => void;
}

/** Saving everything, and closing the account for good. */
export function CloseAccount(props: CloseProps): JSX.Element {
  const { t } = useUi();
  const [asking, setAsking] = useState(false);
  return (
    <details class="task" data-testid="close-account">
      <summary>{t("close.title")}</summary>
      <p>{t("close.text")}</p>
      <SaveEverything />
      <div class="buttons">
        <button type="button" class="button button-danger" onClick={() => setAsking(true)} data-testid="close-ask">
          {t("close.action")}
        </button>
      </div>
      {asking && <CloseQuestion {...props} close={() => setAsking(false)} />}
    </details>
  );
}

function SaveEverything(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const [packed, setPacked] = useState({ done: 0, total: 0 });
  const [saved, setSaved] = useState<SavedMailbox | null>(null);
  const save = () =>
    void action.run(async () => {
      setSaved(null);
      const all = await saveEverything(panel, (done, total) => setPacked({ done, total }));
      saveFile(all.file, t("close.file_name"));
      setSaved(all);
    });
  return (
    <>
      <div class="buttons">
        <button type="button" class="button" disabled={action.busy} onClick={save} data-testid="save-everything">
          {t("close.save")}
        </button>
      </div>
      <p class="hint" role="status" data-testid="saved-everything">
        {action.busy && t("close.saving", { done: packed.done, total: packed.total })}
        {saved !== null && t("close.saved", { count: saved.letters })}
      </p>
      {saved !== null && saved.leftOut > 0 && (
        <Notice tone="warning" testId="left-out">
          <p>{t("close.left_out", { count: saved.leftOut })}</p>
        </Notice>
      )}
      <FailureNotice failure={action.failure} />
    </>
  );
}

function CloseQuestion({ account, done, close }: CloseProps & { readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useProof(account.login);
  const [sure, say] = useState(false);
  const act = () => {
    const proof = form.take();
    if (proof === null) return;
    void action.run(async () => {
      const { confirm } = await panel.call("account.close", { proof });
      if (confirm !== null) return form.confirmAt(confirm);
      done(await panel.call("account.read", {}));
    });
  };
  return (
    <Question
      title={t("close.question")}
      testId="close-dialog"
      close={close}
      tone="danger"
      yes={{
        text: t(form.isOpen ? "proof_login.done" : "close.action"),
        testId: "close-confirm",
        blocked: action.busy || !sure,
        act,
      }}
    >
      <p>{t("close.question_text")}</p>
      <Sure text={t("close.sure")} sure={sure} say={say} testId="close-sure" />
      <ProofFields form={form} testId="close-password" />
      <FailureNotice failure={action.failure} />
    </Question>
  );
}
