import { FederpostError, type RoomId, toBase64Url, utf8 } from "../../shared/base/index.ts";
import { isDangerousFile } from "../../shared/letter/index.ts";
import { type PortalParams, type PortalResult, portalLimits } from "../../shared/protocol/index.ts";
import type { StreamReader } from "../../shared/rpc/index.ts";
import type { Consent, Question } from "../consent/index.ts";
import type { AcceptedLetter, PortalBackend } from "./portal-backend.ts";
import type { FileIntake, StagedFiles } from "./portal-files.ts";
import type { PortalRecords } from "./portal-records.ts";
import type { PortalCaller } from "./ports.ts";

/** What sending needs. */
export interface SendParts {
  readonly backend: PortalBackend;
  readonly consent: Consent;
  readonly records: PortalRecords;
  readonly files: FileIntake;
  /** Sendings that are not decided yet, by origin and idempotency key. */
  readonly underWay: Map<string, Promise<void>>;
  readonly newHandle: () => string;
  readonly sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/** One call of letter.send. */
export interface SendCall {
  readonly caller: PortalCaller;
  readonly params: PortalParams<"letter.send">;
  readonly reader: StreamReader;
  readonly signal: AbortSignal;
}

type Sent = PortalResult<"letter.send">;
type SendQuestion = Extract<Question, { kind: "send" }>;

/** Files and their question wait at most so long; then they are destroyed (DESIGN 4, "swept after 15 minutes"). */
const stagedAtMostMs = 15 * 60_000;

interface Destination {
  readonly to: string;
  readonly thread: RoomId | null;
}

async function destinationOf({ backend, records }: SendParts, { caller, params }: SendCall): Promise<Destination> {
  const to = await records.mailbox(caller.origin, params.to);
  const thread = params.thread === null ? null : await records.thread(caller.origin, params.thread);
  if (to === null || (params.thread !== null && thread === null)) {
    throw new FederpostError("invalid_params", "not a handle of this origin");
  }
  // The person is shown `to`: a letter in a thread with others would go to somebody they never saw.
  if (thread !== null && !(await backend.threadIsWith(thread, to))) {
    throw new FederpostError("invalid_params", "the thread is with another mailbox");
  }
  return { to, thread };
}

/** Names the letter an idempotency key stands for. The files' contents are not in it: they are not at hand before staging. */
async function letterDigest({ sha256 }: SendParts, { params }: SendCall): Promise<string> {
  const { to, subject, text, data, thread, acknowledgeBy } = params;
  const attachments = params.attachments.map(({ name, type, sizeBytes }) => ({ name, type, sizeBytes }));
  const input = JSON.stringify({ to, subject, text, data, thread, acknowledgeBy, attachments });
  return toBase64Url(await sha256(utf8(input)));
}

async function questionFor(
  { backend }: SendParts,
  { params }: SendCall,
  { destination, staged }: { readonly destination: Destination; readonly staged: StagedFiles },
): Promise<SendQuestion> {
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
    thread: destination.thread,
  };
}

/** The earlier answer to this key, or null. Throws `invalid_params` when the key stood for another letter. */
async function earlierAnswer(
  { records }: SendParts,
  { caller, params }: SendCall,
  digest: string,
): Promise<Sent | null> {
  const kept = await records.answer(caller.origin, params.idempotencyKey);
  if (kept === null) return null;
  if (kept.digest !== digest) throw new FederpostError("invalid_params", "the key stands for another letter");
  return { letterId: kept.accepted.letterId, thread: kept.thread };
}

/** Sends exactly what the question showed: every field of the letter is taken from there. */
async function sendApproved(
  { backend, records, newHandle }: SendParts,
  { caller, params }: SendCall,
  about: {
    readonly question: SendQuestion;
    readonly destination: Destination;
    readonly staged: StagedFiles;
    readonly digest: string;
  },
): Promise<Sent> {
  const { question, destination, staged, digest } = about;
  const thread = params.thread ?? newHandle();
  const accepted = await backend.send({
    origin: caller.origin,
    ...destination,
    subject: question.subject,
    text: question.text,
    data: question.data,
    acknowledgeBy: question.acknowledgeBy,
    attachments: question.attachments.map(({ name, type, sizeBytes, sha256 }, index) => ({
      name,
      type,
      sizeBytes,
      sha256,
      staging: staged.files[index]?.staging ?? "",
    })),
    alsoStore: (letter: AcceptedLetter) =>
      records.changesFor(caller.origin, params.idempotencyKey, { digest, accepted: letter, thread }),
  });
  return { letterId: accepted.letterId, thread };
}

/**
 * One letter of a portal: its files are staged, the person is asked, and only then the mailbox gets it. The same key again
 * answers the first result and asks nobody. On every other way out key and chunks of the files are destroyed.
 */
export async function sendLetter(parts: SendParts, call: SendCall): Promise<Sent> {
  const key = `${call.caller.origin} ${call.params.idempotencyKey}`;
  // A page whose line broke asks again under the same key while the first sending may be past the point of return.
  for (let first = parts.underWay.get(key); first !== undefined; first = parts.underWay.get(key)) await first;
  const sending = sendOnce(parts, call);
  const settled = sending.then(
    () => {},
    () => {},
  );
  parts.underWay.set(key, settled);
  try {
    return await sending;
  } finally {
    parts.underWay.delete(key);
  }
}

async function sendOnce(parts: SendParts, call: SendCall): Promise<Sent> {
  const { params, caller } = call;
  if (params.data !== null && utf8(JSON.stringify(params.data)).length > portalLimits.dataBytes) {
    throw new FederpostError("too_large", "too much data");
  }
  const destination = await destinationOf(parts, call);
  const digest = await letterDigest(parts, call);
  const earlier = await earlierAnswer(parts, call, digest);
  if (earlier !== null) return earlier;
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(stagedAtMostMs)]);
  const staged = await parts.files.take(caller, params.attachments, { reader: call.reader, signal });
  try {
    const question = await questionFor(parts, call, { destination, staged });
    await parts.consent.ask(caller, question, signal);
    const sent = await sendApproved(parts, call, { question, destination, staged, digest });
    staged.release();
    return sent;
  } catch (error) {
    await staged.discard();
    throw error;
  }
}
