import { describe, expect, it } from "vitest";
import type { RoomId } from "../../../shared/base/index.ts";
import {
  type EntryRecord,
  erasedAtMs,
  holdsOf,
  isPastKeeping,
  newThread,
  type ReceiptRecord,
  trashDays,
  usualOrder,
  withEntry,
} from "../../../shared/mailbox/index.ts";

const dayMs = 86_400_000;
const nowMs = 100 * dayMs;
const thread = {
  ...newThread({
    thread: "!a:stadt.example" as RoomId,
    parties: [],
    subject: "Bau",
    nowMs: 0,
    state: "open",
    joined: "joined",
    openedBy: null,
  }),
  order: { ...usualOrder, archived: true },
};
const letter = {
  kind: "letter",
  letter: "l",
  mine: true,
  event: "$e",
  failure: null,
  acknowledgeBy: null,
  opened: true,
  subject: "",
  text: "",
  number: 1,
};
const entry = (change: object) => ({ attachments: [], ...letter, ...change }) as unknown as EntryRecord;
const receipt = (kind: string, valid = true) => new Map([["l", [{ kind, valid } as ReceiptRecord]]]);

describe("what holds a thread", () => {
  it("is a letter that is neither sent nor given up", () => {
    expect(holdsOf([entry({ event: null })], new Map(), "2026-01-01")).toEqual(["unsent"]);
    expect(holdsOf([entry({ event: null, failure: "disconnected" })], new Map(), "2026-01-01")).toEqual([]);
    expect(holdsOf([entry({})], new Map(), "2026-01-01")).toEqual([]);
  });

  it("is a day that has not passed and an answer that is not there", () => {
    const due = [entry({ acknowledgeBy: "2026-03-01" })];
    expect(holdsOf(due, new Map(), "2026-03-01")).toEqual(["deadline"]);
    expect(holdsOf(due, receipt("retrieved"), "2026-02-01")).toEqual(["deadline"]);
    expect(holdsOf(due, receipt("acknowledged", false), "2026-02-01")).toEqual(["deadline"]);
    expect(holdsOf(due, new Map(), "2026-03-02")).toEqual([]);
    for (const kind of ["acknowledged", "rejected"]) expect(holdsOf(due, receipt(kind), "2026-02-01")).toEqual([]);
  });
});

describe("the rule for keeping", () => {
  it("takes what was put away and is old enough, and nothing that somebody still wants", () => {
    expect(isPastKeeping(thread, { days: 100 }, nowMs)).toBe(true);
    expect(isPastKeeping(thread, { days: 101 }, nowMs)).toBe(false);
    expect(isPastKeeping(thread, { days: null }, nowMs)).toBe(false);
    expect(isPastKeeping({ ...thread, unread: 1 }, { days: 1 }, nowMs)).toBe(false);
    expect(isPastKeeping({ ...thread, emptied: true }, { days: 1 }, nowMs)).toBe(false);
    const kept = [
      { archived: false },
      { pinned: true },
      { marked: true },
      { snoozedUntilMs: nowMs + 1 },
      { trashedAtMs: 5 },
    ];
    for (const change of kept)
      expect(isPastKeeping({ ...thread, order: { ...thread.order, ...change } }, { days: 1 }, nowMs)).toBe(false);
  });

  it("deletes what has lain in the trash for its days, unless a letter comes or goes", () => {
    const trashed = { ...thread, order: { ...thread.order, trashedAtMs: 7 } };
    expect(erasedAtMs(thread)).toBeNull();
    expect(erasedAtMs(trashed)).toBe(7 + trashDays * dayMs);
    for (const mine of [true, false])
      expect(erasedAtMs(withEntry(trashed, entry({ mine, opened: mine }), nowMs))).toBeNull();
  });
});
