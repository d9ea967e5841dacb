import { FederpostError, toBase64Url, utf8 } from "../../shared/base/index.ts";
import { isDangerousFile } from "../../shared/letter/index.ts";
import { type PortalParams, type PortalResult, portalLimits } from "../../shared/protocol/index.ts";
import type { Change } from "../../shared/vault/index.ts";
import type { Question } from "../consent/index.ts";
import type { AcceptedLetter } from "./portal-backend.ts";
import { type Destination, destinationOf } from "./portal-destination.ts";
import type { StagedFiles } from "./portal-files.ts";
import { checkSame, oncePerKey, type PageCall, type PortalParts } from "./portal-parts.ts";

type SendCall = PageCall<PortalParams<"letter.send">>;
type Sent = PortalResult<"letter.send">;
type SendQuestion = Extract<Question, { kind: "send" }>;

/** Files and their question wait at most so long; then they are destroyed (DESIGN 4, "swept after 15 minutes"). */
const stagedAtMostMs = 15 * 60_000;

/** Names the letter an idempotency key stands for. The files' contents are not in it: they are not at hand before staging. */
async function letterDigest({ sha256 }: PortalParts, { params }: SendCall): Promise<string> {
  const { to, subject, text, data, thread, acknowledgeBy, recipientLevel } = params;
  const attachments = params.attachments.map(({ name, type, sizeBytes }) => ({ name, type, sizeBytes }));
  // Without a demand the digest stays what it was before there were any.
  const demanded = recipientLevel === null ? {} : { recipientLevel };
  const input = JSON.stringify({ to, subject, text, data, thread, acknowledgeBy, attachments, ...demanded });
  return toBase64Url(await sha256(utf8(input)));
}

async function questionFor(
  { backend }: PortalParts,
  { params }: SendCall,
  { destination, staged }: { readonly destination: Destination; readonly staged: StagedFiles },
): Promise<SendQuestion> {
  const { recipientLevel: level } = params;
  return {
    kind: "send",
    to: await backend.describeRecipient(destination.to),
    subject: params.subject,
    text: params.text,
    data: params.data,
    attachments: staged.files.map(({ sha256, sizeBytes }, index) => {
      const { name, type } = params.attachments[index] ?? { name: "", type: "" };
      return { name, type, sizeBytes, sha256, dangerous: isDangerousFile(name) };
    }),
    acknowledgeBy: params.acknowledgeBy,
    demands: level === null ? null : { level, met: await backend.isProved(destination.to, level) },
    thread: destination.thread,
  };
}

/** The earlier answer to this key, or null. Throws `invalid_params` when the key stood for another letter. */
async function earlierAnswer(
  { records }: PortalParts,
  { caller, params }: SendCall,
  digest: string,
): Promise<Sent | null> {
  const kept = await records.answer(caller.origin, params.idempotencyKey);
  checkSame(kept, digest);
  return kept === null ? null : { letterId: kept.accepted.letterId, thread: kept.thread };
}

/** Sends exactly what the question showed: every field of the letter is taken from there. */
async function sendApproved(
  { backend, records, log, newHandle }: PortalParts,
  { caller, params }: SendCall,
  about: {
    readonly approved: string;
    readonly question: SendQuestion;
    readonly destination: Destination;
    readonly staged: StagedFiles;
    readonly digest: string;
  },
): Promise<Sent> {
  const { question, destination, staged, digest, approved } = about;
  const { origin } = caller;
  const thread = params.thread ?? newHandle();
  const send = (logged: readonly Change[]) =>
    backend.send({
      origin,
      ...destination,
      subject: question.subject,
      text: question.text,
      data: question.data,
      acknowledgeBy: question.acknowledgeBy,
      demands: question.demands?.level ?? null,
      attachments: question.attachments.map(({ name, type, sha256 }, index) => ({
        name,
        type,
        sha256,
        staging: staged.files[index]?.staging ?? "",
      })),
      alsoStore: (letter: AcceptedLetter) => [
        ...records.changesFor(origin, params.idempotencyKey, { digest, accepted: letter, thread }),
        ...logged,
      ],
    });
  const accepted = await log.use({ origin, method: "letter.send", about: question.subject, approved }, send);
  return { letterId: accepted.letterId, thread };
}

/**
 * One letter of a portal: its files are staged, the person is asked, and only then the mailbox gets it. The same key again
 * answers the first result and asks nobody. On every other way out key and chunks of the files are destroyed.
 */
export const sendLetter = (parts: PortalParts, call: SendCall): Promise<Sent> =>
  oncePerKey(parts, { ...call.caller, ...call.params }, () => sendOnce(parts, call));

async function sendOnce(parts: PortalParts, call: SendCall): Promise<Sent> {
  const { params, caller } = call;
  if (params.data !== null && utf8(JSON.stringify(params.data)).length > portalLimits.dataBytes) {
    throw new FederpostError("too_large", "too much data");
  }
  const destination = await destinationOf(parts, caller.origin, params);
  const digest = await letterDigest(parts, call);
  const earlier = await earlierAnswer(parts, call, digest);
  if (earlier !== null) return earlier;
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(stagedAtMostMs)]);
  const staged = await parts.files.take(caller, params.attachments, {
    reader: call.reader,
    signal,
    mostBytes: portalLimits.attachmentsBytes,
  });
  try {
    const question = await questionFor(parts, call, { destination, staged });
    const { digest: approved } = await parts.consent.ask(caller, question, signal);
    // What this mailbox knows of others is nobody's business: the person has just agreed that the page learns it.
    if (question.demands?.met === false)
      throw new FederpostError("recipient_not_proved", "it is not borne out who the recipient is");
    const sent = await sendApproved(parts, call, { question, destination, staged, digest, approved });
    staged.release();
    return sent;
  } catch (error) {
    await staged.discard();
    throw error;
  }
}
