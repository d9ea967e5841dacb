/**
 * Full-text search as people type: every word of the query must stand somewhere in a document, also in the middle of a
 * compound ("steuer" finds "Zweitwohnungsteuerbescheid"). Umlauts are found however they are spelled, and one slip of the
 * finger where nothing fits exactly. Lives in memory only.
 */

/** A text without case, accents and the difference between ß and ss. */
const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss");

/**
 * A plain word without the difference between ä and ae. What is brought together wrongly ("Feuer" like "Fur") is so in query and
 * text alike; a part that begins between both letters ("entwurf" in "Bauentwurf") is found in the plain word only.
 */
export const fold = (word: string): string => word.replace(/([aou])e/g, "$1");

const wordPattern = /[\p{L}\p{N}]+/gu;

/** The plain words of a text. */
export const wordsOf = (text: string): readonly string[] => plain(text).match(wordPattern) ?? [];

/** A word in both spellings. */
interface Word {
  readonly plain: string;
  readonly folded: string;
}

const spelled = (word: string): Word => ({ plain: word, folded: fold(word) });

const holds = (word: Word, term: Word): boolean =>
  word.folded.includes(term.folded) || (word.folded.length !== word.plain.length && word.plain.includes(term.plain));

/** Shorter words have too many neighbours. */
const shortestMistyped = 5;

/** Whether a folded word begins with the folded term but for one letter added, left out, replaced, or swapped with its neighbour. */
export function beginsNearly(word: string, term: string): boolean {
  let at = 0;
  while (at < term.length && word[at] === term[at]) at += 1;
  const rest = term.slice(at);
  const left = word.slice(at);
  const swapped = rest.length > 1 ? `${rest[1]}${rest[0]}${rest.slice(2)}` : rest;
  return (
    left.startsWith(rest.slice(1)) ||
    left.slice(1).startsWith(rest) ||
    left.slice(1).startsWith(rest.slice(1)) ||
    left.startsWith(swapped)
  );
}

/** The documents that hold a word. */
interface Holders extends Word {
  readonly ids: Set<string>;
}

/** Documents by their ids, with the words they hold. */
export class SearchIndex {
  readonly #holders = new Map<string, Holders>();
  readonly #words = new Map<string, ReadonlySet<string>>();

  get size(): number {
    return this.#words.size;
  }

  /** Takes a document in, in place of what it was before. */
  put(id: string, texts: readonly string[]): void {
    this.remove(id);
    const words = new Set(texts.flatMap(wordsOf));
    this.#words.set(id, words);
    for (const word of words) {
      const holders = this.#holders.get(word);
      if (holders === undefined) this.#holders.set(word, { ...spelled(word), ids: new Set([id]) });
      else holders.ids.add(id);
    }
  }

  remove(id: string): void {
    for (const word of this.#words.get(id) ?? []) {
      const holders = this.#holders.get(word);
      holders?.ids.delete(id);
      if (holders?.ids.size === 0) this.#holders.delete(word);
    }
    this.#words.delete(id);
  }

  /** The documents that hold every word of the query; none for a query without a word. */
  find(query: string): ReadonlySet<string> {
    // The longest words leave the fewest documents.
    const terms = [...new Set(wordsOf(query))].sort((a, b) => b.length - a.length);
    const [first, ...rest] = terms;
    let found = first === undefined ? new Set<string>() : this.#holdersOf(first);
    for (const term of rest) {
      if (found.size === 0) break;
      const holders = this.#holdersOf(term);
      found = new Set([...found].filter((id) => holders.has(id)));
    }
    return found;
  }

  /** Documents with a word that holds the term, or, where there is none, one that it was mistyped for. */
  #holdersOf(term: string): Set<string> {
    const found = new Set<string>();
    const wanted = spelled(term);
    for (const word of this.#holders.values()) if (holds(word, wanted)) for (const id of word.ids) found.add(id);
    if (found.size > 0 || wanted.folded.length < shortestMistyped) return found;
    for (const word of this.#holders.values())
      if (beginsNearly(word.folded, wanted.folded)) for (const id of word.ids) found.add(id);
    return found;
  }
}

/** A row of a list shows one line: the word itself stands near its beginning. */
const before = 24;
const after = 120;

/** The part of a text around the first word that holds a word of the query; its beginning where none does. */
export function snippetOf(text: string, query: string): string {
  const terms = wordsOf(query).map(spelled);
  const line = text.replace(/\s+/g, " ").trim();
  for (const { 0: word, index } of line.matchAll(wordPattern)) {
    const found = spelled(plain(word));
    if (!terms.some((term) => holds(found, term))) continue;
    const from = Math.max(0, line.lastIndexOf(" ", Math.max(0, index - before)) + 1);
    const to = Math.min(line.length, index + word.length + after);
    return `${from > 0 ? "… " : ""}${line.slice(from, to)}${to < line.length ? " …" : ""}`;
  }
  return line.slice(0, after);
}
