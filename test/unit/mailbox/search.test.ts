import { describe, expect, it } from "vitest";
import { SearchIndex, snippetOf } from "../../../shared/mailbox/index.ts";
import { wordsOf } from "../../../shared/mailbox/search.ts";

const letters = {
  tax: ["Zweitwohnungsteuerbescheid 2026", "Die Steuer beträgt 240 Euro.", "Bescheid.pdf"],
  house: ["Bauantrag Gartenhütte", "Das Häuschen steht an der Großen Straße.", "Lageplan Flur 7.pdf"],
  school: ["Anmeldung in der Grundschule", "Müller, Jörg wird im Sommer eingeschult.", "Bauentwurf, Neueintrag"],
};

const indexOf = () => {
  const index = new SearchIndex<string>();
  for (const [id, texts] of Object.entries(letters)) index.put(id, texts, id);
  return index;
};
const find = (query: string) => [...indexOf().find(query)].sort();

describe("search", () => {
  it.each([
    ["wohnung", ["tax"]],
    ["STEUER", ["tax"]],
    ["steuer 2026", ["tax"]],
    ["2026 steuer bescheid.pdf", ["tax"]],
    ["haus hutte", ["house"]],
    ["huette", ["house"]],
    ["hütte", ["house"]],
    ["gartenhutte", ["house"]],
    ["grosse", ["house"]],
    ["Große", ["house"]],
    ["strasse", ["house"]],
    ["Mueller", ["school"]],
    ["muller joerg", ["school"]],
    ["lageplan flur 7", ["house"]],
    ["schule", ["school"]],
    ["entwurf", ["school"]],
    ["bauentw", ["school"]],
    ["eintrag", ["school"]],
    ["bescheid schule", []],
    ["", []],
    ["  .,! ", []],
  ])("finds for %j %j", (query, ids) => {
    expect(find(query)).toEqual(ids);
  });

  it("finds one slip of the finger where nothing fits exactly, and only then", () => {
    for (const typed of ["Bauantrga", "Bauntrag", "Bauanttrag", "Bauantrsg", "Gartenhütet"])
      expect(find(typed)).toEqual(["house"]);
    expect(find("Beuantrsg")).toEqual([]);
    expect(find("Flru")).toEqual([]);
  });

  it("knows a document as it is now, and forgets a removed one", () => {
    const index = indexOf();
    index.put("tax", ["Erstattung"], "tax");
    expect([...index.find("steuer")]).toEqual([]);
    expect([...index.find("erstatt")]).toEqual(["tax"]);
    index.remove("tax");
    index.remove("tax");
    expect([...index.find("erstatt")]).toEqual([]);
    expect(index.size).toBe(2);
  });

  it("tidies itself when much was removed, and finds the same as before", () => {
    const index = new SearchIndex<string>();
    for (let turn = 0; turn < 30; turn++)
      for (let n = 0; n < 100; n++)
        index.put(`letter ${n}`, [`Bescheid ${n}`, turn < 29 ? `Entwurf ${turn}` : "Fassung"], `letter ${n}`);
    expect(index.find("bescheid").length).toBe(100);
    expect(index.find("bescheid 77 fass")).toEqual(["letter 77"]);
    expect([index.find("entwurf"), index.size]).toEqual([[], 100]);
  });

  it("keeps no word of what was removed once it is tidied", () => {
    const index = indexOf();
    const { house, school } = letters;
    index.remove("tax");
    index.tidy();
    expect(index.words).toBe(new Set([...house, ...school].flatMap(wordsOf)).size);
    expect(index.find("bauantrag")).toEqual(["house"]);
  });
});

describe("a snippet", () => {
  it("begins near a part that begins between two letters which could be an umlaut", () => {
    const snippet = snippetOf(`${"Guten Tag, ".repeat(20)}der Bauentwurf liegt aus.`, "entwurf");
    expect(snippet).toContain("der Bauentwurf liegt aus.");
  });

  it("shows the words around the first that fits, whole words at its ends, however the umlauts are typed", () => {
    const text = `${"Sehr geehrte Damen und Herren, ".repeat(10)}der Antrag auf die Gartenhütte ist bewilligt. ${"Mit freundlichen Grüßen ".repeat(10)}`;
    const snippet = snippetOf(text, "huette");
    expect(snippet).toContain("auf die Gartenhütte ist bewilligt.");
    expect(snippet.startsWith("… ")).toBe(true);
    expect(snippet.endsWith(" …")).toBe(true);
    expect(snippet.length).toBeLessThan(180);
  });

  it("is the beginning where only the subject fits, and nothing of nothing", () => {
    expect(snippetOf("Kurzer Text", "anderes")).toBe("Kurzer Text");
    expect(snippetOf("", "anderes")).toBe("");
    expect(snippetOf("Zeile eins\nZeile zwei", "zwei")).toBe("Zeile eins Zeile zwei");
  });
});
