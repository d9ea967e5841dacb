import type { FormField } from "../../../shared/protocol/index.ts";
import { readDay } from "../state/read-day.ts";
import type { Values } from "./form-fields.tsx";

export type FieldProblem = "missing" | "number" | "date";

/** A number as people write it, with comma or point. NaN for anything else. */
export const parseNumber = (text: string): number =>
  /^[+-]?\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : Number.NaN;

function problemOf({ kind, required }: FormField, value: string | boolean | undefined): FieldProblem | null {
  if (value === undefined || value === "") return required && kind !== "yes_no" ? "missing" : null;
  if (typeof value === "boolean") return null;
  if (kind === "number" && Number.isNaN(parseNumber(value))) return "number";
  return kind === "date" && readDay(value) === null ? "date" : null;
}

/** What must be mended before the form can be sent, by field. */
export function checkForm(fields: readonly FormField[], values: Values): ReadonlyMap<string, FieldProblem> {
  const problems = fields.map((field) => [field.name, problemOf(field, values[field.name])] as const);
  return new Map(problems.filter((pair): pair is readonly [string, FieldProblem] => pair[1] !== null));
}

/** The values as they are sent: numbers as numbers, days as ISO days, nothing for empty fields. */
export function readForm(fields: readonly FormField[], values: Values): Record<string, string | number | boolean> {
  const read = fields.flatMap(({ name, kind }): [string, string | number | boolean][] => {
    const value = values[name];
    if (kind === "yes_no") return [[name, value === true]];
    if (typeof value !== "string" || value === "") return [];
    if (kind === "number") return [[name, parseNumber(value)]];
    return [[name, kind === "date" ? (readDay(value) ?? "") : value]];
  });
  return Object.fromEntries(read);
}
