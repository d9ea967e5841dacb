/** What one side made of a text, as one stretch of it that was replaced. Counted in words, so that none is torn. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly words: readonly string[];
}

const wordsOf = (text: string): readonly string[] => text.match(/\s|\S+/g) ?? [];

function editOf(base: readonly string[], changed: readonly string[]): Edit {
  const shorter = Math.min(base.length, changed.length);
  let from = 0;
  while (from < shorter && base[from] === changed[from]) from++;
  let tail = 0;
  while (tail < shorter - from && base[base.length - 1 - tail] === changed[changed.length - 1 - tail]) tail++;
  return { from, to: base.length - tail, words: changed.slice(from, changed.length - tail) };
}

/** The longer of two where it holds the shorter, else both. */
function both(theirs: string, mine: string): string {
  if (theirs.includes(mine)) return theirs;
  if (mine.includes(theirs)) return mine;
  return `${theirs}${/\s$/.test(theirs) || /^\s/.test(mine) ? "" : " "}${mine}`;
}

/**
 * Brings together what two windows made of the same text. What only one of them changed is as that one has it; where both
 * changed the same place, both stand there, theirs first: a person can take something out, but not bring back what is lost.
 */
export function mergeText(base: string, mine: string, theirs: string): string {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const words = wordsOf(base);
  const [ours, other] = [editOf(words, wordsOf(mine)), editOf(words, wordsOf(theirs))];
  const [first, second] = ours.from <= other.from ? [ours, other] : [other, ours];
  const kept = (from: number, to?: number) => words.slice(from, to);
  if (first.to < second.from || (first.to === second.from && first.from !== second.from))
    return [
      ...kept(0, first.from),
      ...first.words,
      ...kept(first.to, second.from),
      ...second.words,
      ...kept(second.to),
    ].join("");
  const [from, to] = [first.from, Math.max(ours.to, other.to)];
  const within = (edit: Edit) => [...kept(from, edit.from), ...edit.words, ...kept(edit.to, to)].join("");
  return `${kept(0, from).join("")}${both(within(other), within(ours))}${kept(to).join("")}`;
}
