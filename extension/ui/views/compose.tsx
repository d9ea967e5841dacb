import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Place } from "../mount.tsx";
import { Field } from "../parts/field.tsx";
import { Heading } from "../parts/heading.tsx";
import { RemoteView } from "../parts/remote.tsx";
import { useAction } from "../state/action.ts";
import { checkLetter, mayBeSent } from "../state/check-letter.ts";
import { useUi } from "../state/context.ts";
import { addressOf, useRecipient } from "../state/recipient.ts";
import { useRemote } from "../state/remote.ts";
import { formatRoute } from "../state/route.ts";
import { handOver, throwAway } from "../state/send.ts";
import { type DraftStart, newDraft, resumeDraft, useDraft } from "../state/use-draft.ts";
import { useFiles } from "../state/use-files.ts";
import { goTo, renamePlace } from "../state/use-route.ts";
import { AskFor, useAsking } from "./ask-for.tsx";
import { FilePicker, FilesElsewhere, pasteInto } from "./file-picker.tsx";
import { RecipientField } from "./recipient-field.tsx";
import { SendBar } from "./send-bar.tsx";
import { ShowPerson, useProving } from "./show-person.tsx";
import { WriteText } from "./write-text.tsx";

interface FormProps {
  readonly start: DraftStart;
  readonly place: Place;
}

/** A form that was refused shows its first problem to keyboard and screen reader. */
const focusFirstProblem = (form: HTMLFormElement | null): void =>
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();

function useNewLetter(start: DraftStart) {
  const { panel } = useUi();
  const draft = useDraft(start, () => goTo({ kind: "list" }));
  const files = useFiles(start, draft.keep);
  const { asking: asked, showPerson: chosen } = draft.fields;
  const asking = useAsking({ asking: asked, put: (changed) => draft.change({ asking: changed }) });
  const proving = useProving(chosen, (showPerson) => draft.change({ showPerson }));
  const { asks } = asking;
  const recipient = useRecipient(draft.fields.to);
  // A draft keeps the address that a domain led to.
  const found = addressOf(recipient, draft.fields.to);
  useEffect(() => {
    if (found !== draft.fields.found) draft.change({ found });
  }, [found]);
  const action = useAction();
  const [tried, setTried] = useState(0);
  const problems = checkLetter(draft.fields, files.files, recipient);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => focusFirstProblem(form.current), [tried]);
  const send = () => {
    if (!mayBeSent(problems) || asks === null) return setTried(tried + 1);
    void action.run(async () => {
      const { subject, text, format, to } = draft.fields;
      const letter = {
        to: addressOf(recipient, to),
        thread: null,
        inReplyTo: null,
        subject: subject.trim(),
        text,
        format,
      };
      const { thread } = await handOver(panel, { ...letter, shows: proving.shows, asks }, { draft, files });
      goTo({ kind: "thread", thread });
    });
  };
  return { draft, files, asking, proving, recipient, action, problems, tried: tried > 0, form, send };
}

function NewLetterForm({ start, place }: FormProps): JSX.Element {
  const { t, shell, panel } = useUi();
  const { draft, files, asking, proving, recipient, action, problems, tried, form, send } = useNewLetter(start);
  const { fields, change } = draft;
  const discard = async () => {
    await throwAway(panel, { draft, files });
    goTo({ kind: "list" });
  };
  useEffect(() => renamePlace({ kind: "write", draftId: draft.draftId }), [draft.draftId]);
  const elsewhere = async () => {
    await draft.flush();
    shell.openInbox(formatRoute({ kind: "write", draftId: draft.draftId }));
  };
  return (
    <form
      ref={form}
      class="compose"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onFocusOut={() => void draft.flush()}
      onPaste={pasteInto(files, place)}
    >
      <Heading focusKey={draft.draftId}>{t("compose.title")}</Heading>
      <RecipientField
        value={fields.to}
        recipient={recipient}
        problem={tried && problems.to !== null ? t(`compose.to_${problems.to}`) : null}
        onInput={(to) => change({ to })}
      />
      <Field
        label={t("compose.subject")}
        value={fields.subject}
        maxLength={1000}
        problem={tried && problems.subject !== null ? t("compose.subject_missing") : null}
        onInput={(subject) => change({ subject })}
        testId="compose-subject"
      />
      <WriteText
        written={fields}
        change={change}
        problem={tried && problems.text !== null ? t("compose.text_missing") : null}
        testId="compose-text"
      />
      {place === "popup" ? <FilesElsewhere files={files} move={() => void elsewhere()} /> : <FilePicker {...files} />}
      <AskFor asking={asking} />
      <ShowPerson proving={proving} />
      <SendBar action={action} saved={draft.saved}>
        <button
          type="button"
          class="button"
          disabled={action.busy}
          onClick={() => void action.run(discard)}
          data-testid="discard"
        >
          {t("compose.discard")}
        </button>
      </SendBar>
    </form>
  );
}

/** A new letter, or a draft that goes on. A draft that is no longer there starts anew under its id. */
export function Compose({ draftId, place }: { readonly draftId: string | null; readonly place: Place }): JSX.Element {
  const { panel } = useUi();
  const fresh = useMemo(() => newDraft(null), [draftId]);
  const start = useRemote<DraftStart>({
    key: draftId ?? fresh.draftId,
    load: async (signal) => {
      if (draftId === null) return fresh;
      const { drafts } = await panel.call("drafts.list", {}, { signal });
      const draft = drafts.find((known) => known.draftId === draftId);
      return draft === undefined ? { ...fresh, draftId } : resumeDraft(draft);
    },
    concerns: () => false,
  });
  return (
    <RemoteView of={start}>{(value) => <NewLetterForm key={value.draftId} start={value} place={place} />}</RemoteView>
  );
}
