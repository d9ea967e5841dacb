import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { AcmeView, LockView } from "../../../shared/protocol/index.ts";
import { Notice } from "../parts/notice.tsx";
import { Question } from "../parts/question.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { acmeFailureText, useAcme } from "../state/acme.ts";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { refusalText } from "../state/evidence.ts";
import { useWayForm } from "../state/way.ts";
import { AcmeForm } from "./acme-form.tsx";

type Enrolled = NonNullable<AcmeView["enrolment"]>;

interface AcmeTaskProps {
  readonly lock: LockView;
  /** Something was taken over: what is shown of the certificate is out of date. */
  readonly reload: () => void;
}

/** Certificates that a server of the organisation gets and renews: the file for it, and what came of it. */
export function AcmeTask({ lock, reload }: AcmeTaskProps): JSX.Element {
  const { t } = useUi();
  const acme = useAcme();
  return (
    <details class="task" data-testid="acme">
      <summary>{t("acme.title")}</summary>
      <p class="hint">{t("acme.text")}</p>
      <RemoteView of={acme}>
        {({ enrolment }) => (
          <div class="plain">
            {enrolment !== null && <Watching {...{ lock, reload, enrolment }} put={acme.put} />}
            <AcmeForm put={acme.put} />
          </div>
        )}
      </RemoteView>
    </details>
  );
}

function Found({ look }: Pick<Enrolled, "look">): JSX.Element {
  const { t, format } = useUi();
  if (look === null) return <p data-testid="acme-found">{t("acme.not_yet")}</p>;
  const { finding, atMs } = look;
  const isGood = finding.kind === "taken" || finding.kind === "known";
  return (
    <Notice tone={isGood ? "info" : "warning"} testId="acme-found">
      <p data-kind={finding.kind}>{t(`acme.found.${finding.kind}`)}</p>
      {finding.kind === "refused" && <p>{refusalText(finding.reason, t)}</p>}
      <p class="hint">{t("acme.looked", { date: format.dateTime(atMs) })}</p>
    </Notice>
  );
}

function Attempt({ attempt }: Pick<Enrolled, "attempt">): JSX.Element | null {
  const { t, format, language } = useUi();
  const text = attempt?.failure == null ? null : acmeFailureText(attempt.failure, language);
  if (attempt === null || text === null) return null;
  return (
    <Notice tone="warning" testId="acme-attempt">
      <p>{t("acme.attempt_failed", { date: format.dateTime(attempt.atMs) })}</p>
      <p>{text}</p>
      {attempt.retryAtMs !== null && <p>{t("acme.attempt_retry", { date: format.dateTime(attempt.retryAtMs) })}</p>}
    </Notice>
  );
}

interface WatchingProps extends AcmeTaskProps {
  readonly enrolment: Enrolled;
  readonly put: (view: AcmeView) => void;
}

function Watching({ enrolment, lock, reload, put }: WatchingProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const [ending, setEnding] = useState(false);
  const waits = enrolment.look?.finding.kind === "waits";
  const look = () =>
    void action.run(async () => {
      const way = waits ? await form.take() : null;
      if (way === "missing") return;
      put(await panel.call("acme.look", { way }));
      reload();
    });
  const end = () =>
    void action.run(async () => {
      put(await panel.call("acme.end", {}));
      setEnding(false);
    });
  return (
    <div class="plain" data-testid="acme-watching">
      <p>
        {t("acme.watching")} <SafeLine text={enrolment.address} />
      </p>
      <Found look={enrolment.look} />
      <Attempt attempt={enrolment.attempt} />
      {waits && <WayFields form={form} />}
      <WayFailure failure={action.failure} />
      <div class="buttons">
        <button type="button" class="button" disabled={action.busy} onClick={look} data-testid="acme-look">
          {t("acme.look")}
        </button>
        <button type="button" class="button button-danger" onClick={() => setEnding(true)} data-testid="acme-end">
          {t("acme.end")}
        </button>
      </div>
      {ending && (
        <Question
          title={t("acme.end_title")}
          testId="acme-end-dialog"
          close={() => setEnding(false)}
          tone="danger"
          yes={{ text: t("acme.end"), testId: "acme-end-confirm", blocked: action.busy, act: end }}
        >
          <p>{t("acme.end_text")}</p>
        </Question>
      )}
    </div>
  );
}
