import { type ComponentChildren, Fragment, type JSX } from "preact";
import type { Assurance, OrganisationView, PartyView } from "../../../shared/protocol/index.ts";
import { mixesAlphabets } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { Icon, type IconName } from "./icon.tsx";
import { SafeLine } from "./safe.tsx";

const icons: Readonly<Record<Assurance, IconName>> = {
  not_verified: "question",
  verified: "done",
  expired: "warning",
  revoked: "warning",
  changed: "warning",
  self: "done",
};

/** How sure we are who it is, in words. */
export function AssuranceBadge({ assurance }: { readonly assurance: Assurance }): JSX.Element {
  const { t } = useUi();
  return (
    <span class={`badge badge-${assurance}`} data-testid="assurance">
      <Icon name={icons[assurance]} />
      {t(`assurance.${assurance}`)}
    </span>
  );
}

/** What an account calls itself: always in quotes and named as a claim, so that it never reads like a checked name. */
function Claim({ name }: { readonly name: string }): JSX.Element {
  const { t } = useUi();
  return (
    <span class="claim" data-testid="claimed-name">
      {t("party.claims")}{" "}
      <q>
        <SafeLine text={name} />
      </q>
      {mixesAlphabets(name) && <span class="mark">{t("safe.mixed_alphabets")}</span>}
    </span>
  );
}

/** The code both sides compare in person. */
export function SafetyCode({ code }: { readonly code: string }): JSX.Element {
  const { t } = useUi();
  return (
    <details class="safety-code">
      <summary>{t("party.safety_code")}</summary>
      <p class="code" data-testid="safety-code">
        <SafeLine text={code} />
      </p>
      <p class="hint">{t("party.safety_code_hint")}</p>
    </details>
  );
}

/** A name that a certificate proves: never in quotes, always with the mark. */
export function VerifiedName({ organisation }: { readonly organisation: OrganisationView }): JSX.Element {
  const { t } = useUi();
  const { name, unit } = organisation;
  return (
    <span class="verified-name" data-testid="verified-name">
      <Icon name="done" />
      <span class="visually-hidden">{t("assurance.verified")}: </span>
      <SafeLine text={unit === null ? name : `${name}, ${unit}`} />
      {mixesAlphabets(name) && <span class="mark">{t("safe.mixed_alphabets")}</span>}
    </span>
  );
}

/** Who vouches for the name, and for how long. */
export function CertificateFacts({ organisation }: { readonly organisation: OrganisationView }): JSX.Element {
  const { t, format } = useUi();
  const { issuer, root, notBeforeMs, notAfterMs, serial } = organisation;
  const rows = [
    [t("organisation.issuer"), issuer],
    [t("organisation.root"), root],
    [t("organisation.since"), format.date(notBeforeMs)],
    [t("organisation.until"), format.date(notAfterMs)],
    [t("organisation.serial"), serial],
  ] as const;
  return (
    <details class="safety-code" data-testid="certificate">
      <summary>{t("organisation.certificate")}</summary>
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
    </details>
  );
}

/** In a list: the address first, the claim after it. */
export function PartyLine({ party }: { readonly party: PartyView }): JSX.Element {
  const { t } = useUi();
  return (
    <span class="party-line">
      {party.organisation !== undefined && <VerifiedName organisation={party.organisation} />}
      {party.assurance === "self" ? (
        <span>{t("party.you")}</span>
      ) : (
        <span class="address">
          <SafeLine text={party.userId} />
        </span>
      )}
      {party.assurance !== "self" && party.claimedName !== null && <Claim name={party.claimedName} />}
      {["changed", "expired", "revoked"].includes(party.assurance) && <AssuranceBadge assurance={party.assurance} />}
    </span>
  );
}

/** Everything we know about who it is. */
export function PartyCard(props: { readonly party: PartyView; readonly children?: ComponentChildren }): JSX.Element {
  const { party, children } = props;
  const { t } = useUi();
  return (
    <div class="party-card" data-testid="party">
      <div class="party-head">
        <span class="address">
          <SafeLine text={party.userId} />
        </span>
        <AssuranceBadge assurance={party.assurance} />
      </div>
      {party.organisation !== undefined && <VerifiedName organisation={party.organisation} />}
      {party.organisation !== undefined && <CertificateFacts organisation={party.organisation} />}
      {party.claimedName !== null && <Claim name={party.claimedName} />}
      {party.assurance === "changed" && <p class="alarm">{t("party.changed_hint")}</p>}
      {party.fingerprint !== null && <SafetyCode code={party.fingerprint} />}
      {children}
    </div>
  );
}
