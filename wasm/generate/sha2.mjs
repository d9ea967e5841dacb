/**
 * Compression functions of SHA-256 and SHA-512 (FIPS 180-4 section 6), unrolled by sixteen rounds: the eight
 * working variables then keep their places, and renaming them costs nothing. SHA-256's message schedule runs
 * four words at a time in a vector, beside the scalar rounds.
 */
import { cubeRootFractions, range, squareRootFractions } from "./numbers.mjs";

const letters = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Names of the working variables in round `round`: FIPS shifts them, we rename them. */
const workingNames = (/** @type {number} */ round) => range(8).map((i) => letters[(i - (round % 8) + 8) % 8]);

/**
 * One round; `input` is W[t] + K[t]. The majority reuses a^b of the round before: maj = b ^ ((a^b) & (b^c)).
 * @param {number} round
 * @param {string} input
 * @param {{ sum0: string, sum1: string, previous: string, next: string }} form
 */
function roundLines(round, input, form) {
  const [a, b, , d, e, f, g, h] = workingNames(round);
  const of = (/** @type {string} */ template, /** @type {string | undefined} */ x) =>
    template.replaceAll("x", String(x));
  return [
    `${h} = ${h} + ${input} + (${of(form.sum1, e)}) + (${g} ^ (${e} & (${f} ^ ${g})));`,
    `${d} += ${h};`,
    `${form.next} = ${a} ^ ${b};`,
    `${h} = ${h} + (${of(form.sum0, a)}) + (${b} ^ (${form.next} & ${form.previous}));`,
  ];
}

const sums256 = {
  sum0: "rotr<u32>(rotr<u32>(rotr<u32>(x, 9) ^ x, 11) ^ x, 2)",
  sum1: "rotr<u32>(rotr<u32>(rotr<u32>(x, 14) ^ x, 5) ^ x, 6)",
};
const sums512 = {
  sum0: "rotr<u64>(rotr<u64>(rotr<u64>(x, 5) ^ x, 6) ^ x, 28)",
  sum1: "rotr<u64>(rotr<u64>(rotr<u64>(x, 23) ^ x, 4) ^ x, 14)",
};

const lanes = (/** @type {number[]} */ bytes) => bytes.join(", ");
const words = (/** @type {number[]} */ picks) => lanes(picks.flatMap((w) => range(4).map((i) => 4 * w + i)));
const swapWords = lanes(range(16).map((i) => 4 * (i >> 2) + 3 - (i % 4)));
const swapLongs = lanes(range(16).map((i) => 8 * (i >> 3) + 7 - (i % 8)));

/** Next four schedule words from w0..w3 (sixteen words), written over w0. */
function scheduleLines(/** @type {number} */ turn) {
  const [w0, w1, w2, w3] = range(4).map((i) => `w${(turn + i) % 4}`);
  return [
    `x = i8x16.shuffle(${w0}, ${w1}, ${words([1, 2, 3, 4])});`,
    "x = v128.xor(v128.xor(v128.xor(i32x4.shr_u(x, 7), i32x4.shl(x, 25)), v128.xor(i32x4.shr_u(x, 18), i32x4.shl(x, 14))), i32x4.shr_u(x, 3));",
    `x = i32x4.add(i32x4.add(${w0}, x), i8x16.shuffle(${w2}, ${w3}, ${words([1, 2, 3, 4])}));`,
    // sigma1 needs the two words just before: first for lanes 0 and 1, then, from those, for lanes 2 and 3.
    // Each word stands twice in its 64-bit lane, so that a 64-bit shift is a 32-bit rotation.
    `y = i8x16.shuffle(${w3}, ${w3}, ${words([2, 2, 3, 3])});`,
    "y = v128.xor(v128.xor(i64x2.shr_u(y, 17), i64x2.shr_u(y, 19)), i32x4.shr_u(y, 10));",
    `x = i32x4.add(x, i8x16.shuffle(y, zero, ${words([0, 2, 4, 4])}));`,
    `y = i8x16.shuffle(x, x, ${words([0, 0, 1, 1])});`,
    "y = v128.xor(v128.xor(i64x2.shr_u(y, 17), i64x2.shr_u(y, 19)), i32x4.shr_u(y, 10));",
    `${w0} = i32x4.add(x, i8x16.shuffle(zero, y, ${words([0, 0, 4, 6])}));`,
  ];
}

/** Four rounds on the vector w`turn`; `schedule` lines are spread between them. */
function fourRounds(/** @type {number} */ turn, /** @type {string[]} */ schedule) {
  // SHA-256's constants are the upper halves of SHA-512's: the same roots, to fewer bits.
  const constants = `i8x16.shuffle(v128.load(k, ${32 * turn}), v128.load(k, ${32 * turn + 16}), ${words([1, 3, 5, 7])})`;
  const lines = [`v128.store(SCHEDULE, i32x4.add(w${turn}, ${constants}), ${16 * turn});`];
  for (const i of range(4)) {
    const round = 4 * turn + i;
    const form = { ...sums256, previous: i % 2 ? "q" : "p", next: i % 2 ? "p" : "q" };
    lines.push(...roundLines(round, `load<u32>(SCHEDULE, ${4 * round})`, form));
    lines.push(...schedule.slice((i * schedule.length) / 4, ((i + 1) * schedule.length) / 4));
  }
  return lines;
}

function sha256Source() {
  const init = letters.map((name, i) => `let ${name}: u32 = load<u32>(state, ${4 * i});`);
  const fold = letters.map((name, i) => `${name} += load<u32>(state, ${4 * i}); store<u32>(state, ${name}, ${4 * i});`);
  return `
/** Folds \`blocks\` 64-byte blocks at \`at\` into the state. */
export function sha256Blocks(state: usize, at: usize, blocks: u32): void {
  const zero = i32x4.splat(0);
  let x = zero, y = zero;
  ${init.join("\n  ")}
  for (; blocks > 0; blocks--, at += 64) {
    ${range(4)
      .map((i) => `let w${i} = v128.load(at, ${16 * i}); w${i} = i8x16.shuffle(w${i}, w${i}, ${swapWords});`)
      .join("\n    ")}
    let p: u32 = b ^ c, q: u32 = 0;
    let k: usize = CONSTANTS;
    for (let turn = 0; turn < 3; turn++, k += 128) {
      ${range(4)
        .flatMap((turn) => fourRounds(turn, scheduleLines(turn)))
        .join("\n      ")}
    }
    ${range(4)
      .flatMap((turn) => fourRounds(turn, []))
      .join("\n    ")}
    ${fold.join("\n    ")}
  }
}`;
}

function sha512Source() {
  const init = letters.map((name, i) => `let ${name}: u64 = load<u64>(state, ${8 * i});`);
  const fold = letters.map((name, i) => `${name} += load<u64>(state, ${8 * i}); store<u64>(state, ${name}, ${8 * i});`);
  const rounds = range(16).flatMap((i) => {
    const word = (/** @type {number} */ j) => `load<u64>(SCHEDULE, ${8 * ((i + j) % 16)})`;
    const form = { ...sums512, previous: i % 2 ? "q" : "p", next: i % 2 ? "p" : "q" };
    return [
      `w = ${word(0)}; s = ${word(1)}; t = ${word(14)};`,
      ...roundLines(i, `(w + load<u64>(k, ${8 * i}))`, form),
      `w += (rotr<u64>(s, 1) ^ rotr<u64>(s, 8) ^ (s >> 7)) + ${word(9)} + (rotr<u64>(t, 19) ^ rotr<u64>(t, 61) ^ (t >> 6));`,
      `store<u64>(SCHEDULE, w, ${8 * i});`,
    ];
  });
  // Each round also makes the word of sixteen rounds later. The last turn makes words nobody needs, which costs a
  // few percent of time and saves a second copy of the sixteen rounds.
  return `
/** Folds \`blocks\` 128-byte blocks at \`at\` into the state. */
export function sha512Blocks(state: usize, at: usize, blocks: u32): void {
  let s: u64 = 0, t: u64 = 0, w: u64 = 0;
  ${init.join("\n  ")}
  for (; blocks > 0; blocks--, at += 128) {
    for (let i: usize = 0; i < 128; i += 16) {
      const x = v128.load(at + i);
      v128.store(SCHEDULE + i, i8x16.shuffle(x, x, ${swapLongs}));
    }
    let p: u64 = b ^ c, q: u64 = 0;
    for (let k: usize = CONSTANTS; k < CONSTANTS + 640; k += 128) {
      ${rounds.join("\n      ")}
    }
    ${fold.join("\n    ")}
  }
}`;
}

const initialValues = () => `export const IV256: usize = memory.data<u32>([${squareRootFractions(8, 32).join(", ")}]);
export const IV512: usize = memory.data<u64>([${squareRootFractions(8, 64).join(", ")}]);
const CONSTANTS: usize = memory.data<u64>([${cubeRootFractions(80, 64).join(", ")}]);`;

/** The generated file: both compression functions and the initial values. */
export function sha2Source() {
  return `import { HASH_SCHEDULE as SCHEDULE } from "./memory";\n${initialValues()}\n${sha256Source()}\n${sha512Source()}`;
}
