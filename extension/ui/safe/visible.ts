import { type Extent, findHidden } from "../../../shared/base/index.ts";

/**
 * Names, subjects and file names come from others and may hold characters that reorder, hide or fake what is
 * read. Everything of that kind is shown as its code instead of being obeyed or dropped.
 */
export type Piece =
  | { readonly kind: "plain"; readonly text: string }
  /** Characters that are shown by their code, `count` of them in a row. */
  | { readonly kind: "mark"; readonly code: string; readonly count: number }
  /** The text goes on for `left` more characters. */
  | { readonly kind: "cut"; readonly left: number };

const longestLine = 300;

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

function add(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (piece.kind === "mark" && last?.kind === "mark" && last.code === piece.code) {
    pieces[pieces.length - 1] = { ...last, count: last.count + piece.count };
  } else if (piece.kind !== "plain" || piece.text !== "") pieces.push(piece);
}

function shorten(text: string): { readonly head: string; readonly left: number } {
  if (text.length <= longestLine) return { head: text, left: 0 };
  const characters = Array.from(text);
  return { head: characters.slice(0, longestLine).join(""), left: Math.max(0, characters.length - longestLine) };
}

/** The text in pieces that can be shown without deceiving. */
export function makeVisible(text: string, extent: Extent): readonly Piece[] {
  const { head, left } = extent === "line" ? shorten(text) : { head: text, left: 0 };
  // Wide and thin spaces would let a name push its own "verified" to the far side of the line.
  const source = extent === "line" ? head.replace(/\p{Zs}+/gu, " ") : head;
  const pieces: Piece[] = [];
  let from = 0;
  for (const { at, character } of findHidden(source, extent)) {
    add(pieces, { kind: "plain", text: source.slice(from, at) });
    add(pieces, { kind: "mark", code: codeOf(character), count: 1 });
    from = at + character.length;
  }
  add(pieces, { kind: "plain", text: source.slice(from) });
  if (left > 0) add(pieces, { kind: "cut", left });
  return pieces;
}

/** The same as one string, for labels and titles: marks are written as `[U+202E]`. */
export function visibleLine(text: string): string {
  const write = (piece: Piece): string => {
    if (piece.kind === "plain") return piece.text;
    if (piece.kind === "cut") return `… [+${piece.left}]`;
    return piece.count === 1 ? `[${piece.code}]` : `[${piece.code} ×${piece.count}]`;
  };
  return makeVisible(text, "line").map(write).join("");
}

const word = /[\p{L}\p{M}\p{N}]+/gu;
const latin = /\p{Script=Latin}/u;
const lookalike = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u;

/** Whether one word mixes Latin letters with letters of alphabets that look like them. */
export function mixesAlphabets(text: string): boolean {
  return (text.slice(0, 10_000).match(word) ?? []).some((found) => latin.test(found) && lookalike.test(found));
}
