import type { FormField } from "../../../shared/protocol/index.ts";
import type { Values } from "./form-fields.tsx";

export type FieldProblem = "missing" | "number" | "date";

/** A number as people write it, with comma or point. NaN for anything else. */
export const parseNumber = (text: string): number =>
  /^[+-]?\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : Number.NaN;

/** A day as `2026-12-31` or `31.12.2026`, in the form that is sent; null for anything else. */
export function parseDay(text: string): string | null {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim());
  const [, day = "", month = "", year = ""] = german ?? [];
  const iso = german === null ? text.trim() : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso)
    ? iso
    : null;
}

function problemOf({ kind, required }: FormField, value: string | boolean | undefined): FieldProblem | null {
  if (value === undefined || value === "") return required && kind !== "yes_no" ? "missing" : null;
  if (typeof value === "boolean") return null;
  if (kind === "number" && Number.isNaN(parseNumber(value))) return "number";
  return kind === "date" && parseDay(value) === null ? "date" : null;
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
    return [[name, kind === "date" ? (parseDay(value) ?? "") : value]];
  });
  return Object.fromEntries(read);
}
