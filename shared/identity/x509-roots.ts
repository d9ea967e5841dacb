import * as v from "valibot";
import { FederpostError, fromBase64 } from "../base/index.ts";
import type { CertifiedKey } from "../crypto/index.ts";
import { type Certificate, parseCertificate } from "./x509-certificate.ts";
import { readLogKey } from "./x509-log.ts";

/** Whom we believe certificates of organisations from, and what must come with them. */
export interface ConfiguredRoot {
  readonly certificate: Certificate;
  /** Whether every certificate below must come with fresh revocation data. */
  readonly revocation: "required" | "if_present";
  /** Logs of which one must hold the certificate; none: no log is demanded. */
  readonly logs: readonly CertifiedKey[];
}

const schema = v.pipe(
  v.array(
    v.strictObject({
      certificate: v.pipe(v.string(), v.maxLength(32_768)),
      revocation: v.optional(v.picklist(["required", "if_present"]), "if_present"),
      logs: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.maxLength(20)), []),
    }),
  ),
  v.maxLength(50),
);

const blocks = (text: string): readonly Uint8Array[] =>
  [...text.matchAll(/-----BEGIN (CERTIFICATE|PUBLIC KEY)-----([^-]+)-----END \1-----/g)].flatMap(([, , body = ""]) => {
    const bytes = fromBase64(body.replace(/\s/g, ""));
    return bytes === null ? [] : [bytes];
  });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const unreadable = () =>
  new FederpostError(
    "invalid_params",
    "The roots cannot be read: give certificates in PEM, or JSON of { certificate, revocation, logs } with PEM in it.",
  );

/**
 * Roots from a file: certificates in PEM one after the other, or JSON `[{ certificate, revocation, logs }]` in which the
 * certificate and each log's key are PEM. @throws FederpostError `invalid_params` when it is neither.
 */
export function readRoots(text: string): readonly ConfiguredRoot[] {
  const parsed = text.trimStart().startsWith("[") ? v.safeParse(schema, parseJson(text)) : null;
  if (parsed?.success === false) throw unreadable();
  const entries = parsed?.output ?? blocks(text).map((der) => ({ der, revocation: "if_present" as const, logs: [] }));
  const roots = entries.map((entry): ConfiguredRoot => {
    const der = "der" in entry ? entry.der : blocks(entry.certificate)[0];
    const certificate = der === undefined ? null : parseCertificate(der);
    const logs = entry.logs.map((pem) => readLogKey(blocks(pem)[0] ?? new Uint8Array()));
    const known = logs.filter((log) => log !== null);
    if (certificate === null || known.length !== logs.length) throw unreadable();
    return { certificate, revocation: entry.revocation, logs: known };
  });
  if (roots.length === 0) throw unreadable();
  return roots;
}
