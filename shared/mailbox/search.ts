/**
 * Full-text search as people type: every word of the query must stand somewhere in a document, also in the middle of a
 * compound ("steuer" finds "Zweitwohnungsteuerbescheid"). Umlauts are found however they are spelled, and one slip of the
 * finger where nothing fits exactly. Lives in memory only.
 */

/**
 * A text as it is compared: without case, accents and the difference between ä and ae, ß and ss. What is folded together
 * wrongly ("Feuer" like "Fur") is so in query and text alike.
 */
export const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/([aou])e/g, "$1");

const wordPattern = /[\p{L}\p{N}]+/gu;

/** The folded words of a text. */
export const wordsOf = (text: string): readonly string[] => fold(text).match(wordPattern) ?? [];

/** Shorter words have too many neighbours. */
const shortestMistyped = 5;

/** Whether a word begins with the term but for one letter added, left out, replaced, or swapped with its neighbour. */
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

/** Documents by their ids, with the words they hold. */
export class SearchIndex {
  readonly #holders = new Map<string, Set<string>>();
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
      if (holders === undefined) this.#holders.set(word, new Set([id]));
      else holders.add(id);
    }
  }

  remove(id: string): void {
    for (const word of this.#words.get(id) ?? []) {
      const holders = this.#holders.get(word);
      holders?.delete(id);
      if (holders?.size === 0) this.#holders.delete(word);
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
    const ids = new Set<string>();
    for (const word of this.#holders.keys()) if (word.includes(term)) this.#collect(word, ids);
    if (ids.size > 0 || term.length < shortestMistyped) return ids;
    for (const word of this.#holders.keys()) if (beginsNearly(word, term)) this.#collect(word, ids);
    return ids;
  }

  #collect(word: string, into: Set<string>): void {
    for (const id of this.#holders.get(word) ?? []) into.add(id);
  }
}

/** A row of a list shows one line: the word itself stands near its beginning. */
const before = 24;
const after = 120;

/** The part of a text around the first word that holds a word of the query; its beginning where none does. */
export function snippetOf(text: string, query: string): string {
  const terms = wordsOf(query);
  const plain = text.replace(/\s+/g, " ").trim();
  for (const { 0: word, index } of plain.matchAll(wordPattern)) {
    const folded = fold(word);
    if (!terms.some((term) => folded.includes(term))) continue;
    const from = Math.max(0, plain.lastIndexOf(" ", Math.max(0, index - before)) + 1);
    const to = Math.min(plain.length, index + word.length + after);
    return `${from > 0 ? "… " : ""}${plain.slice(from, to)}${to < plain.length ? " …" : ""}`;
  }
  return plain.slice(0, after);
}
