import * as v from "valibot";
import { fromBase64Url } from "../base/index.ts";
import { describeCertificate, parseX509Evidence, type X509Evidence } from "../identity/index.ts";
import { type AcmeFailure, acmeFailures } from "./failure.ts";

/**
 * What the agency's server publishes for its mailbox: the newest evidence, and how the last attempt went. The evidence proves itself;
 * the rest is a word to be shown and nothing more.
 */
export interface Published {
  readonly v: 1;
  readonly evidence: X509Evidence | null;
  readonly attempt: {
    readonly atMs: number;
    readonly failure: AcmeFailure | null;
    /** When it is tried again at the earliest, where the authority named a moment. */
    readonly retryAtMs: number | null;
  };
}

/** Where it is, on the agency's domain. */
export const publishedPath = "/.well-known/federpost-certificate.json";

const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const schema = v.object({
  v: v.literal(1),
  evidence: v.unknown(),
  attempt: v.object({ atMs: time, failure: v.nullable(v.picklist(acmeFailures)), retryAtMs: v.nullable(time) }),
});

/** The file from outside, or null when it is none. Whether the evidence holds is judged elsewhere. */
export function parsePublished(text: string): Published | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    if (!parsed.success) return null;
    const { evidence, attempt } = parsed.output;
    const read = evidence === null ? null : parseX509Evidence(evidence);
    return evidence !== null && read === null ? null : { v: 1, evidence: read, attempt };
  } catch {
    return null;
  }
}

/** From when to when evidence counts; null when its first certificate cannot be read. */
export function spanOf(evidence: X509Evidence): { readonly notBeforeMs: number; readonly notAfterMs: number } | null {
  const der = fromBase64Url(evidence.chain[0] ?? "");
  return der === null ? null : describeCertificate(der);
}

/** When to ask for the next certificate: after two thirds of this one's time, as certificates of all lengths allow. */
export function renewalDueMs(evidence: X509Evidence): number {
  const span = spanOf(evidence);
  return span === null ? 0 : span.notBeforeMs + Math.floor(((span.notAfterMs - span.notBeforeMs) * 2) / 3);
}
