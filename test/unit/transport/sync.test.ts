import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFederpostError, parseUserId, utf8 } from "../../../shared/base/index.ts";
import { isJsonObject, isTable, parseJson } from "../../../shared/transport/json.ts";
import { parseSync } from "../../../shared/transport/sync.ts";
import { runs } from "./line.ts";

const self = parseUserId("@anna:localhost")!;

const event = (n: number, more: object = {}) => ({
  event_id: `$event${n}`,
  type: "m.room.encrypted",
  sender: "@bernd:localhost",
  origin_server_ts: 1_700_000_000_000 + n,
  content: { algorithm: "a", ciphertext: `c${n}` },
  unsigned: { age: 4 },
  ...more,
});

const batch = () => ({
  next_batch: "s1_2_3",
  to_device: { events: [{ type: "m.room.encrypted", sender: "@bernd:localhost", content: { a: 1 } }] },
  account_data: { events: [{ type: "de.federpost.folders", content: {} }] },
  rooms: {
    join: {
      "!one:localhost": {
        timeline: { events: [event(1), event(2, { state_key: "" })], limited: true, prev_batch: "p1" },
        state: { events: [event(0, { state_key: "@bernd:localhost" })] },
        unread_notifications: {},
      },
    },
    invite: {
      "!two:localhost": {
        invite_state: {
          events: [
            { type: "m.room.create", sender: "@clara:localhost", state_key: "", content: {} },
            {
              type: "m.room.member",
              sender: "@bernd:localhost",
              state_key: "@anna:localhost",
              content: { membership: "invite" },
            },
          ],
        },
      },
    },
    leave: { "!three:localhost": {} },
    knock: { "!four:localhost": {} },
  },
  device_one_time_keys_count: { "de.bwi.x": 3, signed_curve25519: 0 },
  device_unused_fallback_key_types: ["de.bwi.x"],
  "org.example.new": { unknown: true },
});

describe("reading a batch", () => {
  test("Matrix names are translated and unknown fields are ignored", () => {
    expect(parseSync(batch(), self)).toEqual({
      nextBatch: "s1_2_3",
      toDevice: [{ type: "m.room.encrypted", sender: "@bernd:localhost", content: { a: 1 } }],
      rooms: {
        joined: [
          {
            roomId: "!one:localhost",
            limited: true,
            prevBatch: "p1",
            timeline: [
              {
                eventId: "$event1",
                type: "m.room.encrypted",
                sender: "@bernd:localhost",
                sentAtMs: 1_700_000_000_001,
                stateKey: null,
                content: { algorithm: "a", ciphertext: "c1" },
                txnId: null,
              },
              expect.objectContaining({ eventId: "$event2", stateKey: "" }),
            ],
            state: [expect.objectContaining({ eventId: "$event0", stateKey: "@bernd:localhost" })],
          },
        ],
        invited: [
          {
            roomId: "!two:localhost",
            inviter: "@bernd:localhost",
            state: [
              { type: "m.room.create", sender: "@clara:localhost", stateKey: "", content: {} },
              {
                type: "m.room.member",
                sender: "@bernd:localhost",
                stateKey: "@anna:localhost",
                content: { membership: "invite" },
              },
            ],
          },
        ],
        left: [{ roomId: "!three:localhost", limited: false, prevBatch: null, timeline: [], state: [] }],
      },
      oneTimeKeyCounts: { "de.bwi.x": 3, signed_curve25519: 0 },
      unusedFallbackKeys: ["de.bwi.x"],
      accountData: [{ type: "de.federpost.folders", content: {} }],
      skipped: 0,
    });
  });

  test("a quiet server's shortest answer is a batch without anything", () => {
    const quiet = parseSync({ next_batch: "s2" }, self);
    expect(quiet).toMatchObject({ nextBatch: "s2", toDevice: [], unusedFallbackKeys: null, skipped: 0 });
    expect(quiet.rooms).toEqual({ joined: [], invited: [], left: [] });
  });

  test("one malformed event is left out and counted, its neighbours stay in order", () => {
    const bad = [
      null,
      7,
      {},
      event(3, { sender: "nobody" }),
      event(4, { content: [] }),
      event(5, { origin_server_ts: 0.5 }),
    ];
    const given = {
      next_batch: "s",
      rooms: { join: { "!r:x": { timeline: { events: [event(1), ...bad, event(2)] } } } },
    };
    const read = parseSync(given as never, self);
    expect(read.rooms.joined[0]!.timeline.map(({ eventId }) => eventId)).toEqual(["$event1", "$event2"]);
    expect(read.skipped).toBe(bad.length);
  });

  test("a content nested absurdly deep is left out, so that storing the batch cannot fail", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`) as never;
    const given = { next_batch: "s", to_device: { events: [{ type: "t", sender: "@b:x", content: deep }] } };
    const read = parseSync(given as never, self);
    expect(read).toMatchObject({ toDevice: [], skipped: 1 });
  });

  test("tables that a stranger fills have no prototype to hit", () => {
    const given = parseJson(
      utf8('{"next_batch":"s","device_one_time_keys_count":{"__proto__":7,"constructor":5,"a":1.5,"b":-1}}'),
    );
    const { oneTimeKeyCounts } = parseSync(given as never, self);
    expect(Object.getPrototypeOf(oneTimeKeyCounts)).toBeNull();
    expect(Object.entries(oneTimeKeyCounts)).toEqual([["constructor", 5]]);
  });

  test.each([
    [{}],
    [{ next_batch: 5 }],
    [{ next_batch: "" }],
    [{ next_batch: "a b" }],
    [{ next_batch: "s", rooms: [] }],
    [{ next_batch: "s", to_device: 1 }],
  ])("%j is no batch", (given) => {
    expect(() => parseSync(given as never, self)).toThrow(expect.objectContaining({ code: "invalid_response" }));
  });

  test("whatever takes the place of any part gives a batch or invalid_response, and the batch is plain JSON", () => {
    const paths = pathsOf(batch());
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.json(), (path, value) => {
        const read = attempt(() => parseSync(replaceAt(batch(), path, JSON.parse(value)) as never, self));
        if (read === null) return;
        // As text: -0 is the one number that JSON does not give back.
        expect(JSON.stringify(structuredClone(read))).toBe(JSON.stringify(read));
        for (const { timeline, state } of [...read.rooms.joined, ...read.rooms.left]) {
          for (const { eventId, sender, content } of [...timeline, ...state]) {
            expect(eventId.startsWith("$") && sender.startsWith("@") && isJsonObject(content)).toBe(true);
          }
        }
      }),
      runs(1_000),
    );
  });
});

describe("reading JSON", () => {
  test("any bytes give a value or undefined, never an exception", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseJson(bytes)),
      runs(1_000),
    );
  });

  test("a batch cut anywhere or with any bit flipped is a batch, invalid_response or no JSON", () => {
    const whole = utf8(JSON.stringify(batch()));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), fc.boolean(), (at, bit, cut) => {
        const bytes = cut ? whole.slice(0, at) : whole.slice();
        if (!cut) bytes[at] = bytes[at]! ^ (1 << bit);
        const json = parseJson(bytes);
        if (isTable(json)) attempt(() => parseSync(json, self));
        else if (cut) expect(json).toBeUndefined();
      }),
      runs(1_000),
    );
  });

  test("no spelling of __proto__ survives, and everything else does", () => {
    const letter = (character: string) => fc.constantFrom(character, `\\u00${character.charCodeAt(0).toString(16)}`);
    const spelling = fc.tuple(...[..."__proto__"].map(letter)).map((letters) => letters.join(""));
    fc.assert(
      fc.property(spelling, fc.jsonValue(), (key, value) => {
        const json = parseJson(
          utf8(`{"a":[{"${key}":{"polluted":true},"b":1}],"c":${JSON.stringify({ value })}}`),
        ) as never;
        const copy = Object.assign({}, (json as { a: object[] }).a[0]);
        expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
        expect(copy).toEqual({ b: 1 });
      }),
      runs(1_000),
    );
  });
});

type Path = readonly (string | number)[];

const pathsOf = (value: unknown, path: Path = []): Path[] =>
  typeof value !== "object" || value === null
    ? [path]
    : [
        path,
        ...Object.entries(value).flatMap(([key, inner]) =>
          pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ];

function replaceAt(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return typeof by === "object" && by !== null ? by : {};
  if (Array.isArray(value)) return value.map((inner, i) => (i === first ? replaceLeaf(inner, rest, by) : inner));
  return { ...(value as object), [first]: replaceLeaf((value as Record<string, unknown>)[first], rest, by) };
}

const replaceLeaf = (inner: unknown, rest: Path, by: unknown): unknown =>
  rest.length === 0 ? by : replaceAt(inner, rest, by);

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isFederpostError(error) && error.code === "invalid_response") return null;
    throw error;
  }
}
