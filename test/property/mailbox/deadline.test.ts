import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, addMonths, type Day, germanDay, parseDay, weekdayOf } from "../../../shared/base/index.ts";
import type { ReceiptKind } from "../../../shared/letter/index.ts";
import {
  effectOf,
  legalBases,
  legalBasisIds,
  nextDeadline,
  periodEnd,
  periods,
} from "../../../shared/mailbox/index.ts";

const dayOf = (text: string): Day => parseDay(text)!;
const day = fc.integer({ min: 0, max: 36_524 }).map((count) => addDays(dayOf("2000-01-01"), count));
const proof = (kind: ReceiptKind, at: string, says: string | null = null) => ({
  ...{ kind, says, valid: true },
  atMs: Date.parse(at),
});
const effective = (...of: Parameters<typeof effectOf>) => {
  const effect = effectOf(...of);
  return effect.kind === "effective" ? effect.day : effect;
};

describe("a day", () => {
  test("is what the calendar has, and nothing else", () => {
    for (const wrong of [
      "2026-02-30",
      "2025-02-29",
      "2026-13-01",
      "26-01-01",
      "2026-1-1",
      "",
      "2026-01-01T00:00Z",
      7,
      null,
    ])
      expect(parseDay(wrong)).toBeNull();
    expect(parseDay("2024-02-29")).toBe("2024-02-29");
  });

  test("begins at midnight in Germany, in summer and in winter, wherever the computer is", () => {
    expect(germanDay(Date.parse("2026-01-31T22:59:59Z"))).toBe("2026-01-31");
    expect(germanDay(Date.parse("2026-01-31T23:00:00Z"))).toBe("2026-02-01");
    expect(germanDay(Date.parse("2026-07-31T21:59:59Z"))).toBe("2026-07-31");
    expect(germanDay(Date.parse("2026-07-31T22:00:00Z"))).toBe("2026-08-01");
    // The hour that comes twice and the one that never comes change no day.
    expect(germanDay(Date.parse("2026-03-29T01:30:00Z"))).toBe("2026-03-29");
    expect(germanDay(Date.parse("2026-10-25T00:30:00Z"))).toBe("2026-10-25");
    expect(germanDay(Number.NaN)).toBeNull();
  });

  test("goes on and back by days, and weekdays go with it", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -4000, max: 4000 }), (from, count) => {
        const to = addDays(from, count);
        expect(addDays(to, -count)).toBe(from);
        expect(to > from).toBe(count > 0);
        expect((((weekdayOf(to) - weekdayOf(from) - count) % 7) + 7) % 7).toBe(0);
      }),
    );
  });

  test("a month later has the same number, or is the last day of a month that has none", () => {
    expect(addMonths(dayOf("2026-01-31"), 1)).toBe("2026-02-28");
    expect(addMonths(dayOf("2024-01-31"), 1)).toBe("2024-02-29");
    expect(addMonths(dayOf("2026-11-30"), 3)).toBe("2027-02-28");
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 24 }), (from, count) => {
        const to = addMonths(from, count);
        const ends = addDays(to, 1).endsWith("-01");
        expect(to.slice(8) === from.slice(8) || (ends && to.slice(8) < from.slice(8))).toBe(true);
      }),
    );
  });
});

describe("the effect of a letter", () => {
  test("is the fourth day after sending since 2025 and was the third before (VwVfG § 41 (2))", () => {
    expect(effective("vwvfg_41_2", [proof("submitted", "2026-11-23T09:00Z")])).toBe("2026-11-27");
    expect(effective("vwvfg_41_2", [proof("submitted", "2024-12-31T22:59Z")])).toBe("2025-01-03");
    expect(effective("vwvfg_41_2", [proof("submitted", "2024-12-31T23:00Z")])).toBe("2025-01-05");
  });

  test("is the day after retrieval, and none ten days after the notice (VwVfG § 41 (2a))", () => {
    expect(effective("vwvfg_41_2a", [proof("retrieved", "2026-11-23T09:00Z")])).toBe("2026-11-24");
    expect(effective("vwvfg_41_2a", [proof("notified", "2026-11-23T09:00Z")])).toEqual({
      ...{ kind: "waiting", from: "retrieved" },
      lapses: "2026-12-03",
    });
    expect(effective("vwvfg_41_2a", [])).toEqual({ kind: "waiting", from: "retrieved", lapses: null });
  });

  test("is the fourth day after provision in a user account, the third with a court's automatic confirmation", () => {
    expect(effective("ozg_9", [proof("provided", "2026-11-23T09:00Z")])).toBe("2026-11-27");
    expect(effective("zpo_173_4", [proof("provided", "2026-11-23T09:00Z")])).toBe("2026-11-26");
  });

  test("is the day that the recipient states, whenever they signed it", () => {
    const stated = [proof("acknowledged", "2026-11-25T09:00Z", "2026-11-24")];
    expect(effective("zpo_173_3", stated)).toBe("2026-11-24");
    expect(effective("vwzg_5", stated)).toBe("2026-11-24");
  });

  test("rests on the first valid receipt only", () => {
    const [late, early] = [proof("retrieved", "2026-11-25T09:00Z"), proof("retrieved", "2026-11-23T09:00Z")];
    expect(effective("vwvfg_41_2a", [late, early])).toBe("2026-11-24");
    expect(effective("vwvfg_41_2a", [late, { ...early, valid: false }])).toBe("2026-11-26");
  });

  test("that falls on a weekend or holiday is called an estimate, and none is called certain", () => {
    const friday = effectOf("vwvfg_41_2", [proof("submitted", "2026-11-24T09:00Z")]);
    expect(friday).toMatchObject({ day: "2026-11-28", estimates: expect.arrayContaining(["no_working_day"]) });
    for (const id of legalBasisIds) expect(legalBases[id].estimates).toContain("claimed_time");
  });
});

describe("the end of a period", () => {
  test("moves off Saturdays, Sundays and nationwide holidays, to the next working day (BGB § 193)", () => {
    expect(periodEnd(dayOf("2026-11-28"), "one_month").day).toBe("2026-12-28");
    expect(periodEnd(dayOf("2026-11-25"), "one_month").day).toBe("2026-12-28");
    expect(periodEnd(dayOf("2026-03-03"), "one_month").day).toBe("2026-04-07");
    expect(periodEnd(dayOf("2026-04-30"), "two_weeks").day).toBe("2026-05-15");
    expect(periodEnd(dayOf("2026-10-31"), "one_month").day).toBe("2026-11-30");
  });

  test("is never before the period's days are over, and at most four days later", () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...periods), (begins, period) => {
        const { day: end } = periodEnd(begins, period);
        const least = period === "two_weeks" ? addDays(begins, 14) : addMonths(begins, period === "one_month" ? 1 : 3);
        expect(end >= least && end <= addDays(least, 4)).toBe(true);
        expect([0, 6]).not.toContain(weekdayOf(end));
        expect(["01-01", "05-01", "10-03", "12-25", "12-26"]).not.toContain(end.slice(5));
      }),
    );
  });

  test("on a holiday of some Länder is an estimate", () => {
    // Corpus Christi 2026, and Repentance Day in Saxony.
    expect(periodEnd(dayOf("2026-05-04"), "one_month")).toEqual({ day: "2026-06-04", estimates: ["land_holiday"] });
    expect(periodEnd(dayOf("2026-10-18"), "one_month")).toEqual({ day: "2026-11-18", estimates: ["land_holiday"] });
    expect(periodEnd(dayOf("2026-10-19"), "one_month").estimates).toEqual([]);
  });
});

describe("the next deadline of a thread", () => {
  const letter = (id: string, mine: boolean, acknowledgeBy: string | null) => ({
    letter: id as never,
    mine,
    acknowledgeBy,
  });
  test("is the nearest acknowledgement that is still owed, ours before theirs", () => {
    const letters = [
      letter("a", true, "2026-12-01"),
      letter("b", false, "2026-12-24"),
      letter("c", false, "2026-12-20"),
      letter("d", false, null),
    ];
    const none = () => [];
    expect(nextDeadline(letters, none)).toEqual({ letter: "c", day: "2026-12-20", turn: "mine" });
    const answered = (id: string) => (id === "c" ? [{ kind: "rejected" as const, valid: true }] : []);
    expect(nextDeadline(letters, answered)).toEqual({ letter: "b", day: "2026-12-24", turn: "mine" });
    const claimed = (id: string) => (id === "c" ? [{ kind: "acknowledged" as const, valid: false }] : []);
    expect(nextDeadline(letters, claimed)).toMatchObject({ letter: "c" });
    expect(nextDeadline([letters[0]!], none)).toEqual({ letter: "a", day: "2026-12-01", turn: "theirs" });
    expect(nextDeadline([letters[3]!], none)).toBeNull();
  });
});
