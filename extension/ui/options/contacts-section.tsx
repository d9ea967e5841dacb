import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { ContactPolicyView } from "../../../shared/protocol/index.ts";
import { Field } from "../parts/field.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { useAction } from "../state/action.ts";
import {
  type ContactException,
  type ContactRule,
  otherExceptions,
  useContactPolicy,
  withException,
  withoutException,
} from "../state/contact-policy.ts";
import { useUi } from "../state/context.ts";
import { useFeature } from "../state/policy.ts";
import { BlockedList } from "./blocked-list.tsx";
import { FederationState } from "./federation-state.tsx";

const rules = ["allow", "block"] as const satisfies readonly ContactRule[];

interface EditProps {
  readonly policy: ContactPolicyView;
  readonly busy: boolean;
  readonly change: (policy: ContactPolicyView) => Promise<void>;
}

function UsualChoice({ policy, busy, change }: EditProps): JSX.Element {
  const { t } = useUi();
  const name = useId();
  return (
    <fieldset class="field">
      <legend>{t("contacts.usual")}</legend>
      {rules.map((rule) => (
        <div class="check" key={rule}>
          <input
            id={`${name}-${rule}`}
            type="radio"
            name={name}
            checked={policy.usual === rule}
            disabled={busy}
            aria-describedby={`${name}-${rule}-hint`}
            onChange={() => void change({ ...policy, usual: rule })}
            data-testid={`contacts-usual-${rule}`}
          />
          <div>
            <label for={`${name}-${rule}`}>{t(`contacts.usual.${rule}`)}</label>
            <p class="hint" id={`${name}-${rule}-hint`}>
              {t(`contacts.usual_hint.${rule}`)}
            </p>
          </div>
        </div>
      ))}
    </fieldset>
  );
}

function Exception({
  exception,
  remove,
  busy,
}: {
  readonly exception: ContactException;
  readonly remove: (() => void) | null;
  readonly busy: boolean;
}): JSX.Element {
  const { t } = useUi();
  const { who, rule } = exception;
  return (
    <li class="item" data-testid="contact-exception" data-rule={rule}>
      <div class="item-text">
        <span class="address">
          <SafeLine text={who} />
        </span>
        <span class="hint">{t(`contacts.rule.${rule}`)}</span>
      </div>
      {remove !== null && (
        <div class="item-actions">
          <button
            type="button"
            class="button"
            disabled={busy}
            aria-label={t("contacts.remove_named", { who })}
            onClick={remove}
            data-testid="contact-exception-remove"
          >
            {t("contacts.remove")}
          </button>
        </div>
      )}
    </li>
  );
}

function NewException({ policy, busy, change }: EditProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  const [who, setWho] = useState("");
  const [rule, setRule] = useState<ContactRule>("block");
  const [problem, setProblem] = useState<string | null>(null);
  const add = async () => {
    const next = withException(policy, { who, rule });
    if (next === null) return setProblem(t("contacts.who_wrong"));
    setProblem(null);
    await change(next);
    setWho("");
  };
  return (
    <form
      class="plain"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Field
        label={t("contacts.who")}
        hint={t("contacts.who_hint")}
        value={who}
        maxLength={255}
        problem={problem}
        onInput={setWho}
        testId="contact-who"
      />
      <div class="field">
        <label for={id}>{t("contacts.rule")}</label>
        <select
          id={id}
          value={rule}
          onChange={({ currentTarget }) => setRule(currentTarget.value === "allow" ? "allow" : "block")}
          data-testid="contact-rule"
        >
          {rules.map((each) => (
            <option key={each} value={each}>
              {t(`contacts.rule.${each}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="buttons">
        <button type="submit" class="button" disabled={busy} data-testid="contact-add">
          {t("contacts.add")}
        </button>
      </div>
    </form>
  );
}

/** Who may write to this mailbox: everybody or nobody, and the exceptions. A change holds at once. */
export function ContactsSection(): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const policy = useContactPolicy();
  const mayRule = useFeature("contact_rules");
  const change = (wanted: ContactPolicyView) =>
    action.run(async () => policy.put(await panel.call("contacts.setPolicy", wanted)));
  return (
    <section aria-labelledby="contacts-title" data-testid="contacts">
      <h2 id="contacts-title">{t("contacts.title")}</h2>
      <p class="hint">{t("contacts.text")}</p>
      <RemoteView of={policy}>
        {(value) => {
          const edit = { policy: value, busy: action.busy, change };
          return (
            <>
              {mayRule && <UsualChoice {...edit} />}
              <BlockedList />
              <h3>{t("contacts.exceptions")}</h3>
              {otherExceptions(value).length === 0 && <p data-testid="no-exceptions">{t("contacts.no_exceptions")}</p>}
              <ul class="items">
                {otherExceptions(value).map((exception) => (
                  <Exception
                    key={exception.who}
                    exception={exception}
                    busy={action.busy}
                    remove={mayRule ? () => void change(withoutException(value, exception.who)) : null}
                  />
                ))}
              </ul>
              {mayRule && <NewException {...edit} />}
            </>
          );
        }}
      </RemoteView>
      <FailureNotice failure={action.failure} />
      <FederationState />
    </section>
  );
}
