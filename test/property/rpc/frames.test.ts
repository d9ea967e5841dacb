import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyPlain, type Frame, idOfMalformedCall, parseFrame } from "../../../shared/rpc/index.ts";

const text = fc.string({ minLength: 1, maxLength: 64 });
const count = fc.nat();
const failure = fc.record({
  code: text,
  number: fc.option(fc.integer(), { nil: null }),
  retryable: fc.boolean(),
  retryAfterMs: fc.option(count, { nil: null }),
});
const json = fc.jsonValue();

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ kind: fc.constant("call" as const), id: text, method: text, params: json }),
  fc.record({ kind: fc.constant("cancel" as const), id: text }),
  fc.record({ kind: fc.constant("answer" as const), id: text, result: json }),
  fc.record({ kind: fc.constant("failure" as const), id: text, error: failure }),
  fc.record({ kind: fc.constant("event" as const), event: text, data: json }),
  fc.record({ kind: fc.constant("pull" as const), stream: count, chunks: count, probe: json }),
  fc.record({ kind: fc.constant("chunk" as const), stream: count, index: count, bytes: json, last: fc.boolean() }),
  fc.record({ kind: fc.constantFrom("torn" as const, "drop" as const), stream: count }),
);

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

describe("frames", () => {
  it("a frame survives the way over a port", () => {
    fc.assert(
      fc.property(frame, (one) => {
        expect(parseFrame(structuredClone(one))).toEqual(one);
      }),
    );
  });

  it("whatever else arrives is null or a frame, and never throws", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const parsed = parseFrame(value);
        if (parsed !== null) expect(parseFrame(parsed)).toEqual(parsed);
        idOfMalformedCall(value);
      }),
    );
  });

  it("a frame with one field replaced by anything is null or a frame", () => {
    fc.assert(
      fc.property(frame, fc.nat(), anything, (one, which, value) => {
        const keys = Object.keys(one);
        const changed = { ...one, [keys[which % keys.length] ?? "kind"]: value };
        const parsed = parseFrame(changed);
        if (parsed !== null) expect(parseFrame(parsed)).toEqual(parsed);
      }),
    );
  });

  it("throwing getters and proxies are no frames", () => {
    const trap = () => {
      throw new Error("trap");
    };
    expect(parseFrame(Object.defineProperty({}, "kind", { get: trap }))).toBeNull();
    expect(parseFrame(new Proxy({}, { get: trap, getOwnPropertyDescriptor: trap, ownKeys: trap }))).toBeNull();
  });
});

const budget = { bytes: 10_000, depth: 8 };

/** Whether a value is made of JSON kinds and objects without a prototype only. */
function isBare(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isBare);
  if (typeof value !== "object" || value === null)
    return ["string", "number", "boolean", "undefined", "object"].includes(typeof value);
  return Object.getPrototypeOf(value) === null && Object.values(value).every(isBare);
}

describe("copies of what a page sends", () => {
  it("JSON is copied unchanged, into objects without a prototype", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        // JSON.parse makes a real "__proto__" key, which no honest page sends.
        fc.pre(!JSON.stringify(value).includes("__proto__"));
        const copied = copyPlain(value, { bytes: 1e6, depth: 8 });
        expect(copied.kind).toBe("plain");
        expect(JSON.stringify(copied.kind === "plain" && copied.value)).toBe(JSON.stringify(value));
        expect(copied.kind === "plain" && isBare(copied.value)).toBe(true);
      }),
    );
  });

  it("anything else is refused or bare, never thrown at the caller", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const copied = copyPlain(value, budget);
        if (copied.kind === "plain") expect(isBare(copied.value)).toBe(true);
      }),
    );
  });

  it("cycles, instances, functions, symbols, binary data and __proto__ keys are refused", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const hostile = [
      cycle,
      new (class Thing {})(),
      () => 1,
      Symbol("x"),
      10n,
      new Map(),
      new Uint8Array(2),
      new Date(),
      Number.NaN,
      JSON.parse('{"__proto__":{"admin":true}}'),
      Object.defineProperty({}, "x", {
        enumerable: true,
        get: () => {
          throw new Error("trap");
        },
      }),
    ];
    for (const value of hostile) expect(copyPlain(value, budget).kind).toBe("not_plain");
  });

  it("what is over the budget is refused without being walked", () => {
    const holes: unknown[] = [];
    holes.length = 2 ** 32 - 1;
    for (const value of ["x".repeat(20_000), holes, Array(20_000).fill(0), { a: Array(5000).fill("abc") }]) {
      expect(copyPlain(value, budget).kind).toBe("too_large");
    }
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(copyPlain(deep, budget).kind).toBe("not_plain");
  });
});
