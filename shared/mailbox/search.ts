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

/** Texts of these characters alone, as nearly all letters are, need none of Unicode's tables: that takes a fourth of the time. */
const everyday = /^[\t\n\r -~äöüÄÖÜß\u00a0€§–„“”…]*$/;
const everydayPlain: Readonly<Record<string, string>> = { ä: "a", ö: "o", ü: "u", ß: "ss" };

/** The plain words of a text. */
export const wordsOf = (text: string): readonly string[] => {
  if (!everyday.test(text)) return plain(text).match(wordPattern) ?? [];
  const lower = text.toLowerCase().replace(/[äöüß]/g, (letter) => everydayPlain[letter] ?? letter);
  return lower.match(/[a-z0-9]+/g) ?? [];
};

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

/** Numbers in the order they came, in four bytes each. */
class Numbers {
  #items = new Uint32Array(2);
  #count = 0;

  add(number: number): void {
    if (this.#count === this.#items.length) {
      const more = new Uint32Array(Math.ceil(this.#count * 1.5));
      more.set(this.#items);
      this.#items = more;
    }
    this.#items[this.#count++] = number;
  }

  get all(): Uint32Array {
    return this.#items.subarray(0, this.#count);
  }
}

/** The documents that hold a word. */
interface Holders extends Word {
  readonly numbers: Numbers;
}

interface Kept<T> {
  readonly id: string;
  readonly value: T;
}

/** So many removed documents, and a fourth of those that are there, may be left in the index until it is tidied by itself. */
const mostGone = 1_000;

/**
 * Documents by their ids, each with what its finder wants to know of it. A document has a number, and a word the numbers of
 * those that hold it: that takes some 250 bytes for a letter, where sets of words and ids took 5 kB.
 */
export class SearchIndex<T> {
  /** By number; null where the document was removed. */
  #kept: (Kept<T> | null)[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #holders = new Map<string, Holders>();

  get size(): number {
    return this.#numbers.size;
  }

  /** Different words that are known. */
  get words(): number {
    return this.#holders.size;
  }

  /** Takes a document in, in place of what it was before. */
  put(id: string, texts: readonly string[], value: T): void {
    this.remove(id);
    const number = this.#kept.push({ id, value }) - 1;
    this.#numbers.set(id, number);
    for (const word of new Set(texts.flatMap(wordsOf))) {
      const holders = this.#holders.get(word) ?? { ...spelled(word), numbers: new Numbers() };
      holders.numbers.add(number);
      this.#holders.set(word, holders);
    }
  }

  /** The document is found no more. Its words may stay until {@link tidy}. */
  remove(id: string): void {
    const number = this.#numbers.get(id);
    if (number === undefined) return;
    this.#numbers.delete(id);
    this.#kept[number] = null;
    if (this.#kept.length - this.size > mostGone + this.size / 4) this.tidy();
  }

  /** Forgets the words of documents that were removed. */
  tidy(): void {
    if (this.#kept.length === this.size) return;
    const before = this.#kept;
    const moved = new Int32Array(before.length).fill(-1);
    this.#kept = [];
    for (const [number, kept] of before.entries()) if (kept !== null) moved[number] = this.#kept.push(kept) - 1;
    for (const [number, kept] of this.#kept.entries()) if (kept !== null) this.#numbers.set(kept.id, number);
    for (const [word, { numbers, ...spelling }] of this.#holders) {
      const left = new Numbers();
      for (const number of numbers.all) {
        const now = moved[number] ?? -1;
        if (now >= 0) left.add(now);
      }
      if (left.all.length === 0) this.#holders.delete(word);
      else this.#holders.set(word, { ...spelling, numbers: left });
    }
  }

  /** What is known of the documents that hold every word of the query, in the order they came; none for a query without a word. */
  find(query: string): T[] {
    // The longest words leave the fewest documents.
    const terms = [...new Set(wordsOf(query))].sort((a, b) => b.length - a.length);
    const [first, ...rest] = terms;
    if (first === undefined) return [];
    const found = this.#holdersOf(first);
    for (const term of rest) {
      const holders = this.#holdersOf(term);
      for (let number = 0; number < found.length; number++)
        found[number] = (found[number] ?? 0) & (holders[number] ?? 0);
    }
    const values: T[] = [];
    for (const [number, kept] of this.#kept.entries())
      if (kept !== null && found[number] === 1) values.push(kept.value);
    return values;
  }

  /** Marks each document with a word that holds the term, or, where there is none, with one that it was mistyped for. */
  #holdersOf(term: string): Uint8Array {
    const wanted = spelled(term);
    const exactly = this.#mark((word) => holds(word, wanted));
    if (wanted.folded.length < shortestMistyped || exactly.includes(1)) return exactly;
    return this.#mark((word) => beginsNearly(word.folded, wanted.folded));
  }

  #mark(fits: (word: Word) => boolean): Uint8Array {
    const marks = new Uint8Array(this.#kept.length);
    for (const holders of this.#holders.values())
      if (fits(holders)) for (const number of holders.numbers.all) marks[number] = this.#kept[number] === null ? 0 : 1;
    return marks;
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
