import type { ComponentChildren, JSX, TargetedInputEvent } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly testId: string;
  readonly hint?: string;
  /** What is wrong with the value; shown and spoken with the field. */
  readonly problem?: string | null;
  /** What is typed is not shown. */
  readonly kind?: "open" | "secret";
  readonly autocomplete?: "username" | "current-password" | "new-password";
  readonly maxLength?: number;
  readonly onBlur?: () => void;
  readonly disabled?: boolean;
  readonly children?: ComponentChildren;
}

/** A labelled one-line input with its hint and its problem tied to it. */
export function Field(props: FieldProps): JSX.Element {
  const id = useId();
  const problem = props.problem ?? null;
  const described = [props.hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  const input = {
    id,
    value: props.value,
    maxLength: props.maxLength ?? 1000,
    autocomplete: props.autocomplete ?? ("off" as const),
    autocapitalize: "off" as const,
    spellcheck: false,
    disabled: props.disabled ?? false,
    "aria-describedby": described === "" ? undefined : described,
    "aria-invalid": problem === null ? undefined : true,
    "data-testid": props.testId,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => props.onInput(event.currentTarget.value),
    onBlur: () => props.onBlur?.(),
  };
  return (
    <div class={problem === null ? "field" : "field field-wrong"}>
      <label for={id}>{props.label}</label>
      {props.hint && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.kind === "secret" ? <input type="password" {...input} /> : <input type="text" {...input} />}
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {props.children}
    </div>
  );
}
