/**
 * ChaCha20 (RFC 8439), four blocks side by side: vector i holds word i of all four. Sixteen vectors stay in locals
 * through the ten double rounds; a 4x4 transposition at the end gives the key stream in its order.
 */
import { range } from "./numbers.mjs";

const rotateBytes = (/** @type {number} */ by) =>
  range(16)
    .map((i) => 4 * (i >> 2) + ((i - by + 8) % 4))
    .join(", ");

/** x rotated left by `bits`: whole bytes by a shuffle, the rest by shifts. */
function rotate(/** @type {string} */ x, /** @type {number} */ bits) {
  return bits % 8 === 0
    ? `${x} = i8x16.shuffle(${x}, ${x}, ${rotateBytes(bits / 8)});`
    : `${x} = v128.or(i32x4.shl(${x}, ${bits}), i32x4.shr_u(${x}, ${32 - bits}));`;
}

const half = (/** @type {string[]} */ [a, b, c, d], /** @type {number} */ first, /** @type {number} */ second) => [
  [`${a} = i32x4.add(${a}, ${b});`, `${d} = v128.xor(${d}, ${a});`, rotate(String(d), first)],
  [`${c} = i32x4.add(${c}, ${d});`, `${b} = v128.xor(${b}, ${c});`, rotate(String(b), second)],
];

/** Lines of four independent quarter rounds, step by step, so that neighbours do not wait for each other. */
function quarterRounds(/** @type {number[][]} */ quads) {
  const columns = quads.map((quad) => {
    const names = quad.map((i) => `v${i}`);
    return [...half(names, 16, 12), ...half(names, 8, 7)].flat();
  });
  return range(12).flatMap((step) => columns.map((lines) => String(lines[step])));
}

/** Column rounds, then diagonal rounds. */
export const doubleRound = [
  ...quarterRounds(range(4).map((i) => [i, 4 + i, 8 + i, 12 + i])),
  ...quarterRounds(range(4).map((i) => [i, 4 + ((i + 1) % 4), 8 + ((i + 2) % 4), 12 + ((i + 3) % 4)])),
];

/** The sixteen vectors from the state in memory; `ctr` is the counter's vector. */
export const loadState = range(16).map((i) =>
  i === 12 ? "v12 = ctr;" : `v${i} = v128.load_splat<u32>(CHACHA_STATE, ${4 * i});`,
);

export const declareState = range(16).map((i) => `let v${i} = i32x4.splat(0);`);

const addState = range(16).map((i) =>
  i === 12 ? "v12 = i32x4.add(v12, ctr);" : `v${i} = i32x4.add(v${i}, v128.load_splat<u32>(CHACHA_STATE, ${4 * i}));`,
);

const shuffle32 = (/** @type {string} */ a, /** @type {string} */ b, /** @type {number[]} */ picks) =>
  `i8x16.shuffle(${a}, ${b}, ${picks.flatMap((w) => range(4).map((k) => 4 * w + k)).join(", ")})`;

/** Transposes words 4g..4g+3 and hands each block's 16 bytes to `put(vector, offset)`. */
function transposed(/** @type {number} */ g, /** @type {(vector: string, offset: number) => string} */ put) {
  const [a, b, c, d] = range(4).map((i) => `v${4 * g + i}`);
  const pair = (/** @type {any} */ x, /** @type {any} */ y, /** @type {number[]} */ picks) => shuffle32(x, y, picks);
  return [
    `t0 = ${pair(a, b, [0, 4, 1, 5])};`,
    `t1 = ${pair(c, d, [0, 4, 1, 5])};`,
    `t2 = ${pair(a, b, [2, 6, 3, 7])};`,
    `t3 = ${pair(c, d, [2, 6, 3, 7])};`,
    put(pair("t0", "t1", [0, 1, 4, 5]), 16 * g),
    put(pair("t0", "t1", [2, 3, 6, 7]), 64 + 16 * g),
    put(pair("t2", "t3", [0, 1, 4, 5]), 128 + 16 * g),
    put(pair("t2", "t3", [2, 3, 6, 7]), 192 + 16 * g),
  ];
}

/** From the finished rounds to 256 bytes of output. */
export const finish = (/** @type {(vector: string, offset: number) => string} */ put) => [
  ...addState,
  ...range(4).flatMap((g) => transposed(g, put)),
];

export const storeStream = (/** @type {string} */ v, /** @type {number} */ at) =>
  `v128.store(CHACHA_STREAM, ${v}, ${at});`;
export const xorText = (/** @type {string} */ v, /** @type {number} */ at) =>
  `v128.store(at, v128.xor(v128.load(at, ${at}), ${v}), ${at});`;

export const loadCounter = "i32x4.add(v128.load_splat<u32>(CHACHA_STATE, 48), i32x4(0, 1, 2, 3))";

/** The generated file. */
export function chacha20Source() {
  return `import { CHACHA_STATE, CHACHA_STREAM } from "./memory";

/** Writes the next four blocks of key stream to CHACHA_STREAM and moves the counter on. */
export function chachaStream(): void {
  ${declareState.join(" ")}
  let t0 = v0, t1 = v0, t2 = v0, t3 = v0;
  const ctr = ${loadCounter};
  ${loadState.join("\n  ")}
  for (let i = 0; i < 10; i++) {
    ${doubleRound.join("\n    ")}
  }
  ${finish(storeStream).join("\n  ")}
  store<u32>(CHACHA_STATE, load<u32>(CHACHA_STATE, 48) + 4, 48);
}`;
}
