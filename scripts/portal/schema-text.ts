import * as v from "valibot";

/** What of a schema is read here: valibot's own objects, which describe themselves. */
export interface Described {
  readonly type: string;
  readonly pipe?: readonly (Pick<Described, "type" | "pipe"> & {
    readonly kind: string;
    readonly requirement?: unknown;
  })[];
  readonly entries?: Readonly<Record<string, Described>>;
  readonly item?: Described;
  readonly wrapped?: Described;
  readonly options?: readonly (Described | string)[];
  readonly literal?: unknown;
  readonly key?: Described;
  readonly value?: Described;
}

/** A schema as it describes itself. */
export const described = (schema: unknown): Described => schema as Described;

/** What the contract says of a field in words, or an empty text. */
export const wordsOf = (schema: Described): string => v.getDescription(schema as unknown as v.GenericSchema) ?? "";

/** Whether a call may leave the field out. */
export const mayBeMissing = (schema: Described): boolean => schema.type === "optional";

const isFile = ({ entries }: Described): boolean => entries !== undefined && "stream" in entries;

const union = (parts: readonly string[]): string => [...new Set(parts)].join(" | ");

const indented = (text: string): string => text.replaceAll("\n", "\n  ");

function objectText(entries: Readonly<Record<string, Described>>, side: Side): string {
  const lines = Object.entries(entries).flatMap(([name, field]) => {
    const words = wordsOf(field);
    const missing = side === "given" && mayBeMissing(field) ? "?" : "";
    const doc = words === "" ? [] : [`/** ${words.charAt(0).toUpperCase()}${words.slice(1)}. */`];
    return [...doc, `readonly ${name}${missing}: ${indented(typeText(field, side))};`];
  });
  return lines.length === 0 ? "Record<string, never>" : `{\n  ${lines.join("\n  ")}\n}`;
}

/** `given`: as the page writes it, `got`: as it gets it. */
export type Side = "given" | "got";

const bracketed = (text: string): string => (text.includes(" | ") && !text.startsWith("{") ? `(${text})` : text);

/** The TypeScript type of what a schema accepts. Throws for a kind of schema that the contract did not use so far. */
export function typeText(schema: Described, side: Side): string {
  const { type, entries = {}, item, wrapped, options = [], literal } = schema;
  if (isFile(schema)) return "File";
  switch (type) {
    case "string":
    case "number":
    case "boolean":
    case "unknown":
    case "null":
      return type;
    case "literal":
      return JSON.stringify(literal);
    case "picklist":
      return union(options.map((option) => JSON.stringify(option)));
    case "array":
      return `readonly ${bracketed(typeText(described(item), side))}[]`;
    case "record":
      return `Readonly<Record<string, ${typeText(described(schema.value), side)}>>`;
    case "nullable":
      return `${typeText(described(wrapped), side)} | null`;
    case "optional":
      return typeText(described(wrapped), side);
    case "object":
    case "strict_object":
      return objectText(entries, side);
    case "union":
    case "variant":
      return union(options.map((option) => typeText(described(option), side)));
    default:
      throw new Error(`The generator knows no schema of kind ${type}`);
  }
}

// A longer one says less than the words beside it.
const longestPattern = 40;
const patternText = (pattern: unknown): string =>
  String(pattern).length > longestPattern ? "" : `\`${String(pattern).replaceAll("|", "\\|")}\``;

const kinds: Readonly<Record<string, (requirement: unknown) => string>> = {
  max_length: (most) => `up to ${String(most)}`,
  min_length: (least) => `at least ${String(least)}`,
  non_empty: () => "not empty",
  uuid: () => "UUID",
  iso_date: () => "YYYY-MM-DD",
  safe_integer: () => "whole",
  min_value: (least) => `from ${String(least)}`,
  regex: patternText,
};

/** The limits a schema sets, in words; those of a list's items and of what may be missing or null as well. */
export function limitsText(schema: Described): string {
  const own = limitsIn(schema.pipe ?? []);
  const inner = schema.type === "array" ? "" : schema.wrapped === undefined ? "" : limitsText(schema.wrapped);
  return [inner, ...own].filter((part) => part !== "").join(", ");
}

type Step = NonNullable<Described["pipe"]>[number];

// A schema that was piped again has itself as the first step, with the steps before.
const limitsIn = (steps: readonly Step[]): string[] =>
  steps.flatMap(({ kind, type, requirement, pipe }) =>
    kind === "schema" ? limitsIn(pipe ?? []) : (kinds[type]?.(requirement) ?? []),
  );
