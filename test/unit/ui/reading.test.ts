import { describe, expect, test } from "vitest";
import { fileKind } from "../../../extension/ui/state/file-kind.ts";
import { quoted, withQuote } from "../../../extension/ui/state/quote.ts";
import { documentKind, mayBeShown } from "../../../extension/ui/viewer/document-kind.ts";
import { utf8 } from "../../../shared/base/index.ts";

describe("a quoted letter", () => {
  test("stands behind signs line by line, what it quoted itself behind one more", () => {
    expect(quoted("Guten Tag\r\n\nIhr Antrag\n> fehlt\n\n")).toBe("> Guten Tag\n>\n> Ihr Antrag\n>> fehlt");
  });

  test("comes behind what was written, and takes nothing of it away", () => {
    expect(withQuote("", "A schrieb:", "ja")).toBe("A schrieb:\n> ja\n\n");
    expect(withQuote("Danke.\n", "A schrieb:", "ja")).toBe("Danke.\n\nA schrieb:\n> ja\n\n");
  });
});

describe("an attachment", () => {
  test("is called what people call it, and by its media type where that is nothing they know", () => {
    expect(fileKind("application/pdf")).toBe("pdf");
    expect(fileKind("TEXT/PLAIN; charset=utf-8")).toBe("text");
    expect(fileKind("image/tiff")).toBe("picture");
    expect(fileKind("application/vnd.oasis.opendocument.text")).toBe("document");
    for (const type of ["", "constructor", "application/x-msdownload", "toString/plain", "images/png"])
      expect(fileKind(type)).toBeNull();
  });

  test("is offered to be looked at where it says that it is a PDF, an image or text, and not as a page", () => {
    for (const name of ["Bescheid.PDF", "foto.jpeg", "plan.png", "liste.csv", "notiz.txt"])
      expect(mayBeShown({ name, type: "" })).toBe(true);
    for (const name of ["bild.svg", "seite.html", "brief.docm", "setup.exe", "archiv.zip"])
      expect(mayBeShown({ name, type: "" })).toBe(false);
    for (const type of ["image/svg+xml", "text/html"]) expect(mayBeShown({ name: "x", type })).toBe(false);
  });

  test("is shown by what it is, not by what it says", () => {
    const svg = utf8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect(documentKind(svg, { name: "bild.png", type: "image/png" })).toBe("other");
    expect(documentKind(svg, { name: "bild.txt", type: "text/plain" })).toBe("text");
    expect(documentKind(utf8("%PDF-1.7"), { name: "a.txt", type: "text/plain" })).toBe("pdf");
  });
});
