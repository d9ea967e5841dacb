import fc from "fast-check";
import { type ComponentChild, isValidElement, type VNode } from "preact";
import { describe, expect, test } from "vitest";
import { Markdown } from "../../../extension/ui/parts/markdown.tsx";
import { type Block, parseMarkdown } from "../../../extension/ui/safe/markdown.ts";
import { markOf, withMark } from "../../../extension/ui/state/mark-up.ts";

const parse = (text: string): readonly Block[] => parseMarkdown(text, () => 0) ?? [];
const words = (text: string) => [{ kind: "text", text }];

/** Every element that is drawn for a tree, with its properties. Components are run; hooks are not used in them but for texts. */
function drawn(node: ComponentChild): { readonly type: string; readonly props: Readonly<Record<string, unknown>> }[] {
  if (Array.isArray(node)) return node.flatMap(drawn);
  if (!isValidElement(node)) return [];
  const { type, props } = node as VNode<Record<string, unknown>>;
  if (typeof type === "string") return [{ type, props }, ...drawn(props.children as ComponentChild)];
  // A mark and a cut ask for a text: they draw a span around it.
  if (["Mark", "Cut", "PictureOf"].includes(type.name)) return [{ type: "span", props: {} }];
  return drawn((type as (props: unknown) => ComponentChild)(props));
}

const elements = (text: string) => drawn(Markdown({ blocks: parse(text) }));
const allowed = new Set(
  "div p h4 h5 h6 blockquote ul ol li pre code table thead tbody tr th td hr strong em s br span a bdi".split(" "),
);

/** What holds for whatever was written: elements of the list, no address but https, nothing that runs or loads. */
function expectSafe(text: string): void {
  for (const { type, props } of elements(text)) {
    expect(allowed).toContain(type);
    for (const [name, value] of Object.entries(props)) {
      expect(["class", "dir", "data-testid", "children", "href", "target", "rel", "start", "scope", "key"]).toContain(
        name,
      );
      if (name === "href") expect(String(value)).toMatch(/^https:\/\/[^/@]+\//);
    }
  }
}

describe("Markdown in a letter", () => {
  test("is laid out by few kinds: headings, lists, quotes, emphasis, code, tables, rules", () => {
    expect(parse("# Antrag\n\nBitte **sofort** lesen")).toEqual([
      { kind: "heading", level: 1, inside: words("Antrag") },
      {
        kind: "paragraph",
        inside: [...words("Bitte "), { kind: "strong", inside: words("sofort") }, ...words(" lesen")],
      },
    ]);
    expect(parse("3. drei\n4. vier\n\n> Zitat\n> weiter\n\n---")).toEqual([
      {
        ...{ kind: "list", first: 3 },
        items: [[{ kind: "paragraph", inside: words("drei") }], [{ kind: "paragraph", inside: words("vier") }]],
      },
      {
        kind: "quote",
        blocks: [{ kind: "paragraph", inside: [...words("Zitat"), { kind: "break" }, ...words("weiter")] }],
      },
      { kind: "rule" },
    ]);
    expect(parse("|a|b|\n|-|-|\n|1|~~2~~|")).toEqual([
      { kind: "table", head: [words("a"), words("b")], rows: [[words("1"), [{ kind: "struck", inside: words("2") }]]] },
    ]);
    expect(parse("```\nx < y\n```")).toEqual([{ kind: "code", text: "x < y" }]);
  });

  test("keeps lines as they were written, as every letter does, and what is moved in is no code", () => {
    expect(parse("Erika Mustermann\n    Musterweg 1\n12345 Musterlingen")).toEqual([
      {
        kind: "paragraph",
        inside: ["Erika Mustermann", "Musterweg 1", "12345 Musterlingen"].flatMap((line, i) => [
          ...(i === 0 ? [] : [{ kind: "break" }]),
          ...words(line),
        ]),
      },
    ]);
    expect(parse("Kopf\n===\n\n    vier Leerzeichen").some(({ kind }) => kind === "code" || kind === "heading")).toBe(
      false,
    );
  });

  test("shows where a link leads, and follows none but https without a user", () => {
    const link = (text: string) => parse(text)[0] as Extract<Block, { kind: "paragraph" }>;
    expect(link("[Zum Amt](https://evil.example/a)").inside).toEqual([
      { kind: "link", href: "https://evil.example/a", target: "https://evil.example/a", inside: words("Zum Amt") },
    ]);
    const shown = elements("[https://amt.example](https://evil.example/a)").filter(({ type }) => type === "a");
    expect(shown.map(({ props }) => [props.href, props.children])).toEqual([
      // The words look like an address and are one of their own.
      ["https://amt.example/", "https://amt.example/"],
      ["https://evil.example/a", "https://evil.example/a"],
    ]);
    for (const target of [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\\nscript:x",
      "data:text/html,<script>",
      "vbscript:x",
      "http://amt.example",
      "//evil.example",
      "https://amt.example@evil.example",
      "file:///etc/passwd",
      "&#106;avascript:alert(1)",
      "blob:https://x",
      "chrome-extension://x/inbox.html",
      "#/thread/x",
    ])
      expect(elements(`[x](<${target}>) [y](${target})`).filter(({ type }) => type === "a")).toEqual([]);
  });

  test("has no HTML: what looks like it is text", () => {
    for (const html of [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "a <b onmouseover=x>b</b>",
      "<!-- x -->",
      "<svg/onload=x>",
      "<style>*{}</style>",
      "<a href='https://x.example'>",
    ]) {
      expectSafe(html);
      expect(JSON.stringify(parse(html))).toContain(JSON.stringify(html.split(" ")[0]).slice(1, -1));
    }
  });

  test("loads no picture: its words and its address are shown", () => {
    expect(parse("![Plan](https://tracker.example/1.png)")).toEqual([
      {
        kind: "paragraph",
        inside: [{ kind: "picture", target: "https://tracker.example/1.png", inside: words("Plan") }],
      },
    ]);
    expect(elements("![Plan](https://tracker.example/1.png)").map(({ type }) => type)).not.toContain("img");
  });

  test("hides nothing: references, entities and comments stand there as they were written", () => {
    const text = "[//]: # (versteckt)\n\n[a]: https://x.example 'geheim'\n\n&lt;b&gt; &#8238;";
    const said = JSON.stringify(parse(text));
    for (const part of ["versteckt", "geheim", "&lt;b&gt;", "&#8238;"]) expect(said).toContain(part);
  });

  test("that is nested too deep becomes text, and none overruns the stack", () => {
    const deep = `${"> ".repeat(25)}tief`;
    expect(JSON.stringify(parse(deep))).toContain("tief");
    expect(parseMarkdown(">".repeat(200_000), () => 0)).toBeNull();
    for (const text of [
      "- ".repeat(3000),
      "*".repeat(7000),
      `${"[".repeat(3500)}${"]".repeat(3500)}`,
      "**a ".repeat(1500),
    ])
      expectSafe(text);
  });

  test("that would take too long is not read: plain text is shown instead", () => {
    expect(parseMarkdown("[a](".repeat(50_000), () => 0)).toBeNull();
    expect(parseMarkdown("x".repeat(1_000_000), () => 0)).toBeNull();
    // The clock runs out between two paragraphs.
    let nowMs = 0;
    const clock = () => {
      nowMs += 100;
      return nowMs;
    };
    expect(parseMarkdown("Absatz\n\n".repeat(1000), clock)).toBeNull();
    expect(parseMarkdown("Absatz\n\n".repeat(1000), () => 0)).toHaveLength(1000);
  });

  test("of any kind is safe to draw", () => {
    const pieces = fc.constantFrom(
      ..."# ,> ,- ,1. ,*,**,_,~~,`,```\n,[,],(,),![,<,>,|,\n,\n\n,\\,&,a,https://x.example/,javascript:,<script>,\u202e, ".split(
        ",",
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 60 }).map((all) => all.join("")),
          fc.string(),
        ),
        expectSafe,
      ),
      { numRuns: Number(process.env.FEDERPOST_RUNS ?? 300) },
    );
  });
});

describe("marks in a text that is written", () => {
  const marked = (text: string, from: number, to: number, mark: Parameters<typeof withMark>[1]) =>
    withMark({ text, from, to }, mark);

  test("go around what is chosen, and off again", () => {
    const on = marked("Bitte sofort lesen", 6, 12, "strong");
    expect(on).toEqual({ text: "Bitte **sofort** lesen", from: 8, to: 14 });
    expect(withMark(on, "strong")).toEqual({ text: "Bitte sofort lesen", from: 6, to: 12 });
  });

  test("go before every line of which something is chosen, and off again", () => {
    const on = marked("a\nb\nc", 2, 5, "list");
    expect(on.text).toBe("a\n- b\n- c");
    expect(withMark(on, "list").text).toBe("a\nb\nc");
  });

  test("of a link leave the address chosen", () => {
    const { text, from, to } = marked("Zum Amt", 0, 7, "link");
    expect([text, text.slice(from, to)]).toEqual(["[Zum Amt](https://)", "https://"]);
  });

  test("have keys that are no others", () => {
    const stroke = { ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
    expect(markOf({ ...stroke, key: "b" })).toBe("strong");
    expect(markOf({ ...stroke, key: "x" })).toBeNull();
    expect(markOf({ ...stroke, ctrlKey: false, key: "b" })).toBeNull();
    expect(markOf({ ...stroke, altKey: true, key: "b" })).toBeNull();
  });
});
