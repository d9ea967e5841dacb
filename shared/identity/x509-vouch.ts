import { equalBytes, type UserId } from "../base/index.ts";
import { type EcKey, ecSubjectPublicKey, encodeDer, type PublicKey, signCertifiedJws } from "../crypto/index.ts";
import { parseCertificate } from "./x509-certificate.ts";
import { encodeStatement, statementTyp } from "./x509-evidence.ts";

/** Whom a certified key vouches for. */
export interface VouchedFor {
  readonly account: UserId;
  readonly identityKey: PublicKey;
  /** Milliseconds since the epoch; must lie within the certificate's time. */
  readonly issuedMs: number;
}

/** The statement by which the holder of a certificate vouches for an identity key (docs/protocol.md, "X.509 evidence"). */
export const vouchFor = (key: EcKey, certificate: Uint8Array, about: VouchedFor): Promise<string> =>
  signCertifiedJws(key, { typ: statementTyp, payload: encodeStatement(about), certificate });

/** From when to when a certificate counts, and for which domains; null when the bytes are no certificate. */
export function describeCertificate(
  der: Uint8Array,
): { readonly notBeforeMs: number; readonly notAfterMs: number; readonly domains: readonly string[] } | null {
  const certificate = parseCertificate(der);
  if (certificate === null) return null;
  const { notBeforeMs, notAfterMs, altNames } = certificate;
  return { notBeforeMs, notAfterMs, domains: altNames.flatMap((name) => (name.kind === "dns" ? [name.text] : [])) };
}

/** Whether a certificate is about this key. */
export function isAbout(der: Uint8Array, key: EcKey): boolean {
  const spki = parseCertificate(der)?.key?.spki;
  return spki !== undefined && equalBytes(spki, encodeDer(ecSubjectPublicKey(key)));
}
