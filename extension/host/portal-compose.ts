import { FederpostError, toBase64Url, utf8 } from "../../shared/base/index.ts";
import { type PortalParams, type PortalResult, portalFormName } from "../../shared/protocol/index.ts";
import type { Approval, Question, Written } from "../consent/index.ts";
import type { AcceptedLetter } from "./portal-backend.ts";
import { type Destination, destinationOf } from "./portal-destination.ts";
import { fillForm } from "./portal-form.ts";
import { checkSame, oncePerKey, type PageCall, type PortalParts } from "./portal-parts.ts";
import type { Seat } from "./sealed-seats.ts";

type ComposeCall = PageCall<PortalParams<"letter.compose">>;
type ComposeQuestion = Extract<Question, { kind: "compose" }>;
type Sent = PortalResult<"letter.compose">;

/** Who writes a letter may take so long. */
const writingMs = 120 * 60_000;
const lastAnswerMs = 500;

async function questionFor(
  { backend }: PortalParts,
  { params }: ComposeCall,
  { to, thread }: Destination,
): Promise<ComposeQuestion> {
  const { subject = "", text = "", form = null } = params.prefill;
  const recipient = await backend.describeRecipient(to);
  return { kind: "compose", to: recipient, subject, text, form, acknowledgeBy: params.acknowledgeBy, thread };
}

/** How writing in a frame ended: sent, or taken to the window with what was written so far. */
type Ended =
  | { readonly kind: "sent"; readonly sent: Sent }
  | { readonly kind: "window"; readonly question: ComposeQuestion };

interface InFrame extends Omit<Decided, "approval"> {
  readonly seat: Seat;
}

/**
 * The person writes in the frame. What they wrote is sent only once they approved all of it in the consent window; until then they
 * can go on writing. Throws `user_rejected` when the frame goes, `expired` after two hours; the text stays among their drafts.
 */
function writeInFrame(parts: PortalParts, call: ComposeCall, about: InFrame): Promise<Ended> {
  const { question, destination, seat } = about;
  const { backend } = parts;
  const draftId = parts.newHandle();
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const timer = setTimeout(() => reject(new FederpostError("expired", "nobody finished writing")), writingMs);
  const gone = new FederpostError("user_rejected", "the frame is gone");
  seat.onClose(() => reject(gone));
  call.signal.addEventListener("abort", () => reject(call.signal.reason), { once: true });
  let busy = false;
  const { to, acknowledgeBy, form } = question;
  const shown = { to, acknowledgeBy, form, subject: question.subject, text: question.text };
  seat.show(
    { kind: "compose", origin: call.caller.origin, ...shown, continued: question.thread !== null },
    {
      save: ({ filled, ...draft }) => {
        const filling = form === null ? null : { form: portalFormName(call.caller.origin, form), values: filled };
        return backend.saveDraft({ ...draft, ...destination, draftId, filling });
      },
      submit: async (written) => {
        if (busy) throw new FederpostError("busy", "the person is asked already");
        busy = true;
        const approving = approveAndSend(parts, call, { ...about, written: { ...written, files: [], draftId } });
        const sent = await approving.finally(() => {
          busy = false;
        });
        if (sent === null) return false;
        busy = true;
        resolve({ kind: "sent", sent });
        return true;
      },
      window: async (written) => resolve({ kind: "window", question: { ...question, ...written } }),
    },
  );
  return promise.finally(() => {
    clearTimeout(timer);
    // Its last answer comes first; the page's content script takes the frame away with the answer to the call.
    setTimeout(() => seat.close(), lastAnswerMs);
  });
}

/** Asks for what was written as for a letter that the page brings: whole, in the consent window. Null when the person says no. */
async function approveAndSend(
  parts: PortalParts,
  call: ComposeCall,
  { question, destination, digest, written }: InFrame & { readonly written: Written },
): Promise<Sent | null> {
  const { to, acknowledgeBy, thread } = question;
  const content = contentOf(question, written);
  const letter = { to, acknowledgeBy, demands: null, thread, subject: written.subject, ...content, attachments: [] };
  try {
    const { digest: approved } = await parts.consent.ask(call.caller, { kind: "send", ...letter }, call.signal);
    const approval = { digest: approved, written, way: null };
    return await sendWritten(parts, call, { question, destination, approval, digest });
  } catch (error) {
    if (error instanceof FederpostError && error.code === "user_rejected") return null;
    throw error;
  }
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
  readonly approval: Omit<Approval, "way">;
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
      demands: null,
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

async function composeOnce(parts: PortalParts, call: ComposeCall, seat: Seat | null): Promise<Sent> {
  const { params, caller } = call;
  const destination = await destinationOf(parts, caller.origin, params);
  // Where it is written makes no other letter of it.
  const { idempotencyKey, slot: _slot, ...about } = params;
  const digest = toBase64Url(await parts.sha256(utf8(JSON.stringify({ compose: about }))));
  const kept = await parts.records.answer(caller.origin, idempotencyKey);
  checkSame(kept, digest);
  if (kept !== null) return { letterId: kept.accepted.letterId, thread: kept.thread };
  const question = await questionFor(parts, call, destination);
  const writing = { question, destination, digest };
  if (seat?.there !== true) return inWindow(parts, call, writing);
  const written = await writeInFrame(parts, call, { ...writing, seat });
  return written.kind === "sent" ? written.sent : inWindow(parts, call, { ...writing, question: written.question });
}

/** The person writes and sends in the consent window. */
async function inWindow(
  parts: PortalParts,
  call: ComposeCall,
  { question, destination, digest }: Omit<Decided, "approval">,
): Promise<Sent> {
  const { caller } = call;
  const approval = await parts.consent.ask(caller, question, call.signal);
  // Where it fails, text and files stay among the person's drafts.
  return sendWritten(parts, call, { question, destination, approval, digest });
}

/**
 * letter.compose: the person writes in the extension's window, beginning with what the page proposed. What they wrote goes to the
 * recipient and never to the page, which learns the letter's id and thread.
 */
export const composeLetter = (parts: PortalParts, call: ComposeCall, seat: Seat | null): Promise<Sent> =>
  oncePerKey(parts, { ...call.caller, ...call.params }, () => composeOnce(parts, call, seat));
