import { FederpostError, toBase64Url, utf8 } from "../../shared/base/index.ts";
import { isDangerousFile } from "../../shared/letter/index.ts";
import { type PortalParams, type PortalResult, portalLimits } from "../../shared/protocol/index.ts";
import type { Change } from "../../shared/vault/index.ts";
import type { Approval, Question } from "../consent/index.ts";
import type { StagedFiles } from "./portal-files.ts";
import { checkSame, oncePerKey, type PageCall, type PortalParts } from "./portal-parts.ts";

type SignCall = PageCall<PortalParams<"document.sign">>;
type SignQuestion = Extract<Question, { kind: "sign" }>;
type Signed = PortalResult<"document.sign">;
type Format = SignQuestion["format"];

/** Documents and their question wait at most so long; then they are destroyed. */
const stagedAtMostMs = 15 * 60_000;

/** Names what an idempotency key stands for. Contents are not in it: they are not at hand before staging. */
async function requestDigest({ sha256 }: PortalParts, { params }: SignCall): Promise<string> {
  const { documents, reason, format, otherwise, hash } = params;
  const described = documents.map(({ name, type, sizeBytes }) => ({ name, type, sizeBytes }));
  return toBase64Url(await sha256(utf8(JSON.stringify({ reason, format, otherwise, hash, documents: described }))));
}

/** What can be signed with, and in which format that is: what the page asked for, or what it takes otherwise. */
async function meansOf(
  { backend }: PortalParts,
  { format, otherwise }: SignCall["params"],
): Promise<{ readonly format: Format; readonly certificate: SignQuestion["certificate"] }> {
  if (format === "jws-detached") return { format, certificate: null };
  const certificate = await backend.describeCertificate();
  return { format: certificate.kind === "usable" ? format : (otherwise ?? format), certificate };
}

async function questionFor(parts: PortalParts, { params }: SignCall, staged: StagedFiles): Promise<SignQuestion> {
  return {
    kind: "sign",
    ...(await parts.backend.describeSigner()),
    ...(await meansOf(parts, params)),
    documents: staged.files.map(({ sha256, sizeBytes, staging }, index) => {
      const { name, type } = params.documents[index] ?? { name: "", type: "" };
      return { name, type, sizeBytes, sha256, staging, dangerous: isDangerousFile(name) };
    }),
    reason: params.reason,
  };
}

interface Approved {
  readonly question: SignQuestion;
  readonly approval: Approval;
  readonly digest: string;
}

/** Signs exactly what the question showed: every document's digest is taken from there. */
function signApproved(parts: PortalParts, { caller, params }: SignCall, about: Approved): Promise<Signed> {
  const { backend, records, log } = parts;
  const { origin } = caller;
  const { question, approval, digest } = about;
  const { documents, reason } = question;
  const names = documents.map(({ name }) => name).join(", ");
  const use = { origin, method: "document.sign", about: names, approved: approval.digest };
  const keep = (signature: Signed["signature"]) =>
    records.signatureChange(origin, params.idempotencyKey, { digest, signature });
  if (question.format === "jws-detached") {
    return log.use(use, async (logged: readonly Change[]) => {
      const signature = await backend.sign({
        origin,
        documents: documents.map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes })),
        reason,
        alsoStore: (made) => [keep({ format: "jws-detached", ...made }), ...logged],
      });
      return { signature: { format: "jws-detached", ...signature } };
    });
  }
  return log.use(use, async (logged: readonly Change[]) => {
    const signature = await backend.signByCertificate({
      origin,
      documents: documents.map(({ name, type, sha256, sizeBytes, staging }) => ({
        ...{ name, type, sha256, sizeBytes, staging },
      })),
      hash: params.hash === "sha512" ? "S512" : "S256",
      reason,
      way: approval.way,
      alsoStore: (made) => [keep({ format: "jades-b", ...made }), ...logged],
    });
    return { signature: { format: "jades-b", ...signature } };
  });
}

const canSign = ({ format, certificate }: SignQuestion): boolean =>
  format === "jws-detached" || certificate?.kind === "usable";

async function signOnce(parts: PortalParts, call: SignCall): Promise<Signed> {
  const { params, caller } = call;
  if (params.format === "pades-b") throw new FederpostError("unsupported", "nobody signs in this format");
  const digest = await requestDigest(parts, call);
  const kept = await parts.records.signature(caller.origin, params.idempotencyKey);
  checkSame(kept, digest);
  if (kept !== null) return { signature: kept.signature };
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(stagedAtMostMs)]);
  const reading = { reader: call.reader, signal, mostBytes: portalLimits.documentsBytes };
  const staged = await parts.files.take(caller, params.documents, reading);
  try {
    const question = await questionFor(parts, call, staged);
    const approval = await parts.consent.ask(caller, question, signal);
    // Who has a certificate is nobody's business: the person has just agreed that the page learns it.
    if (!canSign(question)) throw new FederpostError("unsupported", "there is no certificate to sign with");
    return await signApproved(parts, call, { question, approval, digest });
  } finally {
    await staged.discard();
  }
}

/**
 * document.sign: the person is shown the documents, the reason and which key signs, and only then it does. The same idempotency
 * key again answers the first signature and asks nobody.
 */
export const signDocuments = (parts: PortalParts, call: SignCall): Promise<Signed> =>
  oncePerKey(parts, { ...call.caller, idempotencyKey: `sign ${call.params.idempotencyKey}` }, () =>
    signOnce(parts, call),
  );
