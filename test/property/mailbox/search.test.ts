import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SearchIndex, snippetOf } from "../../../shared/mailbox/index.ts";
import { beginsNearly, fold, wordsOf } from "../../../shared/mailbox/search.ts";

// Few letters, so that words repeat and hold each other.
const word = fc.stringMatching(/^[abceäöüß]{1,7}$/);
const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
const documents = fc.uniqueArray(fc.record({ id: fc.stringMatching(/^[a-z]{1,3}$/), texts: fc.array(text) }), {
  selector: ({ id }) => id,
  maxLength: 12,
});

/** What a search must find, word by word and document by document. */
function naive(all: readonly { readonly id: string; readonly texts: readonly string[] }[], query: string): string[] {
  const terms = wordsOf(query);
  const holds = (term: string, fits: (word: string) => boolean) =>
    new Set(all.filter(({ texts }) => texts.flatMap(wordsOf).some(fits)).map(({ id }) => `${term}\n${id}`));
  const found = terms.map((term) => {
    const exact = holds(term, (each) => each.includes(term) || fold(each).includes(fold(term)));
    if (exact.size > 0 || fold(term).length < 5) return exact;
    return holds(term, (each) => beginsNearly(fold(each), fold(term)));
  });
  if (terms.length === 0) return [];
  return all.flatMap(({ id }) => (terms.every((term, i) => found[i]!.has(`${term}\n${id}`)) ? [id] : [])).sort();
}

describe("search", () => {
  it("finds what looking through every document finds, whatever was put in, changed and removed before", () => {
    fc.assert(
      fc.property(
        documents,
        documents,
        fc.array(fc.nat(11)),
        text,
        fc.boolean(),
        (before, after, removed, query, tidy) => {
          const index = new SearchIndex<string>();
          const now = new Map<string, { id: string; texts: string[] }>();
          for (const each of [...before, ...after]) {
            index.put(each.id, each.texts, each.id);
            now.set(each.id, each);
          }
          for (const at of removed) {
            const id = before[at]?.id;
            if (id === undefined) continue;
            index.remove(id);
            now.delete(id);
          }
          if (tidy) index.tidy();
          expect(index.size).toBe(now.size);
          expect(index.find(query).sort()).toEqual(naive([...now.values()], query));
        },
      ),
    );
  });

  it("takes the words of a text as Unicode has them, whichever way they are found", () => {
    const everyday = fc.string({ unit: fc.constantFrom(..."aZ09äöüÄÖÜß \u00a0\n\t-.,;^`´¨€§–„“”…@_"), maxLength: 40 });
    const other = fc.string({ unit: fc.constantFrom(..."aÄß ẞİıſﬁ½²™№㎏éÅ\u0308\u0301Ⅷ٣字"), maxLength: 10 });
    fc.assert(
      fc.property(
        fc.oneof(
          everyday,
          other,
          fc.tuple(everyday, other).map(([a, b]) => a + b),
        ),
        (given) => {
          const plainly = given
            .normalize("NFKD")
            .replace(/\p{M}+/gu, "")
            .toLowerCase()
            .replaceAll("ß", "ss");
          expect(wordsOf(given)).toEqual(plainly.match(/[\p{L}\p{N}]+/gu) ?? []);
        },
      ),
    );
  });

  it("finds a word by any part of it, wherever it is cut", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[aeuß]{2,7}$/), fc.nat(6), fc.nat(6), (whole, from, length) => {
        const index = new SearchIndex<string>();
        index.put("x", [whole], "x");
        const part = whole.slice(from, from + 1 + length);
        expect([...index.find(part)]).toEqual(part === "" ? [] : ["x"]);
      }),
    );
  });

  it("takes any text and any query, and never fails", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.string({ unit: "binary", maxLength: 60 }),
        (a, b) => {
          const index = new SearchIndex<string>();
          index.put("x", [a, b], "x");
          index.find(b);
          expect(snippetOf(a, b).length).toBeLessThanOrEqual(a.length + 500);
          // A document is found by each of its own words.
          for (const each of wordsOf(a)) expect([...index.find(each)]).toEqual(["x"]);
        },
      ),
    );
  });
});
