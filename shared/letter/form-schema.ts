import { type Form, type FormChoice, type FormField, type FormGroup, type FormKind, formLimits } from "./form.ts";
import { parsePattern } from "./form-pattern.ts";

/** Forms from JSON Schema: the subset of docs/protocol.md, "Forms". What it does not know it refuses, so that both ends check the same. */

/** Why a schema is no form. */
export type FormFault =
  /** It is no JSON Schema of an object. */
  | "malformed"
  /** It uses a keyword, type or format outside of the subset. */
  | "unknown_keyword"
  /** It refers to other schemas. */
  | "reference"
  /** Too deep, too many fields, choices or characters. */
  | "too_large"
  /** A pattern that could take long. */
  | "pattern";

class Refusal extends Error {
  readonly fault: FormFault;
  constructor(fault: FormFault) {
    super(fault);
    this.fault = fault;
  }
}

type Schema = ReadonlyMap<string, unknown>;
interface Budget {
  fields: number;
}

const refuse = (fault: FormFault): never => {
  throw new Refusal(fault);
};

const common = ["$schema", "$id", "title", "description", "type", "examples"];
const keywords: Readonly<Record<string, readonly string[]>> = {
  string: ["minLength", "maxLength", "pattern", "format", "enum", "oneOf"],
  number: ["minimum", "maximum"],
  integer: ["minimum", "maximum"],
  boolean: [],
  object: ["properties", "required", "additionalProperties", "x-order"],
  array: ["items", "minItems", "maxItems"],
};
const types = new Map(Object.entries(keywords));
const references = new Set(["$ref", "$dynamicRef", "$recursiveRef", "$defs", "definitions"]);
const fieldName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
// Names that mean something to every object.
const reserved = new Set(["constructor", "prototype", "hasOwnProperty", "toString", "valueOf"]);

function schemaOf(value: unknown): Schema {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("malformed");
  return new Map<string, unknown>(Object.entries(value));
}

function textOf(schema: Schema, key: string, longest: number): string {
  const value = schema.get(key) ?? "";
  if (typeof value !== "string") return refuse("malformed");
  return value.length > longest ? refuse("too_large") : value;
}

function countOf(schema: Schema, key: string, about: { readonly usual: number; readonly most: number }): number {
  const value = schema.get(key) ?? about.usual;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) return refuse("malformed");
  return value > about.most ? refuse("too_large") : value;
}

function boundOf(schema: Schema, key: string, usual: number): number {
  const value = schema.get(key) ?? usual;
  return typeof value === "number" && !Number.isNaN(value) ? value : refuse("malformed");
}

function typeOf(schema: Schema): string {
  const type = schema.get("type");
  for (const key of schema.keys()) if (references.has(key)) refuse("reference");
  const known = typeof type === "string" ? types.get(type) : undefined;
  if (typeof type !== "string" || known === undefined)
    return refuse(type === undefined ? "malformed" : "unknown_keyword");
  for (const key of schema.keys()) if (!common.includes(key) && !known.includes(key)) refuse("unknown_keyword");
  return type;
}

function readKind(schema: Schema, depth: number, budget: Budget): FormKind {
  if (depth > formLimits.depth) return refuse("too_large");
  const type = typeOf(schema);
  switch (type) {
    case "string":
      return readString(schema);
    case "boolean":
      return { kind: "yes_no" };
    case "object":
      return readGroup(schema, depth, budget);
    case "array":
      return readList(schema, depth, budget);
    default:
      return readNumber(schema, type === "integer");
  }
}

function readNumber(schema: Schema, whole: boolean): FormKind {
  const [minimum, maximum] = [boundOf(schema, "minimum", -1e15), boundOf(schema, "maximum", 1e15)];
  return minimum > maximum ? refuse("malformed") : { kind: "number", whole, minimum, maximum };
}

function readString(schema: Schema): FormKind {
  if (schema.has("enum") || schema.has("oneOf")) return { kind: "choice", choices: readChoices(schema) };
  const format = schema.get("format");
  if (format === "date") return { kind: "date" };
  if (format === "federpost-file") return { kind: "file" };
  if (format !== undefined && format !== "federpost-lines") return refuse("unknown_keyword");
  const maxLength = countOf(schema, "maxLength", { usual: formLimits.text, most: formLimits.text });
  const minLength = countOf(schema, "minLength", { usual: 0, most: maxLength });
  const source = schema.get("pattern") === undefined ? null : textOf(schema, "pattern", formLimits.pattern);
  const pattern = source === null ? null : (parsePattern(source) ?? refuse("pattern"));
  return { kind: "text", shape: format === undefined ? "line" : "lines", minLength, maxLength, pattern };
}

function readChoices(schema: Schema): readonly FormChoice[] {
  const [values, options] = [schema.get("enum"), schema.get("oneOf")];
  if (values !== undefined && options !== undefined) return refuse("unknown_keyword");
  const given = values ?? options;
  if (!Array.isArray(given) || given.length === 0) return refuse("malformed");
  if (given.length > formLimits.choices) return refuse("too_large");
  const choices = given.map((each: unknown) => {
    if (values !== undefined) return choiceOf(each, each);
    const option = schemaOf(each);
    for (const key of option.keys()) if (key !== "const" && key !== "title") refuse("unknown_keyword");
    return choiceOf(option.get("const"), option.get("title") ?? option.get("const"));
  });
  return new Set(choices.map(({ value }) => value)).size === choices.length ? choices : refuse("malformed");
}

function choiceOf(value: unknown, label: unknown): FormChoice {
  if (typeof value !== "string" || typeof label !== "string" || value === "") return refuse("malformed");
  return value.length > formLimits.label || label.length > formLimits.label ? refuse("too_large") : { value, label };
}

function readList(schema: Schema, depth: number, budget: Budget): FormKind {
  const maxItems = countOf(schema, "maxItems", { usual: formLimits.items, most: formLimits.items });
  const minItems = countOf(schema, "minItems", { usual: 0, most: maxItems });
  const item = readKind(schemaOf(schema.get("items")), depth + 1, budget);
  // A list of lists is no table that anybody could fill in.
  return item.kind === "list" ? refuse("unknown_keyword") : { kind: "list", item, minItems, maxItems };
}

function readGroup(schema: Schema, depth: number, budget: Budget): FormGroup {
  const properties = schemaOf(schema.get("properties"));
  const required = schema.get("required") ?? [];
  if (!Array.isArray(required) || (schema.get("additionalProperties") ?? false) !== false) return refuse("malformed");
  if (properties.size === 0 || required.some((name: unknown) => typeof name !== "string" || !properties.has(name)))
    return refuse("malformed");
  const fields = inOrder(properties, schema.get("x-order") ?? []).map(([name, value]): FormField => {
    budget.fields++;
    if (budget.fields > formLimits.fields) return refuse("too_large");
    if (!fieldName.test(name) || reserved.has(name)) return refuse("malformed");
    const field = schemaOf(value);
    const label = textOf(field, "title", formLimits.label);
    const hint = textOf(field, "description", formLimits.label);
    const kind = readKind(field, depth + 1, budget);
    return { name, label: label.trim() === "" ? name : label, hint, required: required.includes(name), kind };
  });
  return { kind: "group", fields };
}

/** Properties as `x-order` names them, then the rest: a letter's canonical JSON sorts the members of an object. */
function inOrder(properties: Schema, order: unknown): readonly (readonly [string, unknown])[] {
  if (!Array.isArray(order)) return refuse("malformed");
  const names = order.filter((name: unknown) => typeof name === "string" && properties.has(name));
  const rest = [...properties.keys()].filter((name) => !names.includes(name));
  return [...new Set<string>([...names, ...rest])].map((name) => [name, properties.get(name)] as const);
}

/** A schema that keeps the order of its fields in a letter. What is no schema stays what it is. */
export function withOrder(json: unknown, depth = 0): unknown {
  if (typeof json !== "object" || json === null || Array.isArray(json) || depth > 2 * formLimits.depth + 2) return json;
  const members = new Map<string, unknown>(Object.entries(json));
  const properties = members.get("properties");
  if (typeof properties === "object" && properties !== null && !Array.isArray(properties)) {
    const ordered = Object.entries(properties).map(([name, each]) => [name, withOrder(each, depth + 1)] as const);
    members.set("properties", Object.fromEntries(ordered));
    if (!members.has("x-order"))
      members.set(
        "x-order",
        ordered.map(([name]) => name),
      );
  }
  if (members.has("items")) members.set("items", withOrder(members.get("items"), depth + 1));
  return Object.fromEntries(members);
}

/** The form that a JSON Schema describes, or why it is none. Never throws, whatever comes. */
export function parseForm(json: unknown): { readonly form: Form } | { readonly fault: FormFault } {
  try {
    const schema = schemaOf(json);
    if (typeOf(schema) !== "object") return { fault: "malformed" };
    const [title, description] = [textOf(schema, "title", formLimits.label), textOf(schema, "description", 2000)];
    return { form: { title, description, root: readGroup(schema, 0, { fields: 0 }) } };
  } catch (error) {
    if (error instanceof Refusal) return { fault: error.fault };
    throw error;
  }
}
