import { FederpostError } from "../../shared/base/index.ts";
import type { FormField } from "../../shared/protocol/index.ts";

/** What became of a form that a portal described and the person filled in. */

type Value = string | number | boolean;

export interface FilledForm {
  /** Values by field name; a field that was left empty is null. */
  readonly json: Readonly<Record<string, Value | null>>;
  /** The same for people: one line for each field. */
  readonly text: string;
}

const iso = /^\d{4}-\d{2}-\d{2}$/;
const fits: Readonly<Record<FormField["kind"], (value: Value, choices: readonly string[]) => boolean>> = {
  line: (value) => typeof value === "string" && !/[\r\n]/.test(value),
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number" && Number.isFinite(value),
  date: (value) => typeof value === "string" && iso.test(value) && !Number.isNaN(Date.parse(value)),
  choice: (value, choices) => typeof value === "string" && choices.includes(value),
  yes_no: (value) => typeof value === "boolean",
};

const isEmpty = (value: Value | undefined): boolean => value === undefined || value === "";

/** Checks what was filled in. Throws `invalid_params` when a value is none of its field or a required one is missing. */
export function fillForm(
  fields: readonly FormField[],
  values: Readonly<Record<string, Value>>,
  words: { readonly yes: string; readonly no: string },
): FilledForm {
  const given = new Map(Object.entries(values));
  const filled = fields.map((field) => ({ field, value: checkedValue(field, given.get(field.name)) }));
  const shown = (value: Value | null): string =>
    value === null ? "–" : typeof value === "boolean" ? (value ? words.yes : words.no) : String(value);
  return {
    json: Object.fromEntries(filled.map(({ field, value }) => [field.name, value])),
    text: filled.map(({ field, value }) => `${field.label}: ${shown(value)}`).join("\n"),
  };
}

function checkedValue({ kind, required, choices }: FormField, value: Value | undefined): Value | null {
  if (value === undefined || isEmpty(value)) {
    if (required) throw new FederpostError("invalid_params", "a required field is empty");
    return null;
  }
  if (!fits[kind](value, choices)) throw new FederpostError("invalid_params", "a value does not fit its field");
  return value;
}
