import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LockView } from "../../../shared/protocol/index.ts";
import { saveFile } from "../../platform/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SecretCue } from "../parts/secret-cue.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useLock, useWayForm } from "../state/way.ts";
import { EraseQuestion, UnlockForm } from "./unlock.tsx";

function SaveLetters(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const save = () =>
    void action.run(async () => {
      const { transfer, name } = await panel.call("letters.export", {});
      saveFile(await panel.receiveFile(transfer), name);
    });
  return (
    <>
      <button type="button" class="button" disabled={action.busy} onClick={save} data-testid="export-letters">
        {t("letters_export.action")}
      </button>
      <p class="hint">{t("letters_export.hint")}</p>
      <FailureNotice failure={action.failure} />
    </>
  );
}

interface QuestionProps {
  readonly lock: LockView;
  readonly close: () => void;
  readonly eraseInstead: () => void;
}

function SignOutQuestion({ lock, close, eraseInstead }: QuestionProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const signOut = () =>
    void action.run(async () => {
      const way = await form.take();
      if (way !== "missing") await panel.call("account.signOut", { way });
    });
  return (
    <Question
      title={t("sign_out.title")}
      testId="sign-out-dialog"
      close={close}
      tone="danger"
      yes={{ text: t("sign_out.action"), testId: "sign-out-confirm", blocked: action.busy, act: signOut }}
    >
      <p>{t("sign_out.text")}</p>
      <WayFields form={form} />
      <WayFailure failure={action.failure} />
      {action.failure !== null && (
        <Notice tone="warning">
          <p>{t("blocked.not_told")}</p>
          <button type="button" class="button-link" onClick={eraseInstead} data-testid="erase-instead">
            {t("unlock.erase_action")}
          </button>
        </Notice>
      )}
    </Question>
  );
}

/** Ways out of a mailbox that does not work: its letters can be saved, and this device signed out. */
export function LeaveBlocked(): JSX.Element {
  const { t } = useUi();
  const lock = useLock();
  const [asking, ask] = useState<"nothing" | "sign_out" | "erase">("nothing");
  const close = () => ask("nothing");
  return (
    <section aria-labelledby="leave-title" data-testid="leave">
      <h3 id="leave-title">{t("blocked.leave")}</h3>
      <p>{t("blocked.leave_text")}</p>
      <RemoteView of={lock}>
        {(value) =>
          value.state === "locked" ? (
            <>
              <SecretCue />
              <UnlockForm lock={value} place="inbox" />
              <button type="button" class="button-link" onClick={() => ask("erase")} data-testid="erase">
                {t("unlock.lost")}
              </button>
            </>
          ) : (
            <>
              <SaveLetters />
              <button type="button" class="button button-danger" onClick={() => ask("sign_out")} data-testid="sign-out">
                {t("sign_out.action")}
              </button>
              {asking === "sign_out" && (
                <SignOutQuestion lock={value} close={close} eraseInstead={() => ask("erase")} />
              )}
            </>
          )
        }
      </RemoteView>
      {asking === "erase" && <EraseQuestion close={close} />}
    </section>
  );
}
