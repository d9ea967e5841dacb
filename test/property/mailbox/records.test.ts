import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FederpostError, parseDeviceId, parseRoomId, parseUserId } from "../../../shared/base/index.ts";
import {
  newThread,
  type PresentDevice,
  parseEntry,
  parseOutboxItem,
  parseReceiptRecord,
  parseStagedFile,
  parseThread,
  planMembership,
  usualOrder,
} from "../../../shared/mailbox/index.ts";
import { mutatedJson } from "../letter/mutations.ts";

const thread = parseRoomId("!thread:example.org")!;
const user = parseUserId("@erika:example.org")!;
const letter = "0b0e7a4c-8f0f-4a53-9f0e-1f6a1f0f9a11";
const proof = { letter: "a", certificate: "b", document: "c" };
const retry = { tries: 1, notBeforeMs: 2 };

/** One valid record of every kind. */
const records: readonly (readonly [string, (value: unknown) => unknown, readonly object[]])[] = [
  [
    "thread",
    parseThread,
    [newThread({ thread, parties: [user], subject: "s", nowMs: 1, state: "open", joined: "joined", openedBy: null })],
  ],
  [
    "entry",
    parseEntry,
    [
      {
        kind: "letter",
        number: 1,
        letter,
        thread,
        from: user,
        mine: true,
        subject: "s",
        text: "t",
        format: "text/markdown",
        data: { schema: "s", json: { a: [1] } },
        attachments: [
          {
            name: "n",
            type: "t",
            sizeBytes: 1,
            sha256: "x",
            key: "k",
            parts: [{ mxc: "mxc://example.org/a", sizeBytes: 1 }],
          },
        ],
        sentAtMs: 1,
        receivedAtMs: null,
        inReplyTo: letter,
        acknowledgeBy: null,
        composedBy: "https://example.org",
        opened: false,
        event: "$e",
        digest: "d",
        proof,
        failure: "offline",
      },
      { kind: "unreadable", number: 1, event: "$e", from: null, reason: "cannot_open", receivedAtMs: 1 },
      { kind: "notice", number: 1, event: "$e", what: "member_left", who: user, atMs: 1 },
    ],
  ],
  [
    "receipt",
    parseReceiptRecord,
    [
      { kind: "provided", by: user, atMs: 1, says: null, valid: true, receipt: "r", certificate: "c", document: "d" },
      { kind: "rejected", by: user, atMs: 1, says: "no", valid: true, receipt: "r", certificate: "c", document: "d" },
    ],
  ],
  [
    "outgoing item",
    parseOutboxItem,
    [
      {
        kind: "letter",
        letter,
        thread,
        to: [user],
        showPerson: true,
        demands: "high",
        held: {
          ...{ untilMs: 5, ms: 4, draft: { draftId: "d", text: "Guten Tag", files: [] } },
          before: { order: { ...usualOrder, apart: true }, number: 3 },
        },
        files: [
          {
            name: "n",
            type: "t",
            sizeBytes: 1,
            sha256: "x",
            key: "k",
            staging: "s",
            partSizes: [1],
            uploaded: ["mxc://example.org/a"],
          },
        ],
        ...retry,
      },
      { kind: "event", thread, txnId: "t", type: "m.room.encrypted", content: { a: 1 }, letter: null, ...retry },
      { kind: "commit", thread, txnId: "t", ...retry },
      { kind: "welcome", thread, txnId: "t", to: [{ user, device: "D" }], welcome: "AA", ...retry },
      { kind: "join", thread, via: ["example.org"], ...retry },
    ],
  ],
  [
    "staged file",
    parseStagedFile,
    [{ key: "k", sizeBytes: 1, sha256: "x", partSizes: [1], createdAtMs: 1, origin: null }],
  ],
];

describe("a stored record", () => {
  for (const [name, parse, valid] of records) {
    it(`that is a ${name} is read back as it was`, () => {
      for (const record of valid) expect(parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    });

    it(`that is no ${name} is our own fault, and never another error`, () => {
      fc.assert(
        fc.property(fc.oneof(...valid.map(mutatedJson), fc.anything()), (value) => {
          try {
            parse(value);
          } catch (error) {
            expect(error).toBeInstanceOf(FederpostError);
            expect((error as FederpostError).code).toBe("internal");
            // What was in it is nobody's business.
            expect((error as FederpostError).message).toBe(
              `A stored ${name === "entry" ? "letter" : name} has an unknown form.`,
            );
          }
        }),
      );
    });
  }
});

describe("a plan of members", () => {
  const device = fc.record({
    account: fc.constantFrom(user, parseUserId("@bauamt:example.org")!),
    deviceId: fc.constantFrom(...["A", "B", "C"].map((name) => parseDeviceId(name)!)),
    mlsKey: fc.constantFrom<string>("k1", "k2"),
  });

  it("adds nobody who is there, removes nobody who is listed, and is empty once it is carried out", () => {
    const unique = { selector: (d: { account: string; deviceId: string }) => `${d.account} ${d.deviceId}` };
    fc.assert(
      fc.property(fc.uniqueArray(device, unique), fc.uniqueArray(device, unique), (there, listed) => {
        let present: PresentDevice[] = there.map((each, leafIndex) => ({ ...each, leafIndex }));
        const accounts = [...new Set(listed.map(({ account }) => account))];
        const wanted = accounts.map((account) => ({
          account,
          devices: listed.filter((each) => each.account === account).map((each) => ({ ...each, notAfterMs: 10 })),
        }));
        for (let step = 0; step < 2; step++) {
          const plan = planMembership(present, wanted, { nowMs: 1 });
          for (const each of plan.add)
            expect(present.some((p) => p.account === each.account && p.deviceId === each.deviceId)).toBe(false);
          present = present.filter((p) => !plan.remove.some(({ leafIndex }) => leafIndex === p.leafIndex));
          present = [...present, ...plan.add.map((each, i) => ({ ...each, leafIndex: 100 * (step + 1) + i }))];
        }
        expect(planMembership(present, wanted, { nowMs: 1 })).toEqual({ add: [], remove: [] });
      }),
    );
  });
});
