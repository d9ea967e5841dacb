import type { ComponentChildren, JSX } from "preact";
import type { Assurance, PartyView } from "../../../shared/protocol/index.ts";
import { mixesAlphabets } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { Icon, type IconName } from "./icon.tsx";
import { SafeLine } from "./safe.tsx";

const icons: Readonly<Record<Assurance, IconName>> = { not_verified: "question", changed: "warning", self: "done" };

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

/** In a list: the address first, the claim after it. */
export function PartyLine({ party }: { readonly party: PartyView }): JSX.Element {
  const { t } = useUi();
  return (
    <span class="party-line">
      {party.assurance === "self" ? (
        <span>{t("party.you")}</span>
      ) : (
        <span class="address">
          <SafeLine text={party.userId} />
        </span>
      )}
      {party.assurance !== "self" && party.claimedName !== null && <Claim name={party.claimedName} />}
      {party.assurance === "changed" && <AssuranceBadge assurance="changed" />}
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
      {party.claimedName !== null && <Claim name={party.claimedName} />}
      {party.assurance === "changed" && <p class="alarm">{t("party.changed_hint")}</p>}
      {party.fingerprint !== null && <SafetyCode code={party.fingerprint} />}
      {children}
    </div>
  );
}
