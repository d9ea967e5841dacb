import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toBase64 } from "../../../shared/base/index.ts";
import type { EvidenceView, LockView } from "../../../shared/protocol/index.ts";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { CertificateFacts, VerifiedName } from "../parts/party.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { WayFailure, WayFields } from "../parts/way-fields.tsx";
import { WithLock } from "../parts/with-lock.tsx";
import { useAction } from "../state/action.ts";
import { useUi } from "../state/context.ts";
import { refusalText, useEvidence } from "../state/evidence.ts";
import { useWayForm, type WayForm } from "../state/way.ts";
import { CertificateRequest } from "./certificate-request.tsx";
import { FilesButton } from "./files-button.tsx";
import { RootsList } from "./roots-list.tsx";

/** What certificates say of this mailbox, and whose certificates it believes. For organisations; a citizen needs the roots only. */
export function EvidenceSection(): JSX.Element {
  const { t } = useUi();
  const evidence = useEvidence();
  return (
    <section aria-labelledby="evidence-title" data-testid="evidence">
      <h2 id="evidence-title">{t("evidence.title")}</h2>
      <p class="hint">{t("evidence.text")}</p>
      <RemoteView of={evidence}>
        {(view) => (
          <>
            <RootsList roots={view.roots} put={evidence.put} />
            <h3>{t("evidence.own")}</h3>
            <Own own={view.own} />
            <WithLock>{(lock) => <OwnTasks view={view} lock={lock} reload={evidence.reload} />}</WithLock>
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
          {isEnding(own.organisation.notAfterMs) && (
            <Notice tone="warning">
              <p>{t("evidence.ends_soon")}</p>
            </Notice>
          )}
        </div>
      );
  }
}

const monthMs = 30 * 86_400_000;
const isEnding = (notAfterMs: number): boolean => notAfterMs - Date.now() < monthMs;

interface TasksProps {
  readonly view: EvidenceView;
  readonly lock: LockView;
  readonly reload: () => void;
}

function OwnTasks({ view, lock, reload }: TasksProps): JSX.Element {
  const form = useWayForm(lock);
  return (
    <>
      <CertificateRequest form={form} />
      <Install form={form} reload={reload} />
      {view.own.kind !== "none" && <Remove form={form} reload={reload} />}
    </>
  );
}

interface TaskProps {
  readonly form: WayForm;
  readonly reload: () => void;
}

function Install({ form, reload }: TaskProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
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

function Remove({ form, reload }: TaskProps): JSX.Element {
  const { panel, t } = useUi();
  const action = useAction();
  const remove = () =>
    void action.run(async () => {
      const way = await form.take();
      if (way === "missing") return;
      await panel.call("evidence.remove", { way });
      reload();
    });
  return (
    <div class="buttons">
      <button
        type="button"
        class="button button-danger"
        disabled={action.busy}
        onClick={remove}
        data-testid="evidence-remove"
      >
        {t("evidence.remove")}
      </button>
      <FailureNotice failure={action.failure} />
    </div>
  );
}
