import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeVisible, mixesAlphabets, visibleLine } from "../../../extension/ui/safe/visible.ts";

const shown = (text: string, extent: "line" | "text") =>
  makeVisible(text, extent)
    .map((piece) =>
      piece.kind === "plain"
        ? piece.text
        : piece.kind === "mark"
          ? `<${piece.code}x${piece.count}>`
          : `<+${piece.left}>`,
    )
    .join("");

describe("a line that somebody else wrote", () => {
  test.each([
    ["a right-to-left override in a file name", "rechnung\u202Efdp.exe", "rechnung<U+202Ex1>fdp.exe"],
    ["isolates and embeddings", "a\u2066b\u2069\u202Ac", "a<U+2066x1>b<U+2069x1><U+202Ax1>c"],
    ["a zero-width space between letters", "Bau\u200Bamt", "Bau<U+200Bx1>amt"],
    ["a byte order mark", "\uFEFFBauamt", "<U+FEFFx1>Bauamt"],
    ["a soft hyphen", "Bau\u00ADamt", "Bau<U+00ADx1>amt"],
    ["new lines", "Bauamt\nVon: Polizei\r\n", "Bauamt<U+000Ax1>Von: Polizei<U+000Dx1><U+000Ax1>"],
    ["line and paragraph separators", "a\u2028b\u2029c", "a<U+2028x1>b<U+2029x1>c"],
    ["controls, old and new", "a\u0000b\u001Bc\u0085", "a<U+0000x1>b<U+001Bx1>c<U+0085x1>"],
    ["letters that draw nothing", "\u3164\u115F\u2800x", "<U+3164x1><U+115Fx1><U+2800x1>x"],
    ["private letters, which may look like anything", "\uE000ok", "<U+E000x1>ok"],
    ["half a surrogate pair", "a\uD800b", "a<U+D800x1>b"],
    ["invisible tags", "ok\u{E0041}\u{E0042}", "ok<U+E0041x1><U+E0042x1>"],
    ["a variation selector without an emoji", "a\uFE0Fb", "a<U+FE0Fx1>b"],
  ])("shows %s by its code", (_, text, expected) => {
    expect(shown(text, "line")).toBe(expected);
  });

  test("shows a row of the same hidden character once, with its number", () => {
    expect(shown(`a${"\u200B".repeat(250)}b`, "line")).toBe("a<U+200Bx250>b");
  });

  test("stays as it is with accents, other scripts and emojis", () => {
    for (const text of [
      "Müller-Lüdenscheidt",
      "Łódź",
      "Ελλάδα",
      "Москва",
      "日本語",
      "שלום",
      "👨‍👩‍👧 ❤️ 👍🏽",
      "می‌خواهم",
      "क्‍ष",
      "Việt Nam",
      "1️⃣",
    ]) {
      expect(shown(text, "line"), text).toBe(text);
    }
  });

  test("loses wide spaces, with which a name could push its own words aside", () => {
    expect(shown("Bauamt\u2003\u2003\u00A0\u3000(geprüft)", "line")).toBe("Bauamt (geprüft)");
  });

  test("cannot cover its neighbours with heaped marks", () => {
    expect(shown(`a${"\u0301".repeat(60)}`, "line")).toBe(`a${"\u0301".repeat(4)}<U+0301x56>`);
  });

  test("of ten thousand letters is cut and says by how many", () => {
    expect(shown("x".repeat(10_000), "line")).toBe(`${"x".repeat(300)}<+9700>`);
    expect(shown("😀".repeat(301), "line")).toBe(`${"😀".repeat(300)}<+1>`);
    expect(shown("x".repeat(300), "line")).toBe("x".repeat(300));
  });

  test("reads the same in labels", () => {
    expect(visibleLine("rechnung\u202Efdp.exe")).toBe("rechnung[U+202E]fdp.exe");
    expect(visibleLine(`a\u200B\u200B${"x".repeat(400)}`)).toBe(`a[U+200B ×2]${"x".repeat(297)}… [+103]`);
  });

  test("never lets a hidden character through, whatever the text", () => {
    const hidden = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u200B\u2060\uFEFF]/u;
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        expect(visibleLine(text)).not.toMatch(hidden);
      }),
    );
  });
});

describe("the text of a letter", () => {
  test("keeps its lines and tabs", () => {
    expect(shown("a\nb\r\nc\td", "text")).toBe("a\nb\r\nc\td");
  });

  test("shows overrides and zero-width characters as a line does", () => {
    expect(shown("a\u202Eb\nc\u200Bd\re", "text")).toBe("a<U+202Ex1>b\nc<U+200Bx1>d<U+000Dx1>e");
  });

  test("is never cut", () => {
    const long = "Wort ".repeat(40_000);
    expect(shown(long, "text")).toBe(long);
  });

  test("loses nothing: what is not marked is there, in order", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        const kept = makeVisible(text, "text")
          .map((piece) => (piece.kind === "plain" ? piece.text : ""))
          .join("");
        const marked = makeVisible(text, "text").reduce(
          (sum, piece) => sum + (piece.kind === "mark" ? piece.count : 0),
          0,
        );
        expect([...kept].length + marked).toBe([...text].length);
      }),
    );
  });
});

describe("look-alikes", () => {
  test("a word that mixes Latin with Cyrillic or Greek is noticed", () => {
    expect(mixesAlphabets("Bаuamt")).toBe(true);
    expect(mixesAlphabets("Finanzamt Βerlin")).toBe(true);
  });

  test("words of one alphabet each are not", () => {
    expect(mixesAlphabets("Bauamt Москва")).toBe(false);
    expect(mixesAlphabets("Bürgerbüro 12b")).toBe(false);
    expect(mixesAlphabets("東京 Tokyo")).toBe(false);
  });
});
