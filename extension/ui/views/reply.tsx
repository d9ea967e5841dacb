import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import type { ThreadView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { Loading } from "../parts/remote.tsx";
import { SafeText } from "../parts/safe.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useAction } from "../state/action.ts";
import { checkLetter, mayBeSent } from "../state/check-letter.ts";
import { required, useUi } from "../state/context.ts";
import { changes } from "../state/events.ts";
import { answeredLetter } from "../state/letters.ts";
import { withQuote } from "../state/quote.ts";
import { useRemote } from "../state/remote.ts";
import { formatRoute } from "../state/route.ts";
import { handOver } from "../state/send.ts";
import { answerId, type DraftStart, newDraft, resumeDraft, useDraft } from "../state/use-draft.ts";
import { useFiles } from "../state/use-files.ts";
import { answersAsText, askedForm, keptInDraft, useForm } from "../state/use-form.ts";
import { AskFor, useAsking } from "./ask-for.tsx";
import { FilePicker, FilesElsewhere, pasteInto } from "./file-picker.tsx";
import { FormFields } from "./form-fields.tsx";
import { OtherDrafts } from "./other-drafts.tsx";
import { SendBar } from "./send-bar.tsx";
import { ShowPerson, useProving } from "./show-person.tsx";
import { WriteText } from "./write-text.tsx";

interface FormProps {
  readonly view: ThreadView;
  readonly start: DraftStart;
  readonly place: Place;
  readonly sent: () => void;
  /** Another window sent the answer or threw it away. */
  readonly ended: () => void;
}

function useAnswer({ view, start, sent, ended }: FormProps) {
  const { panel, t } = useUi();
  const draft = useDraft(start, ended);
  const files = useFiles(start, draft.keep);
  const { asking: kept, showPerson: chosen } = draft.fields;
  const asking = useAsking({ asking: kept, put: (changed) => draft.change({ asking: changed }) });
  const proving = useProving(chosen, (showPerson) => draft.change({ showPerson }));
  const { asks } = asking;
  const action = useAction();
  const [tried, setTried] = useState(false);
  const found = checkLetter(draft.fields, files.files, null);
  const [skipped, setSkipped] = useState(false);
  const asked = askedForm(view);
  const request = skipped ? null : asked;
  const filling = useForm(
    request?.form ?? null,
    files.files.map(({ name }) => name),
    keptInDraft(draft, asked?.letter ?? ""),
  );
  // A form says enough by itself.
  const problems = request === null ? found : { ...found, text: null };
  const send = () => {
    setTried(true);
    if (!mayBeSent(problems) || asks === null || filling.problems.size > 0) return;
    void action.run(async () => {
      const letter = {
        to: null,
        thread: required(parseRoomId(view.summary.thread)),
        inReplyTo: parseLetterId(request?.letter ?? answeredLetter(view)?.letter),
        subject: view.summary.subject,
        text: [draft.fields.text, ...(request === null ? [] : [answersAsText(request.form, filling.json, t)])]
          .filter((part) => part !== "")
          .join("\n\n"),
        format: draft.fields.format,
        shows: proving.shows,
        asks: request === null ? asks : { ...asks, data: { schema: request.name, json: filling.json } },
      };
      await handOver(panel, letter, { draft, files });
      sent();
    });
  };
  return {
    draft,
    files,
    asking,
    proving,
    action,
    send,
    tried,
    asked,
    request,
    filling,
    setSkipped,
    missing: tried && problems.text !== null,
  };
}

type Answering = Pick<ReturnType<typeof useAnswer>, "asked" | "request" | "filling" | "tried" | "setSkipped" | "files">;

/** The form that the other side asks for, or the way back to it. */
function AnswerForm({ asked, request, filling, tried, setSkipped, files }: Answering): JSX.Element {
  const { t } = useUi();
  const form = asked?.form;
  const names = files.files.map(({ name }) => name);
  return (
    <section class="answer-form" aria-label={t("form.fill_in")} data-testid="answer-form">
      <h4>{form === undefined || form.title === "" ? t("form.fill_in") : visibleLine(form.title)}</h4>
      {request !== null && (
        <>
          {request.form.description !== "" && <SafeText text={request.form.description} links="none" />}
          <FormFields
            form={request.form}
            values={filling.values}
            problems={tried ? filling.problems : new Map()}
            files={names}
            change={filling.change}
          />
          {tried && filling.problems.size > 0 && (
            <p class="problem" role="alert" data-testid="mend">
              {t("form.mend")}
            </p>
          )}
        </>
      )}
      <button type="button" class="button" onClick={() => setSkipped(request !== null)} data-testid="skip-form">
        {t(request === null ? "form.fill_in" : "form.skip")}
      </button>
    </section>
  );
}

interface QuoteProps {
  readonly view: ThreadView;
  readonly quote: (introduction: string, text: string) => void;
}

/** Puts the text of the letter that is answered into the answer. A closed letter has no text to quote. */
function QuoteButton({ view, quote }: QuoteProps): JSX.Element | null {
  const { t, format } = useUi();
  const letter = answeredLetter(view);
  if (letter?.text == null || letter.text.trim() === "") return null;
  const { text, from, sentAtMs } = letter;
  return (
    <button
      type="button"
      class="button"
      onClick={() => quote(t("reply.quote_intro", { who: from.userId, when: format.dateTime(sentAtMs) }), text)}
      data-testid="quote"
    >
      {t("reply.quote")}
    </button>
  );
}

function ReplyForm(props: FormProps): JSX.Element {
  const { t, shell } = useUi();
  const { draft, files, asking, proving, action, send, missing, ...asked } = useAnswer(props);
  const { thread } = props.view.summary;
  const elsewhere = async () => {
    await draft.flush();
    shell.openInbox(formatRoute({ kind: "thread", thread }));
  };
  return (
    <form
      class="compose reply"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onFocusOut={() => void draft.flush()}
      onPaste={pasteInto(files, props.place)}
    >
      <h3>{t("reply.title")}</h3>
      <WriteText
        written={draft.fields}
        change={draft.change}
        problem={missing ? t("compose.text_missing") : null}
        testId="reply-text"
      />
      <QuoteButton
        view={props.view}
        quote={(introduction, text) => draft.change({ text: withQuote(draft.fields.text, introduction, text) })}
      />
      {asked.asked !== null && <AnswerForm {...asked} files={files} />}
      {props.place === "popup" ? (
        <FilesElsewhere files={files} move={() => void elsewhere()} />
      ) : (
        <FilePicker {...files} />
      )}
      <AskFor asking={asking} />
      <ShowPerson proving={proving} />
      <SendBar action={action} saved={draft.saved} />
    </form>
  );
}

interface ReplyProps {
  readonly view: ThreadView;
  readonly place: Place;
  /** The draft that goes on; null for the newest of the thread. */
  readonly draftId: string | null;
}

/** Answers in the thread; a draft of an answer goes on where it was left. */
export function Reply({ view, place, draftId }: ReplyProps): JSX.Element {
  const { panel, t } = useUi();
  const { thread } = view.summary;
  const [round, setRound] = useState(0);
  const [said, setSaid] = useState(false);
  const section = useRef<HTMLElement>(null);
  // The round in which a draft was asked for; what is sent ends it.
  const asked = useRef({ draftId, round });
  if (asked.current.draftId !== draftId) asked.current = { draftId, round };
  const wanted = asked.current.round === round ? draftId : null;
  const drafts = useRemote({
    key: `${thread} ${wanted ?? ""}`,
    load: async (signal) => {
      const id = await answerId(thread);
      const { drafts: all } = await panel.call("drafts.list", {}, { signal });
      return { id, all: all.filter((draft) => draft.thread === thread) };
    },
    concerns: changes("drafts"),
  });
  const unlisted = useMemo(() => newDraft(parseRoomId(thread)), [thread, round]);
  const begun = useRef<{ readonly key: string; readonly start: DraftStart } | null>(null);
  useEffect(() => {
    // Brought here by a letter that was taken back, or from the list of drafts.
    if (wanted !== null && drafts.state.kind === "ready") section.current?.querySelector("textarea")?.focus();
  }, [wanted, drafts.state.kind]);
  if (drafts.state.kind === "loading") return <Loading />;
  // Without the list an answer can still be written; its draft gets a new id.
  const { id, all } = drafts.state.kind === "ready" ? drafts.state.value : { id: null, all: [] };
  const sent = () => {
    setSaid(true);
    setRound(round + 1);
    // The form that had the focus is a new one now.
    section.current?.focus({ preventScroll: true });
  };
  // A form goes on with what it began with, whatever the list says later.
  const key = `${thread} ${round} ${wanted ?? ""}`;
  if (begun.current?.key !== key) {
    const fresh = id === null ? unlisted : newDraft(parseRoomId(thread), id);
    const known = wanted === null ? (round > 0 ? undefined : all[0]) : all.find((draft) => draft.draftId === wanted);
    begun.current = { key, start: known === undefined ? fresh : resumeDraft(known) };
  }
  const { start } = begun.current;
  return (
    <section ref={section} tabIndex={-1} aria-label={t("reply.title")}>
      <p role="status" class="visually-hidden">
        {said ? t("reply.sent") : ""}
      </p>
      <OtherDrafts drafts={all.filter((draft) => draft.draftId !== start.draftId)} />
      <ReplyForm key={key} view={view} start={start} place={place} sent={sent} ended={() => setRound(round + 1)} />
    </section>
  );
}
