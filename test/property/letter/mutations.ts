import fc from "fast-check";

/** What a hostile or broken line makes of bytes: cut, bits flipped, something appended or doubled, or nothing of them left. */
export function mutated(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const cut = fc.nat(Math.max(0, bytes.length - 1)).map((length) => bytes.slice(0, length));
  const flipped = fc.array(fc.nat(bytes.length * 8 - 1), { minLength: 1, maxLength: 4 }).map((bits) => {
    const copy = bytes.slice();
    for (const bit of bits) copy[bit >> 3]! ^= 1 << (bit & 7);
    return copy;
  });
  const replaced = fc
    .tuple(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }))
    .map(([at, piece]) => {
      const copy = new Uint8Array(Math.max(bytes.length, at + piece.length));
      copy.set(bytes);
      copy.set(piece, at);
      return copy;
    });
  const appended = fc.uint8Array({ minLength: 1, maxLength: 100 }).map((more) => new Uint8Array([...bytes, ...more]));
  const doubled = fc.constant(new Uint8Array([...bytes, ...bytes]));
  const foreign = fc.uint8Array({ maxLength: 2 * bytes.length });
  return fc.oneof(cut, flipped, replaced, appended, doubled, foreign);
}

/** JSON as nobody would write it: any value, and the value with fields changed, missing or added. */
export function mutatedJson(value: object): fc.Arbitrary<unknown> {
  const entries = Object.entries(value);
  const missing = fc
    .subarray(entries, { maxLength: Math.max(0, entries.length - 1) })
    .map((kept) => Object.fromEntries(kept));
  const changed = fc
    .tuple(fc.nat(Math.max(0, entries.length - 1)), fc.jsonValue())
    .map(([at, other]) => Object.fromEntries(entries.map(([key, old], i) => [key, i === at ? other : old])));
  const added = fc.tuple(fc.string(), fc.jsonValue()).map(([key, other]) => ({ ...value, [key]: other }));
  return fc.oneof(fc.jsonValue(), missing, changed, added);
}
