import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Assurance, OrganisationView, PartyView } from "../../../shared/protocol/index.ts";
import { mixesAlphabets, visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { Icon, type IconName } from "./icon.tsx";
import { PersonName } from "./person.tsx";
import { SafeLine } from "./safe.tsx";
import { TrustPanel } from "./trust-panel.tsx";

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

/** The name that evidence bears out: an organisation's certificate first. Nothing where there is none. */
function ProvedName({ party: { organisation, person } }: { readonly party: PartyView }): JSX.Element | null {
  if (organisation !== undefined) return <VerifiedName organisation={organisation} />;
  return person === undefined ? null : <PersonName person={person} />;
}

/** Opens what is known of somebody. `children` is what the button shows; without it, it asks. */
function Opener({
  party,
  children,
}: {
  readonly party: PartyView;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { t } = useUi();
  const [open, setOpen] = useState(false);
  const who = visibleLine(party.organisation?.name ?? party.person?.name ?? party.userId);
  return (
    <>
      <button
        type="button"
        class={children === undefined ? "button" : "name-button"}
        aria-haspopup="dialog"
        aria-label={t("trust.open_named", { who })}
        onClick={() => setOpen(true)}
        data-testid="trust-open"
      >
        {children ?? t("trust.open")}
      </button>
      {open && <TrustPanel party={party} close={() => setOpen(false)} />}
    </>
  );
}

/** A domain's own word, as it is shown beside the address. Nothing where none is known. */
function DomainWord({ party: { domain } }: { readonly party: PartyView }): JSX.Element | null {
  const { t } = useUi();
  if (domain === null) return null;
  const key = domain.current ? "trust.domain_named" : "trust.domain_aged";
  return (
    <span class="hint domain-word" data-testid="domain-proof" data-current={domain.current ? "true" : "false"}>
      {t(key, { domain: visibleLine(domain.domain) })}{" "}
      <q>
        <SafeLine text={domain.name} />
      </q>
    </span>
  );
}

const alarming: readonly Assurance[] = ["changed", "expired", "revoked"];

interface PartyLineProps {
  readonly party: PartyView;
  /** Where the line stands: within a link nothing can be opened. */
  readonly within?: "page" | "link";
}

/** In a list: the address first, the claim after it. */
export function PartyLine({ party, within = "link" }: PartyLineProps): JSX.Element {
  const { t } = useUi();
  const { organisation, person, assurance, domain, claimedName, userId } = party;
  if (assurance === "self") return <span class="party-line">{t("party.you")}</span>;
  const name = <ProvedName party={party} />;
  const isProved = organisation !== undefined || person !== undefined;
  return (
    <span class="party-line" data-testid="party-line">
      {isProved && within === "page" ? <Opener party={party}>{name}</Opener> : name}
      <span class="address">
        <SafeLine text={userId} />
      </span>
      {domain?.current === true && (
        <span class="badge" data-testid="line-domain">
          <SafeLine text={domain.domain} />
        </span>
      )}
      {claimedName !== null && <Claim name={claimedName} />}
      {alarming.includes(assurance) && <AssuranceBadge assurance={assurance} />}
      <Shortfall party={party} />
    </span>
  );
}

/** What is demanded of persons here and was not shown. */
function Shortfall({ party: { shortOf } }: { readonly party: PartyView }): JSX.Element | null {
  const { t } = useUi();
  if (shortOf === undefined) return null;
  return (
    <span class="badge badge-expired" data-testid="short-of" data-level={shortOf}>
      <Icon name="warning" />
      {t("trust.short_of", { level: t(`person.level.${shortOf}`) })}
    </span>
  );
}

/** What else speaks for or against: a comparison, a new device. */
function Marks({ party: { compared, newDeviceAtMs } }: { readonly party: PartyView }): JSX.Element | null {
  const { t } = useUi();
  if (compared === null && newDeviceAtMs === null) return null;
  return (
    <span class="party-line">
      {compared !== null && (
        <span class="badge badge-verified" data-testid="compared">
          <Icon name="done" />
          {t("trust.compared_short")}
        </span>
      )}
      {newDeviceAtMs !== null && (
        <span class="badge" data-testid="new-device">
          <Icon name="device" />
          {t("trust.new_device_short")}
        </span>
      )}
    </span>
  );
}

/** Who it is, and what bears that out; more on a click. */
export function PartyCard(props: { readonly party: PartyView; readonly children?: ComponentChildren }): JSX.Element {
  const { party, children } = props;
  const { t } = useUi();
  const { assurance, claimedName, userId } = party;
  const isProved = party.organisation !== undefined || party.person !== undefined;
  return (
    <div class="party-card" data-testid="party" data-assurance={assurance}>
      <div class="party-head">
        {isProved && (
          <Opener party={party}>
            <ProvedName party={party} />
          </Opener>
        )}
        <span class="address">
          <SafeLine text={userId} />
        </span>
        <AssuranceBadge assurance={assurance} />
        <Shortfall party={party} />
      </div>
      <DomainWord party={party} />
      {claimedName !== null && <Claim name={claimedName} />}
      {assurance === "changed" && <p class="alarm">{t("party.changed_hint")}</p>}
      {party.shortOf !== undefined && (
        <p class="hint">{t("trust.short_of_hint", { level: t(`person.level.${party.shortOf}`) })}</p>
      )}
      <Marks party={party} />
      {assurance !== "self" && !isProved && (
        <div class="buttons">
          <Opener party={party} />
        </div>
      )}
      {children}
    </div>
  );
}
