import * as v from "valibot";
import { fromBase64Url } from "../base/index.ts";
import {
  describeCertificate,
  parseX509Evidence,
  verifyIdentityDocument,
  type X509Evidence,
  type X509Refusal,
} from "../identity/index.ts";
import type { WayIn } from "../vault/index.ts";
import type { Desk } from "./desk.ts";
import { judgeOwn, setEvidence } from "./evidence.ts";
import { needsWayIn } from "./identity-key.ts";

/** Evidence that comes by itself: a server of the organisation renews it, and the mailbox takes it over. */

/** What became of evidence that was offered. */
type Offered =
  | { readonly kind: "taken" }
  /** The mailbox has this one, or one that counts longer. */
  | { readonly kind: "known" }
  /** It holds, and is taken over when somebody next comes with a way in: the document must be signed. */
  | { readonly kind: "waits" }
  | { readonly kind: "refused"; readonly reason: X509Refusal };

interface CertificateSpan {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const pendingKey = "pending-evidence";
const pendingRecord = v.object({ json: v.string() });

const spanIn = (evidence: X509Evidence | null): CertificateSpan | null => {
  const der = fromBase64Url(evidence?.chain[0] ?? "");
  return der === null ? null : describeCertificate(der);
};

const ownEvidence = async ({ self }: Desk): Promise<X509Evidence | null> =>
  (await verifyIdentityDocument(self.document))?.evidence?.[0] ?? null;

/** From when to when the account's own certificate counts; null where it has none. */
async function ownSpan(desk: Desk): Promise<CertificateSpan | null> {
  const span = spanIn(await ownEvidence(desk));
  return span === null ? null : { notBeforeMs: span.notBeforeMs, notAfterMs: span.notAfterMs };
}

/**
 * Takes evidence over that holds for this account under this mailbox's roots, unless what it has holds and counts at least as
 * long: whoever hands it out cannot set the mailbox back. @throws FederpostError as `setEvidence`
 */
async function offerEvidence(desk: Desk, evidence: X509Evidence, way: WayIn | null): Promise<Offered> {
  const verdict = await judgeOwn(desk, evidence);
  if (verdict.kind === "refused") return verdict;
  const current = await ownEvidence(desk);
  const stands = current !== null && (await judgeOwn(desk, current)).kind === "verified";
  const ends = stands ? (spanIn(current)?.notAfterMs ?? 0) : 0;
  if (verdict.organisation.notAfterMs <= ends) return { kind: "known" };
  if (way === null && (await needsWayIn(desk.vault))) {
    await desk.vault.commit([{ store: "settings", key: pendingKey, put: { json: JSON.stringify(evidence) } }]);
    return { kind: "waits" };
  }
  await setEvidence(desk, evidence, way);
  await desk.vault.commit([{ store: "settings", key: pendingKey, remove: true }]);
  return { kind: "taken" };
}

/** Somebody came with a way in: what waits is judged again and taken over. Answers whether anything was. */
export async function takeWaitingEvidence(desk: Desk, way: WayIn | null): Promise<boolean> {
  const parsed = v.safeParse(pendingRecord, (await desk.vault.read("settings", pendingKey))?.value);
  const evidence = parsed.success ? parseX509Evidence(JSON.parse(parsed.output.json)) : null;
  if (evidence === null) return false;
  const { kind } = await offerEvidence(desk, evidence, way);
  if (kind === "known" || kind === "refused")
    await desk.vault.commit([{ store: "settings", key: pendingKey, remove: true }]);
  return kind === "taken";
}

/** What a mailbox does about evidence that renews itself. */
export interface RenewalTasks {
  readonly offer: (evidence: X509Evidence, way: WayIn | null) => Promise<Offered>;
  readonly span: () => Promise<CertificateSpan | null>;
}

export const renewalTasks = (desk: Desk): RenewalTasks => ({
  offer: (evidence, way) => offerEvidence(desk, evidence, way),
  span: () => ownSpan(desk),
});
