import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseRoomId, parseUserId } from "../../../shared/base/index.ts";
import type { Form } from "../../../shared/letter/index.ts";
import { type ConsentView, formOfFields } from "../../../shared/protocol/index.ts";
import { AcknowledgeBy } from "../parts/acknowledge-by.tsx";
import { Field } from "../parts/field.tsx";
import { Notice } from "../parts/notice.tsx";
import { PartyCard } from "../parts/party.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { checkLetter } from "../state/check-letter.ts";
import { useUi } from "../state/context.ts";
import { offerChosen } from "../state/send.ts";
import { type DraftHandle, newDraft, useDraft } from "../state/use-draft.ts";
import { type FormHandle, flatValues, useForm } from "../state/use-form.ts";
import { FilePicker, type FilesHandle, useFiles } from "../views/file-picker.tsx";
import { FormFields } from "../views/form-fields.tsx";
import { TextArea } from "../views/text-area.tsx";

type ComposeView = Extract<ConsentView, { kind: "compose" }>;

export interface Writing {
  readonly draft: DraftHandle;
  readonly files: FilesHandle;
  readonly form: Form | null;
  readonly filling: FormHandle;
  readonly problems: { readonly subject: boolean; readonly text: boolean; readonly files: boolean };
  readonly wrong: FormHandle["problems"];
  /** Hands over what was written; null when there is something to mend, which is shown then. */
  readonly approve: () => Promise<string | null> | null;
}

const startOf = ({ to, thread, subject, text }: ComposeView) => ({
  ...newDraft(parseRoomId(thread)),
  fields: { to: to.userId, found: parseUserId(to.userId), subject, text },
});

function problemsOf(view: ComposeView, { draft, files }: Pick<Writing, "draft" | "files">) {
  const letter = checkLetter(draft.fields, files.files, null);
  return {
    subject: draft.fields.subject.trim() === "",
    // A form says enough by itself.
    text: view.form === null && letter.text !== null,
    files: letter.files !== null,
  };
}

/** What is written in the consent window. It is kept as a draft from the first keystroke on, should the page go away. */
export function useWriting(view: ComposeView): Writing {
  const { panel } = useUi();
  const [start] = useState(() => startOf(view));
  const draft = useDraft(start);
  const files = useFiles();
  const [tried, setTried] = useState(false);
  const [form] = useState(() => (view.form === null ? null : formOfFields(view.form.fields)));
  const filling = useForm(form, []);
  const found = problemsOf(view, { draft, files });
  const wrong = filling.problems;
  const hand = async () => {
    await draft.flush();
    const { request, digest } = view;
    const { subject, text } = draft.fields;
    const attachments = files.files.map((file) => offerChosen(panel, file));
    const written = { subject: subject.trim(), text, values: flatValues(filling.json), attachments };
    const { next } = await panel.call("consent.write", { request, digest, ...written, draftId: draft.draftId });
    draft.end();
    return next;
  };
  const approve = () => {
    const ready = !found.subject && !found.text && !found.files && wrong.size === 0;
    if (!ready) setTried(true);
    return ready ? hand() : null;
  };
  const none = { subject: false, text: false, files: false };
  return { draft, files, form, filling, approve, problems: tried ? found : none, wrong: tried ? wrong : new Map() };
}

/** To whom it goes, beside the buttons; and that something is to be mended. */
export function ComposeSummary({ view, writing }: { readonly view: ComposeView; readonly writing: Writing }) {
  const { t } = useUi();
  const { subject, text, files } = writing.problems;
  return (
    <>
      <p class="summary-line" data-testid="summary">
        {t("consent.send_to")}{" "}
        <span class="address">
          <SafeLine text={view.to.userId} />
        </span>{" "}
        <span class="hint" role="status">
          {t(`draft.${writing.draft.saved}`)}
        </span>
      </p>
      {(subject || text || files || writing.wrong.size > 0) && (
        <p class="problem" role="alert" data-testid="mend">
          {t("form.mend")}
        </p>
      )}
    </>
  );
}

/** A page lets the person write: to whom, what the page proposes, and the page's form. */
export function ComposeRequest({
  view,
  writing,
}: {
  readonly view: ComposeView;
  readonly writing: Writing;
}): JSX.Element {
  const { t } = useUi();
  const { draft, files, problems } = writing;
  return (
    <>
      <Notice tone="info">
        <p>{t("consent.compose_private")}</p>
      </Notice>
      <h2>{t("compose.to")}</h2>
      <PartyCard party={view.to} />
      <p class="hint">{t(view.thread === null ? "consent.new_thread" : "consent.known_thread")}</p>
      <Field
        label={t("compose.subject")}
        value={draft.fields.subject}
        maxLength={1000}
        problem={problems.subject ? t("compose.subject_missing") : null}
        onInput={(subject) => draft.change({ subject })}
        testId="compose-subject"
      />
      {writing.form !== null && (
        <FormFields
          form={writing.form}
          values={writing.filling.values}
          problems={writing.wrong}
          files={[]}
          change={writing.filling.change}
        />
      )}
      <TextArea
        label={t(view.form === null ? "compose.text" : "form.more")}
        value={draft.fields.text}
        problem={problems.text ? t("compose.text_missing") : null}
        onInput={(text) => draft.change({ text })}
        testId="compose-text"
      />
      <FilePicker {...files} />
      <AcknowledgeBy day={view.acknowledgeBy} />
    </>
  );
}
