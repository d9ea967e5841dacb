import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toBase64 } from "../../../shared/base/index.ts";
import type { EvidenceView, LockView } from "../../../shared/protocol/index.ts";
import { CertificateEndNotice } from "../parts/certificate-end.tsx";
import { Notice } from "../parts/notice.tsx";
import { VerifiedName } from "../parts/party.tsx";
import { Question } from "../parts/question.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { CertificateFacts } from "../parts/trust-facts.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { refusalText, useEvidence } from "../state/evidence.ts";
import { useFeature } from "../state/policy.ts";
import { useWayForm } from "../state/way.ts";
import { AcmeTask } from "./acme-task.tsx";
import { CertificateRequest } from "./certificate-request.tsx";
import { FilesButton } from "./files-button.tsx";
import { RootsList } from "./roots-list.tsx";

/** What certificates say of this mailbox, and whose certificates it believes. For organisations; a citizen needs the roots only. */
export function EvidenceSection(): JSX.Element {
  const { t } = useUi();
  const evidence = useEvidence();
  const hasCertificate = useFeature("certificate");
  return (
    <section aria-labelledby="evidence-title" data-testid="evidence">
      <h2 id="evidence-title">{t("evidence.title")}</h2>
      <p class="hint">{t("evidence.text")}</p>
      <RemoteView of={evidence}>
        {(view) => (
          <>
            <RootsList roots={view.roots} put={evidence.put} />
            {hasCertificate && (
              <>
                <h3>{t("evidence.own")}</h3>
                <Own own={view.own} />
                <WithLock>{(lock) => <OwnTasks view={view} lock={lock} reload={evidence.reload} />}</WithLock>
              </>
            )}
          </>
        )}
      </RemoteView>
    </section>
  );
}

function Own({ own }: Pick<EvidenceView, "own">): JSX.Element {
  const { t } = useUi();
  switch (own.kind) {
    case "none":
      return (
        <p data-testid="own-evidence" data-kind="none">
          {t("evidence.none")}
        </p>
      );
    case "no_roots":
      return (
        <p data-testid="own-evidence" data-kind="no_roots">
          {t("evidence.no_roots")}
        </p>
      );
    case "refused":
      return (
        <Notice tone="warning" testId="own-evidence">
          <p>{refusalText(own.reason, t)}</p>
        </Notice>
      );
    case "verified":
      return (
        <div class="party-card" data-testid="own-evidence" data-kind="verified">
          <VerifiedName organisation={own.organisation} />
          <CertificateFacts organisation={own.organisation} />
          <CertificateEndNotice span={own.organisation} />
        </div>
      );
  }
}

interface TaskProps {
  readonly lock: LockView;
  readonly reload: () => void;
}

function OwnTasks({ view, ...task }: TaskProps & { readonly view: EvidenceView }): JSX.Element {
  const { t } = useUi();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <CertificateRequest lock={task.lock} />
      <Install {...task} />
      <AcmeTask {...task} />
      {view.own.kind !== "none" && (
        <div class="buttons">
          <button
            type="button"
            class="button button-danger"
            onClick={() => setAsking(true)}
            data-testid="evidence-remove"
          >
            {t("evidence.remove")}
          </button>
        </div>
      )}
      {asking && <RemoveQuestion {...task} close={() => setAsking(false)} />}
    </>
  );
}

function Install({ lock, reload }: TaskProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const [refused, setRefused] = useState<string | null>(null);
  const install = (files: readonly File[]) =>
    void action.run(async () => {
      setRefused(null);
      const way = await form.take();
      if (way === "missing") return;
      const bytes = await Promise.all(files.map((file) => file.bytes()));
      const answer = await panel.call("evidence.install", { files: bytes.map(toBase64), way });
      setRefused(answer.refused);
      reload();
    });
  return (
    <details class="task" data-testid="evidence-install">
      <summary>{t("evidence.install")}</summary>
      <p class="hint">{t("evidence.install_text")}</p>
      <WayFields form={form} />
      <FilesButton
        label={t("evidence.choose")}
        accept=".pem,.crt,.cer,.crl,.der,.ocsp,.jws"
        multiple
        chosen={install}
        testId="evidence-files"
      />
      {refused !== null && (
        <Notice tone="danger" testId="evidence-refused">
          <p>{refusalText(refused, t)}</p>
        </Notice>
      )}
      <WayFailure failure={action.failure} />
    </details>
  );
}

function RemoveQuestion({ lock, reload, close }: TaskProps & { readonly close: () => void }): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const form = useWayForm(lock);
  const remove = () =>
    void action.run(async () => {
      const way = await form.take();
      if (way === "missing") return;
      await panel.call("evidence.remove", { way });
      close();
      reload();
    });
  return (
    <Question
      title={t("evidence.remove_title")}
      testId="evidence-remove-dialog"
      close={close}
      tone="danger"
      yes={{
        text: t("evidence.remove"),
        testId: "evidence-remove-confirm",
        blocked: action.busy,
        act: remove,
      }}
    >
      <p>{t("evidence.remove_text")}</p>
      <WayFields form={form} />
      <WayFailure failure={action.failure} />
    </Question>
  );
}
