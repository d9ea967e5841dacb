import * as v from "valibot";
import { equalBytes, FederpostError, fromBase64 } from "../base/index.ts";
import type { CertifiedKey } from "../crypto/index.ts";
import { type Certificate, parseCertificate } from "./x509-certificate.ts";
import { readLogKey } from "./x509-log.ts";
import { toPem } from "./x509-request.ts";

/** Whom we believe certificates of organisations from, and what must come with them. */
export interface ConfiguredRoot {
  /**
   * What its certificates prove: an organisation's name, or no more than a domain, as authorities of the public web look at
   * (RFC 8555). For the latter their signatures count as well (RSASSA-PKCS1-v1_5 from 2,048 bits), and the name that is shown is the domain.
   */
  readonly proves: "organisation" | "domain";
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
      proves: v.optional(v.picklist(["organisation", "domain"]), "organisation"),
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
    "The roots cannot be read: give certificates in PEM, or JSON of { certificate, revocation, proves, logs } with PEM in it.",
  );

type Entry = v.InferOutput<typeof schema>[number];

const pemOf = (der: Uint8Array): string => toPem("CERTIFICATE", der);

/** The entries of a file, PEM spelled as JSON would have it. */
function entriesOf(text: string): readonly Entry[] {
  if (!text.trimStart().startsWith("["))
    return blocks(text).map((der) => ({
      certificate: pemOf(der),
      revocation: "if_present",
      proves: "organisation",
      logs: [],
    }));
  const parsed = v.safeParse(schema, parseJson(text));
  if (!parsed.success) throw unreadable();
  return parsed.output;
}

function readEntry({ certificate: pem, revocation, proves, logs }: Entry): ConfiguredRoot {
  const der = blocks(pem)[0];
  const certificate = der === undefined ? null : parseCertificate(der);
  const known = logs.map((log) => readLogKey(blocks(log)[0] ?? new Uint8Array())).filter((log) => log !== null);
  if (certificate === null || known.length !== logs.length) throw unreadable();
  return { certificate, revocation, proves, logs: known };
}

/**
 * Roots from a file: certificates in PEM one after the other, or JSON `[{ certificate, revocation, proves, logs }]` in which the
 * certificate and each log's key are PEM. @throws FederpostError `invalid_params` when it is neither.
 */
export function readRoots(text: string): readonly ConfiguredRoot[] {
  const roots = entriesOf(text).map(readEntry);
  if (roots.length === 0) throw unreadable();
  return roots;
}

/** The roots of two files as one; of the same certificate the second file's rules count. `known` may be empty. */
export function mergeRoots(known: string, added: string): string {
  readRoots(added);
  const fresh = entriesOf(added);
  const isIn = (entry: Entry) => fresh.some((each) => sameRoot(each, entry));
  const kept = known === "" ? [] : entriesOf(known).filter((entry) => !isIn(entry));
  return JSON.stringify([...kept, ...fresh]);
}

/** The file without one root, told by its certificate; empty when none is left. */
export function withoutRoot(text: string, certificate: Uint8Array): string {
  const gone = { certificate: pemOf(certificate) };
  const left = text === "" ? [] : entriesOf(text).filter((entry) => !sameRoot(entry, gone));
  return left.length === 0 ? "" : JSON.stringify(left);
}

function sameRoot(a: Pick<Entry, "certificate">, b: Pick<Entry, "certificate">): boolean {
  const [one, other] = [blocks(a.certificate)[0], blocks(b.certificate)[0]];
  return one !== undefined && other !== undefined && equalBytes(one, other);
}
