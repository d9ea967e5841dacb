import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { LockView, NewWayParam, WayView } from "../../../shared/protocol/index.ts";
import { NewPassphrase, usePassphraseForm } from "../parts/new-passphrase.tsx";
import { Notice } from "../parts/notice.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { makePasskey, passkeysWork } from "../state/passkey.ts";
import { usePolicy } from "../state/policy.ts";
import { useWayForm } from "../state/way.ts";

type Choice = "passphrase" | "passkey" | "device";
const choices = ["passphrase", "passkey", "device"] as const satisfies readonly Choice[];

interface ChoiceProps {
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
  /** What the administrator lets the person choose. */
  readonly allowed: readonly Choice[];
}

const nameOf = (kind: Choice) => (kind === "device" ? "none" : kind);

function Choices({ choice, choose, allowed }: ChoiceProps): JSX.Element {
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
          data-testid={`lock-${nameOf(kind)}`}
        />
        <div>
          <label for={`${hint}-input`}>{t(`choose_lock.${nameOf(kind)}`)}</label>
          <p class="hint" id={hint}>
            {t(disabled ? "choose_lock.passkey_not_here" : `choose_lock.${nameOf(kind)}_hint`)}
          </p>
        </div>
      </div>
    );
  };
  return (
    <fieldset class="choices">
      <legend class="visually-hidden">{t("choose_lock.title")}</legend>
      {choices.filter((kind) => allowed.includes(kind)).map(option)}
    </fieldset>
  );
}

/** The last first-run step: what the mailbox opens by on this device from now on. */
export function ChooseLock({ userId }: { readonly userId: string }): JSX.Element | null {
  const policy = usePolicy();
  if (policy === null) return null;
  const allowed = policy.allowedWays ?? choices;
  return <WithLock>{(lock) => <LockForm userId={userId} lock={lock} allowed={allowed} />}</WithLock>;
}

interface FormProps {
  readonly userId: string;
  readonly lock: LockView;
  readonly allowed: readonly Choice[];
}

/** Ways in that are there and must go: what the administrator forbids, and the open door once there is a lock. */
const goingWith = ({ ways }: LockView, allowed: readonly Choice[], choice: Choice | null): WayView["kind"][] =>
  ways.map(({ kind }) => kind).filter((kind) => kind !== "recovery" && kind !== choice && !mayStay(kind, allowed));

const mayStay = (kind: Choice, allowed: readonly Choice[]): boolean => kind !== "device" && allowed.includes(kind);

function LockForm({ userId, lock, allowed }: FormProps): JSX.Element {
  const { panel, t } = useUi();
  const usable = allowed.filter((kind) => kind !== "passkey" || passkeysWork());
  const [choice, choose] = useState<Choice | null>(usable[0] ?? null);
  const passphrase = usePassphraseForm();
  const present = useWayForm(lock);
  const action = useAction();
  const lockBy = async (add: NewWayParam | null) => {
    const way = await present.take();
    if (way === "missing") return;
    await panel.call("lock.change", { way, add, remove: goingWith(lock, allowed, choice) });
  };
  const finish = async () => {
    if (choice === null) return lockBy(null);
    if (choice === "device") return void (await panel.call("setup.postpone", { step: "lock" }));
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
      {choice === null ? (
        <p data-testid="recovery-only">
          {t(allowed.length === 0 ? "choose_lock.recovery_only" : "choose_lock.nothing_here")}
        </p>
      ) : (
        <>
          <p>{t("choose_lock.text")}</p>
          <Choices choice={choice} choose={choose} allowed={allowed} />
        </>
      )}
      {allowed.length > 0 && !allowed.includes("device") && <p class="hint">{t("choose_lock.required")}</p>}
      {choice === "passphrase" && <NewPassphrase form={passphrase} />}
      {choice === "device" && (
        <Notice tone="warning" testId="no-lock-warning">
          <p>{t("choose_lock.none_warning")}</p>
        </Notice>
      )}
      <WayFields form={present} />
      <WayFailure failure={action.failure} />
      <button type="submit" class="button button-primary" disabled={action.busy} data-testid="lock-done">
        {t(action.busy ? "choose_lock.busy" : "choose_lock.action")}
      </button>
    </form>
  );
}
