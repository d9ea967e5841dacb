import { describe, expect, test } from "vitest";
import { createTranslate, languages } from "../../../extension/i18n/index.ts";
import { speaksOf, statement, topics } from "../../../extension/ui/help/topics.ts";
import { legalBases, legalBasisIds } from "../../../shared/mailbox/index.ts";

describe("the help", () => {
  test("names every rule of law by which periods are worked out, each with its days", () => {
    const laws = topics.flatMap((topic) => topic.laws);
    expect(laws.map(({ statute }) => statute).sort()).toEqual(legalBasisIds.map((id) => legalBases[id].statute).sort());
    const t = createTranslate("de");
    const days = { 1: /am Tag nach/, 3: /am dritten Tag/, 4: /am vierten Tag/ } as const;
    for (const { statute, text } of laws) {
      const id = legalBasisIds.find((each) => legalBases[each].statute === statute)!;
      const count: number = legalBases[id].days;
      if (count > 0) expect(t(text), statute).toMatch(days[count as keyof typeof days]);
      if (legalBases[id].lapsesAfter !== null) expect(t(text)).toContain("zehn Tagen");
    }
  });

  test("is written in short sentences", () => {
    for (const language of languages) {
      const t = createTranslate(language);
      const texts = topics.flatMap(({ before, laws, after }) => [...before, ...laws.map(({ text }) => text), ...after]);
      for (const key of texts) {
        const sentences = t(key).split(/(?<=[.!?:]) /);
        for (const sentence of sentences) expect(sentence.split(" ").length, sentence).toBeLessThan(30);
      }
    }
  });

  test("is searched by every word, with and without umlauts and case", () => {
    expect(speaksOf(["Wiederherstellungsschlüssel", "Gerät verloren"], "geraet")).toBe(false);
    expect(speaksOf(["Wiederherstellungsschlüssel", "Gerät verloren"], "SCHLUSSEL gerät")).toBe(true);
    expect(speaksOf(["Gerät verloren"], "gerät gestohlen")).toBe(false);
    expect(speaksOf(["anything"], "")).toBe(true);
  });

  test("says what is tested and what is not", () => {
    expect(statement.tested.length).toBeGreaterThan(0);
    expect(statement.gaps.length).toBeGreaterThan(0);
  });
});
