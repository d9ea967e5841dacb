import {
  type AnswerProblem,
  checkAnswers,
  type FieldPath,
  type Form,
  type FormGroup,
  type FormKind,
  pathOf,
} from "../../../shared/letter/index.ts";
import { readDay } from "./read-day.ts";

/** What stands in a form's fields, by path; how many rows a list has stands under `rowsAt`. */
export type Values = ReadonlyMap<FieldPath, string | boolean>;

export const noValues: Values = new Map();
export const rowsAt = (path: FieldPath): FieldPath => `${path}#`;

/** How many rows of a list are shown: one at least, so that there is something to fill in. */
export function rowsOf({ minItems }: { readonly minItems: number }, values: Values, path: FieldPath): number {
  const chosen = values.get(rowsAt(path));
  return typeof chosen === "string" ? Number(chosen) : Math.max(1, minItems);
}

/** A number as people write it, with comma or point. NaN for anything else. */
export const parseNumber = (text: string): number =>
  /^[+-]?\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : Number.NaN;

export interface FilledIn {
  /** The answers as they are sent; nothing for what was left empty. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What must be mended before they can be. */
  readonly problems: ReadonlyMap<FieldPath, AnswerProblem>;
}

/** Reads what was filled in, and checks it against the form. */
export function readAnswers(form: Form, values: Values, files: readonly string[]): FilledIn {
  const json = readGroup(form.root, values, "");
  return { json, problems: checkAnswers(form, json, { files }) };
}

function readGroup({ fields }: FormGroup, values: Values, at: FieldPath): Record<string, unknown> {
  const entries = fields.flatMap(({ name, required, kind }): [string, unknown][] => {
    const path = pathOf(at, name);
    const value = readKind(kind, values, path);
    // A group that nobody touched is not there, unless it must be: then its fields say what is missing.
    const untouched = kind.kind === "group" && !required && isEmpty(value);
    return value === undefined || untouched ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === false ||
  (typeof value === "object" && value !== null && Object.values(value).every(isEmpty));

function readKind(kind: FormKind, values: Values, path: FieldPath): unknown {
  if (kind.kind === "group") return readGroup(kind, values, path);
  if (kind.kind === "list") {
    const rows = Array.from({ length: rowsOf(kind, values, path) }, (_, row) =>
      readKind(kind.item, values, pathOf(path, row)),
    );
    const filled = rows.filter((row) => !isEmpty(row));
    return filled.length === 0 ? undefined : filled;
  }
  const value = values.get(path);
  if (kind.kind === "yes_no") return value === true;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (kind.kind === "date") return readDay(value) ?? value;
  const number = kind.kind === "number" ? parseNumber(value) : Number.NaN;
  return Number.isNaN(number) ? value : number;
}
