import type { JSX } from "preact";
import type { PolicyView } from "../../../shared/protocol/index.ts";
import { useUi } from "../state/context.ts";
import { assessedOn, statement, statementId } from "./topics.ts";

type Contact = NonNullable<PolicyView["accessibilityContact"]>;

/** Where a barrier is reported: the administrator names it. Checked by the policy to be an e-mail address or an https address. */
function ContactLine({ contact }: { readonly contact: Contact }): JSX.Element {
  const { t } = useUi();
  const href = contact.address.startsWith("https://") ? contact.address : `mailto:${contact.address}`;
  return (
    <>
      <p>{t("help.access.contact_known", { name: contact.name })}</p>
      <p>
        <a href={href} target="_blank" rel="noopener noreferrer" data-testid="accessibility-contact">
          {contact.address}
        </a>
      </p>
    </>
  );
}

/** The accessibility statement (BGG § 12b, BITV 2.0 § 7): how accessible, what is tested, what is not, and whom to tell. */
export function Statement({ contact }: { readonly contact: Contact | null }): JSX.Element {
  const { t, format } = useUi();
  return (
    <section class="help-topic" id={statementId} aria-labelledby={`${statementId}-title`} data-testid="statement">
      <h2 id={`${statementId}-title`} tabIndex={-1}>
        {t("help.access.title")}
      </h2>
      <p>{t("help.access.scope", { date: format.date(Date.parse(assessedOn)) })}</p>
      <h3>{t("help.access.state_title")}</h3>
      <p>{t("help.access.state")}</p>
      <h3>{t("help.access.tested_title")}</h3>
      <ul>
        {statement.tested.map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
      <h3>{t("help.access.gaps_title")}</h3>
      <ul>
        {statement.gaps.map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
      <h3>{t("help.access.contact_title")}</h3>
      {contact === null ? <p>{t("help.access.contact_none")}</p> : <ContactLine contact={contact} />}
      <h3>{t("help.access.enforce_title")}</h3>
      <p>{t("help.access.enforce")}</p>
    </section>
  );
}
