import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { automaticData, isAutomatic, parseAutomatic } from "../../../shared/letter/index.ts";
import {
  type Absence,
  absenceSchema,
  type EntryRecord,
  hasWritten,
  isAway,
  type LetterRecord,
  letterToAnswer,
} from "../../../shared/mailbox/index.ts";

const absence: Absence = { fromMs: 1000, untilMs: 2000, text: "Ich bin im Urlaub.", audience: "known" };

interface Wish {
  readonly mine?: boolean;
  readonly atMs: number;
  readonly automatic?: boolean;
}

const entries = (...wishes: readonly Wish[]): EntryRecord[] =>
  wishes.map(({ mine = false, atMs, automatic = false }, index) => ({
    ...({ kind: "letter", letter: `letter ${index}`, from: "@a:b", data: null } as unknown as LetterRecord),
    number: index + 1,
    mine,
    sentAtMs: atMs,
    receivedAtMs: mine ? null : atMs,
    data: automatic ? automaticData("absence") : null,
  }));
const answered = (...wishes: readonly Wish[]) => letterToAnswer(absence, entries(...wishes))?.letter ?? null;

describe("a notice of absence", () => {
  test("answers the newest letter that came in the period", () => {
    expect(answered({ atMs: 1000 }, { atMs: 1500 })).toBe("letter 1");
    expect(answered({ atMs: 999 })).toBeNull();
    expect(answered()).toBeNull();
  });

  test("is sent once in a thread and a period, by whichever device", () => {
    expect(answered({ atMs: 1100 }, { atMs: 1101, mine: true, automatic: true }, { atMs: 1500 })).toBeNull();
    expect(answered({ atMs: 500 }, { atMs: 600, mine: true, automatic: true }, { atMs: 1500 })).toBe("letter 2");
  });

  test("never answers what a machine wrote, whatever its reason", () => {
    expect(answered({ atMs: 1100, automatic: true })).toBeNull();
    expect(isAutomatic({ schema: "urn:federpost:automatic:1", json: { reason: "something new" } })).toBe(true);
    expect(parseAutomatic({ schema: "urn:federpost:automatic:1", json: { reason: "something new" } })).toBeNull();
    expect(parseAutomatic(automaticData("absence"))).toBe("absence");
    expect(isAutomatic(null)).toBe(false);
  });

  test("is not sent where the person has answered by hand", () => {
    expect(answered({ atMs: 1100 }, { atMs: 1200, mine: true })).toBeNull();
    expect(answered({ atMs: 1100 }, { atMs: 1200, mine: true }, { atMs: 1300 })).toBe("letter 2");
  });

  test("knows who was written to by hand", () => {
    expect(hasWritten(entries({ atMs: 1 }, { atMs: 2, mine: true, automatic: true }))).toBe(false);
    expect(hasWritten(entries({ atMs: 1, mine: true }))).toBe(true);
  });

  test("counts from its beginning up to its end", () => {
    expect([999, 1000, 1999, 2000].map((nowMs) => isAway(absence, nowMs))).toEqual([false, true, true, false]);
  });

  test("needs a text, and ends after it begins", () => {
    for (const bad of [
      { ...absence, text: "  " },
      { ...absence, untilMs: 1000 },
      { ...absence, text: "x".repeat(5001) },
      { ...absence, audience: "nobody" },
    ])
      expect(v.safeParse(absenceSchema, bad).success).toBe(false);
    expect(v.safeParse(absenceSchema, absence).success).toBe(true);
  });

  test("two people who are away, and whatever is written by hand meanwhile, never make more than one notice each", () => {
    const hands = fc.array(fc.record({ by: fc.nat(1), atMs: fc.integer({ min: 1000, max: 1999 }) }), { maxLength: 8 });
    fc.assert(
      fc.property(hands, (letters) => {
        const written: { by: number; atMs: number; automatic: boolean }[] = [];
        const asSeenBy = (who: number) =>
          entries(...written.map(({ by, atMs, automatic }) => ({ mine: by === who, atMs, automatic })));
        for (const { by, atMs } of letters) {
          written.push({ by, atMs, automatic: false });
          for (let turn = 0; turn < 5; turn++)
            for (const who of [0, 1])
              if (letterToAnswer(absence, asSeenBy(who)) !== null) written.push({ by: who, atMs, automatic: true });
        }
        for (const who of [0, 1])
          expect(written.filter(({ by, automatic }) => by === who && automatic).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
