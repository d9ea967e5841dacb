import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createDraftSync,
  type DraftFields,
  type KnownDraft,
  nothingAsked,
} from "../../../extension/ui/state/draft-sync.ts";
import { mergeText } from "../../../extension/ui/state/merge-text.ts";

const empty: DraftFields = {
  ...{ to: "", found: null, subject: "", text: "" },
  ...{ format: null, asking: nothingAsked, filling: null, showPerson: false },
};

/** A place that keeps one draft and counts its writes, as the host does. */
function createPlace() {
  let stored: KnownDraft = { fields: empty, revision: null };
  const windows = new Set<ReturnType<typeof openWindow>>();
  const tellOthers = async (ended: boolean) => {
    for (const each of windows) await each.sync.heard({ ended });
  };
  function openWindow() {
    let due: (() => void) | null = null;
    const seen = { fields: stored.fields, ended: false, lostAnswers: 0 };
    const sync = createDraftSync({
      start: stored,
      store: async (fields, basedOn) => {
        if (basedOn !== stored.revision) return { kind: "overtaken", by: stored };
        stored = { fields, revision: (stored.revision ?? 0) + 1 };
        void tellOthers(false);
        if (seen.lostAnswers-- > 0) throw new Error("the answer was lost");
        return { kind: "stored", revision: stored.revision };
      },
      read: async () => stored,
      addressOf: ({ to, found }) => (to.startsWith("@") ? to : found),
      later: (work) => {
        due = work;
        return () => {
          due = null;
        };
      },
      tell: () => undefined,
      show: (fields) => {
        seen.fields = fields;
      },
      ended: () => {
        seen.ended = true;
      },
    });
    const window = { sync, seen, isDue: () => due !== null };
    windows.add(window);
    return window;
  }
  return {
    open: openWindow,
    text: () => stored.fields.text,
    end: async () => {
      stored = { fields: empty, revision: null };
      await tellOthers(true);
    },
  };
}

const settle = async () => {
  for (let i = 0; i < 200; i++) await Promise.resolve();
};

describe("a draft in two windows", () => {
  test("what one window stores is shown in the other at once", async () => {
    const place = createPlace();
    const [a, b] = [place.open(), place.open()];
    a.sync.change({ subject: "Zaun", text: "Guten Tag" });
    await a.sync.flush();
    await settle();
    expect(b.seen.fields).toMatchObject({ subject: "Zaun", text: "Guten Tag" });
    b.sync.change({ text: "Guten Tag, Frau Amt" });
    await b.sync.flush();
    await settle();
    expect(a.seen.fields.text).toBe("Guten Tag, Frau Amt");
  });

  test("what both typed before they heard of each other stays, in both windows", async () => {
    const place = createPlace();
    const [a, b] = [place.open(), place.open()];
    a.sync.change({ text: "Erster Satz." });
    await a.sync.flush();
    await settle();
    a.sync.change({ text: "Zuvor: Erster Satz." });
    b.sync.change({ text: "Erster Satz. Zweiter Satz." });
    await Promise.all([a.sync.flush(), b.sync.flush()]);
    await settle();
    await Promise.all([a.sync.flush(), b.sync.flush()]);
    await settle();
    expect(place.text()).toBe("Zuvor: Erster Satz. Zweiter Satz.");
    expect(a.seen.fields.text).toBe(place.text());
    expect(b.seen.fields.text).toBe(place.text());
  });

  test("a half-typed recipient is not taken away by the other window's text", async () => {
    const place = createPlace();
    const [a, b] = [place.open(), place.open()];
    a.sync.change({ to: "baua" });
    b.sync.change({ text: "Text" });
    await b.sync.flush();
    await settle();
    expect(a.seen.fields).toMatchObject({ to: "baua", text: "Text" });
  });

  test("a letter that was sent elsewhere ends the draft here, unless something was typed since", async () => {
    const place = createPlace();
    const [a, b] = [place.open(), place.open()];
    a.sync.change({ text: "Fertig" });
    await a.sync.flush();
    await settle();
    a.sync.cancel();
    await place.end();
    expect(b.seen.ended).toBe(true);

    const c = place.open();
    c.sync.change({ text: "Fertig und noch etwas" });
    await place.end();
    expect(c.seen.ended).toBe(false);
    await c.sync.flush();
    expect(place.text()).toBe("Fertig und noch etwas");
  });

  test("a lost answer doubles nothing", async () => {
    const place = createPlace();
    const a = place.open();
    a.seen.lostAnswers = 1;
    a.sync.change({ text: "ab" });
    await a.sync.flush();
    a.sync.change({ text: "abc" });
    await a.sync.flush();
    await settle();
    expect(place.text()).toBe("abc");
  });

  test("whatever two windows type in whatever order, they end with one text that holds every word", async () => {
    const typed = fc.array(
      fc.record({ window: fc.nat(1), at: fc.double({ min: 0, max: 1, noNaN: true }), flush: fc.boolean() }),
      {
        maxLength: 12,
      },
    );
    await fc.assert(
      fc.asyncProperty(typed, async (steps) => {
        const place = createPlace();
        const windows = [place.open(), place.open()] as const;
        const words: string[] = [];
        for (const [index, { window, at, flush }] of steps.entries()) {
          const { sync, seen } = windows[window as 0 | 1];
          const word = `<${index}> `;
          words.push(word);
          // Between words, so that no word is torn by the typing itself.
          const gaps = [...seen.fields.text.matchAll(/(?=<)|$/g)].map((found) => found.index);
          const gap = gaps[Math.min(gaps.length - 1, Math.floor(at * gaps.length))] ?? 0;
          sync.change({ text: `${seen.fields.text.slice(0, gap)}${word}${seen.fields.text.slice(gap)}` });
          if (flush) await sync.flush();
        }
        for (let round = 0; round < 4; round++) {
          await Promise.all(windows.map(({ sync }) => sync.flush()));
          await settle();
        }
        expect(windows[0].seen.fields.text).toBe(place.text());
        expect(windows[1].seen.fields.text).toBe(place.text());
        for (const word of words) expect(place.text()).toContain(word.trim());
      }),
    );
  });
});

describe("two versions of a text", () => {
  test("are brought together where they were changed at different places", () => {
    expect(
      mergeText(
        "Sehr geehrte Frau Amt, danke.",
        "Sehr geehrte Frau Meier, danke.",
        "Sehr geehrte Frau Amt, danke sehr.",
      ),
    ).toBe("Sehr geehrte Frau Meier, danke sehr.");
  });

  test("both stand there where the same place was changed", () => {
    expect(mergeText("am Montag", "am Dienstag", "am Freitag")).toMatch(/Frei.*Diens/);
  });

  test("no pair of code units is torn", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "grapheme" }),
        (...texts) => {
          expect(mergeText(...texts).isWellFormed()).toBe(true);
        },
      ),
    );
  });

  test("what one side left alone is as the other has it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (base, changed) => {
        expect(mergeText(base, changed, base)).toBe(changed);
        expect(mergeText(base, base, changed)).toBe(changed);
        expect(mergeText(base, changed, changed)).toBe(changed);
      }),
    );
  });
});
