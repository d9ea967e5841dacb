import { formLimits } from "./form.ts";

// One character, or a class of them, and how often it may come: no groups, no alternatives, nothing without an end.
const atom = /\\[dDwWsS.\\/()[\]{}+*?^$|-]|\[\^?(?:\\[dDwWsS.\\/[\]^-]|[^\\[\]])+\]|[^\\[\](){}*+?|^$]/u;
const often = /\?|\{(\d{1,2})(,(\d{1,2}))?\}/u;
const piece = new RegExp(`(?:${atom.source})(${often.source})?`, "uy");
const mostRanges = 3;
const mostTimes = 64;

/**
 * A pattern that is safe to run on any text of a form, or null. Each piece matches at most 64 characters and at most three have
 * a choice of how many, so that no text makes it try for long.
 */
export function parsePattern(source: string): RegExp | null {
  if (source.length > formLimits.pattern) return null;
  const inner = source.replace(/^\^/u, "").replace(/(?<!\\)\$$/u, "");
  let ranges = 0;
  piece.lastIndex = 0;
  for (let at = 0; at < inner.length; at = piece.lastIndex) {
    piece.lastIndex = at;
    const [, how, least, range, most] = piece.exec(inner) ?? [];
    if (piece.lastIndex <= at) return null;
    if (how === "?" || range !== undefined) ranges++;
    if (ranges > mostRanges || Number(least ?? 0) > mostTimes || Number(most ?? 0) > mostTimes) return null;
  }
  try {
    return new RegExp(source, "u");
  } catch {
    return null;
  }
}
