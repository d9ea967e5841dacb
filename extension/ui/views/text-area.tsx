import type { JSX, TargetedKeyboardEvent } from "preact";
import { useId } from "preact/hooks";

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onKeyDown?: ((event: TargetedKeyboardEvent<HTMLTextAreaElement>) => void) | undefined;
  readonly problem: string | null;
  readonly hint?: string;
  readonly rows?: number;
  readonly maxLength?: number;
  readonly testId: string;
}

/** The text of a letter; grows with it. Its hint and its problem are tied to it. */
export function TextArea(props: TextAreaProps): JSX.Element {
  const { label, value, onInput, onKeyDown, problem, hint, rows = 6, maxLength = 200_000, testId } = props;
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, problem !== null && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div class={problem === null ? "field" : "field field-wrong"}>
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <textarea
        id={id}
        rows={rows}
        value={value}
        maxLength={maxLength}
        dir="auto"
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={described === "" ? undefined : described}
        data-testid={testId}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
