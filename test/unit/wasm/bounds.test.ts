import { describe, expect, test } from "vitest";
import { bits, carryOrder, productTerms, twoP } from "../../../wasm/generate/field.mjs";

/**
 * The field's limbs are unsigned and never checked at run time, and no random test meets their extremes. So the
 * bounds that generate/field.mjs states are proved here: with every limb as large as it may be.
 */
const limbs = Array.from({ length: 10 }, (_, i) => i);
const word = 1n << 32n;
const long = 1n << 64n;

/** Largest limbs of a reduced element (1 % above its bits) times `times`, in tenths. */
const largest = (tenths: number) => limbs.map((i) => ((1n << BigInt(bits(i))) * 101n * BigInt(tenths)) / 1000n);

/** Largest limbs of a product before its carries. */
function largestProduct(a: bigint[], b: bigint[]): bigint[] {
  return limbs.map((k) =>
    productTerms(k).reduce((sum, { i, j, wraps, doubled }) => {
      const [left, right] = [a[i]! * (doubled ? 2n : 1n), b[j]! * (wraps ? 19n : 1n)];
      expect(left < word && right < word, `factors ${i} and ${j} fit 32 bits`).toBe(true);
      return sum + left * right;
    }, 0n),
  );
}

/** Largest limbs after the carries. */
function carried(from: bigint[]): bigint[] {
  const h = [...from];
  for (const i of carryOrder) {
    const next = (i + 1) % 10;
    const carry = h[i]! >> BigInt(bits(i));
    const top = (1n << BigInt(bits(i))) - 1n;
    if (h[i]! > top) h[i] = top;
    h[next]! += carry * (i === 9 ? 19n : 1n);
    expect(h[next]! < long, `limb ${next} fits 64 bits`).toBe(true);
  }
  return h;
}

describe("the bounds of the field's limbs", () => {
  // First and second operand, in tenths of a reduced element: every pair the code multiplies, and the stated limits.
  const pairs = [
    [10, 10],
    [30, 30],
    [30, 23],
    [20, 30],
    [50, 10],
    [80, 33],
    [100, 33],
  ] as const;

  for (const [a, b] of pairs) {
    test(`a product of ${a / 10} and ${b / 10} times reduced fits, and is reduced afterwards`, () => {
      const product = carried(largestProduct(largest(a), largest(b)));
      for (const i of limbs) expect(product[i]! <= largest(10)[i]!, `limb ${i}`).toBe(true);
    });
  }

  test("more than the limits would not fit: the proof can fail", () => {
    expect(() => largestProduct(largest(10), largest(34))).toThrow(/fit 32 bits/);
    expect(() => carried(largestProduct(largest(140), largest(33)))).toThrow(/fit/);
  });

  test("a square's multiples fit: four times an odd limb, twice an even one", () => {
    for (const i of limbs) expect(largest(30)[i]! * (i % 2 ? 4n : 2n) < word).toBe(true);
  });

  test("adding 2p keeps a difference of reduced limbs positive and below three times reduced", () => {
    for (const i of limbs) {
      expect(BigInt(twoP[i]!) >= largest(10)[i]!).toBe(true);
      expect(BigInt(twoP[i]!) <= largest(20)[i]!).toBe(true);
    }
  });
});
