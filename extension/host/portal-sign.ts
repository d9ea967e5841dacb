import { FederpostError, toBase64Url, utf8 } from "../../shared/base/index.ts";
import { isDangerousFile } from "../../shared/letter/index.ts";
import { type PortalParams, type PortalResult, portalLimits } from "../../shared/protocol/index.ts";
import type { Change } from "../../shared/vault/index.ts";
import type { Question } from "../consent/index.ts";
import type { StagedFiles } from "./portal-files.ts";
import { checkSame, oncePerKey, type PageCall, type PortalParts } from "./portal-parts.ts";

type SignCall = PageCall<PortalParams<"document.sign">>;
type SignQuestion = Extract<Question, { kind: "sign" }>;
type Signed = PortalResult<"document.sign">;

/** Documents and their question wait at most so long; then they are destroyed. */
const stagedAtMostMs = 15 * 60_000;

/** Names what an idempotency key stands for. Contents are not in it: they are not at hand before staging. */
async function requestDigest({ sha256 }: PortalParts, { params }: SignCall): Promise<string> {
  const { documents, reason, format } = params;
  const described = documents.map(({ name, type, sizeBytes }) => ({ name, type, sizeBytes }));
  return toBase64Url(await sha256(utf8(JSON.stringify({ reason, format, documents: described }))));
}

async function questionFor({ backend }: PortalParts, { params }: SignCall, staged: StagedFiles): Promise<SignQuestion> {
  return {
    kind: "sign",
    ...(await backend.describeSigner()),
    documents: staged.files.map(({ sha256, sizeBytes, staging }, index) => {
      const { name, type } = params.documents[index] ?? { name: "", type: "" };
      return { name, type, sizeBytes, sha256, staging, dangerous: isDangerousFile(name) };
    }),
    reason: params.reason,
    format: params.format,
  };
}

/** Signs exactly what the question showed: every document's digest is taken from there. */
function signApproved(
  { backend, records, log }: PortalParts,
  { caller, params }: SignCall,
  about: { readonly question: SignQuestion; readonly approved: string; readonly digest: string },
): Promise<Signed> {
  const { origin } = caller;
  const { question, approved, digest } = about;
  const documents = question.documents.map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes }));
  const use = { origin, method: "document.sign", about: documents.map(({ name }) => name).join(", "), approved };
  return log.use(use, async (logged: readonly Change[]) => {
    const signature = await backend.sign({
      origin,
      documents,
      reason: question.reason,
      alsoStore: (made) => [
        records.signatureChange(origin, params.idempotencyKey, {
          digest,
          signature: { format: "jws-detached", ...made },
        }),
        ...logged,
      ],
    });
    return { signature: { format: "jws-detached", ...signature } };
  });
}

async function signOnce(parts: PortalParts, call: SignCall): Promise<Signed> {
  const { params, caller } = call;
  // The same answer for everybody: who has a certificate is nobody's business before they signed with it.
  if (params.format !== "jws-detached") throw new FederpostError("unsupported", "there is no certificate to sign with");
  const digest = await requestDigest(parts, call);
  const kept = await parts.records.signature(caller.origin, params.idempotencyKey);
  checkSame(kept, digest);
  if (kept !== null) return { signature: kept.signature };
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(stagedAtMostMs)]);
  const reading = { reader: call.reader, signal, mostBytes: portalLimits.documentsBytes };
  const staged = await parts.files.take(caller, params.documents, reading);
  try {
    const question = await questionFor(parts, call, staged);
    const { digest: approved } = await parts.consent.ask(caller, question, signal);
    return await signApproved(parts, call, { question, approved, digest });
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
