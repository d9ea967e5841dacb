import { digestOf, type PublicKey, verifyJws } from "../crypto/index.ts";
import {
  type ConfiguredRoot,
  type PinnedIssuer,
  type VerifiedCertificate,
  type VerifiedDocument,
  type VerifiedOrganisation,
  verifyDeviceCertificate,
  verifyIdentityDocument,
  verifyX509Evidence,
} from "../identity/index.ts";
import { isAnswer, type Letter, type Proof, parseLetter, parseReceipt, type Receipt } from "../letter/index.ts";
import type { Statement, Step, StepId } from "./report.ts";

/** What a verification is judged by. */
export interface Grounds {
  /** Whose certificates of organisations are believed; none: organisations are not checked. */
  readonly roots: readonly ConfiguredRoot[];
  /** Whose word on persons is believed; none: persons are not checked. */
  readonly issuers?: readonly PinnedIssuer[];
  /** For which time certificates are judged; null: for the time that the signer claims. */
  readonly atMs: number | null;
  /** The present. */
  readonly nowMs: number;
}

/** A proof that was gone through. `content` is null when it could not be read at all. */
export interface Judged {
  readonly steps: readonly Step[];
  readonly statement: Statement | null;
  readonly letter: Letter | null;
  readonly receipt: Receipt | null;
  /** Of the certificate, where it holds. */
  readonly identityKey: PublicKey | null;
}

interface Signed {
  readonly jws: string;
  readonly typ: string;
  readonly about: string;
}

const signedOf = (proof: Proof, about: string): Signed =>
  "letter" in proof
    ? { jws: proof.letter, typ: "federpost-letter+jws", about }
    : { jws: proof.receipt, typ: "secevent+jwt", about };

type Writer = (id: StepId, result: boolean | "noted", detail?: string) => boolean;

/** Collects the steps about one thing. */
export function stepWriter(steps: Step[], about: string): Writer {
  return (id, result, detail) => {
    const word = result === "noted" ? "noted" : result ? "passed" : "failed";
    steps.push({ id, about, result: word, detail: detail ?? null });
    return result === true;
  };
}

/** Goes through a letter or receipt with its certificate and identity document. Asks nobody. */
export async function verifyProof(proof: Proof, about: string, grounds: Grounds): Promise<Judged> {
  const { jws, typ } = signedOf(proof, about);
  const steps: Step[] = [];
  const step = stepWriter(steps, about);
  const nothing: Judged = { steps, statement: null, letter: null, receipt: null, identityKey: null };
  const signed = await verifyJws(jws, typ);
  if (!step("signature", signed !== null) || signed === null) return nothing;
  const letter = "letter" in proof ? parseLetter(signed.payload) : null;
  const receipt = "letter" in proof ? null : parseReceipt(signed.payload);
  if (!step("form", letter !== null || receipt !== null)) return nothing;
  const [certificate, document] = await Promise.all([
    verifyDeviceCertificate(proof.certificate),
    verifyIdentityDocument(proof.document),
  ]);
  const by = letter?.from ?? receipt?.by ?? "";
  const claimedAtMs = letter?.sentAtMs ?? receipt?.atMs ?? 0;
  const held = step("certificate", certificate !== null && certificate.account === by) ? certificate : null;
  step("key", held !== null && held.letterKey === signed.signer);
  // An answer is a statement in the account's name, as a letter is.
  if (letter !== null || (receipt !== null && isAnswer(receipt.kind)))
    step("rights", held?.rights.includes("send") === true);
  const listedUntilMs = checkDocument(step, document, held);
  // A thread keeps the certificate that a device came in by; the document says what was true of the device since.
  const untilMs = held === null ? null : Math.max(held.notAfterMs, listedUntilMs ?? 0);
  step("time", untilMs !== null && claimedAtMs <= untilMs, new Date(claimedAtMs).toISOString());
  const organisation = document === null ? null : await checkOrganisation(step, document, { ...grounds, claimedAtMs });
  const letterDigest = letter === null ? (receipt?.digest ?? "") : await digestOf(signed.payload);
  const kind = receipt?.kind ?? "letter";
  const says = receipt?.says ?? null;
  const identityKey = held?.identityKey ?? null;
  return {
    steps,
    letter,
    receipt,
    identityKey,
    statement: { kind, by, claimedAtMs, letterDigest, says, organisation },
  };
}

/** Until when the identity key's own document lets the certificate's device be one of the account; null where it does not. */
function checkDocument(
  step: Writer,
  document: VerifiedDocument | null,
  certificate: VerifiedCertificate | null,
): number | null {
  const belongs =
    document !== null && document.account === certificate?.account && document.identityKey === certificate.identityKey;
  step("document", belongs);
  const listed = document?.devices.find(
    (device) =>
      device.deviceId === certificate?.deviceId &&
      device.mlsKey === certificate.mlsKey &&
      device.letterKey === certificate.letterKey,
  );
  step("listed", listed !== undefined);
  return belongs && listed !== undefined ? listed.notAfterMs : null;
}

async function checkOrganisation(
  step: Writer,
  document: VerifiedDocument,
  { roots, atMs, nowMs, claimedAtMs }: Grounds & { readonly claimedAtMs: number },
): Promise<VerifiedOrganisation | null> {
  const { account, identityKey, evidence = [] } = document;
  const [first] = evidence;
  if (first === undefined || roots.length === 0) {
    step("organisation", "noted", first === undefined ? "no_evidence" : "no_roots");
    return null;
  }
  const question = { roots, account, identityKey, atMs: atMs ?? claimedAtMs, nowMs };
  for (const each of evidence) {
    const verdict = await verifyX509Evidence(each, question);
    if (verdict.kind === "verified") {
      step("organisation", true, verdict.organisation.name);
      return verdict.organisation;
    }
    if (each === evidence.at(-1)) step("organisation", false, verdict.reason);
  }
  return null;
}
