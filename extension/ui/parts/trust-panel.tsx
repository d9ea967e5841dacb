import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PartyView } from "../../../shared/protocol/index.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { personRefusalText } from "../state/person.ts";
import { accountOf } from "../state/trust.ts";
import { CompareCode } from "./compare-code.tsx";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";
import { FailureNotice } from "./notice.tsx";
import { PersonFacts } from "./person.tsx";
import { SafeLine } from "./safe.tsx";
import { CertificateFacts, DomainFacts } from "./trust-facts.tsx";

interface PartProps {
  readonly party: PartyView;
  readonly show: (party: PartyView) => void;
}

/** The safety code, whether and how it was compared, and comparing it. */
function Code({ party, show }: PartProps): JSX.Element | null {
  const { panel, t, format } = useUi();
  const action = useAction();
  const [comparing, setComparing] = useState(false);
  const { fingerprint, compared } = party;
  if (fingerprint === null) return null;
  const forget = () =>
    void action.run(async () => show(await panel.call("contacts.forgetComparison", { account: accountOf(party) })));
  return (
    <section class="plain">
      <h3>{t("trust.code")}</h3>
      <p class="code" data-testid="safety-code">
        <SafeLine text={fingerprint} />
      </p>
      {compared === null ? (
        <p class="hint">{t("trust.not_compared")}</p>
      ) : (
        <p data-testid="comparison" data-means={compared.means}>
          <Icon name="done" /> {t(`trust.compared.${compared.means}`, { date: format.date(compared.atMs) })}
        </p>
      )}
      {party.assurance !== "changed" && !comparing && (
        <div class="buttons">
          <button type="button" class="button" onClick={() => setComparing(true)} data-testid="compare-open">
            {t("trust.compare")}
          </button>
          {compared !== null && (
            <button
              type="button"
              class="button"
              disabled={action.busy}
              onClick={forget}
              data-testid="comparison-forget"
            >
              {t("trust.forget")}
            </button>
          )}
        </div>
      )}
      {comparing && (
        <CompareCode
          party={party}
          code={fingerprint}
          show={(changed) => {
            setComparing(false);
            show(changed);
          }}
        />
      )}
      <FailureNotice failure={action.failure} />
    </section>
  );
}

/** What an identity provider says of the person, or why what they showed does not hold here. */
function Person({ party: { person, personRefused } }: { readonly party: PartyView }): JSX.Element | null {
  const { t } = useUi();
  if (person === undefined && personRefused === undefined) return null;
  return (
    <section class="plain" data-testid="trust-person">
      <h3>{t("person.trust")}</h3>
      {person !== undefined && <PersonFacts person={person} />}
      {personRefused !== undefined && (
        <p data-testid="person-refused">
          {t("person.held")} {personRefusalText(personRefused, t)}
        </p>
      )}
    </section>
  );
}

/** Everything that bears out who somebody is, or speaks against it. */
export function TrustPanel({
  party: known,
  close,
}: {
  readonly party: PartyView;
  readonly close: () => void;
}): JSX.Element {
  const { t, format } = useUi();
  // What was changed here is shown here; the page behind reads again by itself.
  const [changed, show] = useState<PartyView | null>(null);
  const party = changed ?? known;
  const { assurance, organisation, person, newDeviceAtMs } = party;
  // The browser would focus the first button, far below, and scroll past who it is.
  const top = useRef<HTMLParagraphElement>(null);
  useEffect(() => top.current?.focus(), []);
  return (
    <Dialog title={t("trust.title")} close={close} testId="trust-panel">
      <p ref={top} tabIndex={-1} class="address" data-testid="trust-address">
        <SafeLine text={party.userId} />
      </p>
      {(person === undefined || organisation !== undefined) && (
        <section class="plain">
          <h3>{t("trust.certificate")}</h3>
          {assurance !== "self" && <p data-testid="trust-why">{t(`trust.why.${assurance}`)}</p>}
          {organisation !== undefined && <CertificateFacts organisation={organisation} />}
        </section>
      )}
      <Person party={party} />
      {assurance !== "changed" && (
        <section class="plain">
          <h3>{t("trust.domain")}</h3>
          <DomainFacts party={party} show={show} />
        </section>
      )}
      {newDeviceAtMs !== null && (
        <section class="plain" data-testid="trust-new-device">
          <p>{t("trust.new_device", { date: format.date(newDeviceAtMs) })}</p>
          <p class="hint">{t("trust.new_device_hint")}</p>
        </section>
      )}
      <Code party={party} show={show} />
      <div class="buttons">
        <button type="button" class="button" onClick={close} data-testid="trust-close">
          {t("action.close")}
        </button>
      </div>
    </Dialog>
  );
}
