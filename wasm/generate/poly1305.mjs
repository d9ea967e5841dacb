/**
 * Poly1305 (RFC 8439) in five 26-bit limbs with 64-bit products. Four blocks are taken at once,
 * h = (h + m0) r^4 + m1 r^3 + m2 r^2 + m3 r, so that carries run once per 64 bytes.
 * POLY_STATE: h at 0 (five u64), powers r^4, r^3, r^2, r at 48, 88, 128, 168 (five u64 each), pad s at 208.
 */
import { range } from "./numbers.mjs";

const powerAt = (/** @type {number} */ block, /** @type {number} */ blocks) => 48 + 40 * (block + 4 - blocks);

/** Limbs of the 16 bytes at `at` + offset, with the bit that marks a full block. */
const limb = (/** @type {string} */ at, /** @type {number} */ offset, /** @type {number} */ i) =>
  [
    `(load<u32>(${at}, ${offset}) & 0x3ffffff)`,
    `((load<u32>(${at}, ${offset + 3}) >> 2) & 0x3ffffff)`,
    `((load<u32>(${at}, ${offset + 6}) >> 4) & 0x3ffffff)`,
    `((load<u32>(${at}, ${offset + 9}) >> 6))`,
    `((load<u32>(${at}, ${offset + 12}) >> 8) | 0x1000000)`,
  ][i];

/** Lines that add block * power to d0..d4. The limbs that wrap are multiplied by 5, as 2^130 = 5 mod p. */
function multiplyAdd(/** @type {number} */ power, /** @type {boolean} */ first) {
  const lines = range(5).map((i) => `r${i} = load<u64>(POLY_STATE, ${power + 8 * i});`);
  for (const k of range(5)) {
    const terms = range(5).map((i) => (i <= k ? `m${i} * r${k - i}` : `m${i} * r${k + 5 - i}`));
    // Factor 5 belongs to r (26 bits grow to 29), never to m.
    const low = terms.slice(0, k + 1).join(" + ");
    const wrapped = terms.slice(k + 1);
    const high = wrapped.length > 0 ? ` + (${wrapped.join(" + ")}) * 5` : "";
    lines.push(`d${k} ${first ? "" : "+"}= ${low}${high};`);
  }
  return lines;
}

const carry = [
  "h1 = d1 + (d0 >> 26); h0 = d0 & 0x3ffffff;",
  "h2 = d2 + (h1 >> 26); h1 &= 0x3ffffff;",
  "h3 = d3 + (h2 >> 26); h2 &= 0x3ffffff;",
  "h4 = d4 + (h3 >> 26); h3 &= 0x3ffffff;",
  "h0 += (h4 >> 26) * 5; h4 &= 0x3ffffff;",
  "h1 += h0 >> 26; h0 &= 0x3ffffff;",
];

/** h = (h + m0) r^n + m1 r^(n-1) + ... over `blocks` blocks at the pointer `at`. */
export function absorb(/** @type {string} */ at, /** @type {number} */ blocks) {
  const lines = [];
  for (const block of range(blocks)) {
    for (const i of range(5)) {
      const sum = block === 0 ? `h${i} + ` : "";
      lines.push(`m${i} = ${sum}<u64>${limb(at, 16 * block, i)};`);
    }
    lines.push(...multiplyAdd(powerAt(block, blocks), block === 0));
  }
  return [...lines, ...carry];
}

export const declare = ["m", "r", "d"].map(
  (name) =>
    `let ${range(5)
      .map((i) => `${name}${i}: u64 = 0`)
      .join(", ")};`,
);
export const loadAccumulator = `let ${range(5)
  .map((i) => `h${i} = load<u64>(POLY_STATE, ${8 * i})`)
  .join(", ")};`;
export const storeAccumulator = range(5)
  .map((i) => `store<u64>(POLY_STATE, h${i}, ${8 * i});`)
  .join(" ");

/** The generated file. */
export function poly1305Source() {
  return `import { POLY_STATE } from "./memory";

/** Absorbs \`fours\` times four and then \`ones\` full 16-byte blocks; fours need the powers of r. */
export function polyBlocks(at: usize, fours: u32, ones: u32): void {
  ${declare.join("\n  ")}
  ${loadAccumulator}
  for (; fours > 0; fours--, at += 64) {
    ${absorb("at", 4).join("\n    ")}
  }
  for (; ones > 0; ones--, at += 16) {
    ${absorb("at", 1).join("\n    ")}
  }
  ${storeAccumulator}
}

/** Multiplies out r^2, r^3 and r^4, each from the one before. */
export function polyPowers(): void {
  ${declare.join("\n  ")}
  let ${range(5)
    .map((i) => `h${i}: u64 = 0`)
    .join(", ")};
  for (let to = POLY_STATE + 128; to >= POLY_STATE + 48; to -= 40) {
    ${range(5)
      .map((i) => `m${i} = load<u64>(to, ${40 + 8 * i});`)
      .join(" ")}
    ${[...multiplyAdd(168, true), ...carry].join("\n    ")}
    ${range(5)
      .map((i) => `store<u64>(to, h${i}, ${8 * i});`)
      .join(" ")}
  }
}`;
}
