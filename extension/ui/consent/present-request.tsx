import type { JSX } from "preact";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { ClaimsList } from "../parts/claims-list.tsx";
import { Notice } from "../parts/notice.tsx";
import { OriginText } from "../parts/origin.tsx";
import { VerifiedName } from "../parts/party.tsx";
import { PersonFacts } from "../parts/person.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { CertificateFacts } from "../parts/trust-facts.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { refusalText } from "../state/evidence.ts";
import { personRefusalText } from "../state/person.ts";

export type PresentView = Extract<ConsentView, { kind: "present" }>;
type Presented = PresentView["presented"];
type Missing = Exclude<Presented, { evidenceDigest: string }>;

/** Whether the page gets nothing but the word that there is no such evidence. */
export const presentsNothing = ({ presented }: PresentView): boolean => !("evidenceDigest" in presented);

function Demands({ view }: { readonly view: PresentView }): JSX.Element {
  const { t } = useUi();
  const { evidence, level, claims, audience, origin } = view;
  return (
    <>
      <p data-testid="present-what">{t(`present.what.${evidence === "x509" ? "x509" : "oidc"}`)}</p>
      {level !== null && (
        <p data-testid="present-level">
          {t("present.demands_level")} {t(`person.level.${level}`)}
        </p>
      )}
      {claims.length > 0 && (
        <p class="claim">
          {t("present.demands_claims")} <SafeLine text={claims.join(", ")} />
        </p>
      )}
      {audience !== origin && (
        <p class="claim" data-testid="present-audience">
          {t("present.audience")}{" "}
          <q>
            <SafeLine text={audience} />
          </q>
        </p>
      )}
    </>
  );
}

function whyNot(missing: Missing, evidence: PresentView["evidence"], t: ReturnType<typeof useUi>["t"]): string {
  switch (missing.kind) {
    case "none":
      return t(evidence === "x509" ? "present.none.x509" : "present.none.oidc");
    case "no_roots":
      return t("present.no_roots");
    case "refused":
      return evidence === "x509" ? refusalText(missing.reason, t) : personRefusalText(missing.reason, t);
    case "level":
      return t("present.level", { level: t(`person.level.${missing.level}`) });
    case "claims":
      return `${t("present.claims")} ${visibleLine(missing.missing.join(", "))}`;
  }
}

function Address({ view }: { readonly view: PresentView }): JSX.Element {
  const { t } = useUi();
  return (
    <p>
      {t("present.address")}:{" "}
      <span class="address">
        <SafeLine text={view.presenter.userId} />
      </span>
    </p>
  );
}

function WhatItGets({ view }: { readonly view: PresentView }): JSX.Element {
  const { t } = useUi();
  const { presented, evidence } = view;
  switch (presented.kind) {
    case "organisation":
      return (
        <div data-testid="presented" data-kind={presented.kind}>
          <p>{t("present.organisation")}</p>
          <p>
            <VerifiedName organisation={presented.organisation} />
          </p>
          <Address view={view} />
          <CertificateFacts organisation={presented.organisation} />
        </div>
      );
    case "person":
      return (
        <div data-testid="presented" data-kind={presented.kind}>
          <p>{t("present.person")}</p>
          <PersonFacts person={presented.person} />
          <Address view={view} />
          <details data-testid="presented-claims" open>
            <summary>{t("person.claims")}</summary>
            <ClaimsList claims={presented.claims} />
          </details>
        </div>
      );
    default:
      return (
        <Notice tone="warning" testId="presents-nothing">
          <p data-testid="present-fault" data-kind={presented.kind}>
            {whyNot(presented, evidence, t)}
          </p>
          <p>{t("present.cannot")}</p>
        </Notice>
      );
  }
}

/** To whom, in one line beside the buttons: it stays in sight while the rest is scrolled. */
export function PresentSummary({ view }: { readonly view: PresentView }): JSX.Element {
  const { t } = useUi();
  return (
    <p class="summary-line" data-testid="summary">
      {t(presentsNothing(view) ? "present.summary_nothing" : "present.summary")} <OriginText origin={view.origin} />
    </p>
  );
}

/** A page asks for evidence: what for, which, and all that it would get. */
export function PresentRequest({ view }: { readonly view: PresentView }): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <h2>{t("present.purpose")}</h2>
      <p class="claim" data-testid="purpose">
        {t("consent.purpose_claim")}{" "}
        <q>
          <SafeLine text={view.purpose} />
        </q>
      </p>
      <Demands view={view} />
      <h2>{t(presentsNothing(view) ? "present.nothing" : "present.gets")}</h2>
      <WhatItGets view={view} />
      {!presentsNothing(view) && (
        <Notice tone="info" testId="present-weight">
          <p>{t("present.weight")}</p>
        </Notice>
      )}
    </>
  );
}
