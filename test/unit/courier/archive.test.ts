import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../shared/base/index.ts";
import { type ArchivedRecord, decodeChunk, encodeChunk, paddedLength } from "../../../shared/courier/archive/chunk.ts";
import { newestOf, ripeRun } from "../../../shared/courier/archive/compact.ts";
import { deriveArchiveKeys } from "../../../shared/courier/archive/key.ts";
import { renumber } from "../../../shared/courier/archive/merge.ts";
import type { Chunk } from "../../../shared/courier/archive/slot.ts";
import { deriveStorageKey } from "../../../shared/crypto/index.ts";
import type { EntryRecord } from "../../../shared/mailbox/index.ts";

const record = fc.record({
  store: fc.constantFrom("letters" as const, "drafts" as const, "rules" as const),
  key: fc.string(),
  atMs: fc.nat(),
  generation: fc.nat(9),
  value: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<NonNullable<ArchivedRecord["value"]>>,
});
const chunkOf = (level: number, n: number): Chunk => {
  return { name: `${level}-${n}`, parts: [], sizeBytes: 1, sha256: "", level, records: 1, letters: 1, key: null };
};

describe("a chunk of the archive", () => {
  it("gives back what was put in, whatever texts it holds", () => {
    const long = fc.constantFrom("\u0000", "\u00000", "\u0000\u0000x", "y".repeat(200), "\u0000".repeat(300));
    fc.assert(
      fc.property(fc.array(record), fc.array(long), (records, texts) => {
        const all: ArchivedRecord[] = [
          ...records,
          ...texts.map((text, i) => ({
            store: "drafts" as const,
            key: `${i}`,
            atMs: 1,
            generation: 1,
            value: { text },
          })),
          { store: "drafts", key: "gone", atMs: 1, generation: 1 },
        ];
        expect(decodeChunk(encodeChunk(all))).toEqual(JSON.parse(JSON.stringify(all)));
      }),
    );
  });

  it("says a text once that stands in it a hundred times", () => {
    const certificate = "c".repeat(2000);
    const all = Array.from({ length: 100 }, (_, i): ArchivedRecord => {
      return { store: "letters", key: `${i}`, atMs: 1, generation: 1, value: { certificate } };
    });
    expect(encodeChunk(all).length).toBeLessThan(15_000);
  });

  it("is padded to few lengths, by at most an eighth", () => {
    for (let length = 1; length < 100_000; length += 97) {
      const padded = paddedLength(length);
      expect(padded).toBeGreaterThanOrEqual(length);
      expect(padded).toBeLessThanOrEqual(length * 1.125);
    }
    expect(new Set(Array.from({ length: 10_000 }, (_, i) => paddedLength(100_000 + i))).size).toBeLessThan(10);
  });

  it("of other bytes is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => decodeChunk(new Uint8Array(bytes))).toThrow(expect.objectContaining({ code: "cannot_open" }));
      }),
    );
  });
});

describe("merging", () => {
  it("keeps the newest version of each record", () => {
    const versions = [3, 1, 2].map((generation): ArchivedRecord => {
      return { store: "drafts", key: "d", atMs: generation, generation, value: generation };
    });
    expect(newestOf(versions).map(({ value }) => value)).toEqual([3]);
  });

  it("takes a level as soon as it has eight chunks, and never the last one", () => {
    const seven = Array.from({ length: 7 }, (_, n) => chunkOf(0, n));
    expect(ripeRun(seven)).toBeNull();
    expect(ripeRun([chunkOf(1, 0), ...seven, chunkOf(0, 7)])).toHaveLength(8);
    expect(ripeRun(Array.from({ length: 50 }, (_, n) => chunkOf(3, n)))).toBeNull();
  });

  it("gives entries of two devices numbers of their own", () => {
    const entry = (number: number, atMs: number): EntryRecord => {
      return {
        kind: "notice",
        number,
        event: `$${number}${atMs}` as never,
        what: "device_added",
        who: "@a:b" as never,
        atMs,
      };
    };
    const merged = renumber([entry(2, 9), entry(1, 1), entry(2, 5)]);
    expect(merged.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(merged.map((each) => each.kind === "notice" && each.atMs)).toEqual([1, 5, 9]);
  });
});

describe("the archive's keys", () => {
  it("open what they sealed, in its place only", async () => {
    const raw = systemRandom.bytes(32);
    const [key, other] = [await deriveStorageKey(raw, "a"), await deriveStorageKey(raw, "b")];
    const sealed = await key.seal("here", new Uint8Array([1, 2, 3]), systemRandom);
    expect(await key.open("here", sealed)).toEqual(new Uint8Array([1, 2, 3]));
    expect(await key.open("there", sealed)).toBeNull();
    expect(await other.open("here", sealed)).toBeNull();
    for (let i = 0; i < sealed.length; i++) {
      const changed = new Uint8Array(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(await key.open("here", changed)).toBeNull();
    }
    expect(await key.open("here", sealed.subarray(0, 20))).toBeNull();
  });

  it("name things that nobody else can name", async () => {
    const [a, b] = [await deriveArchiveKeys(systemRandom.bytes(32)), await deriveArchiveKeys(systemRandom.bytes(32))];
    expect(await a.slotOf("DEVICE" as never)).not.toBe(await b.slotOf("DEVICE" as never));
    expect(await a.chunkName("s", 1)).not.toBe(await a.chunkName("s", 2));
    expect(a.id).not.toBe(b.id);
  });
});
