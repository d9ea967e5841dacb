import { describe, expect, it } from "vitest";
import { type EventId, type LetterId, parseRoomId, parseUserId } from "../../../shared/base/index.ts";
import { automaticData } from "../../../shared/letter/index.ts";
import {
  type EntryRecord,
  factsOf,
  type LetterRecord,
  newThread,
  parseThread,
  summaryOf,
  withEntry,
  withoutLetters,
} from "../../../shared/mailbox/index.ts";

const thread = parseRoomId("!thread:stadt.example")!;
const user = parseUserId("@bauamt:stadt.example")!;
const begun = newThread({
  ...{ thread, parties: [user], subject: "", nowMs: 1 },
  ...{ state: "open", joined: "joined", openedBy: null },
});
const file = { name: "a", type: "", sizeBytes: 1, sha256: "", key: "", parts: [] };

const letter = (number: number, about: Partial<LetterRecord> = {}): LetterRecord => ({
  ...{ kind: "letter", number, letter: `letter-${number}` as LetterId, thread, from: user, mine: false },
  ...{ subject: `Betreff ${number}`, text: `Text ${number}`, format: null, data: null, attachments: [] },
  ...{ sentAtMs: number, receivedAtMs: number, inReplyTo: null, acknowledgeBy: null, composedBy: null },
  ...{ opened: true, event: null, digest: null, proof: null, failure: null },
  ...about,
});
const threadAfter = (...letters: LetterRecord[]) =>
  letters.reduce((known, each) => withEntry(known, each, each.number), begun);
const ids = (...letters: LetterRecord[]) => new Set(letters.map((each) => each.letter));

describe("what the list filters by", () => {
  it("is kept with every letter, and the same as what its letters say", () => {
    const letters = [letter(1), letter(2, { attachments: [file], mine: true }), letter(3)];
    expect(begun.facts).toEqual({ files: false, turn: null });
    for (let count = 1; count <= letters.length; count++)
      expect(threadAfter(...letters.slice(0, count)).facts).toEqual(factsOf(letters.slice(0, count)));
    expect(threadAfter(...letters).facts).toEqual({ files: true, turn: "mine" });
    expect(threadAfter(...letters.slice(0, 2)).facts).toEqual({ files: true, turn: "theirs" });
  });

  it("is unknown in records from before, and stays so until the letters are counted", () => {
    const { facts: _unknown, ...old } = threadAfter(letter(1));
    const read = parseThread(old);
    expect(read.facts).toBeNull();
    expect(withEntry(read, letter(2), 2).facts).toBeNull();
    expect(summaryOf(read, { facts: factsOf([letter(1)]) }).facts).toEqual({ files: false, turn: "mine" });
  });
});

describe("a thread without some of its letters", () => {
  const letters = [
    letter(1, { acknowledgeBy: "2026-12-24" }),
    letter(2, { attachments: [file] }),
    letter(3, { opened: false }),
  ];

  it("is as if they had never been there", () => {
    const [first, second, third] = letters as [LetterRecord, LetterRecord, LetterRecord];
    const { nextNumber: _ours, ...left } = withoutLetters(threadAfter(...letters), ids(second), [first, third]);
    const { nextNumber: _theirs, ...never } = threadAfter(first, third);
    expect(left).toEqual(never);
    expect(withoutLetters(threadAfter(...letters), ids(first), [second, third])).toMatchObject({
      subject: "Betreff 2",
      asks: [],
    });
    expect(withoutLetters(threadAfter(...letters), ids(third), [first, second])).toMatchObject({
      unread: 0,
      preview: "Text 2",
    });
  });

  it("is empty without all of them", () => {
    expect(withoutLetters(threadAfter(...letters), ids(...letters), [])).toMatchObject({
      subject: "",
      preview: "",
      emptied: true,
    });
  });

  it("stays where something is left that cannot be read, which alone is new in it", () => {
    const unreadable: EntryRecord = {
      ...{
        kind: "unreadable",
        number: 4,
        event: "$event" as EventId,
        from: user,
        reason: "cannot_open",
        receivedAtMs: 9,
      },
    };
    const before = withEntry(threadAfter(...letters), unreadable, 9);
    expect(before.unread).toBe(2);
    expect(withoutLetters(before, ids(...letters), [unreadable])).toMatchObject({
      ...{ subject: "", preview: "", unread: 1, lastAtMs: 9, emptied: false },
    });
  });
});

describe("a notice of absence", () => {
  const notice = letter(2, { mine: true, data: automaticData("absence") });
  const answer = letter(3, { mine: true });
  const apart = { ...threadAfter(letter(1)), order: { ...begun.order, apart: true } };

  it("is no answer of the person: it is still their turn", () => {
    for (const letters of [[letter(1), notice], [notice], [letter(1), answer, { ...notice, number: 4 }]])
      expect(threadAfter(...letters).facts).toEqual(factsOf(letters));
    expect(threadAfter(letter(1), notice).facts?.turn).toBe("mine");
    expect(threadAfter(letter(1), notice, answer).facts?.turn).toBe("theirs");
    expect(threadAfter(notice).facts?.turn).toBeNull();
  });

  it("does not take in a thread that is kept apart, as an answer does", () => {
    expect(withEntry(apart, notice, 2).order.apart).toBe(true);
    expect(withEntry(apart, answer, 3).order.apart).toBe(false);
  });
});
