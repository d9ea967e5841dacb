import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { FormField } from "../../../shared/protocol/index.ts";
import { Field } from "../parts/field.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { TextArea } from "../views/text-area.tsx";

/** What stands in the fields, by name. */
export type Values = Readonly<Record<string, string | boolean>>;

interface FieldProps {
  readonly field: FormField;
  readonly value: string | boolean | undefined;
  readonly problem: string | null;
  readonly onInput: (value: string | boolean) => void;
}

function Choice({ field, value, problem, onInput }: FieldProps): JSX.Element {
  const { t } = useUi();
  const id = useId();
  return (
    <div class={problem === null ? "field" : "field field-wrong"}>
      <label for={id}>{visibleLine(field.label)}</label>
      <select
        id={id}
        value={typeof value === "string" ? value : ""}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        data-testid={`field-${field.name}`}
        onChange={(event) => onInput(event.currentTarget.value)}
      >
        <option value="">{t("form.choose")}</option>
        {field.choices.map((choice) => (
          <option key={choice} value={choice}>
            {visibleLine(choice)}
          </option>
        ))}
      </select>
      {problem !== null && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

function YesNo({ field, value, onInput }: FieldProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value === true}
        data-testid={`field-${field.name}`}
        onChange={(event) => onInput(event.currentTarget.checked)}
      />
      {visibleLine(field.label)}
    </label>
  );
}

function OneField(props: FieldProps): JSX.Element {
  const { t } = useUi();
  const { field, value, problem, onInput } = props;
  const common = {
    label: visibleLine(field.label),
    value: typeof value === "string" ? value : "",
    problem,
    onInput,
    testId: `field-${field.name}`,
  };
  switch (field.kind) {
    case "choice":
      return <Choice {...props} />;
    case "yes_no":
      return <YesNo {...props} />;
    case "text":
      return <TextArea {...common} />;
    case "date":
      return <Field {...common} hint={t("form.date_hint")} maxLength={10} />;
    case "number":
    case "line":
      return <Field {...common} />;
  }
}

interface FieldsProps {
  readonly fields: readonly FormField[];
  readonly values: Values;
  /** Names of fields that must be mended; nothing is said before the person tried to send. */
  readonly wrong: ReadonlyMap<string, "missing" | "number" | "date">;
  readonly change: (name: string, value: string | boolean) => void;
}

/** The form that a page described. Labels and choices are the page's words, what is filled in is nobody's but the person's. */
export function FormFields({ fields, values, wrong, change }: FieldsProps): JSX.Element {
  const { t } = useUi();
  return (
    <>
      {fields.map((field) => {
        const problem = wrong.get(field.name);
        return (
          <OneField
            key={field.name}
            field={field}
            value={values[field.name]}
            problem={problem === undefined ? null : t(`form.${problem}`)}
            onInput={(value) => change(field.name, value)}
          />
        );
      })}
    </>
  );
}
