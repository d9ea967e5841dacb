import { describe, expect, it } from "vitest";
import { parseRoomId, parseUserId } from "../../../shared/base/index.ts";
import {
  byListPlace,
  folderOf,
  labelLimits,
  newThread,
  parseThread,
  reordered,
  type ThreadRecord,
  tidyLabels,
  usualOrder,
  withEntry,
} from "../../../shared/mailbox/index.ts";

const threadOf = (part: Partial<ThreadRecord> = {}): ThreadRecord => ({
  ...newThread({
    thread: parseRoomId("!a:stadt.example")!,
    parties: [parseUserId("@bauamt:stadt.example")!],
    subject: "Bescheid",
    nowMs: 1000,
    state: "open",
    joined: "joined",
    openedBy: null,
  }),
  ...part,
});

const put = { ...usualOrder, archived: true, snoozedUntilMs: 5000, pinned: true, marked: true, labels: ["Bau"] };

describe("the order of a thread", () => {
  it("is the usual one in records from before there was order", () => {
    const { order: _, ...before } = threadOf();
    expect(parseThread(before).order).toEqual(usualOrder);
    expect(parseThread(threadOf({ order: put })).order).toEqual(put);
  });

  it("puts a thread out of sight until its time, and then where it was", () => {
    const snoozed = { ...usualOrder, snoozedUntilMs: 5000 };
    expect(folderOf(snoozed, 4999)).toBe("snoozed");
    expect(folderOf(snoozed, 5000)).toBe("inbox");
    expect(folderOf({ ...snoozed, archived: true }, 5000)).toBe("archive");
    expect(folderOf(usualOrder, 0)).toBe("inbox");
  });

  it("keeps a thread apart unless it lies in the archive or the trash, until somebody answers or takes it in", () => {
    const apart = { ...usualOrder, apart: true };
    expect(folderOf(apart, 0)).toBe("apart");
    expect(folderOf({ ...apart, archived: true }, 0)).toBe("archive");
    expect(folderOf({ ...apart, trashedAtMs: 1 }, 0)).toBe("trash");
    expect(folderOf(reordered(apart, { apart: false }, 1), 0)).toBe("inbox");
    expect(reordered(apart, { pinned: true }, 1).apart).toBe(true);
  });

  it("changes only what a change says, and takes null for a time as none", () => {
    expect(reordered(put, {}, 7)).toEqual({ ...put, changedAtMs: 7 });
    const woken = { ...put, snoozedUntilMs: null, labels: [], changedAtMs: 7 };
    expect(reordered(put, { snoozedUntilMs: null, labels: [] }, 7)).toEqual(woken);
    expect(reordered(put, { pinned: false }, 7).pinned).toBe(false);
  });

  it("brings a thread back when somebody else writes, or what they sent cannot be read", () => {
    const unreadable = {
      kind: "unreadable" as const,
      number: 1,
      event: "$e" as never,
      from: null,
      reason: "cannot_open" as const,
      receivedAtMs: 2000,
    };
    const back = { ...put, archived: false, snoozedUntilMs: null, changedAtMs: 2000 };
    expect(withEntry(threadOf({ order: put }), unreadable, 2000).order).toEqual(back);
    const content = { subject: "", text: "", attachments: [], opened: false, sentAtMs: 1500 };
    const letter = { kind: "letter", number: 1, ...content } as never;
    const sent = (mine: boolean) => withEntry(threadOf({ order: put }), { ...(letter as object), mine } as never, 2000);
    expect(sent(false).order).toEqual({ ...back, changedAtMs: 1500 });
    expect(sent(true).order).toEqual(put);
  });

  it("is not changed by a notice: nobody has written", () => {
    const notice = { kind: "notice", number: 1 } as never;
    expect(withEntry(threadOf({ order: put }), notice, 2000).order).toEqual(put);
  });
});

describe("labels", () => {
  it("are kept once whatever their case and their blanks, and no empty one", () => {
    expect(tidyLabels([" Bau  amt ", "bau amt", "", "  ", "Eilt"])).toEqual(["Bau amt", "Eilt"]);
    // Composed and decomposed are one label.
    expect(tidyLabels(["Für Erika", "Fu\u0308r Erika"])).toEqual(["Für Erika"]);
  });

  it("are as many and as long as allowed", () => {
    const labels = tidyLabels(Array.from({ length: 50 }, (_, i) => `${i}${"😀".repeat(100)}`));
    expect(labels.length).toBe(labelLimits.count);
    for (const label of labels) expect([...label].length).toBeLessThanOrEqual(labelLimits.length);
  });
});

describe("the list", () => {
  it("has pinned threads first, then the newest, and an order among equals", () => {
    const place = (thread: string, pinned: boolean, lastAtMs: number) => ({ thread, pinned, lastAtMs });
    const places = [place("c", false, 2), place("b", false, 2), place("a", true, 1), place("d", false, 3)];
    expect(places.sort(byListPlace).map(({ thread }) => thread)).toEqual(["a", "d", "b", "c"]);
  });
});
