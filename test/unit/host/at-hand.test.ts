import { describe, expect, test } from "vitest";
import { createAddressBar } from "../../../extension/host/address-bar.ts";
import { letterAbout } from "../../../extension/host/from-page.ts";
import { plainLine } from "../../../extension/host/plain-line.ts";
import { placeOn } from "../../../extension/host/pop-out.ts";
import { createTranslate } from "../../../extension/i18n/index.ts";
import type { MenuChoice, Suggestion } from "../../../extension/platform/index.ts";
import type { AccountView, FoundView } from "../../../shared/protocol/index.ts";

const t = createTranslate("de");

// Tags that spell words, selectors, marks of direction, hyphens and letters that draw nothing, letters of nobody's.
const hiding = [
  ..."\u{E0041}\u{E007F}\u{E0100}\uFE00\u061C\u00AD\u034F\u115F\u1160\u17B4\u180E\u3164\uFFA0\u2800\uE000\u0085",
];

describe("a letter about a web page", () => {
  const choice = (about: Partial<MenuChoice>): Omit<MenuChoice, "kind"> => ({
    what: "page",
    selection: "",
    target: null,
    page: "https://stadt.example/zaun?a=1#b",
    title: "Zaun bauen",
    ...about,
  });

  test("quotes the marked text line by line and names the page", () => {
    const { subject, text } = letterAbout(choice({ what: "selection", selection: "Ein Zaun\r\n\r\nüber 2 m" }), t);
    expect(subject).toBe("Zaun bauen");
    expect(text).toBe("\n\n> Ein Zaun\n>\n> über 2 m\n\nVon der Seite https://stadt.example/zaun?a=1#b\n");
  });

  test("names a link or a picture, and no user name or password that an address holds", () => {
    const link = letterAbout(choice({ what: "link", target: "https://name:geheim@host.example/a" }), t);
    expect(link.text).toContain("\n\nhttps://host.example/a\n\n");
    const image = letterAbout(choice({ what: "image", target: "https://host.example/plan.png" }), t);
    expect(image.text).toContain("Bild unter https://host.example/plan.png");
  });

  test("takes no address but that of the web", () => {
    for (const target of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "blob:https://a/b",
      "x",
      null,
    ])
      expect(letterAbout(choice({ what: "link", target, page: "about:blank" }), t).text).toBe("");
    expect(letterAbout(choice({ page: `https://a.example/${"x".repeat(3000)}` }), t).text).toBe("");
  });

  test("hides nothing that the person would send unseen", () => {
    const { subject, text } = letterAbout(
      choice({ what: "selection", selection: "Konto\u202E21\u200B3\u0007", title: `a\u202Eb\n${"c".repeat(500)}` }),
      t,
    );
    expect(text).toContain("> Konto213\n");
    const quote = (selection: string) => letterAbout(choice({ what: "selection", selection, page: null }), t).text;
    for (const hidden of hiding) expect(quote(`Kon${hidden}to`), JSON.stringify(hidden)).toBe("\n\n> Konto\n");
    // What an emoji or a script is written with is not hidden, and a line that ends is a line.
    for (const seen of ["👨‍👩‍👧 ❤️ 1️⃣", "می‌خواهم", "a\tb"]) expect(quote(seen)).toBe(`\n\n> ${seen}\n`);
    expect(quote("eins\u2028zwei\rdrei")).toBe("\n\n> eins\n> zwei\n> drei\n");
    expect(subject).toMatch(/^ab c+…$/);
    expect(Array.from(subject)).toHaveLength(200);
    expect(letterAbout(choice({ what: "selection", selection: "x".repeat(300_000) }), t).text.length).toBeLessThan(
      110_000,
    );
  });
});

test("a line for places of the browser keeps neither breaks nor signs that draw nothing", () => {
  expect(plainLine("  a\n\tb\u2066c\u00AD  ", 80)).toBe("a bc");
  for (const hidden of hiding) expect(plainLine(`a${hidden}b`, 80).replace(" ", ""), JSON.stringify(hidden)).toBe("ab");
  expect(plainLine("😀".repeat(90), 80)).toBe(`${"😀".repeat(79)}…`);
});

describe("the address bar", () => {
  const found = (about: Partial<FoundView>): FoundView =>
    ({
      thread: "!thread:example.org",
      letter: null,
      subject: "Zaun",
      from: { userId: "@bauamt:example.org", organisation: { name: "Bauamt" }, domain: null },
      mine: false,
      snippet: "ein Wort aus dem Brief",
      atMs: 1,
      ...about,
    }) as unknown as FoundView;
  const letter = "8f1b3c1e-6f7f-4c51-8d0e-0f4f0c9b1a11";

  function setUp(kind: AccountView["kind"] | "parked", results: readonly FoundView[] = []) {
    const seen = { asked: [] as string[], opened: [] as string[], wanted: 0 };
    const answers: { id: number | null; first: string; suggestions: readonly Suggestion[] }[] = [];
    const bar = createAddressBar({
      vault: { lockState: kind === "locked" ? "locked" : "unlocked" },
      mailbox: { isOpen: kind === "ready", isRunning: ["ready", "parked", "locked"].includes(kind) },
      desk: {
        suggest: async (answer) => void answers.push(answer),
        openInbox: async ({ hash }) => void seen.opened.push(hash),
      },
      translate: async () => t,
      search: async (query) => {
        seen.asked.push(query);
        return { found: results };
      },
      wanted: () => seen.wanted++,
    });
    return { bar, seen, answers };
  }

  test("suggests subject and party of what was found, and nothing of its text", async () => {
    const { bar, answers } = setUp("ready", [found({ letter }), found({ subject: "", mine: true })]);
    await bar.handle({ kind: "searchTyped", id: 7, text: " zaun " });
    expect(answers).toEqual([
      {
        id: 7,
        first: "Im ganzen Postfach suchen",
        suggestions: [
          { content: `#/thread/!thread%3Aexample.org/${letter}`, description: "Zaun – Bauamt" },
          { content: "#/thread/!thread%3Aexample.org", description: "(ohne Betreff) – Sie" },
        ],
      },
    ]);
    expect(JSON.stringify(answers)).not.toContain("Wort");
  });

  test("shows no claimed name like a checked one", async () => {
    const from = { userId: "@x:example.org", claimedName: "Finanzamt", domain: null };
    const { bar, answers } = setUp("ready", [found({ from } as unknown as Partial<FoundView>)]);
    await bar.handle({ kind: "searchTyped", id: 1, text: "zaun" });
    expect(answers[0]?.suggestions[0]?.description).toBe("Zaun – @x:example.org");
  });

  test("says what Enter does before anything is typed", async () => {
    const { bar, seen, answers } = setUp("ready", [found({})]);
    await bar.handle({ kind: "searchStarted" });
    await bar.handle({ kind: "searchTyped", id: 1, text: "  " });
    expect(answers).toEqual([null, 1].map((id) => ({ id, first: "Im ganzen Postfach suchen", suggestions: [] })));
    expect(seen.asked).toEqual([]);
  });

  test.each(["locked", "parked", "none", "signed_out", "waiting", "blocked"] as const)(
    "asks nothing while %s, and says so",
    async (kind) => {
      const { bar, seen, answers } = setUp(kind, [found({})]);
      await bar.handle({ kind: "searchTyped", id: 1, text: "zaun" });
      expect(seen.asked).toEqual([]);
      expect(answers[0]?.suggestions).toEqual([]);
      expect(answers[0]?.first).toBe(t(["locked", "parked"].includes(kind) ? "bar.locked" : "bar.no_mailbox"));
    },
  );

  test("opens what was chosen, and hands words to the page without writing them into its address", async () => {
    const { bar, seen } = setUp("ready");
    await bar.handle({ kind: "searchEntered", text: `#/thread/!thread%3Aexample.org/${letter}` });
    expect([seen.opened, seen.wanted, bar.take()]).toEqual([[`#/thread/!thread%3Aexample.org/${letter}`], 0, null]);
    for (const text of ["zaun", "#/thread/%", "#/thread/x/y"]) {
      await bar.handle({ kind: "searchEntered", text });
      expect(seen.opened.at(-1)).toBe("#/");
      expect([bar.take(), bar.take()]).toEqual([text, null]);
    }
    expect(seen.wanted).toBe(3);
  });

  test("keeps no words for the page once the mailbox was removed", async () => {
    const { bar } = setUp("ready");
    await bar.handle({ kind: "searchEntered", text: "zaun" });
    bar.forget();
    expect(bar.take()).toBeNull();
  });
});

describe("a window of its own", () => {
  const screen = { left: 0, top: 25, width: 1280, height: 775, extended: false };
  const box = { left: 100, top: 100, width: 600, height: 700 };

  test("opens where it was left, or where the browser puts it the first time", () => {
    expect(placeOn(screen, box)).toEqual(box);
    expect(placeOn(screen, null)).toEqual({ width: 560, height: 760 });
    expect(placeOn(null, box)).toEqual(box);
  });

  test("is wholly on the screen, and no larger than it", () => {
    expect(placeOn(screen, { ...box, left: 2000, top: -300 })).toEqual({ ...box, left: 680, top: 25 });
    expect(placeOn(screen, { left: -5000, top: 9000, width: 4000, height: 3000 })).toEqual({
      left: 0,
      top: 25,
      width: 1280,
      height: 775,
    });
    expect(placeOn(screen, { ...box, width: 1, height: 1 })).toMatchObject({ width: 360, height: 420 });
  });

  test("is left to the browser where there is more than one screen", () => {
    expect(placeOn({ ...screen, extended: true }, { ...box, left: 2000 })).toEqual({ ...box, left: 2000 });
  });
});
