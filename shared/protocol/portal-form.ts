import type { Form, FormKind } from "../letter/index.ts";
import type { FormField } from "./portal-schemas.ts";

const kinds: Readonly<Record<Exclude<FormField["kind"], "choice">, FormKind>> = {
  line: { kind: "text", shape: "line", minLength: 0, maxLength: 20_000, pattern: null },
  text: { kind: "text", shape: "lines", minLength: 0, maxLength: 20_000, pattern: null },
  number: { kind: "number", whole: false, minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE },
  date: { kind: "date" },
  yes_no: { kind: "yes_no" },
};

/** The form that a portal's fields describe: shown and checked like every other. */
export function formOfFields(fields: readonly FormField[]): Form {
  const root = fields.map(({ name, label, required, kind, choices }) => ({
    ...{ name, label, required, hint: "" },
    kind:
      kind === "choice"
        ? ({ kind: "choice", choices: choices.map((choice) => ({ value: choice, label: choice })) } as const)
        : kinds[kind],
  }));
  return { title: "", description: "", root: { kind: "group", fields: root } };
}
