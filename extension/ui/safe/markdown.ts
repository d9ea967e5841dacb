import type { SyntaxNode, Tree } from "@lezer/common";
import { parser, Strikethrough, Table } from "@lezer/markdown";
import { safeLink } from "./links.ts";

/**
 * Markdown of a letter as a tree of few kinds, and nothing else: no HTML, no picture, no reference. What is not of these kinds is
 * text. Whoever draws the tree needs no filter, since there is nothing in it that would have to be filtered.
 */

export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis" | "struck"; readonly inside: readonly Inline[] }
  | { readonly kind: "break" }
  /** `href` null: not an address that may be followed; `target` is what was written. Both are shown. */
  | { readonly kind: "link"; readonly href: string | null; readonly target: string; readonly inside: readonly Inline[] }
  /** A picture from elsewhere is never loaded: its words and its address are shown. */
  | { readonly kind: "picture"; readonly target: string; readonly inside: readonly Inline[] };

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly inside: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly inside: readonly Inline[] }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  /** `first` null: without numbers. */
  | { readonly kind: "list"; readonly first: number | null; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "table"; readonly head: Row; readonly rows: readonly Row[] }
  | { readonly kind: "rule" };

export type Row = readonly (readonly Inline[])[];

// Without what is dangerous (HTML), hides something (references, entities) or surprises who writes letters (indented code, and
// headings made by a line of dashes).
const letters = parser.configure([
  Table,
  Strikethrough,
  { remove: ["HTMLBlock", "HTMLTag", "LinkReference", "Entity", "IndentedCode", "SetextHeading"] },
]);

/** The longest paragraph, and the most marks of quoting in a line: what it costs to read grows with their square. */
const longestParagraph = 8_000;
const mostQuoting = 32;
const quoting = new RegExp(`^(?:[ \\t]*>){${mostQuoting}}`, "m");
const parts = /\n[ \t]*\n/;
/** What is nested deeper is text. */
const deepest = 16;

/**
 * The tree of a text; null for one that would take too long to read, which is shown as plain text then. `now` is a clock in
 * milliseconds.
 */
export function parseMarkdown(text: string, now: () => number, mostMs = 500): readonly Block[] | null {
  if (quoting.test(text) || text.split(parts).some(({ length }) => length > longestParagraph)) return null;
  const tree = parseWithin(text, now, now() + mostMs);
  return tree === null ? null : blocksIn(tree.topNode, { text, depth: 0 });
}

function parseWithin(text: string, now: () => number, untilMs: number): Tree | null {
  const parse = letters.startParse(text);
  for (;;) {
    const tree = parse.advance();
    if (tree !== null) return tree;
    if (now() > untilMs) return null;
  }
}

interface Reading {
  readonly text: string;
  readonly depth: number;
}

const deeper = ({ text, depth }: Reading): Reading => ({ text, depth: depth + 1 });

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function blocksIn(node: SyntaxNode, reading: Reading): Block[] {
  if (reading.depth > deepest) return [asText(node, reading)];
  return childrenOf(node).flatMap((child) => blockOf(child, reading) ?? []);
}

const asText = ({ from, to }: SyntaxNode, { text }: Reading): Block => ({
  kind: "paragraph",
  inside: [{ kind: "text", text: text.slice(from, to) }],
});

function blockOf(node: SyntaxNode, reading: Reading): Block | null {
  const { name } = node;
  const level = /^ATXHeading(\d)$/.exec(name)?.[1];
  if (level !== undefined) {
    return { kind: "heading", level: level === "1" ? 1 : level === "2" ? 2 : 3, inside: inlineIn(node, reading) };
  }
  switch (name) {
    case "Paragraph":
      return { kind: "paragraph", inside: inlineIn(node, reading) };
    case "Blockquote":
      return { kind: "quote", blocks: blocksIn(node, deeper(reading)) };
    case "BulletList":
    case "OrderedList":
      return listOf(node, reading);
    case "FencedCode":
      return { kind: "code", text: named(node, "CodeText", reading).join("") };
    case "HorizontalRule":
      return { kind: "rule" };
    case "Table":
      return tableOf(node, reading);
    default:
      return name.endsWith("Mark") ? null : asText(node, reading);
  }
}

const named = (node: SyntaxNode, name: string, { text }: Reading): string[] =>
  node.getChildren(name).map(({ from, to }) => text.slice(from, to));

function listOf(node: SyntaxNode, reading: Reading): Block {
  const items = node.getChildren("ListItem");
  const [mark = ""] = items.slice(0, 1).flatMap((item) => named(item, "ListMark", reading));
  const first = node.name === "OrderedList" ? Number.parseInt(mark, 10) : null;
  return { kind: "list", first, items: items.map((item) => blocksIn(item, deeper(reading))) };
}

function tableOf(node: SyntaxNode, reading: Reading): Block {
  const rowOf = (row: SyntaxNode): Row => row.getChildren("TableCell").map((cell) => inlineIn(cell, reading));
  return {
    kind: "table",
    head: node.getChildren("TableHeader").flatMap(rowOf),
    rows: node.getChildren("TableRow").map(rowOf),
  };
}

/** What stands in a node: its children, and between them text. Marks are left out. */
function inlineIn(node: SyntaxNode, reading: Reading, { from, to }: Pick<SyntaxNode, "from" | "to"> = node): Inline[] {
  if (reading.depth > deepest) return [{ kind: "text", text: reading.text.slice(from, to) }];
  const inside: Inline[] = [];
  let at = from;
  // After the mark of a heading or a quote a line begins.
  let begins = true;
  for (const child of childrenOf(node)) {
    if (child.from < from || child.to > to) continue;
    inside.push(...linesOf(reading.text.slice(at, child.from), begins));
    inside.push(...inlineOf(child, reading));
    at = child.to;
    begins = child.name === "QuoteMark" || child.name === "HeaderMark";
  }
  return [...inside, ...linesOf(reading.text.slice(at, to), begins)];
}

/** Lines stay lines, as in any letter. What a line is moved in by stands outside of it. */
function linesOf(text: string, begins: boolean): Inline[] {
  const lines = text.split("\n");
  return lines.flatMap((line, i): Inline[] => {
    const shown = i > 0 || begins ? line.replace(/^[ \t]+/, "") : line;
    const words: Inline[] = shown === "" ? [] : [{ kind: "text", text: shown }];
    return i === 0 ? words : [{ kind: "break" }, ...words];
  });
}

function inlineOf(node: SyntaxNode, reading: Reading): Inline[] {
  const { name, from, to } = node;
  const inside = () => inlineIn(node, deeper(reading));
  switch (name) {
    case "StrongEmphasis":
      return [{ kind: "strong", inside: inside() }];
    case "Emphasis":
      return [{ kind: "emphasis", inside: inside() }];
    case "Strikethrough":
      return [{ kind: "struck", inside: inside() }];
    case "InlineCode":
      return [codeOf(node, reading)];
    case "HardBreak":
      return [{ kind: "break" }];
    case "Escape":
      return [{ kind: "text", text: reading.text.slice(from + 1, to) }];
    case "Link":
    case "Image":
      return [addressOf(node, reading)];
    default:
      return name.endsWith("Mark") ? [] : [{ kind: "text", text: reading.text.slice(from, to) }];
  }
}

function codeOf(node: SyntaxNode, { text }: Reading): Inline {
  const [open, close] = [node.firstChild, node.lastChild];
  return { kind: "code", text: text.slice(open?.to ?? node.from, close?.from ?? node.to).replaceAll("\n", " ") };
}

/** A link or picture with what is written between its brackets. One without an address (a reference) is text. */
function addressOf(node: SyntaxNode, reading: Reading): Inline {
  const url = node.getChild("URL");
  const { text } = reading;
  if (url === null) return { kind: "text", text: text.slice(node.from, node.to) };
  const target = text.slice(url.from, url.to);
  const href = safeLink(target);
  const [open, close] = node.getChildren("LinkMark");
  const words = { from: open?.to ?? node.from, to: close?.from ?? node.from };
  const inside = inlineIn(node, deeper(reading), words);
  return node.name === "Image" ? { kind: "picture", target, inside } : { kind: "link", href, target, inside };
}
