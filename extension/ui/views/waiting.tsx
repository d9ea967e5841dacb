import type { JSX } from "preact";
import type { AccountView } from "../../../shared/protocol/index.ts";
import { Brand } from "../parts/brand.tsx";
import { HelpButton } from "../parts/help-button.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { QrCode } from "../parts/qr-code.tsx";
import { ShortCode } from "../parts/short-code.tsx";
import { Time } from "../parts/time.tsx";
import { type Action, useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { Recover } from "./recover.tsx";
import { StartAnew } from "./start-anew.tsx";

type WaitingAccount = Extract<AccountView, { kind: "waiting" }>;

interface WaitingProps {
  readonly account: WaitingAccount;
  readonly done: (account: AccountView) => void;
}

function Code({ account }: Pick<WaitingProps, "account">): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <ol class="steps-to-do">
        <li>{t("waiting.step.open")}</li>
        <li>{t("waiting.step.choose")}</li>
        <li>{t("waiting.step.code")}</li>
      </ol>
      <div class="pairing-code">
        <QrCode text={account.qrText} label={t("waiting.qr")} />
        <div>
          <p>{t("waiting.code")}</p>
          <p class="code" data-testid="waiting-code">
            {account.code}
          </p>
          <p class="hint">
            {t("waiting.until")} <Time atMs={account.expiresAtMs} form="short" />
          </p>
        </div>
      </div>
    </>
  );
}

interface StepProps extends WaitingProps {
  readonly action: Action;
}

type Compared = Extract<WaitingAccount["state"], { kind: "compare" }>;

function Compare({ state, action, done }: StepProps & { readonly state: Compared }): JSX.Element {
  const { panel, t } = useUi();
  const confirm = () => void action.run(async () => done(await panel.call("waiting.confirm", {})));
  return (
    <>
      <p>{t("waiting.compare")}</p>
      <ShortCode digits={state.shortCode} />
      {state.confirmed ? (
        <p role="status" data-testid="waiting-confirmed">
          {t("waiting.confirmed")}
        </p>
      ) : (
        <button
          type="button"
          class="button button-primary"
          disabled={action.busy}
          onClick={confirm}
          data-testid="waiting-same"
        >
          {t("waiting.same")}
        </button>
      )}
    </>
  );
}

function Step(props: StepProps): JSX.Element {
  const { t } = useUi();
  const { state } = props.account;
  switch (state.kind) {
    case "asking":
      return <Code account={props.account} />;
    case "compare":
      return <Compare {...props} state={state} />;
    case "ended":
      return (
        <Notice tone="warning" testId="waiting-ended">
          <p>{t(`waiting.ended.${state.why}`)}</p>
        </Notice>
      );
  }
}

interface ActsProps extends StepProps {
  readonly cancel: () => void;
}

function Acts({ account, action, done, cancel }: ActsProps): JSX.Element {
  const { panel, t } = useUi();
  const restart = () => void action.run(async () => done(await panel.call("waiting.restart", {})));
  return (
    <div class="buttons">
      {account.state.kind !== "asking" && !account.alone && (
        <button type="button" class="button" disabled={action.busy} onClick={restart} data-testid="waiting-restart">
          {t(account.state.kind === "ended" ? "waiting.restart" : "waiting.different")}
        </button>
      )}
      <button type="button" class="button" disabled={action.busy} onClick={cancel} data-testid="waiting-cancel">
        {t("waiting.cancel")}
      </button>
    </div>
  );
}

/**
 * The page of a device that is signed in and waits for another device of the account to let it in, or for the recovery key
 * where no device is left.
 */
export function Waiting({ account, done }: WaitingProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const cancel = () => void action.run(async () => done(await panel.call("waiting.cancel", {})));
  const { alone } = account;
  return (
    <>
      <header class="topbar">
        <Brand />
        <HelpButton />
      </header>
      <main class="sign-in" data-testid="waiting" data-state={account.state.kind}>
        <h2>{t(alone ? "waiting.alone" : "waiting.title")}</h2>
        <p>{t(alone ? "waiting.alone_text" : "waiting.text")}</p>
        <p class="address">{account.account}</p>
        {alone ? (
          <Recover done={done} alone />
        ) : (
          <div aria-live="polite">
            <Step account={account} done={done} action={action} />
          </div>
        )}
        <FailureNotice failure={action.failure} />
        <Acts account={account} done={done} action={action} cancel={cancel} />
        {!alone && <Recover done={done} alone={false} />}
        <StartAnew done={done} />
      </main>
    </>
  );
}
