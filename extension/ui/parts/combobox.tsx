import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { SafeLine } from "./safe.tsx";

/** What can be chosen: a line, and what tells it from others. */
export interface Choice<T> {
  readonly value: T;
  readonly title: string;
  readonly detail: string;
}

interface ComboboxProps<T> {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly problem?: string | null;
  readonly choices: readonly Choice<T>[];
  readonly onInput: (value: string) => void;
  readonly choose: (value: T) => void;
  readonly testId: string;
  readonly children?: ComponentChildren;
}

/** Which option the arrow keys lead to; past either end is the field itself. */
const step = (at: number, by: 1 | -1, count: number): number => {
  const next = at + by;
  return next >= count ? -1 : next < -1 ? count - 1 : next;
};

interface ListProps<T> {
  readonly id: string;
  readonly label: string;
  readonly open: boolean;
  readonly at: number;
  readonly choices: readonly Choice<T>[];
  readonly take: (choice: Choice<T>) => void;
  readonly keys: (event: KeyboardEvent) => void;
}

function ChoiceList<T>({ id, label, open, at, choices, take, keys }: ListProps<T>): JSX.Element {
  return (
    <div id={`${id}-list`} role="listbox" class="suggestions" aria-label={label} hidden={!open}>
      {choices.map((choice, index) => (
        <div
          key={`${choice.title}-${choice.detail}`}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          class="suggestion"
          data-testid="choice"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(choice)}
          onKeyDown={keys}
        >
          <span>
            <SafeLine text={choice.title} />
          </span>
          <span class="hint">
            <SafeLine text={choice.detail} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** The list's state: whether it is open, what is marked, and what the keys do. */
function useList<T>({ choices, choose, value }: Pick<ComboboxProps<T>, "choices" | "choose" | "value">) {
  const [closed, setClosed] = useState(false);
  const [at, setAt] = useState(-1);
  useEffect(() => setAt(-1), [choices.length, value]);
  const open = !closed && choices.length > 0;
  const take = (choice: Choice<T>) => {
    setClosed(true);
    choose(choice.value);
  };
  const keys = (event: KeyboardEvent) => {
    if (!open) return;
    const marked = choices[at];
    if (event.key === "ArrowDown") setAt(step(at, 1, choices.length));
    else if (event.key === "ArrowUp") setAt(step(at, -1, choices.length));
    else if (event.key === "Enter" && marked !== undefined) take(marked);
    // A letter must not go out because Enter came before the arrow: the first is marked, and nothing is sent.
    else if (event.key === "Enter") setAt(0);
    else if (event.key === "Escape") setClosed(true);
    else return;
    event.preventDefault();
  };
  return { open, at, take, keys, reopen: () => setClosed(false) };
}

/**
 * A field that suggests while a person types (WAI-ARIA combobox with a list): arrow keys go through the list, Enter takes what is
 * marked, Escape closes it. What is typed stays as it is until something is taken.
 */
export function Combobox<T>(props: ComboboxProps<T>): JSX.Element {
  const id = useId();
  const { label, choices, value, problem = null } = props;
  const { open, at, take, keys, reopen } = useList(props);
  const described = [`${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div class={problem === null ? "field" : "field field-wrong"}>
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>
        {props.hint}
      </p>
      <div class="combobox">
        <input
          id={id}
          type="text"
          role="combobox"
          value={value}
          maxLength={512}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={open && at >= 0 ? `${id}-${at}` : undefined}
          aria-describedby={described}
          aria-invalid={problem === null ? undefined : true}
          data-testid={props.testId}
          onInput={(event) => {
            reopen();
            props.onInput(event.currentTarget.value);
          }}
          onKeyDown={keys}
        />
        <ChoiceList id={id} label={label} open={open} at={at} choices={choices} take={take} keys={keys} />
      </div>
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {props.children}
    </div>
  );
}
