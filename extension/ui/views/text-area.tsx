import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly problem: string | null;
  readonly maxLength?: number;
  readonly testId: string;
}

/** The text of a letter; grows with it. */
export function TextArea({ label, value, onInput, problem, maxLength = 200_000, testId }: TextAreaProps): JSX.Element {
  const id = useId();
  return (
    <div class={problem === null ? "field" : "field field-wrong"}>
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={6}
        value={value}
        maxLength={maxLength}
        dir="auto"
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        data-testid={testId}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
