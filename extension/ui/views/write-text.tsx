import type { JSX, TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { markdownFormat } from "../../../shared/letter/index.ts";
import { CheckField } from "../parts/check-field.tsx";
import { useUi } from "../state/context.ts";
import { type Mark, type Marked, markOf, marks, withMark } from "../state/mark-up.ts";
import type { DraftFields } from "../state/use-draft.ts";
import { LetterText } from "./letter-text.tsx";
import { TextArea } from "./text-area.tsx";

type Written = Pick<DraftFields, "text" | "format">;

interface WriteTextProps {
  readonly written: Written;
  readonly change: (part: Partial<Written>) => void;
  readonly problem: string | null;
  readonly testId: string;
}

/** The text of a letter, plain or with Markdown; then with buttons, keys and a look at how it will be read. */
export function WriteText({ written, change, problem, testId }: WriteTextProps): JSX.Element {
  const { t } = useUi();
  const { text, format } = written;
  const [looking, look] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const { put, onKeyDown } = useMarks(area, written, change);
  const formatted = format === markdownFormat;
  // What is to be mended is mended in the field, which stays while it is.
  const shown = formatted && looking && problem === null;
  useEffect(() => {
    if (problem !== null) look(false);
  }, [problem]);
  return (
    <div ref={area} class="write-text">
      {formatted && !shown && <Marks put={put} />}
      {shown ? (
        <section class="preview" aria-label={t("markdown.preview")} data-testid="preview">
          <LetterText text={text} format={format} />
        </section>
      ) : (
        <TextArea
          label={t("compose.text")}
          value={text}
          problem={problem}
          onInput={(typed) => change({ text: typed })}
          onKeyDown={formatted ? onKeyDown : undefined}
          testId={testId}
        />
      )}
      <div class="buttons">
        <FormatChoice formatted={formatted} choose={(chosen) => change({ format: chosen ? markdownFormat : null })} />
        {formatted && (
          <button
            type="button"
            class="button"
            aria-pressed={shown}
            onClick={() => look(!shown && problem === null)}
            data-testid="look"
          >
            {t("markdown.preview")}
          </button>
        )}
      </div>
    </div>
  );
}

/** Puts marks on what is chosen in the field, and leaves the choice there. */
function useMarks(
  area: { readonly current: HTMLElement | null },
  { text }: Written,
  change: (part: Partial<Written>) => void,
) {
  const next = useRef<Marked | null>(null);
  const field = () => area.current?.querySelector("textarea") ?? null;
  useLayoutEffect(() => {
    const marked = next.current;
    next.current = null;
    if (marked === null || marked.text !== text) return;
    field()?.focus();
    field()?.setSelectionRange(marked.from, marked.to);
  });
  const put = (mark: Mark) => {
    const { selectionStart: from = text.length, selectionEnd: to = text.length } = field() ?? {};
    next.current = withMark({ text, from, to }, mark);
    change({ text: next.current.text });
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    const mark = markOf(event);
    if (mark === null) return;
    event.preventDefault();
    put(mark);
  };
  return { put, onKeyDown };
}

const shortcuts: Partial<Record<Mark, string>> = { strong: "Control+B", emphasis: "Control+I", link: "Control+K" };

function Marks({ put }: { readonly put: (mark: Mark) => void }): JSX.Element {
  const { t } = useUi();
  return (
    <fieldset class="marks">
      <legend class="visually-hidden">{t("markdown.marks")}</legend>
      {marks.map((mark) => (
        <button
          key={mark}
          type="button"
          class="button"
          aria-keyshortcuts={shortcuts[mark]}
          onClick={() => put(mark)}
          data-testid={`mark-${mark}`}
        >
          {t(`markdown.mark.${mark}`)}
        </button>
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly formatted: boolean;
  readonly choose: (formatted: boolean) => void;
}

function FormatChoice({ formatted, choose }: ChoiceProps): JSX.Element {
  const { t } = useUi();
  return (
    <CheckField
      label={t("markdown.use")}
      hint={t("markdown.use_hint")}
      checked={formatted}
      change={choose}
      testId="use-markdown"
    />
  );
}
