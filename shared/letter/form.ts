/** A form as it is shown and checked: read from JSON Schema (`parseForm`), or made from a portal's fields. */

export interface FormField {
  /** Key of the value in its group. */
  readonly name: string;
  readonly label: string;
  /** What helps to fill it in; empty for nothing. */
  readonly hint: string;
  readonly required: boolean;
  readonly kind: FormKind;
}

export interface FormGroup {
  readonly kind: "group";
  readonly fields: readonly FormField[];
}

/** What stands in a field. Values are strings, numbers, booleans, objects and arrays as in the JSON of the answers. */
export type FormKind =
  | {
      readonly kind: "text";
      readonly shape: "line" | "lines";
      readonly minLength: number;
      readonly maxLength: number;
      readonly pattern: RegExp | null;
    }
  | {
      readonly kind: "number";
      readonly whole: boolean;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: "yes_no" }
  | { readonly kind: "choice"; readonly choices: readonly FormChoice[] }
  /** A day, `2026-12-31`. */
  | { readonly kind: "date" }
  /** The name of one of the letter's attachments. */
  | { readonly kind: "file" }
  | FormGroup
  /** The same fields several times. */
  | { readonly kind: "list"; readonly item: FormKind; readonly minItems: number; readonly maxItems: number };

export interface FormChoice {
  readonly value: string;
  readonly label: string;
}

export interface Form {
  readonly title: string;
  readonly description: string;
  readonly root: FormGroup;
}

/** What a form may hold; what is larger is refused. */
export const formLimits = {
  depth: 6,
  fields: 200,
  choices: 200,
  items: 50,
  label: 300,
  text: 20_000,
  pattern: 100,
} as const;
