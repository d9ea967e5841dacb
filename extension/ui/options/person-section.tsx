import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LockView, OwnPersonView } from "../../../shared/protocol/index.ts";
import { ClaimsList } from "../parts/claims-list.tsx";
import { Notice } from "../parts/notice.tsx";
import { PersonFacts } from "../parts/person.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { loginTimeoutMs } from "../state/login.ts";
import { personRefusalText, usePerson } from "../state/person.ts";
import { useFeature } from "../state/policy.ts";
import { useWayForm } from "../state/way.ts";
import { IssuersList } from "./issuers-list.tsx";

/** Proving who one is: evidence of an identity provider, for those the person shows it to. */
export function PersonSection(): JSX.Element {
  const { t } = useUi();
  const person = usePerson();
  const mayProve = useFeature("person");
  return (
    <section aria-labelledby="person-title" data-testid="person">
      <h2 id="person-title">{t("person.title")}</h2>
      <p class="hint">{t("person.text")}</p>
      <RemoteView of={person}>
        {(view) => (
          <>
            {(mayProve || view.own.kind !== "none") && <Own own={view.own} put={person.put} />}
            {mayProve && view.issuers.length > 0 && (
              <WithLock>{(lock) => <Obtain view={view} lock={lock} reload={person.reload} />}</WithLock>
            )}
            <IssuersList issuers={view.issuers} put={person.put} />
          </>
        )}
      </RemoteView>
    </section>
  );
}

interface OwnProps {
  readonly own: OwnPersonView["own"];
  readonly put: (view: OwnPersonView) => void;
}

function Own({ own, put }: OwnProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  if (own.kind === "none") return <p data-testid="own-person-none">{t("person.none")}</p>;
  const remove = () => void action.run(async () => put(await panel.call("person.remove", {})));
  return (
    <>
      {own.kind === "refused" ? (
        <Notice tone="warning" testId="own-person-refused">
          <p>{personRefusalText(own.reason, t)}</p>
        </Notice>
      ) : (
        <VerifiedOwn own={own} />
      )}
      <p class="hint">{t("person.remove_text")}</p>
      <div class="buttons">
        <button type="button" class="button" disabled={action.busy} onClick={remove} data-testid="person-remove">
          {t("person.remove")}
        </button>
      </div>
      <WayFailure failure={action.failure} />
    </>
  );
}

const monthMs = 30 * 86_400_000;

function VerifiedOwn({ own }: { readonly own: Extract<OwnPersonView["own"], { kind: "verified" }> }): JSX.Element {
  const { t } = useUi();
  return (
    <div class="party-card" data-testid="own-person">
      <PersonFacts person={own.person} />
      {own.person.untilMs - Date.now() < monthMs && (
        <Notice tone="warning">
          <p>{t("person.ends_soon")}</p>
        </Notice>
      )}
      <details data-testid="person-claims">
        <summary>{t("person.claims")}</summary>
        <p class="hint">{t("person.claims_hint")}</p>
        <ClaimsList claims={own.claims} />
      </details>
      <p data-testid="shown-to">
        {own.shownTo.length === 0 ? t("person.shown_to_nobody") : `${t("person.shown_to")} ${own.shownTo.join(", ")}`}
      </p>
    </div>
  );
}

interface ObtainProps {
  readonly view: OwnPersonView;
  readonly lock: LockView;
  readonly reload: () => void;
}

function Obtain({ view, lock, reload }: ObtainProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const [refused, setRefused] = useState<string | null>(null);
  const obtain = (issuer: string) =>
    void action.run(async () => {
      setRefused(null);
      const way = await form.take();
      if (way === "missing") return;
      const answer = await panel.call("person.obtain", { issuer, way }, { timeoutMs: loginTimeoutMs });
      setRefused(answer.refused);
      reload();
    });
  return (
    <details class="task" open={view.own.kind !== "verified"} data-testid="person-obtain">
      <summary>{t(view.own.kind === "none" ? "person.obtain" : "person.obtain_anew")}</summary>
      <p class="hint">{t("person.obtain_text")}</p>
      <WayFields form={form} />
      <div class="buttons">
        {view.issuers.map(({ issuer, name }) => (
          <button
            key={issuer}
            type="button"
            class="button button-primary"
            disabled={action.busy}
            onClick={() => obtain(issuer)}
            data-testid="person-login"
          >
            {t("person.obtain_from", { name: visibleLine(name) })}
          </button>
        ))}
      </div>
      {action.busy && <p aria-live="polite">{t("sso.waiting")}</p>}
      {refused !== null && (
        <Notice tone="danger" testId="person-refused">
          <p>{personRefusalText(refused, t)}</p>
        </Notice>
      )}
      <WayFailure failure={action.failure} />
    </details>
  );
}
