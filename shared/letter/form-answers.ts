import { parseDay } from "../base/index.ts";
import type { Form, FormGroup, FormKind } from "./form.ts";

/** Answers to a form, checked alike where they are filled in and where they arrive. */

/** What is wrong with the answer in one field. */
export type AnswerProblem =
  | "missing"
  | "text"
  | "too_short"
  | "too_long"
  | "pattern"
  | "number"
  | "whole"
  | "too_small"
  | "too_large"
  | "date"
  | "choice"
  | "file"
  | "too_few"
  | "too_many"
  /** Something that the form does not ask for. */
  | "unknown";

/** Where a field stands: names and numbers of items, joined by points. */
export type FieldPath = string;

export const pathOf = (parent: FieldPath, name: string | number): FieldPath =>
  parent === "" ? `${name}` : `${parent}.${name}`;

export interface AnswerContext {
  /** Names of the letter's attachments. */
  readonly files: readonly string[];
}

type Found = Map<FieldPath, AnswerProblem>;

/** What is wrong with answers, by field; empty when they fit the form. Never throws. */
export function checkAnswers(form: Form, json: unknown, context: AnswerContext): ReadonlyMap<FieldPath, AnswerProblem> {
  const found: Found = new Map();
  checkGroup(form.root, json, { at: "", found, context });
  return found;
}

interface Place {
  readonly at: FieldPath;
  readonly found: Found;
  readonly context: AnswerContext;
}

function checkGroup({ fields }: FormGroup, json: unknown, place: Place): void {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    place.found.set(place.at, "unknown");
    return;
  }
  const given = new Map<string, unknown>(Object.entries(json));
  for (const { name, required, kind } of fields) {
    const at = pathOf(place.at, name);
    const value = given.get(name);
    given.delete(name);
    if (value !== undefined && value !== null) checkKind(kind, value, { ...place, at });
    else if (required) place.found.set(at, "missing");
  }
  for (const name of given.keys()) place.found.set(pathOf(place.at, name), "unknown");
}

function checkKind(kind: FormKind, value: unknown, place: Place): void {
  if (kind.kind === "group") checkGroup(kind, value, place);
  else if (kind.kind === "list") checkList(kind, value, place);
  else {
    const problem = problemOf(kind, value, place.context);
    if (problem !== null) place.found.set(place.at, problem);
  }
}

function checkList(
  { item, minItems, maxItems }: Extract<FormKind, { kind: "list" }>,
  value: unknown,
  place: Place,
): void {
  if (!Array.isArray(value)) place.found.set(place.at, "unknown");
  else if (value.length < minItems) place.found.set(place.at, "too_few");
  else if (value.length > maxItems) place.found.set(place.at, "too_many");
  else for (const [index, each] of value.entries()) checkKind(item, each, { ...place, at: pathOf(place.at, index) });
}

function problemOf(
  kind: Exclude<FormKind, { kind: "group" | "list" }>,
  value: unknown,
  { files }: AnswerContext,
): AnswerProblem | null {
  switch (kind.kind) {
    case "text":
      return textProblem(kind, value);
    case "number":
      return numberProblem(kind, value);
    case "yes_no":
      return typeof value === "boolean" ? null : "unknown";
    case "choice":
      return kind.choices.some((choice) => choice.value === value) ? null : "choice";
    case "date":
      return parseDay(value) === null ? "date" : null;
    case "file":
      return typeof value === "string" && files.includes(value) ? null : "file";
    default:
      return kind satisfies never;
  }
}

function textProblem(
  { shape, minLength, maxLength, pattern }: Extract<FormKind, { kind: "text" }>,
  value: unknown,
): AnswerProblem | null {
  if (typeof value !== "string" || (shape === "line" && /[\r\n]/.test(value))) return "text";
  const length = [...value].length;
  if (length < minLength) return "too_short";
  if (length > maxLength) return "too_long";
  return pattern === null || pattern.test(value) ? null : "pattern";
}

function numberProblem(
  { whole, minimum, maximum }: Extract<FormKind, { kind: "number" }>,
  value: unknown,
): AnswerProblem | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return "number";
  if (whole && !Number.isSafeInteger(value)) return "whole";
  return value < minimum ? "too_small" : value > maximum ? "too_large" : null;
}

/** One line of a summary: a field's label, how deep it stands and its value; null for the heading of a group. */
export interface AnswerLine {
  readonly path: FieldPath;
  readonly label: string;
  readonly depth: number;
  readonly value: string | number | boolean | null;
}

/** Answers as lines for people, in the form's order. Values that fit no field are left out: `checkAnswers` names them. */
export function summarise(form: Form, json: unknown): readonly AnswerLine[] {
  return summariseGroup(form.root, json, { at: "", depth: 0 });
}

interface Spot {
  readonly at: FieldPath;
  readonly depth: number;
}

function summariseGroup({ fields }: FormGroup, json: unknown, { at, depth }: Spot): readonly AnswerLine[] {
  const given = new Map<string, unknown>(typeof json === "object" && json !== null ? Object.entries(json) : []);
  return fields.flatMap(({ name, label, kind }) =>
    summariseKind(kind, given.get(name), { at: pathOf(at, name), depth, label }),
  );
}

function summariseKind(kind: FormKind, value: unknown, spot: Spot & { readonly label: string }): readonly AnswerLine[] {
  const { at, depth, label } = spot;
  if (value === undefined || value === null) return [];
  const heading = { path: at, label, depth, value: null };
  if (kind.kind === "group") return [heading, ...summariseGroup(kind, value, { at, depth: depth + 1 })];
  if (kind.kind === "list")
    return (Array.isArray(value) ? value : []).flatMap((each: unknown, index) =>
      summariseKind(kind.item, each, { at: pathOf(at, index), depth, label: `${label} ${index + 1}` }),
    );
  const shown = kind.kind === "choice" ? kind.choices.find((choice) => choice.value === value)?.label : value;
  return typeof shown === "string" || typeof shown === "number" || typeof shown === "boolean"
    ? [{ path: at, label, depth, value: shown }]
    : [];
}
