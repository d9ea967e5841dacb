import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitLinks } from "../../../extension/ui/safe/links.ts";

const links = (text: string) => splitLinks(text).flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));

describe("links in letters", () => {
  test("are made of https addresses, without the punctuation after them", () => {
    expect(splitLinks("Siehe https://stadt.example/plan (oder https://land.example).")).toEqual([
      { kind: "text", text: "Siehe " },
      { kind: "link", href: "https://stadt.example/plan" },
      { kind: "text", text: " (oder " },
      { kind: "link", href: "https://land.example/" },
      { kind: "text", text: ")." },
    ]);
  });

  test.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https:",
    "data:text/html,<script>alert(1)</script>",
    "blob:null/123",
    "http://stadt.example",
    "ftp://stadt.example",
    "file:///etc/passwd",
    "//stadt.example",
    "www.stadt.example",
    "https://",
    "https://[",
  ])("are never made of %s", (text) => {
    expect(links(text)).toEqual([]);
  });

  test("are not made of addresses that show another host first", () => {
    expect(links("https://stadt.example@evil.example/")).toEqual([]);
    expect(links("https://stadt.example:443@evil.example/")).toEqual([]);
  });

  test("show foreign letters in a host as they are sent", () => {
    expect(links("https://stаdt.example/")).toEqual(["https://xn--stdt-63d.example/"]);
  });

  test("start only at https, whatever stands before it", () => {
    expect(links("javascript:https://stadt.example/")).toEqual(["https://stadt.example/"]);
  });

  test("are always https without a user, and the text around them stays whole", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.webUrl({ validSchemes: ["https", "http"] }), fc.string())), (parts) => {
        const text = parts.join(" ");
        for (const href of links(text)) {
          expect(new URL(href).protocol).toBe("https:");
          expect(new URL(href).username).toBe("");
        }
        if (links(text).length === 0)
          expect(
            splitLinks(text)
              .map((piece) => (piece.kind === "text" ? piece.text : ""))
              .join(""),
          ).toBe(text);
      }),
    );
  });
});
