import {
  type PortalMethod,
  portalContract,
  portalErrors,
  portalEvents,
  portalFailure,
  portalLimits,
  portalMethods,
} from "../../shared/protocol/index.ts";
import { errorWords } from "./error-words.ts";
import { type Described, described, limitsText, mayBeMissing, typeText, wordsOf } from "./schema-text.ts";

/** Writes docs/portal/reference.md from the contract's table. */

const asked = { none: "no", always: "always", unless_granted: "unless all is granted" } as const;

const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...head), row(...head.map(() => "---")), ...rows.map((cells) => row(...cells))].join("\n");

const inCell = (text: string): string => `\`${text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|")}\``;

const bytes = (count: number): string => (count % (1 << 20) === 0 ? `${count / (1 << 20)} MiB` : `${count / 1024} KiB`);

/** Fields of an object, with those of objects inside it, by their paths. */
function fieldsOf(schema: Described, path = ""): string[][] {
  const inner = insideOf(schema);
  if (inner.options !== undefined && inner.type !== "picklist") {
    return inner.options.flatMap((option) => fieldsOf(described(option), path));
  }
  return Object.entries(inner.entries ?? {}).flatMap(([name, field]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const type = typeText(field, "given");
    const deeper =
      type.includes("{") && type !== "File" ? fieldsOf(field, type.startsWith("readonly") ? `${at}[]` : at) : [];
    const shown = deeper.length > 0 ? (type.startsWith("readonly") ? "list" : "object") : inCell(type);
    return [[`\`${at}\``, shown, mayBeMissing(field) ? "no" : "yes", detailOf(field)], ...deeper];
  });
}

const insideOf = (schema: Described): Described => {
  const next = schema.wrapped ?? schema.item;
  return next === undefined ? schema : insideOf(next);
};

const detailOf = (field: Described): string =>
  [wordsOf(field), limitsText(field)].filter((part) => part !== "").join("; ");

const fieldTable = (schema: unknown, none: string): string => {
  const rows = fieldsOf(described(schema));
  return rows.length === 0 ? none : tableOf(["field", "type", "needed", "what it is"], rows);
};

const answerTable = (schema: unknown, none: string): string => {
  const rows = fieldsOf(described(schema)).map(([path = "", type = "", , words = ""]) => [path, type, words]);
  return rows.length === 0 ? none : tableOf(["field", "type", "what it is"], rows);
};

const methodText = (method: PortalMethod): string => {
  const { does, grant, consent, maxBytes, params, result } = portalContract[method];
  const facts = [
    `Needs a grant: ${grant === null ? "no" : `\`${grant}\``}.`,
    `The person is asked: ${asked[consent]}.`,
    `Largest call: ${bytes(maxBytes)}.`,
  ];
  return [
    `### \`${method}\``,
    `${does} ${facts.join(" ")}`,
    fieldTable(params, "Takes nothing."),
    "Answers:",
    answerTable(result, "nothing but that it worked."),
  ].join("\n\n");
};

const eventRows = Object.entries(portalEvents).map(([event, { does, heardBy, data }]) => [
  `\`${event}\``,
  inCell(typeText(described(data), "got").replaceAll(/\/\*\*.*?\*\//g, "")),
  does,
  heardBy,
]);

const errorRows = (Object.keys(portalErrors) as (keyof typeof portalErrors)[]).map((code) => {
  const { number, retryable } = portalFailure(code);
  return [`\`${code}\``, String(number), retryable ? "yes" : "no", errorWords[code].means, errorWords[code].todo];
});

/** Text of docs/portal/reference.md. */
export const reference = (): string =>
  `${[
    "# Reference of the portal contract, version 1",
    "Written from the contract's table by `node scripts/portal/index.ts`; a test compares it. How the frames travel stands in [protocol.md](../protocol.md), how to begin in the [tutorial](tutorial.md).",
    "## Methods",
    "Unknown fields in a call are `invalid_params`; unknown fields in an answer are to be ignored. Where several forms of a call exist, their fields stand one after the other.",
    ...portalMethods.map(methodText),
    "## Events",
    tableOf(["event", "data", "meaning", "who hears it"], eventRows),
    "## Errors",
    "The list is closed. A failure is `{ code, number, retryable, retryAfterMs }` and nothing else.",
    tableOf(["code", "number", "retryable", "meaning", "what a page does"], errorRows),
    "## Limits",
    tableOf(
      ["limit", "value"],
      Object.entries(portalLimits).map(([name, value]) => [`\`${name}\``, value.toLocaleString("en-GB")]),
    ),
  ].join("\n\n")}\n`;
