import { Fragment, type JSX } from "preact";
import type { OrganisationView, PartyView } from "../../../shared/protocol/index.ts";
import { visibleLine } from "../safe/visible.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { accountOf } from "../state/trust.ts";
import { FailureNotice } from "./notice.tsx";
import { SafeLine } from "./safe.tsx";

/** Rows of a name and what it is. */
function Facts({ rows }: { readonly rows: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>
            <SafeLine text={value} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** Who vouches for the name, for how long, whether it was taken back, and how it belongs to the mailbox. */
export function CertificateFacts({ organisation }: { readonly organisation: OrganisationView }): JSX.Element {
  const { t, format } = useUi();
  const { name, unit, country, domains, issuer, root, notBeforeMs, notAfterMs, serial } = organisation;
  const subject = [unit, name, country].filter((part) => part !== null).join(", ");
  return (
    <div data-testid="certificate">
      <Facts
        rows={[
          [t("trust.subject"), subject],
          ...(domains.length > 0 ? ([[t("trust.names_domains"), domains.join(", ")]] as const) : []),
          [t("acme.proves"), t(`acme.proves.${organisation.proves}`)],
          [t("organisation.issuer"), issuer],
          [t("organisation.root"), root],
          [t("organisation.since"), format.date(notBeforeMs)],
          [t("organisation.until"), format.date(notAfterMs)],
          [t("trust.revocation"), t(`trust.revocation.${organisation.revocation}`)],
          [t("trust.bound"), t(`trust.bound.${organisation.boundBy}`)],
          [t("organisation.serial"), serial],
        ]}
      />
    </div>
  );
}

interface DomainProps {
  readonly party: PartyView;
  readonly show: (party: PartyView) => void;
}

/** What a domain says of the mailbox, and asking it anew. */
export function DomainFacts({ party, show }: DomainProps): JSX.Element {
  const { panel, t, format } = useUi();
  const action = useAction();
  const { domain, organisation } = party;
  if (domain === null) return <p class="hint">{t("trust.domain_none")}</p>;
  const check = () =>
    void action.run(async () => show(await panel.call("contacts.checkDomains", { account: accountOf(party) })));
  return (
    <>
      <p data-testid="domain-word">
        {t(domain.current ? "trust.domain_named" : "trust.domain_aged", { domain: visibleLine(domain.domain) })}{" "}
        <span class="claim">
          <q>
            <SafeLine text={domain.name} />
          </q>
        </span>
      </p>
      <p class="hint">
        {t("trust.claim_hint")} {t("trust.domain_checked")} {format.date(domain.checkedAtMs)}
      </p>
      {organisation?.domains.includes(domain.domain) === true && <p>{t("trust.domain_certified")}</p>}
      <div class="buttons">
        <button type="button" class="button" disabled={action.busy} onClick={check} data-testid="domain-check">
          {t("trust.domain_check")}
        </button>
      </div>
      <FailureNotice failure={action.failure} />
    </>
  );
}
