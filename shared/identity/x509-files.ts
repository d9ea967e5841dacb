import { FederpostError, fromBase64, fromUtf8, toBase64Url } from "../base/index.ts";
import { parseCertificate } from "./x509-certificate.ts";
import { isRevocationList } from "./x509-crl.ts";
import type { X509Evidence } from "./x509-evidence.ts";
import { isOcspResponse } from "./x509-ocsp.ts";

/** Evidence out of the files that an authority hands out: PEM or DER, certificates, revocation lists, OCSP responses, statement. */

interface Sorted {
  readonly chain: string[];
  readonly crls: string[];
  readonly ocsp: string[];
  statement: string | null;
}

const unreadable = () =>
  new FederpostError(
    "invalid_params",
    "The files cannot be read: give the certificate, those of its issuers, and revocation lists or OCSP responses, in PEM or DER.",
  );

const labels = /-----BEGIN (CERTIFICATE|X509 CRL|OCSP RESPONSE)-----([^-]+)-----END \1-----/g;

/** DER values of a file, in order. */
function valuesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const text = fromUtf8(bytes);
  if (text === null || !text.includes("-----BEGIN ")) return [bytes];
  return [...text.matchAll(labels)].map(([, , body = ""]) => {
    const der = fromBase64(body.replace(/\s/g, ""));
    if (der === null) throw unreadable();
    return der;
  });
}

const isJws = (text: string | null): text is string =>
  text !== null && /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/.test(text.trim());

/** Puts the certificates in order: each one's issuer after it, however the files had them. */
function inOrder(certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  const parsed = certificates.map((der) => ({ der, certificate: parseCertificate(der) }));
  const issues = (index: number) => {
    const subject = JSON.stringify(parsed[index]?.certificate?.subject.relative);
    return parsed.some((other, i) => i !== index && JSON.stringify(other.certificate?.issuer.relative) === subject);
  };
  const first = parsed.findIndex((_, i) => !issues(i));
  const chain: typeof parsed = [];
  let next = parsed[Math.max(0, first)];
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next);
    const issuer = JSON.stringify(next.certificate?.issuer.relative);
    next = parsed.find(
      (each) => !chain.includes(each) && JSON.stringify(each.certificate?.subject.relative) === issuer,
    );
  }
  return chain.map(({ der }) => der);
}

/**
 * Sorts what an authority's files hold into evidence. Whether it holds is judged elsewhere. @throws FederpostError
 * `invalid_params` when a file is of no known kind, or there is no certificate.
 */
export function evidenceFromFiles(files: readonly Uint8Array[]): X509Evidence {
  const sorted: Sorted = { chain: [], crls: [], ocsp: [], statement: null };
  const certificates: Uint8Array[] = [];
  for (const file of files) {
    const text = fromUtf8(file);
    if (isJws(text)) sorted.statement = text.trim();
    else for (const der of valuesOf(file)) sort(der, sorted, certificates);
  }
  if (certificates.length === 0) throw unreadable();
  const chain = inOrder(certificates).map(toBase64Url);
  return { kind: "x509", v: 1, ...sorted, chain, log: null };
}

function sort(der: Uint8Array, sorted: Sorted, certificates: Uint8Array[]): void {
  if (parseCertificate(der) !== null) certificates.push(der);
  else if (isRevocationList(der)) sorted.crls.push(toBase64Url(der));
  else if (isOcspResponse(der)) sorted.ocsp.push(toBase64Url(der));
  else throw unreadable();
}
