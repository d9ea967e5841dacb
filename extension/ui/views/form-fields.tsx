import type { JSX } from "preact";
import {
  type AnswerProblem,
  type FieldPath,
  type Form,
  type FormField,
  type FormGroup,
  type FormKind,
  pathOf,
} from "../../../shared/letter/index.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Field } from "../parts/field.tsx";
import { visibleLine } from "../safe/visible.ts";
import { useUi } from "../state/context.ts";
import { rowsAt, rowsOf, type Values } from "../state/form-values.ts";
import { TextArea } from "./text-area.tsx";

interface Filling {
  readonly values: Values;
  /** What must be mended, by field; nothing is said before the person tried to send. */
  readonly problems: ReadonlyMap<FieldPath, AnswerProblem>;
  /** Names of the files that go with the letter. */
  readonly files: readonly string[];
  readonly change: (path: FieldPath, value: string | boolean) => void;
}

interface FieldProps {
  readonly field: Omit<FormField, "name">;
  readonly path: FieldPath;
  readonly filling: Filling;
}

function useWords({ field, path, filling }: FieldProps) {
  const { t } = useUi();
  const label = visibleLine(field.label);
  const problem = filling.problems.get(path);
  const value = filling.values.get(path);
  return {
    label: field.required ? label : t("form.voluntary", { label }),
    ...(field.hint !== "" && { hint: visibleLine(field.hint) }),
    value: typeof value === "string" ? value : "",
    problem: problem === undefined ? null : t(`form.${problem}`),
    onInput: (text: string) => filling.change(path, text),
    testId: `field-${path}`,
  };
}

function YesNo({ field, path, filling }: FieldProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={filling.values.get(path) === true}
        data-testid={`field-${path}`}
        onChange={(event) => filling.change(path, event.currentTarget.checked)}
      />
      {visibleLine(field.label)}
    </label>
  );
}

function Group({ group, ...props }: FieldProps & { readonly group: FormGroup }): JSX.Element {
  return (
    <fieldset class="form-group">
      <legend>{visibleLine(props.field.label)}</legend>
      {props.field.hint !== "" && <p class="hint">{visibleLine(props.field.hint)}</p>}
      <Fields group={group} at={props.path} filling={props.filling} />
    </fieldset>
  );
}

function List({ list, ...props }: FieldProps & { readonly list: Extract<FormKind, { kind: "list" }> }): JSX.Element {
  const { t } = useUi();
  const { field, path, filling } = props;
  const rows = rowsOf(list, filling.values, path);
  const label = visibleLine(field.label);
  const problem = filling.problems.get(path);
  const resize = (count: number) => filling.change(rowsAt(path), String(count));
  return (
    <fieldset class="form-group" data-testid={`list-${path}`}>
      <legend>{field.required ? label : t("form.voluntary", { label })}</legend>
      {field.hint !== "" && <p class="hint">{visibleLine(field.hint)}</p>}
      {Array.from({ length: rows }, (_, row) => (
        <AnyField
          key={row}
          field={{ label: `${field.label} ${row + 1}`, hint: "", required: true, kind: list.item }}
          path={pathOf(path, row)}
          filling={filling}
        />
      ))}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {t(`form.${problem}`)}
        </p>
      )}
      <div class="buttons">
        {rows < list.maxItems && (
          <button type="button" class="button" onClick={() => resize(rows + 1)} data-testid={`add-${path}`}>
            {t("form.add_row", { label })}
          </button>
        )}
        {rows > Math.max(1, list.minItems) && (
          <button type="button" class="button" onClick={() => resize(rows - 1)} data-testid={`remove-${path}`}>
            {t("form.remove_row", { label: `${label} ${rows}` })}
          </button>
        )}
      </div>
    </fieldset>
  );
}

function AnyField(props: FieldProps): JSX.Element {
  const { t } = useUi();
  const { kind } = props.field;
  const words = useWords(props);
  switch (kind.kind) {
    case "group":
      return <Group {...props} group={kind} />;
    case "list":
      return <List {...props} list={kind} />;
    case "yes_no":
      return <YesNo {...props} />;
    case "choice":
    case "file": {
      const file = (name: string) => ({ value: name, label: name });
      const options = kind.kind === "choice" ? kind.choices : props.filling.files.map(file);
      return (
        <ChoiceField {...words} hint={words.hint ?? (kind.kind === "file" ? t("form.file_hint") : "")}>
          <option value="">{t("form.choose")}</option>
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {visibleLine(label)}
            </option>
          ))}
        </ChoiceField>
      );
    }
    case "date":
      return <Field {...words} hint={words.hint ?? t("form.date_hint")} maxLength={10} />;
    case "number":
      return <Field {...words} />;
    case "text":
      return kind.shape === "lines" ? <TextArea {...words} /> : <Field {...words} maxLength={kind.maxLength} />;
    default:
      return kind satisfies never;
  }
}

function Fields({
  group,
  at,
  filling,
}: {
  readonly group: FormGroup;
  readonly at: FieldPath;
  readonly filling: Filling;
}) {
  return (
    <>
      {group.fields.map((field) => (
        <AnyField key={field.name} field={field} path={pathOf(at, field.name)} filling={filling} />
      ))}
    </>
  );
}

/** A form that somebody else described. Labels and choices are their words, what is filled in is nobody's but the person's. */
export function FormFields({ form, ...filling }: Filling & { readonly form: Form }): JSX.Element {
  return <Fields group={form.root} at="" filling={filling} />;
}
