import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface CheckFieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly checked: boolean;
  /** Something is wrong with the choice; what it is, is said elsewhere. */
  readonly wrong?: boolean;
  readonly change: (checked: boolean) => void;
  readonly testId: string;
}

/** A box to tick with its label, and its hint tied to it. */
export function CheckField({ label, hint, checked, wrong = false, change, testId }: CheckFieldProps): JSX.Element {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        aria-invalid={wrong ? true : undefined}
        onChange={(event) => change(event.currentTarget.checked)}
        data-testid={testId}
      />
      <div>
        <label for={id}>{label}</label>
        {hint !== undefined && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
