/** How near a certificate's end is, as far as somebody should be told. */
export type CertificateEnd = "month" | "fortnight" | "days" | "ended";

const day = 86_400_000;

/**
 * Warnings 30, 14 and 3 days before the end. A warning that would come while more than a third of the certificate's time is left is left
 * out: whoever renews by ACME has short certificates, and renews them only then. Null: nothing to say.
 */
export function certificateEnd(
  { notBeforeMs, notAfterMs }: { readonly notBeforeMs: number; readonly notAfterMs: number },
  nowMs: number,
): CertificateEnd | null {
  const leftMs = notAfterMs - nowMs;
  if (leftMs <= 0) return "ended";
  if (leftMs > (notAfterMs - notBeforeMs) / 3) return null;
  if (leftMs <= 3 * day) return "days";
  if (leftMs <= 14 * day) return "fortnight";
  return leftMs <= 30 * day ? "month" : null;
}
