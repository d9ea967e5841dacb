import type { JSX } from "preact";
import { AttachmentFacts } from "../parts/attachment.tsx";
import { Notice } from "../parts/notice.tsx";
import { PartyCard } from "../parts/party.tsx";
import { SafeLine, SafeText } from "../parts/safe.tsx";
import { useUi } from "../state/context.ts";
import type { LoadedDocument } from "../viewer/document-content.tsx";
import { DocumentView } from "./document-view.tsx";
import { cannotSign, SigningCertificate, type SignView, signsByCertificate } from "./signing.tsx";

interface RequestProps {
  readonly view: SignView;
  /** The first document, where it was read before anything was shown. */
  readonly first: LoadedDocument | null;
}

function Documents({ view, first }: RequestProps): JSX.Element {
  const { t } = useUi();
  const start = view.documents.length === 1 ? (first ?? "shown") : "closed";
  return (
    <div class="attachments">
      <h2>{t("consent.sign_documents", { count: view.documents.length })}</h2>
      <ol class="documents">
        {view.documents.map((document, index) => (
          <li key={document.staging} data-testid="document">
            <AttachmentFacts attachment={document} />
            <DocumentView request={view.request} index={index} document={document} start={start} />
            <details class="hash">
              <summary>{t("attachment.hash")}</summary>
              <code>{document.sha256}</code>
            </details>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What is signed, in one line beside the buttons: it stays in sight while the rest is scrolled. */
export function SignSummary({ view }: { readonly view: SignView }): JSX.Element {
  const { t, format } = useUi();
  const sizeBytes = view.documents.reduce((sum, document) => sum + document.sizeBytes, 0);
  return (
    <p class="summary-line" data-testid="summary">
      {t("consent.sign_summary", { count: view.documents.length, size: format.size(sizeBytes) })}
    </p>
  );
}

/** A page asks for a signature: why, over what, and with which key. */
export function SignRequest({ view, first }: RequestProps): JSX.Element {
  const { t } = useUi();
  return (
    <>
      <h2>{t("consent.sign_reason")}</h2>
      <p class="claim">{t("consent.purpose_claim")}</p>
      <SafeText text={view.reason} links="none" />
      <Documents view={view} first={first} />
      <h2>{t("consent.sign_key")}</h2>
      <PartyCard party={view.signer} />
      <SigningCertificate view={view} />
      {!cannotSign(view) && !signsByCertificate(view) && (
        <p class="hint">
          {t("consent.sign_device")} <SafeLine text={view.deviceName} />
        </p>
      )}
      {!cannotSign(view) && (
        <Notice tone="info" testId="legal-weight">
          <p>{t(signsByCertificate(view) ? "signing.weight" : "consent.sign_weight")}</p>
        </Notice>
      )}
    </>
  );
}
