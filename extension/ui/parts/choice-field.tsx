import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface ChoiceFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly problem: string | null;
  readonly onInput: (value: string) => void;
  readonly testId: string;
  /** The options. */
  readonly children: ComponentChildren;
}

/** A labelled choice of one, with its hint and its problem tied to it. */
export function ChoiceField({ label, hint, value, problem, onInput, testId, children }: ChoiceFieldProps): JSX.Element {
  const id = useId();
  const described = [hint && `${id}-hint`, problem !== null && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div class={problem === null ? "field" : "field field-wrong"}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <select
        id={id}
        value={value}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={described === "" ? undefined : described}
        data-testid={testId}
        onChange={(event) => onInput(event.currentTarget.value)}
      >
        {children}
      </select>
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
