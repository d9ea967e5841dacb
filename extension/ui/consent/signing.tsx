import type { JSX } from "preact";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { Notice } from "../parts/notice.tsx";
import { VerifiedName } from "../parts/party.tsx";
import { CertificateFacts } from "../parts/trust-facts.tsx";
import { useUi } from "../state/context.ts";
import { refusalText } from "../state/evidence.ts";

export type SignView = Extract<ConsentView, { kind: "sign" }>;
type Certificate = NonNullable<SignView["certificate"]>;

/** Whether the identity key signs, under the certificate that is shown. */
export const signsByCertificate = ({ format, certificate }: SignView): boolean =>
  format === "jades-b" && certificate?.kind === "usable";

/** Whether there is nothing to sign with in a format that the page takes. */
export const cannotSign = ({ format, certificate }: SignView): boolean =>
  format === "jades-b" && certificate?.kind !== "usable";

function Why({ certificate }: { readonly certificate: Exclude<Certificate, { kind: "usable" }> }): JSX.Element {
  const { t } = useUi();
  return (
    <p data-testid="certificate-fault" data-kind={certificate.kind}>
      {certificate.kind === "refused" ? refusalText(certificate.reason, t) : t(`signing.${certificate.kind}`)}
    </p>
  );
}

/** What a page that asks for a certificate gets: the certificate and how long it holds, or why there is none to sign with. */
export function SigningCertificate({ view }: { readonly view: SignView }): JSX.Element | null {
  const { t, format } = useUi();
  const { certificate } = view;
  if (certificate === null) return null;
  if (certificate.kind !== "usable")
    return (
      <Notice tone="warning" testId="no-certificate">
        <Why certificate={certificate} />
        <p>{t(cannotSign(view) ? "signing.cannot" : "signing.without")}</p>
      </Notice>
    );
  const { organisation } = certificate;
  return (
    <div data-testid="signing-certificate">
      <p>{t("signing.certificate")}</p>
      <p>
        <VerifiedName organisation={organisation} />
      </p>
      <p>{t("signing.until", { date: format.date(organisation.notAfterMs) })}</p>
      <CertificateFacts organisation={organisation} />
    </div>
  );
}
