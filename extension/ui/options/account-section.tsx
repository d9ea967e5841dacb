import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AccountView, LockView } from "../../../shared/protocol/index.ts";
import { Notice } from "../parts/notice.tsx";
import { QrCode } from "../parts/qr-code.tsx";
import { Question } from "../parts/question.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { useFeature } from "../state/policy.ts";
import { useLock, useWayForm } from "../state/way.ts";
import { ConnectionState, type ReadyAccount } from "../views/connection.tsx";
import { CloseAccount } from "./close-account.tsx";

interface SignOutProps {
  readonly account: ReadyAccount;
  readonly done: (account: AccountView) => void;
}

interface QuestionProps extends SignOutProps {
  readonly lock: LockView;
  readonly close: () => void;
}

function SignOutQuestion({ account, lock, done, close }: QuestionProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const signOut = () =>
    void action.run(async () => {
      const way = await form.take();
      if (way !== "missing") done(await panel.call("account.signOut", { way }));
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
      {account.setUp.recovery !== "done" && (
        <Notice tone="danger" testId="sign-out-no-recovery">
          <p>{t("sign_out.no_recovery")}</p>
        </Notice>
      )}
      {account.waiting > 0 && (
        <Notice tone="warning">
          <p>{t("sign_out.waiting", { count: account.waiting })}</p>
        </Notice>
      )}
      <WayFields form={form} />
      <WayFailure failure={action.failure} />
    </Question>
  );
}

function Facts({ account }: { readonly account: ReadyAccount }): JSX.Element {
  const { t } = useUi();
  return (
    <dl class="facts">
      <dt>{t("account.address")}</dt>
      <dd class="address">{account.userId}</dd>
      <dt>{t("account.homeserver")}</dt>
      <dd>{account.homeserver}</dd>
      <dt>{t("account.device")}</dt>
      <dd>
        <SafeLine text={account.deviceName} />
      </dd>
      <dt>{t("account.safety_code")}</dt>
      <dd>
        <span class="code" data-testid="own-safety-code">
          {account.safetyCode}
        </span>
        <p class="hint">{t("account.safety_code_hint")}</p>
        <details class="safety-code" data-testid="own-qr">
          <summary>{t("trust.own_qr_show")}</summary>
          <QrCode text={account.identityQr} label={t("trust.own_qr")} />
        </details>
      </dd>
    </dl>
  );
}

function SetUp(): JSX.Element {
  const { t, shell } = useUi();
  return (
    <>
      <p>{t("welcome.text")}</p>
      <button type="button" class="button button-primary" onClick={() => shell.openInbox("#/")} data-testid="set-up">
        {t("welcome.set_up")}
      </button>
    </>
  );
}

interface AccountSectionProps {
  readonly account: AccountView;
  readonly done: (account: AccountView) => void;
}

/** Who is signed in here, and the way out. */
export function AccountSection({ account, done }: AccountSectionProps): JSX.Element {
  const { t } = useUi();
  const lock = useLock();
  const mayClose = useFeature("close_account");
  const [asking, setAsking] = useState(false);
  return (
    <section aria-labelledby="account-title" data-testid="account">
      <h2 id="account-title">{t("account.title")}</h2>
      {account.kind === "ready" ? (
        <>
          <Facts account={account} />
          <ConnectionState account={account} />
          <button type="button" class="button button-danger" onClick={() => setAsking(true)} data-testid="sign-out">
            {t("sign_out.action")}
          </button>
          {mayClose && <CloseAccount account={account} done={done} />}
          {asking && lock.state.kind === "ready" && (
            <SignOutQuestion account={account} lock={lock.state.value} done={done} close={() => setAsking(false)} />
          )}
        </>
      ) : (
        <SetUp />
      )}
    </section>
  );
}
