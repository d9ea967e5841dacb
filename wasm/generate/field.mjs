/**
 * Arithmetic modulo p = 2^255 - 19 in ten unsigned limbs of 26 and 25 bits (limb i has weight 2^ceil(25.5 i)).
 * A vector element FE4 is 160 bytes: limb i of four field elements side by side at 16 i. i64x2.extmul multiplies two
 * of the four at a time, so "low" kernels work on lanes 0 and 1, "high" on lanes 2 and 3. Scalar kernels work on one
 * lane: the address of lane j is the element's address + 4 j.
 *
 * Bounds. A product is "reduced": limbs exceed 26 or 25 bits by less than 1 %. Kernels take a first operand of up to
 * 8 times reduced and a second of up to 3.3 times (19 times a limb must fit 32 bits), 33 times as a product.
 * So a + b (2 times) and a - b + 2p (3 times) may be multiplied without a carry in between.
 */
import { range } from "./numbers.mjs";

const limbs = range(10);
export const bits = (/** @type {number} */ i) => (i % 2 ? 25 : 26);
const mask = (/** @type {number} */ i) => (i % 2 ? "0x1ffffff" : "0x3ffffff");

/** Limbs of 2p: what a subtraction adds so that no limb gets negative. */
export const twoP = limbs.map((i) => (i === 0 ? 0x7ffffda : i % 2 ? 0x3fffffe : 0x7fffffe));

/** Order of carries: two chains side by side, then the wrap from limb 9 to 0 and one step on. */
export const carryOrder = [0, 4, 1, 5, 2, 6, 3, 7, 4, 8, 9, 0];

/** Terms of product limb k: pairs of factors with the small multiples each operand carries. */
export function productTerms(/** @type {number} */ k) {
  return limbs.map((i) => {
    const j = (k - i + 10) % 10;
    return { i, j, wraps: i > k, doubled: i % 2 === 1 && j % 2 === 1 };
  });
}

/** Terms of square limb k, each unordered pair once. */
function squareTerms(/** @type {number} */ k) {
  return productTerms(k)
    .filter(({ i, j }) => i <= j)
    .map((term) => ({ ...term, times: (term.i === term.j ? 1 : 2) * (term.doubled ? 2 : 1) }));
}

/** Names of multiples: `a3` is limb 3 of a, `a3x2` twice it, `b3x19` nineteen times it. */
const named = (/** @type {string} */ name, /** @type {number} */ i, /** @type {number} */ times) =>
  times === 1 ? `${name}${i}` : `${name}${i}x${times}`;

/**
 * Declarations of the multiples that `expressions` mention.
 * @param {string[]} expressions
 * @param {string} name
 * @param {(limb: string, times: number) => string} multiple
 */
function declareMultiples(expressions, name, multiple) {
  const text = expressions.join(" ");
  return limbs.flatMap((i) =>
    [2, 4, 19]
      .filter((times) => new RegExp(`\\b${name}${i}x${times}\\b`).test(text))
      .map((times) => `const ${name}${i}x${times} = ${multiple(`${name}${i}`, times)};`),
  );
}

const vectorMultiple = (/** @type {string} */ limb, /** @type {number} */ times) =>
  times === 19 ? `i32x4.mul(${limb}, nineteen)` : `i32x4.shl(${limb}, ${times / 2})`;
const scalarMultiple = (/** @type {string} */ limb, /** @type {number} */ times) => `${limb} * ${times}`;

const extmul = (/** @type {string} */ half) => (/** @type {string} */ x, /** @type {string} */ y) =>
  `i64x2.extmul_${half}_i32x4_u(${x}, ${y})`;
const times = (/** @type {string} */ x, /** @type {string} */ y) => `${x} * ${y}`;

const sumVectors = (/** @type {string[]} */ terms) => terms.reduce((sum, term) => `i64x2.add(${sum}, ${term})`);
const sumScalars = (/** @type {string[]} */ terms) => terms.join(" + ");

/** @typedef {{ multiply: (x: string, y: string) => string, sum: (terms: string[]) => string }} Arithmetic */

/** Expressions of the ten limbs of a * b before carrying. */
const product = (/** @type {Arithmetic} */ { multiply, sum }) =>
  limbs.map((k) =>
    sum(
      productTerms(k).map(({ i, j, wraps, doubled }) =>
        multiply(named("a", i, doubled ? 2 : 1), named("b", j, wraps ? 19 : 1)),
      ),
    ),
  );

/** Expressions of the ten limbs of a * a before carrying. */
const square = (/** @type {Arithmetic} */ { multiply, sum }) =>
  limbs.map((k) =>
    sum(
      squareTerms(k).map(({ i, j, wraps, times: factor }) =>
        multiply(named("a", i, factor), named("a", j, wraps ? 19 : 1)),
      ),
    ),
  );

const vectorCarry = (/** @type {string} */ h) =>
  carryOrder.map((i) => {
    const next = (i + 1) % 10;
    const wrap = i === 9 ? "c = i64x2.add(i64x2.add(i64x2.shl(c, 4), i64x2.shl(c, 1)), c); " : "";
    return `c = i64x2.shr_u(${h}${i}, ${bits(i)}); ${h}${i} = v128.and(${h}${i}, m${bits(i)}); ${wrap}${h}${next} = i64x2.add(${h}${next}, c);`;
  });

const scalarCarry = carryOrder.map((i) => {
  const next = (i + 1) % 10;
  return `c = h${i} >> ${bits(i)}; h${i} &= ${mask(i)}; h${next} += c${i === 9 ? " * 19" : ""};`;
});

const loads = (/** @type {string} */ name) => limbs.map((i) => `const ${name}${i} = v128.load(${name}, ${16 * i});`);
const scalarLoads = (/** @type {string} */ name) =>
  limbs.map((i) => `const ${name}${i}: u64 = load<u32>(${name}, ${16 * i});`);
const scalarStores = limbs.map((i) => `store<u32>(out, <u32>h${i}, ${16 * i});`);

const vectorConstants = [
  "const nineteen = i32x4.splat(19), m26 = i64x2.splat(0x3ffffff), m25 = i64x2.splat(0x1ffffff);",
  "let c = m26;",
];

/** Two results of two lanes each, joined to one vector of four lanes. */
const joined = (/** @type {string} */ low, /** @type {string} */ high) =>
  `i8x16.shuffle(${low}, ${high}, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)`;

/**
 * A kernel on four lanes: what lanes 0 and 1, and what lanes 2 and 3 compute ("a * b" or "a * a").
 * @param {string} name
 * @param {"product" | "square"} low
 * @param {"product" | "square"} high
 */
function fourLanes(name, low, high) {
  const formulas = { product, square };
  const half = (/** @type {"low" | "high"} */ which, /** @type {"product" | "square"} */ what) =>
    formulas[what]({ multiply: extmul(which), sum: sumVectors });
  const [lowLimbs, highLimbs] = [half("low", low), half("high", high)];
  const all = [...lowLimbs, ...highLimbs];
  const usesB = low === "product" || high === "product";
  return `
export function ${name}(out: usize, a: usize${usesB ? ", b: usize" : ""}): void {
  ${vectorConstants.join(" ")}
  ${[...loads("a"), ...(usesB ? loads("b") : [])].join("\n  ")}
  ${[...declareMultiples(all, "a", vectorMultiple), ...declareMultiples(all, "b", vectorMultiple)].join("\n  ")}
  ${lowLimbs.map((sum, k) => `let l${k} = ${sum};`).join("\n  ")}
  ${vectorCarry("l").join("\n  ")}
  ${highLimbs.map((sum, k) => `let h${k} = ${sum};`).join("\n  ")}
  ${vectorCarry("h").join("\n  ")}
  ${limbs.map((i) => `v128.store(out, ${joined(`l${i}`, `h${i}`)}, ${16 * i});`).join("\n  ")}
}`;
}

/** Kernel on lanes 0 and 1 that squares \`count\` times, and its product. */
function twoLanes() {
  const arithmetic = { multiply: extmul("low"), sum: sumVectors };
  const [squares, products] = [square(arithmetic), product(arithmetic)];
  return `
/** Lanes 0 and 1 of out = a^(2^count); lanes 2 and 3 get no meaning. */
export function squareTwo(out: usize, a: usize, count: u32): void {
  ${vectorConstants.join(" ")}
  ${limbs.map((i) => `let a${i} = v128.load(a, ${16 * i});`).join(" ")}
  for (; count > 0; count--) {
    ${declareMultiples(squares, "a", vectorMultiple).join("\n    ")}
    ${squares.map((sum, k) => `let h${k} = ${sum};`).join("\n    ")}
    ${vectorCarry("h").join("\n    ")}
    ${limbs.map((i) => `a${i} = ${joined(`h${i}`, `h${i}`)};`).join("\n    ")}
  }
  ${limbs.map((i) => `v128.store(out, a${i}, ${16 * i});`).join("\n  ")}
}

/** Lanes 0 and 1 of out = a * b; lanes 2 and 3 get no meaning. */
export function multiplyTwo(out: usize, a: usize, b: usize): void {
  ${vectorConstants.join(" ")}
  ${[...loads("a"), ...loads("b")].join("\n  ")}
  ${[...declareMultiples(products, "a", vectorMultiple), ...declareMultiples(products, "b", vectorMultiple)].join("\n  ")}
  ${products.map((sum, k) => `let h${k} = ${sum};`).join("\n  ")}
  ${vectorCarry("h").join("\n  ")}
  ${limbs.map((i) => `v128.store(out, ${joined(`h${i}`, `h${i}`)}, ${16 * i});`).join("\n  ")}
}`;
}

/** Kernels on one lane, in 64-bit scalars. */
function oneLane() {
  const arithmetic = { multiply: times, sum: sumScalars };
  const [squares, products] = [square(arithmetic), product(arithmetic)];
  return `
/** One lane: out = a^(2^count). */
export function squareOne(out: usize, a: usize, count: u32): void {
  let c: u64 = 0;
  ${limbs.map((i) => `let h${i}: u64 = load<u32>(a, ${16 * i});`).join(" ")}
  for (; count > 0; count--) {
    ${limbs.map((i) => `const a${i} = h${i};`).join(" ")}
    ${declareMultiples(squares, "a", scalarMultiple).join("\n    ")}
    ${squares.map((sum, k) => `h${k} = ${sum};`).join("\n    ")}
    ${scalarCarry.join("\n    ")}
  }
  ${scalarStores.join(" ")}
}

/** One lane: out = a * b. */
export function multiplyOne(out: usize, a: usize, b: usize): void {
  let c: u64 = 0;
  ${[...scalarLoads("a"), ...scalarLoads("b")].join("\n  ")}
  ${[...declareMultiples(products, "a", scalarMultiple), ...declareMultiples(products, "b", scalarMultiple)].join("\n  ")}
  ${products.map((sum, k) => `let h${k} = ${sum};`).join("\n  ")}
  ${scalarCarry.join("\n  ")}
  ${scalarStores.join(" ")}
}`;
}

/** One lane's bytes in, and its canonical bytes out. */
function encoding() {
  const start = (/** @type {number} */ i) => Math.ceil(25.5 * i);
  const read = limbs.map((i) => {
    const byte = Math.min(start(i) >> 3, 28);
    return `store<u32>(out, (load<u32>(bytes, ${byte}) >> ${start(i) - 8 * byte}) & ${mask(i)}, ${16 * i});`;
  });
  const ripple = limbs.map(
    (i) => `c = h${i} >> ${bits(i)}; h${i} &= ${mask(i)}; ${i < 9 ? `h${i + 1} += c;` : "h0 += c * 19;"}`,
  );
  const pack = range(4).map((word) => {
    const parts = limbs
      .filter((i) => start(i) < 64 * word + 64 && start(i) + bits(i) > 64 * word)
      .map((i) =>
        start(i) >= 64 * word ? `(h${i} << ${start(i) - 64 * word})` : `(h${i} >> ${64 * word - start(i)})`,
      );
    return `store<u64>(bytes, ${parts.join(" | ")}, ${8 * word});`;
  });
  return `
/** One lane from 32 bytes; the top bit is ignored. A value of p or more stays as it is, unreduced. */
export function fromBytes(out: usize, bytes: usize): void {
  ${read.join("\n  ")}
}

/** The canonical 32 bytes of one lane. */
export function toBytes(bytes: usize, a: usize): void {
  let c: u64 = 0;
  ${limbs.map((i) => `let h${i}: u64 = load<u32>(a, ${16 * i});`).join(" ")}
  for (let pass = 0; pass < 2; pass++) {
    ${ripple.join("\n    ")}
  }
  // Now below 2^255 + 19: one more p is in it exactly when adding 19 carries into bit 255.
  c = (h0 + 19) >> 26;
  ${range(9)
    .map((i) => `c = (h${i + 1} + c) >> ${bits(i + 1)};`)
    .join(" ")}
  h0 += c * 19;
  ${ripple.slice(0, 9).join("\n  ")}
  h9 &= ${mask(9)};
  ${pack.join("\n  ")}
}`;
}

/** The generated file. */
export function fieldSource() {
  return `
/** Four lanes: out = a * b. */${fourLanes("multiplyFour", "product", "product")}

/** Four lanes: out = a * a. */${fourLanes("squareFour", "square", "square")}

/** Lanes 0 and 1: a * a; lanes 2 and 3: a * b. */${fourLanes("squareMultiply", "square", "product")}
${twoLanes()}
${oneLane()}
${encoding()}
`;
}
