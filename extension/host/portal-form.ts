import { FederpostError } from "../../shared/base/index.ts";
import { checkAnswers } from "../../shared/letter/index.ts";
import { type FormField, formOfFields } from "../../shared/protocol/index.ts";

/** What became of a form that a portal described and the person filled in. */

type Value = string | number | boolean;

export interface FilledForm {
  /** Values by field name; a field that was left empty is null. */
  readonly json: Readonly<Record<string, Value | null>>;
  /** The same for people: one line for each field. */
  readonly text: string;
}

/** Checks what was filled in. Throws `invalid_params` when a value is none of its field or a required one is missing. */
export function fillForm(
  fields: readonly FormField[],
  values: Readonly<Record<string, Value>>,
  words: { readonly yes: string; readonly no: string },
): FilledForm {
  const given = new Map(Object.entries(values));
  const filled = fields.map(({ name, label }) => {
    const value = given.get(name);
    return { name, label, value: value === undefined || value === "" ? null : value };
  });
  const json = Object.fromEntries(filled.map(({ name, value }) => [name, value]));
  if (checkAnswers(formOfFields(fields), json, { files: [] }).size > 0)
    throw new FederpostError("invalid_params", "a value does not fit its field, or a required one is missing");
  const shown = (value: Value | null): string =>
    value === null ? "–" : typeof value === "boolean" ? (value ? words.yes : words.no) : String(value);
  return { json, text: filled.map(({ label, value }) => `${label}: ${shown(value)}`).join("\n") };
}
