import type { JSX } from "preact";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { Notice } from "../parts/notice.tsx";
import { PartyCard } from "../parts/party.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { Time } from "../parts/time.tsx";
import { useUi } from "../state/context.ts";

/** A page asks to show a letter of a conversation that it began. Opening may have legal effect, so that stands here. */
export function OpenRequest({ view }: { readonly view: Extract<ConsentView, { kind: "open" }> }): JSX.Element {
  const { t, format } = useUi();
  return (
    <>
      <h2>{t("consent.open_from")}</h2>
      <PartyCard party={view.from} />
      <h2>{t("compose.subject")}</h2>
      <p data-testid="consent-subject">
        {view.subject === "" ? t("letter.no_subject") : <SafeLine text={view.subject} />}
      </p>
      {view.receivedAtMs !== null && (
        <p class="hint">
          {t("letter.received")} <Time atMs={view.receivedAtMs} form="full" />
        </p>
      )}
      {view.opened ? (
        <p>{t("consent.open_again")}</p>
      ) : (
        <Notice tone="warning" testId="open-effect">
          <p>{t("letter.open_hint", { date: format.date(Date.now()) })}</p>
        </Notice>
      )}
      <p class="hint">{t(view.place === "frame" ? "consent.open_in_frame" : "consent.open_where")}</p>
    </>
  );
}
