import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { parseLetterId, parseRoomId } from "../../../shared/base/index.ts";
import type { ThreadView } from "../../../shared/protocol/index.ts";
import type { Place } from "../mount.tsx";
import { Loading } from "../parts/remote.tsx";
import { useAction } from "../state/action.ts";
import { checkLetter, mayBeSent } from "../state/check-letter.ts";
import { required, useUi } from "../state/context.ts";
import { answeredLetter } from "../state/letters.ts";
import { useRemote } from "../state/remote.ts";
import { formatRoute } from "../state/route.ts";
import { handOver } from "../state/send.ts";
import { type DraftStart, newDraft, resumeDraft, useDraft } from "../state/use-draft.ts";
import { AskFor, useAsking } from "./ask-for.tsx";
import { FilePicker, FilesElsewhere, useFiles } from "./file-picker.tsx";
import { SendBar } from "./send-bar.tsx";
import { TextArea } from "./text-area.tsx";

interface FormProps {
  readonly view: ThreadView;
  readonly start: DraftStart;
  readonly place: Place;
  readonly sent: () => void;
}

function useAnswer({ view, start, sent }: FormProps) {
  const { panel } = useUi();
  const draft = useDraft(start);
  const files = useFiles();
  const asking = useAsking();
  const { asks } = asking;
  const action = useAction();
  const [tried, setTried] = useState(false);
  const problems = checkLetter(draft.fields, files.files, null);
  const send = () => {
    setTried(true);
    if (!mayBeSent(problems) || asks === null) return;
    void action.run(async () => {
      await draft.flush();
      await handOver(panel, {
        to: null,
        thread: required(parseRoomId(view.summary.thread)),
        inReplyTo: parseLetterId(answeredLetter(view)?.letter),
        subject: view.summary.subject,
        text: draft.fields.text,
        files: files.files,
        draftId: draft.draftId,
        asks,
      });
      draft.end();
      sent();
    });
  };
  return { draft, files, asking, action, send, missing: tried && problems.text !== null };
}

function ReplyForm(props: FormProps): JSX.Element {
  const { t, shell } = useUi();
  const { draft, files, asking, action, send, missing } = useAnswer(props);
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
    >
      <h3>{t("reply.title")}</h3>
      <TextArea
        label={t("compose.text")}
        value={draft.fields.text}
        problem={missing ? t("compose.text_missing") : null}
        onInput={(text) => draft.change({ text })}
        testId="reply-text"
      />
      {props.place === "popup" ? <FilesElsewhere move={() => void elsewhere()} /> : <FilePicker {...files} />}
      <AskFor asking={asking} />
      <SendBar action={action} saved={draft.saved} />
    </form>
  );
}

/** Answers in the thread; a draft of an answer goes on where it was left. */
export function Reply({ view, place }: { readonly view: ThreadView; readonly place: Place }): JSX.Element {
  const { panel, t } = useUi();
  const { thread } = view.summary;
  const [round, setRound] = useState(0);
  const section = useRef<HTMLElement>(null);
  const fresh = useMemo(() => newDraft(parseRoomId(thread)), [thread, round]);
  const drafts = useRemote({
    key: `${thread} ${round}`,
    load: (signal) => panel.call("drafts.list", {}, { signal }),
    concerns: () => false,
  });
  if (drafts.state.kind === "loading" && round === 0) return <Loading />;
  // Without the list an answer can still be written; its draft gets a new id.
  const known =
    drafts.state.kind === "ready" ? drafts.state.value.drafts.find((draft) => draft.thread === thread) : undefined;
  const sent = () => {
    setRound(round + 1);
    // The form that had the focus is a new one now.
    section.current?.focus({ preventScroll: true });
  };
  const start = known === undefined || round > 0 ? fresh : resumeDraft(known);
  return (
    <section ref={section} tabIndex={-1} aria-label={t("reply.title")}>
      <p role="status" class="visually-hidden">
        {round > 0 ? t("reply.sent") : ""}
      </p>
      <ReplyForm key={start.draftId} view={view} start={start} place={place} sent={sent} />
    </section>
  );
}
