import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { FederpostError, parseRoomId, parseUserId } from "../../../shared/base/index.ts";
import type { Form } from "../../../shared/letter/index.ts";
import { type ConsentView, type DraftView, formOfFields, portalFormName } from "../../../shared/protocol/index.ts";
import { AcknowledgeBy } from "../parts/acknowledge-by.tsx";
import { Field } from "../parts/field.tsx";
import { Notice } from "../parts/notice.tsx";
import { PartyCard } from "../parts/party.tsx";
import { SafeLine } from "../parts/safe.tsx";
import { checkLetter } from "../state/check-letter.ts";
import { useUi } from "../state/context.ts";
import { type DraftHandle, type DraftStart, emptyFields, newDraft, useDraft } from "../state/use-draft.ts";
import { type FilesHandle, useFiles } from "../state/use-files.ts";
import { type FormHandle, flatValues, keptInDraft, useForm } from "../state/use-form.ts";
import { FilePicker } from "../views/file-picker.tsx";
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

const nameOf = ({ origin, form }: ComposeView): string => portalFormName(origin, form);

/** Where a question to write begins: as the page proposes. */
export const startOf = (view: ComposeView): DraftStart => ({
  ...newDraft(parseRoomId(view.thread)),
  fields: {
    ...emptyFields,
    to: view.to.userId,
    found: parseUserId(view.to.userId),
    subject: view.subject,
    text: view.text,
  },
});

/** The newest draft in which the same form of the same page is filled in. */
export function earlierDraft(view: ComposeView, drafts: readonly DraftView[]): DraftView | null {
  if (view.form === null) return null;
  const isMeant = ({ to, thread, filling }: DraftView) =>
    to === view.to.userId && thread === view.thread && filling?.form === nameOf(view);
  return drafts.find(isMeant) ?? null;
}

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
export function useWriting(view: ComposeView, start: DraftStart): Writing {
  const { panel } = useUi();
  const draft = useDraft(start);
  const files = useFiles(start, draft.keep);
  const [tried, setTried] = useState(false);
  const [form] = useState(() => (view.form === null ? null : formOfFields(view.form.fields)));
  const filling = useForm(form, [], keptInDraft(draft, nameOf(view)));
  const found = problemsOf(view, { draft, files });
  const wrong = filling.problems;
  const hand = async () => {
    if (!(await files.settle())) throw new FederpostError("file_changed", "A file of the letter is not stored.");
    await draft.flush();
    const { request, digest } = view;
    const { subject, text } = draft.fields;
    const written = { subject: subject.trim(), text, values: flatValues(filling.json) };
    const { next } = await panel.call("consent.write", { request, digest, ...written, draftId: draft.draftId });
    draft.end();
    await files.end();
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
