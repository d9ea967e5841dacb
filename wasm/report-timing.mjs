/**
 * Reports, and never judges, how far two classes of input differ in time (the method of dudect: Welch's t over
 * interleaved measurements, the slowest cut off). |t| beyond 10 in several runs in a row is worth a look; below 5
 * says nothing was seen. What the processor and the compiler in the browser do with constant-time code is outside
 * the reach of check-constant-time.mjs, and this is the only view of it.
 * Usage: node wasm/report-timing.mjs [rounds]
 */
import { randomBytes } from "node:crypto";
import { loadCore } from "./host/index.ts";

const rounds = Number(process.argv[2] ?? 20_000);
const core = await loadCore();
const random = (/** @type {number} */ length) => new Uint8Array(randomBytes(length));
const fixed = (/** @type {number} */ length) => new Uint8Array(length).fill(0x5a);

/** A copy with one bit changed. */
function flipped(/** @type {Uint8Array} */ value, /** @type {number} */ at) {
  const copy = value.slice();
  copy[at] = Number(copy[at]) ^ 1;
  return copy;
}

const [key, nonce, seed, u] = [random(32), random(12), random(32), random(32)];
const sealed = core.chacha20poly1305.seal(key, nonce, seed, random(256));
const pair = core.mlkem768.keygen(random(32), random(32));
const sent = core.mlkem768.encapsulate(pair.publicKey, random(32));
if (sent === null) throw new Error("a fresh key is refused");

/**
 * Two kinds of input each, made before the clock starts, and the work that takes one.
 * @type {Record<string, { one: () => Uint8Array, other: () => Uint8Array, work: (input: Uint8Array) => unknown }>}
 */
const subjects = {
  "open, tag wrong in its first or last byte": {
    one: () => flipped(sealed, sealed.length - 16),
    other: () => flipped(sealed, sealed.length - 1),
    work: (input) => core.chacha20poly1305.open(key, nonce, seed, input),
  },
  "X25519, one scalar or random ones": {
    one: () => fixed(32),
    other: () => random(32),
    work: (k) => core.x25519(k, u),
  },
  "X25519 base, one scalar or random ones": { one: () => fixed(32), other: () => random(32), work: core.x25519Base },
  "Ed25519, one seed or random ones": {
    one: () => fixed(32),
    other: () => random(32),
    work: (input) => {
      // A key used before is kept; without the wipe that would be the difference.
      core.wipe();
      return core.ed25519.sign(input, u);
    },
  },
  "ML-KEM, right or changed ciphertext": {
    one: () => sent.ciphertext,
    other: () => flipped(sent.ciphertext, 5),
    work: (input) => core.mlkem768.decapsulate(pair.secretKey, input),
  },
};

/** Welch's t of two samples. */
function welch(/** @type {number[]} */ a, /** @type {number[]} */ b) {
  const facts = [a, b].map((sample) => {
    const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
    const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1);
    return { mean, error: variance / sample.length };
  });
  const [x, y] = facts;
  return x && y ? (x.mean - y.mean) / Math.sqrt(x.error + y.error) : Number.NaN;
}

/** Interleaves both classes in random order; the slowest tenth is the machine's noise. */
function measure(/** @type {(typeof subjects)[string]} */ { one, other, work }, /** @type {number} */ count) {
  /** @type {[number[], number[]]} */
  const times = [[], []];
  for (let i = 0; i < count; i++) {
    const which = Math.random() < 0.5 ? 0 : 1;
    // Both are made every time: making random bytes leaves the caches in another state than making fixed ones.
    const inputs = [one(), other()];
    const input = Uint8Array.from(inputs[which] ?? []);
    const start = process.hrtime.bigint();
    work(input);
    times[which].push(Number(process.hrtime.bigint() - start));
  }
  const cut = [...times[0], ...times[1]].sort((a, b) => a - b)[Math.floor(count * 0.9)] ?? 0;
  const [a, b] = times.map((sample) => sample.filter((time) => time <= cut));
  return welch(a ?? [], b ?? []);
}

for (const [name, subject] of Object.entries(subjects)) {
  measure(subject, 500);
  console.log(`${name}: t = ${measure(subject, rounds).toFixed(2)} over ${rounds} calls`);
}
