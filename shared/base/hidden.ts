/**
 * Text of others may hold characters that reorder, hide or fake what is read: which they are, in one place for all that show,
 * pass on or store it.
 */

// Controls, everything that draws nothing (bidi, zero width, fillers, tags, variation selectors), line and paragraph
// separators, private use, lone surrogates, and the blank Braille pattern.
const hiding = String.raw`[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Co}\p{Cs}\u2800]`;
const each = new RegExp(hiding, "gu");
// And a fifth mark on one letter.
const suspicious = new RegExp(String.raw`${hiding}|(?<=\p{M}{4})\p{M}`, "gu");

// Joiners are part of the spelling in these scripts (Unicode Standard Annex 31, 2.3).
const joining =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}]/u;
const emojiBefore = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F/u;
const emoji = /\p{Extended_Pictographic}/u;
const emojiBase = /[\p{Extended_Pictographic}0-9#*]/u;

/** `line`: one line, new lines are hidden characters too. `text`: several lines, new lines and tabs are none. */
export type Extent = "line" | "text";

interface Hidden {
  /** Index in UTF-16 code units. */
  readonly at: number;
  readonly character: string;
}

const before = (text: string, at: number): string => Array.from(text.slice(Math.max(0, at - 2), at)).pop() ?? "";
const after = (text: string, at: number): string => Array.from(text.slice(at, at + 2))[0] ?? "";

function harmless(text: string, { at, character }: Hidden, extent: Extent): boolean {
  const next = after(text, at + character.length);
  const previous = before(text, at);
  if (character === "\n" || character === "\t") return extent === "text";
  if (character === "\r") return extent === "text" && next === "\n";
  if (character === "\uFE0F" || character === "\uFE0E") return emojiBase.test(previous);
  if (character === "\u200D") return (emojiBefore.test(previous) && emoji.test(next)) || joining.test(previous);
  return character === "\u200C" && joining.test(previous) && joining.test(next);
}

/** What of a text must not be shown or passed on as it is. Joiners and selectors that a script or an emoji needs are none of it. */
export const findHidden = (text: string, extent: Extent): readonly Hidden[] =>
  [...text.matchAll(suspicious)]
    .map(({ index: at, 0: character }) => ({ at, character }))
    .filter((found) => !harmless(text, found, extent));

/** The text without its hidden characters, or with another one in the place of each. */
export function withoutHidden(text: string, extent: Extent, instead = ""): string {
  let [seen, from] = ["", 0];
  for (const { at, character } of findHidden(text, extent)) {
    seen += text.slice(from, at) + instead;
    from = at + character.length;
  }
  return seen + text.slice(from);
}

/** The text without any character of the kind, also those that a script or an emoji needs: for names that programs compare. */
export const withoutAnyHidden = (text: string): string => text.replace(each, "");
