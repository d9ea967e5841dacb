import type { JSX } from "preact";
import { certificateEnd } from "../../../shared/mailbox/index.ts";
import { useUi } from "../state/context.ts";
import { Notice } from "./notice.tsx";

interface CertificateEndProps {
  readonly span: { readonly notBeforeMs: number; readonly notAfterMs: number };
  /** Says where to renew it, away from the settings. */
  readonly action?: JSX.Element;
}

/** Warns 30, 14 and 3 days before this mailbox's certificate ends, and afterwards. */
export function CertificateEndNotice({ span, action }: CertificateEndProps): JSX.Element | null {
  const { t, format } = useUi();
  const end = certificateEnd(span, Date.now());
  if (end === null) return null;
  return (
    <Notice tone={end === "month" ? "warning" : "danger"} testId="certificate-end">
      <p data-end={end}>{t(`acme.ends.${end}`, { date: format.date(span.notAfterMs) })}</p>
      {action}
    </Notice>
  );
}
