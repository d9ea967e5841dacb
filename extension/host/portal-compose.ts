import { FederpostError, toBase64Url, utf8 } from "../../shared/base/index.ts";
import type { PortalParams, PortalResult } from "../../shared/protocol/index.ts";
import type { Approval, Question } from "../consent/index.ts";
import type { AcceptedLetter } from "./portal-backend.ts";
import { type Destination, destinationOf } from "./portal-destination.ts";
import { fillForm } from "./portal-form.ts";
import { checkSame, oncePerKey, type PageCall, type PortalParts } from "./portal-parts.ts";

type ComposeCall = PageCall<PortalParams<"letter.compose">>;
type ComposeQuestion = Extract<Question, { kind: "compose" }>;
type Sent = PortalResult<"letter.compose">;

async function questionFor(
  { backend }: PortalParts,
  { params }: ComposeCall,
  { to, thread }: Destination,
): Promise<ComposeQuestion> {
  const { subject = "", text = "", form = null } = params.prefill;
  const recipient = await backend.describeRecipient(to);
  return { kind: "compose", to: recipient, subject, text, form, acknowledgeBy: params.acknowledgeBy, thread };
}

/** Text and data of the letter, from what the person wrote and filled in. */
function contentOf({ form }: ComposeQuestion, written: NonNullable<Approval["written"]>) {
  if (form === null) return { text: written.text, data: null };
  const { json, text } = fillForm(form.fields, written.values, { yes: "ja", no: "nein" });
  const parts = [text, written.text].filter((part) => part.trim() !== "");
  return { text: parts.join("\n\n"), data: { schema: form.schema, json } };
}

interface Decided {
  readonly question: ComposeQuestion;
  readonly destination: Destination;
  readonly approval: Approval;
  readonly digest: string;
}

async function sendWritten(parts: PortalParts, { caller, params }: ComposeCall, decided: Decided): Promise<Sent> {
  const { question, destination, approval, digest } = decided;
  const { written, digest: approved } = approval;
  if (written === null) throw new FederpostError("internal", "nothing was written");
  const { origin } = caller;
  const thread = params.thread ?? parts.newHandle();
  const { subject, files } = written;
  const accepted = await parts.log.use({ origin, method: "letter.compose", about: subject, approved }, (logged) =>
    parts.backend.send({
      origin,
      ...destination,
      subject,
      ...contentOf(question, written),
      acknowledgeBy: question.acknowledgeBy,
      attachments: files,
      alsoStore: (letter: AcceptedLetter) => [
        ...parts.records.changesFor(origin, params.idempotencyKey, { digest, accepted: letter, thread }),
        { store: "drafts", key: written.draftId, remove: true },
        ...logged,
      ],
    }),
  );
  return { letterId: accepted.letterId, thread };
}

async function composeOnce(parts: PortalParts, call: ComposeCall): Promise<Sent> {
  const { params, caller } = call;
  const destination = await destinationOf(parts, caller.origin, params);
  const { idempotencyKey, ...about } = params;
  const digest = toBase64Url(await parts.sha256(utf8(JSON.stringify({ compose: about }))));
  const kept = await parts.records.answer(caller.origin, idempotencyKey);
  checkSame(kept, digest);
  if (kept !== null) return { letterId: kept.accepted.letterId, thread: kept.thread };
  const question = await questionFor(parts, call, destination);
  const approval = await parts.consent.ask(caller, question, call.signal);
  try {
    return await sendWritten(parts, call, { question, destination, approval, digest });
  } catch (error) {
    // Files go; the text stays among the person's drafts.
    for (const { staging } of approval.written?.files ?? []) await parts.backend.discard(staging);
    throw error;
  }
}

/**
 * letter.compose: the person writes in the extension's window, beginning with what the page proposed. What they wrote goes to the
 * recipient and never to the page, which learns the letter's id and thread.
 */
export const composeLetter = (parts: PortalParts, call: ComposeCall): Promise<Sent> =>
  oncePerKey(parts, { ...call.caller, ...call.params }, () => composeOnce(parts, call));
