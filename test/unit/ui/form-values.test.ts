import { describe, expect, test } from "vitest";
import { createTranslate, languages } from "../../../extension/i18n/index.ts";
import { formTemplate, templateNames } from "../../../extension/ui/state/form-templates.ts";
import { readAnswers, rowsAt } from "../../../extension/ui/state/form-values.ts";
import { answersAsText, askedForm } from "../../../extension/ui/state/use-form.ts";
import { encodeFormRequest, parseForm } from "../../../shared/letter/index.ts";
import { formOfFields, type ThreadView } from "../../../shared/protocol/index.ts";

const t = createTranslate("de");
const formOf = (json: unknown) => {
  const read = parseForm(json);
  if ("fault" in read) throw new Error(read.fault);
  return read.form;
};

describe("what a person fills in", () => {
  test("is read as they write it: comma, German dates, nothing for what was left empty", () => {
    const form = formOfFields([
      { name: "area", label: "Fläche", kind: "number", required: true, choices: [] },
      { name: "day", label: "Tag", kind: "date", required: false, choices: [] },
      { name: "yes", label: "Ja", kind: "yes_no", required: false, choices: [] },
      { name: "note", label: "Notiz", kind: "text", required: false, choices: [] },
    ]);
    const filled = new Map<string, string | boolean>([
      ["area", " 12,5 "],
      ["day", "1.3.2026"],
      ["note", "  "],
    ]);
    expect(readAnswers(form, filled, [])).toEqual({
      json: { area: 12.5, day: "2026-03-01", yes: false },
      problems: new Map(),
    });
    expect([
      ...readAnswers(
        form,
        new Map([
          ["area", "viel"],
          ["day", "31.2.2026"],
        ]),
        [],
      ).problems,
    ]).toEqual([
      ["area", "number"],
      ["day", "date"],
    ]);
    expect([...readAnswers(form, new Map(), []).problems]).toEqual([["area", "missing"]]);
  });

  test("in rows counts the rows that hold something, and says what is wrong where it stands on the page", () => {
    const form = formOf(formTemplate("papers", t).form);
    const values = new Map<string, string | boolean>([
      [rowsAt("papers"), "3"],
      ["papers.0.kind", "Plan"],
      ["papers.0.file", "plan.pdf"],
      ["papers.2.kind", "Foto"],
    ]);
    const { json, problems } = readAnswers(form, values, ["plan.pdf"]);
    expect(json).toEqual({ papers: [{ kind: "Plan", file: "plan.pdf" }, { kind: "Foto" }], complete: false });
    expect([...problems]).toEqual([["papers.2.file", "missing"]]);
    expect(answersAsText(form, json, t).split("\n")).toEqual([
      ...["Unterlage 1:", "  Was ist es? Plan", "  Datei: plan.pdf", "Unterlage 2:", "  Was ist es? Foto"],
      "Das ist alles: nein",
    ]);
  });
});

describe("the templates", () => {
  test("are forms in every language", () => {
    for (const language of languages)
      for (const name of templateNames) formOf(formTemplate(name, createTranslate(language)).form);
  });
});

describe("a form that is asked for", () => {
  test("is the oldest that no answer of ours has filled in", () => {
    const { name, form } = formTemplate("contact", t);
    const letter = (id: string, mine: boolean, data: unknown, inReplyTo: string | null = null) =>
      ({ kind: "letter", letter: id, mine, data, inReplyTo }) as unknown as ThreadView["entries"][number];
    const asks = encodeFormRequest(name, form);
    const entries = [letter("a", false, asks), letter("b", false, asks), letter("c", false, null)];
    expect(askedForm({ entries })?.letter).toBe("a");
    expect(askedForm({ entries: [...entries, letter("d", true, { schema: name, json: {} }, "a")] })?.letter).toBe("b");
    expect(askedForm({ entries: [...entries, letter("d", true, null, "a")] })?.letter).toBe("a");
    expect(askedForm({ entries: [letter("a", true, asks)] })).toBeNull();
  });
});
