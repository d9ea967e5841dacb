import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { NewWayParam } from "../../../shared/protocol/index.ts";
import { NewPassphrase, usePassphraseForm } from "../parts/new-passphrase.tsx";
import { Notice } from "../parts/notice.tsx";
import { WayFailure } from "../parts/way-fields.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { makePasskey, passkeysWork } from "../state/passkey.ts";
import { usePolicy } from "../state/policy.ts";

type Choice = "passphrase" | "passkey" | "none";

interface ChoiceProps {
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
  /** Whether the administrator lets the person go without a lock. */
  readonly mayBeNone: boolean;
}

function Choices({ choice, choose, mayBeNone }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  const name = useId();
  const option = (kind: Choice) => {
    const hint = `${name}-${kind}`;
    const disabled = kind === "passkey" && !passkeysWork();
    return (
      <div key={kind} class="check">
        <input
          id={`${hint}-input`}
          type="radio"
          name={name}
          checked={choice === kind}
          disabled={disabled}
          aria-describedby={hint}
          onChange={() => choose(kind)}
          data-testid={`lock-${kind}`}
        />
        <div>
          <label for={`${hint}-input`}>{t(`choose_lock.${kind}`)}</label>
          <p class="hint" id={hint}>
            {t(disabled ? "choose_lock.passkey_not_here" : `choose_lock.${kind}_hint`)}
          </p>
        </div>
      </div>
    );
  };
  return (
    <fieldset class="choices">
      <legend class="visually-hidden">{t("choose_lock.title")}</legend>
      {option("passphrase")}
      {option("passkey")}
      {mayBeNone && option("none")}
    </fieldset>
  );
}

/** The last first-run step: what the mailbox opens by on this device from now on. */
export function ChooseLock({ userId }: { readonly userId: string }): JSX.Element {
  const { panel, t } = useUi();
  const [choice, choose] = useState<Choice>("passphrase");
  const passphrase = usePassphraseForm();
  const action = useAction();
  const policy = usePolicy();
  const lockBy = async (add: NewWayParam) => {
    await panel.call("lock.change", { way: null, add, remove: ["device"] });
  };
  const finish = async () => {
    if (choice === "none") return void (await panel.call("setup.postpone", { step: "lock" }));
    if (choice === "passkey") return lockBy(await makePasskey(userId));
    const chosen = passphrase.take();
    if (chosen !== null) await lockBy({ kind: "passphrase", passphrase: chosen });
  };
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void action.run(finish);
      }}
    >
      <p>{t("choose_lock.text")}</p>
      <Choices choice={choice} choose={choose} mayBeNone={policy !== null && !policy.lockRequired} />
      {policy?.lockRequired === true && <p class="hint">{t("choose_lock.required")}</p>}
      {choice === "passphrase" && <NewPassphrase form={passphrase} />}
      {choice === "none" && (
        <Notice tone="warning" testId="no-lock-warning">
          <p>{t("choose_lock.none_warning")}</p>
        </Notice>
      )}
      <WayFailure failure={action.failure} />
      <button type="submit" class="button button-primary" disabled={action.busy} data-testid="lock-done">
        {t(action.busy ? "choose_lock.busy" : "choose_lock.action")}
      </button>
    </form>
  );
}
