import type { JSX } from "preact";
import { Field } from "../parts/field.tsx";
import { Notice } from "../parts/notice.tsx";
import { PartyCard } from "../parts/party.tsx";
import { useUi } from "../state/context.ts";
import type { Recipient } from "../state/recipient.ts";
import { AcceptIdentity } from "./accept-identity.tsx";

function Found({ recipient }: { readonly recipient: Recipient }): JSX.Element | null {
  const { t } = useUi();
  switch (recipient.kind) {
    case "empty":
    case "incomplete":
      return null;
    case "searching":
      return <p class="hint">{t("recipient.searching")}</p>;
    case "found":
      return (
        <PartyCard party={recipient.party}>
          <AcceptIdentity party={recipient.party} />
        </PartyCard>
      );
    case "unknown":
      return <Notice tone="warning">{<p>{t("recipient.unknown")}</p>}</Notice>;
    case "failed":
      return <Notice tone="warning">{<p>{t(`error.${recipient.code}`)}</p>}</Notice>;
  }
}

interface RecipientFieldProps {
  readonly value: string;
  readonly recipient: Recipient;
  readonly problem: string | null;
  readonly onInput: (value: string) => void;
}

/** Who the letter goes to, and what is known about them. */
export function RecipientField({ value, recipient, problem, onInput }: RecipientFieldProps): JSX.Element {
  const { t } = useUi();
  return (
    <Field
      label={t("compose.to")}
      hint={t("compose.to_hint")}
      value={value}
      maxLength={512}
      problem={problem}
      onInput={onInput}
      testId="compose-to"
    >
      <div aria-live="polite" data-testid="recipient" data-state={recipient.kind}>
        <Found recipient={recipient} />
      </div>
    </Field>
  );
}
