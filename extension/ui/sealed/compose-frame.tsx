import type { JSX, TargetedMouseEvent } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type FillingView, formOfFields, type SealedView } from "../../../shared/protocol/index.ts";
import { AcknowledgeBy } from "../parts/acknowledge-by.tsx";
import { Field } from "../parts/field.tsx";
import { FailureNotice, Notice } from "../parts/notice.tsx";
import { useAction } from "../state/action.ts";
import { createAutosave } from "../state/autosave.ts";
import { useUi } from "../state/context.ts";
import type { Values } from "../state/form-values.ts";
import { flatValues, useForm, useValues } from "../state/use-form.ts";
import { FormFields } from "../views/form-fields.tsx";
import { TextArea } from "../views/text-area.tsx";
import { FrameParty } from "./frame-party.tsx";
import type { FrameLine } from "./line.ts";
import type { Exposure } from "./use-exposure.ts";
import { usePageTookFocus } from "./use-focus.ts";

type ComposeView = Extract<SealedView, { kind: "compose" }>;

interface ComposeProps {
  readonly view: ComposeView;
  readonly line: FrameLine;
  readonly exposure: Exposure;
}

/** The consent window stands in between: a person may think it over for as long as the question waits. */
const decisionMs = 125 * 60_000;
const saveDelayMs = 300;

interface Kept {
  readonly subject: string;
  readonly text: string;
  readonly filled: FillingView["values"];
}

/** Keeps what is typed among the person's drafts. */
function useKept({ host }: FrameLine) {
  const autosave = useMemo(
    () =>
      createAutosave<Kept>({
        save: async (draft) => void (await host.call("seat.save", draft)),
        later: (work) => {
          const timer = setTimeout(work, saveDelayMs);
          return () => clearTimeout(timer);
        },
        tell: () => {},
      }),
    [host],
  );
  useEffect(() => {
    const flush = () => void autosave.flush();
    addEventListener("blur", flush);
    return () => removeEventListener("blur", flush);
  }, [autosave]);
  return autosave;
}

function useLetter({ view, line }: ComposeProps) {
  const [subject, setSubject] = useState(view.subject);
  const [text, setText] = useState(view.text);
  const [form] = useState(() => (view.form === null ? null : formOfFields(view.form.fields)));
  const kept = useKept(line);
  const { values, put } = useValues();
  const keep = (part: Partial<Omit<Kept, "filled">>, filled: Values) => {
    const next = { subject, text, ...part };
    setSubject(next.subject);
    setText(next.text);
    kept.change({ ...next, filled: [...filled].map(([path, value]) => [path, value]) });
  };
  const putAndKeep = (filled: Values) => {
    put(filled);
    keep({}, filled);
  };
  const filling = useForm(form, [], { values, put: putAndKeep });
  const change = (part: Partial<Omit<Kept, "filled">>) => keep(part, values);
  const missing = { subject: subject.trim() === "", text: form === null && text.trim() === "" };
  const ready = !missing.subject && !missing.text && filling.problems.size === 0;
  return { subject, text, form, filling, kept, change, missing, ready };
}

interface FieldsProps {
  readonly view: ComposeView;
  readonly letter: ReturnType<typeof useLetter>;
  readonly tried: boolean;
}

function Fields({ view, letter, tried }: FieldsProps): JSX.Element {
  const { t } = useUi();
  const { subject, text, form, filling, missing } = letter;
  return (
    <>
      <h2>{t("compose.to")}</h2>
      <p class="letter-from">
        <FrameParty party={view.to} />
      </p>
      <p class="hint">{t(view.continued ? "consent.known_thread" : "consent.new_thread")}</p>
      <Field
        label={t("compose.subject")}
        value={subject}
        maxLength={1000}
        problem={tried && missing.subject ? t("compose.subject_missing") : null}
        onInput={(value) => letter.change({ subject: value })}
        testId="sealed-subject"
      />
      {form !== null && (
        <FormFields
          form={form}
          values={filling.values}
          problems={tried ? filling.problems : new Map()}
          files={[]}
          change={filling.change}
        />
      )}
      <TextArea
        label={t(form === null ? "compose.text" : "form.more")}
        value={text}
        problem={tried && missing.text ? t("compose.text_missing") : null}
        onInput={(value) => letter.change({ text: value })}
        testId="sealed-text"
      />
      <AcknowledgeBy day={view.acknowledgeBy} />
      {tried && !letter.ready && (
        <p class="problem" role="alert" data-testid="mend">
          {t("form.mend")}
        </p>
      )}
    </>
  );
}

/** What the person does with the letter: hands it over for approval, or goes on in the window. */
function useSending({ line, exposure }: ComposeProps, letter: ReturnType<typeof useLetter>) {
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState(false);
  const action = useAction();
  const { subject, text, filling, kept } = letter;
  const submit = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (!exposure.allows(event)) return;
    setTried(true);
    setRefused(false);
    if (!letter.ready) return;
    const written = { subject: subject.trim(), text, values: flatValues(filling.json) };
    void action.run(async () => {
      await kept.flush();
      const { sent } = await line.host.call("seat.submit", written, { timeoutMs: decisionMs });
      if (sent) kept.cancel();
      setRefused(!sent);
    });
  };
  const toWindow = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (!event.isTrusted) return;
    void action.run(async () => {
      // The window goes on with what is filled in.
      await kept.flush();
      await line.host.call("seat.window", { subject, text });
    });
  };
  return { tried, refused, action, submit, toWindow };
}

/** A letter written inside a portal's page. It is sent only when the person approves all of it in the consent window. */
export function ComposeFrame(props: ComposeProps): JSX.Element {
  const { view, exposure } = props;
  const { t } = useUi();
  const letter = useLetter(props);
  const { tried, refused, action, submit, toWindow } = useSending(props, letter);
  const root = useRef<HTMLDivElement>(null);
  const focus = usePageTookFocus(root);
  return (
    <>
      {/* Kept while in doubt, out of sight and out of reach: what was typed is not lost. */}
      <div
        class="sealed-compose"
        ref={root}
        hidden={exposure.doubt !== null}
        inert={!exposure.live || action.busy}
        data-testid="sealed-compose"
      >
        {focus.taken && (
          <Notice tone="warning" testId="focus-taken">
            <p>{t("sealed.focus_taken")}</p>
          </Notice>
        )}
        <Fields view={view} letter={letter} tried={tried} />
        {refused && <p role="status">{t("sealed.not_sent")}</p>}
        <button type="button" class="button button-primary" onClick={submit} data-testid="sealed-submit">
          {t("sealed.submit")}
        </button>
      </div>
      {action.busy && <p role="status">{t("sealed.deciding")}</p>}
      <FailureNotice failure={action.failure} />
      <button type="button" class="button" disabled={action.busy} onClick={toWindow} data-testid="to-window">
        {t("sealed.write_in_window")}
      </button>
      <p class="hint">{t("sealed.files_in_window")}</p>
    </>
  );
}
