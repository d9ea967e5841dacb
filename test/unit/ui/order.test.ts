import { describe, expect, test } from "vitest";
import { texts } from "../../../extension/i18n/index.ts";
import { morningIn, morningOf, offeredActs, usualAct } from "../../../extension/ui/state/ordering.ts";
import { shortcutOf, shortcuts } from "../../../extension/ui/state/shortcuts.ts";
import type { OrderView, ThreadSummary } from "../../../shared/protocol/index.ts";

const usual: OrderView = {
  pinned: false,
  archived: false,
  snoozedUntilMs: null,
  marked: false,
  labels: [],
  trashedAtMs: null,
  apart: null,
  taken: null,
  takenHere: false,
};
const threadOf = (order: Partial<OrderView>): ThreadSummary => ({
  thread: "!a:stadt.example",
  mailbox: "@erika:stadt.example",
  subject: "Bescheid",
  parties: [],
  preview: "",
  unread: 0,
  lastAtMs: 0,
  deadline: null,
  state: "open",
  order: { ...usual, ...order },
});
const plain = { ctrlKey: false, metaKey: false, altKey: false };

describe("shortcuts", () => {
  test("have no key twice, and words in both languages", () => {
    const keys = shortcuts.flatMap((each) => [...each.keys]);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { text } of shortcuts)
      for (const language of ["de", "en"] as const) expect(texts[language][text]).toBeTruthy();
  });

  test("are found by key, and never with a key that belongs to the browser", () => {
    expect(shortcutOf({ key: "e", ...plain })).toBe("archive");
    expect(shortcutOf({ key: "E", ...plain })).toBeNull();
    for (const held of ["ctrlKey", "metaKey", "altKey"])
      expect(shortcutOf({ key: "p", ...plain, [held]: true })).toBeNull();
  });
});

describe("acts on threads", () => {
  test("go back only where all threads have gone already", () => {
    expect(usualAct("pin", [threadOf({ pinned: true }), threadOf({})]).kind).toBe("pin");
    expect(usualAct("pin", [threadOf({ pinned: true })]).kind).toBe("unpin");
    expect(usualAct("archive", [threadOf({ archived: true })]).kind).toBe("unarchive");
    const taken = { device: "D2", by: "Büro 2", atMs: 1 };
    expect(usualAct("take", [threadOf({ taken, takenHere: true }), threadOf({})]).kind).toBe("take");
    expect(usualAct("take", [threadOf({ taken })]).kind).toBe("take");
    expect(usualAct("take", [threadOf({ taken, takenHere: true })]).kind).toBe("release");
    expect(usualAct("mark", [threadOf({ marked: true })]).kind).toBe("unmark");
  });

  test("offers to mark as unread only what is read", () => {
    const unread = { ...threadOf({}), unread: 2 };
    const kinds = (...threads: ThreadSummary[]) => offeredActs(threads).map(({ kind }) => kind);
    expect(kinds(unread)).toEqual(["take", "archive", "pin"]);
    expect(kinds(threadOf({}))).toContain("mark");
    expect(kinds(unread, threadOf({}))).toContain("mark");
    expect(kinds({ ...unread, order: { ...usual, marked: true } })).toContain("unmark");
  });

  test("put off to a morning that is still to come, over the ends of months and changes of the clock", () => {
    const eight = (year: number, month: number, day: number) => new Date(year, month, day, 8).getTime();
    expect(morningIn(1, new Date(2026, 0, 31, 23).getTime())).toBe(eight(2026, 1, 1));
    expect(morningIn(1, new Date(2026, 2, 28, 12).getTime())).toBe(eight(2026, 2, 29));
    const nowMs = new Date(2026, 10, 25, 9).getTime();
    expect(morningOf("2026-11-26", nowMs)).toBe(eight(2026, 10, 26));
    for (const day of ["2026-11-25", "2020-01-01", "", "tomorrow"]) expect(morningOf(day, nowMs)).toBeNull();
  });
});
