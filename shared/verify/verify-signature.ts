import * as v from "valibot";
import { fromUtf8, toBase64Url } from "../base/index.ts";
import { digestOf } from "../crypto/index.ts";
import {
  type VerifiedDocument,
  type VerifiedOrganisation,
  verifyIdentityDocument,
  verifyX509Evidence,
  type X509Evidence,
} from "../identity/index.ts";
import { type SignatureFault, verifyDocumentSignature } from "./document-signature.ts";
import { type JadesFault, verifyJades } from "./jades.ts";
import { failedStep, type Report, type Statement, type Step, type StepId } from "./report.ts";
import { type Grounds, stepWriter } from "./verify-proof.ts";

/** A signature over documents, as `document.sign` answers it and a portal keeps it: the JSON object, in a file. */

const token = v.pipe(v.string(), v.maxLength(1 << 20));
const signatureSchema = v.variant("format", [
  v.strictObject({
    format: v.literal("jws-detached"),
    jws: token,
    payload: token,
    certificate: token,
    identity: token,
  }),
  v.strictObject({ format: v.literal("jades-b"), jws: token, identity: token }),
]);
export type SignatureFile = v.InferOutput<typeof signatureSchema>;

/** The signature in a file, or null when it holds none. */
export function parseSignatureFile(bytes: Uint8Array): SignatureFile | null {
  const text = bytes.length > 4 << 20 ? null : fromUtf8(bytes);
  if (text === null) return null;
  try {
    const parsed = v.safeParse(signatureSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

const about = "signature";

/** Which step a fault of a signature without certificate ends. */
const detachedSteps = {
  malformed: "form",
  signature_wrong: "signature",
  certificate_wrong: "certificate",
  no_right_to_sign: "rights",
  certificate_ended: "time",
  identity_wrong: "document",
  device_not_listed: "listed",
  other_documents: "documents",
  document_changed: "documents",
} as const satisfies Record<SignatureFault, StepId>;

const jadesSteps = {
  malformed: "form",
  certificate_wrong: "certified_key",
  signature_wrong: "signature",
  other_documents: "documents",
  document_changed: "documents",
  chain_refused: "organisation",
} as const satisfies Record<JadesFault, StepId>;

/** The steps up to the one that failed, or all of them. */
function stepsUpTo(order: readonly StepId[], failed: StepId | null, detail: string | null): Step[] {
  const steps: Step[] = [];
  for (const id of order) {
    steps.push({ id, about, result: id === failed ? "failed" : "passed", detail: id === failed ? detail : null });
    if (id === failed) break;
  }
  return steps;
}

const report = (steps: readonly Step[], statement: Statement): Report => ({
  verdict: failedStep(steps) ? "invalid" : "valid",
  statements: failedStep(steps) ? [] : [statement],
  steps,
});

/** Verifies a signature over documents, given in the order in which they were signed. Contacts nobody, throws for no input. */
export const verifySignature = (
  signature: SignatureFile,
  documents: readonly Uint8Array[],
  grounds: Grounds,
): Promise<Report> =>
  signature.format === "jades-b"
    ? verifyCertified(signature, documents, grounds)
    : verifyDetached(signature, documents, grounds);

const detachedOrder = [
  "form",
  "signature",
  "certificate",
  "rights",
  "time",
  "document",
  "listed",
  "documents",
] as const satisfies readonly StepId[];

async function verifyDetached(
  signature: Extract<SignatureFile, { format: "jws-detached" }>,
  documents: readonly Uint8Array[],
  grounds: Grounds,
): Promise<Report> {
  const verdict = await verifyDocumentSignature(signature, documents);
  if (verdict.kind === "invalid") {
    const steps = stepsUpTo(detachedOrder, detachedSteps[verdict.fault], verdict.fault);
    return { verdict: "invalid", statements: [], steps };
  }
  const { account, signedAtMs, reason } = verdict.statement;
  const steps = stepsUpTo(detachedOrder, null, null);
  const identity = await verifyIdentityDocument(signature.identity);
  const organisation = await judge(steps, { identity, evidence: identity?.evidence ?? [], signedAtMs, grounds });
  const letterDigest = await digestOf(new TextEncoder().encode(signature.payload));
  const common = { kind: "signature", by: account, claimedAtMs: signedAtMs, says: reason } as const;
  return report(steps, { ...common, letterDigest, organisation });
}

const certifiedOrder = ["form", "certified_key", "signature", "documents"] as const satisfies readonly StepId[];

async function verifyCertified(
  { jws, identity: token }: Extract<SignatureFile, { format: "jades-b" }>,
  documents: readonly Uint8Array[],
  grounds: Grounds,
): Promise<Report> {
  // Whether the chain leads to a root is judged below, with the revocation data that the identity document brings.
  const verdict = await verifyJades(jws, documents, async () => true);
  if (verdict.kind === "invalid") {
    const steps = stepsUpTo(certifiedOrder, jadesSteps[verdict.fault], verdict.fault);
    return { verdict: "invalid", statements: [], steps };
  }
  const steps = stepsUpTo(certifiedOrder, null, null);
  const { chain, commitment, signedAtMs } = verdict;
  const identity = await verifyIdentityDocument(token);
  const named = JSON.stringify(chain.map((der) => toBase64Url(der)));
  const evidence = (identity?.evidence ?? []).filter((each) => JSON.stringify(each.chain) === named);
  const step = stepWriter(steps, about);
  step("certified_account", identity !== null && evidence.length > 0);
  const organisation = await judge(steps, { identity, evidence, signedAtMs, grounds });
  const letterDigest = await digestOf(new TextEncoder().encode(jws));
  const by = identity?.account ?? "";
  return report(steps, {
    ...{ kind: "signature", by, claimedAtMs: signedAtMs, says: commitment.reason },
    ...{ letterDigest, organisation },
  });
}

interface Judging {
  readonly identity: VerifiedDocument | null;
  readonly evidence: readonly X509Evidence[];
  readonly signedAtMs: number;
  readonly grounds: Grounds;
}

/** The organisation that evidence proves, at the time of signing; the step says it, or why not. */
async function judge(
  steps: Step[],
  { identity, evidence, signedAtMs, grounds }: Judging,
): Promise<VerifiedOrganisation | null> {
  const step = stepWriter(steps, about);
  const { roots, atMs, nowMs } = grounds;
  if (identity === null || evidence.length === 0 || roots.length === 0) {
    step("organisation", "noted", evidence.length === 0 ? "no_evidence" : "no_roots");
    return null;
  }
  const { account, identityKey } = identity;
  let reason = "";
  for (const each of evidence) {
    const verdict = await verifyX509Evidence(each, { roots, account, identityKey, atMs: atMs ?? signedAtMs, nowMs });
    if (verdict.kind === "verified") {
      step("organisation", true, verdict.organisation.name);
      return verdict.organisation;
    }
    reason = verdict.reason;
  }
  step("organisation", false, reason);
  return null;
}
