import { describe, expect, test } from "vitest";
import { createTranslate, languages, texts } from "../../../extension/i18n/index.ts";
import { speaksOf, statement, statementKeys, topics } from "../../../extension/ui/help/topics.ts";
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
    const said = statement.gaps.map((key) => createTranslate("en")(key)).join("\n");
    expect(said).toMatch(/WCAG 2\.1\.4/);
    expect(said).toMatch(/360 pixels/);
  });

  test("is searched in the whole statement: its state, whom to tell, and what to do when that does not help", () => {
    const known = Object.keys(texts.de).filter((key) => key.startsWith("help.access."));
    const withValues = ["help.access.scope", "help.access.contact_known"];
    expect([...statementKeys(false)].sort()).toEqual(known.filter((key) => !withValues.includes(key)).sort());
    const all = statementKeys(true).map((key) => createTranslate("de")(key));
    expect(speaksOf(all, "schlichtungsstelle")).toBe(true);
    expect(speaksOf(all, "selbstbewertung")).toBe(true);
    expect(speaksOf(all, "barriere melden")).toBe(true);
    expect(statementKeys(true)).not.toContain("help.access.contact_none");
  });

  test("uses the words of the interface for receipts", () => {
    for (const language of languages) {
      const t = createTranslate(language);
      for (const kind of ["submitted", "provided", "retrieved", "acknowledged", "rejected"] as const) {
        expect(t("help.receipts.1"), language).toContain(t(`receipt.${kind}`));
      }
    }
  });
});
