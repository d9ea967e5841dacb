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

/** `line`: one line, new lines are marked too. `text`: several lines, new lines and tabs are kept. */
export type Extent = "line" | "text";

const longestLine = 300;

// Controls, everything that draws nothing (bidi, zero width, fillers, tags, variation selectors), line and paragraph
// separators, private use, lone surrogates, the blank Braille pattern, and a fifth mark on one letter.
const suspicious = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u2800]|(?<=\p{M}{4})\p{M}/gu;

// Joiners are part of the spelling in these scripts (Unicode Standard Annex 31, 2.3).
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}]/u;
const emojiBefore = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F/u;
const emoji = /\p{Extended_Pictographic}/u;
const emojiBase = /[\p{Extended_Pictographic}0-9#*]/u;

const before = (text: string, at: number): string => Array.from(text.slice(Math.max(0, at - 2), at)).pop() ?? "";
const after = (text: string, at: number): string => Array.from(text.slice(at, at + 2))[0] ?? "";

function harmless(text: string, found: { readonly at: number; readonly character: string }, extent: Extent): boolean {
  const { at, character } = found;
  const next = after(text, at + character.length);
  const previous = before(text, at);
  if (character === "\n" || character === "\t") return extent === "text";
  if (character === "\r") return extent === "text" && next === "\n";
  if (character === "\uFE0F" || character === "\uFE0E") return emojiBase.test(previous);
  if (character === "\u200D") return (emojiBefore.test(previous) && emoji.test(next)) || joining.test(previous);
  return character === "\u200C" && joining.test(previous) && joining.test(next);
}

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
  for (const match of source.matchAll(suspicious)) {
    if (harmless(source, { at: match.index, character: match[0] }, extent)) continue;
    add(pieces, { kind: "plain", text: source.slice(from, match.index) });
    add(pieces, { kind: "mark", code: codeOf(match[0]), count: 1 });
    from = match.index + match[0].length;
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
