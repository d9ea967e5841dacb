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

/** Where a row of the answers stands in the form: rows that were left empty are not sent. */
type Shown = Map<FieldPath, FieldPath>;

/** Reads what was filled in, and checks it against the form. */
export function readAnswers(form: Form, values: Values, files: readonly string[]): FilledIn {
  const shown: Shown = new Map();
  const json = readGroup(form.root, values, { at: "", sent: "", shown });
  const problems = [...checkAnswers(form, json, { files })].map(
    ([path, problem]) => [shownAt(path, shown), problem] as const,
  );
  return { json, problems: new Map(problems) };
}

/** The field on the page that a place in the answers came from: what its innermost row says. */
function shownAt(path: FieldPath, shown: Shown): FieldPath {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length--) {
    const row = shown.get(parts.slice(0, length).join("."));
    if (row !== undefined) return [row, ...parts.slice(length)].join(".");
  }
  return path;
}

interface Reading {
  /** Where it stands on the page. */
  readonly at: FieldPath;
  /** Where it will stand in the answers. */
  readonly sent: FieldPath;
  readonly shown: Shown;
}

const inside = ({ at, sent, shown }: Reading, name: string): Reading => ({
  at: pathOf(at, name),
  sent: pathOf(sent, name),
  shown,
});

function readGroup({ fields }: FormGroup, values: Values, reading: Reading): Record<string, unknown> {
  const entries = fields.flatMap(({ name, required, kind }): [string, unknown][] => {
    const value = readKind(kind, values, inside(reading, name));
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

function readList(list: Extract<FormKind, { kind: "list" }>, values: Values, { at, sent, shown }: Reading): unknown {
  const filled: unknown[] = [];
  for (let row = 0; row < rowsOf(list, values, at); row++) {
    const place = { at: pathOf(at, row), sent: pathOf(sent, filled.length), shown };
    const value = readKind(list.item, values, place);
    if (isEmpty(value)) continue;
    shown.set(place.sent, place.at);
    filled.push(value);
  }
  return filled.length === 0 ? undefined : filled;
}

function readKind(kind: FormKind, values: Values, reading: Reading): unknown {
  if (kind.kind === "group") return readGroup(kind, values, reading);
  if (kind.kind === "list") return readList(kind, values, reading);
  const value = values.get(reading.at);
  if (kind.kind === "yes_no") return value === true;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  if (kind.kind === "date") return readDay(value) ?? value;
  const number = kind.kind === "number" ? parseNumber(value) : Number.NaN;
  return Number.isNaN(number) ? value : number;
}
