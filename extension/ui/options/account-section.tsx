import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { ConnectionState, type ReadyAccount } from "../views/connection.tsx";

interface SignOutProps {
  readonly account: ReadyAccount;
  readonly done: (account: AccountView) => void;
}

function SignOutQuestion({ account, done, close }: SignOutProps & { readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const signOut = () => void action.run(async () => done(await panel.call("account.signOut", {})));
  return (
    <Dialog title={t("sign_out.title")} close={close} testId="sign-out-dialog">
      <p>{t("sign_out.text")}</p>
      {account.waiting > 0 && (
        <Notice tone="warning">
          <p>{t("sign_out.waiting", { count: account.waiting })}</p>
        </Notice>
      )}
      <FailureNotice failure={action.failure} />
      <div class="buttons">
        <button type="button" class="button" onClick={close}>
          {t("action.cancel")}
        </button>
        <button
          type="button"
          class="button button-danger"
          disabled={action.busy}
          onClick={signOut}
          data-testid="sign-out-confirm"
        >
          {t("sign_out.action")}
        </button>
      </div>
    </Dialog>
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
          {asking && <SignOutQuestion account={account} done={done} close={() => setAsking(false)} />}
        </>
      ) : (
        <SetUp />
      )}
    </section>
  );
}
