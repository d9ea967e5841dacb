/**
 * The bulk of ChaCha20-Poly1305: 256 bytes of key stream (vector unit) and sixteen blocks of Poly1305 (scalar
 * multiplier) at a time, their instructions interleaved so that both units are busy. Opening authenticates the
 * 256 bytes it is about to decrypt; sealing authenticates the 256 bytes it encrypted before.
 */
import { declareState, doubleRound, finish, loadCounter, loadState, xorText } from "./chacha20.mjs";
import { absorb, declare, loadAccumulator, storeAccumulator } from "./poly1305.mjs";

/** Two programs as one, evenly mixed. */
function interleave(/** @type {string[]} */ a, /** @type {string[]} */ b) {
  const lines = [];
  let taken = 0;
  for (const [i, line] of a.entries()) {
    lines.push(line);
    const until = Math.round(((i + 1) * b.length) / a.length);
    while (taken < until) lines.push(String(b[taken++]));
  }
  return lines;
}

/** The generated file. */
export function aeadSource() {
  return `import { CHACHA_STATE, POLY_STATE } from "./memory";

/** Applies key stream to \`groups\` times 256 bytes at \`at\` and authenticates as many at \`mac\`. */
export function cryptBlocks(at: usize, groups: u32, mac: usize): void {
  ${declareState.join(" ")}
  let t0 = v0, t1 = v0, t2 = v0, t3 = v0;
  ${declare.join("\n  ")}
  ${loadAccumulator}
  let ctr = ${loadCounter};
  for (const end = at + groups * 256; at < end; at += 256) {
    ${loadState.join("\n    ")}
    // Four times two double rounds beside four blocks of Poly1305, then the last two double rounds.
    for (let i = 0; i < 4; i++, mac += 64) {
      ${interleave([...doubleRound, ...doubleRound], absorb("mac", 4)).join("\n      ")}
    }
    for (let i = 0; i < 2; i++) {
      ${doubleRound.join("\n      ")}
    }
    ${finish(xorText).join("\n    ")}
    ctr = i32x4.add(ctr, i32x4.splat(4));
  }
  ${storeAccumulator}
  store<u32>(CHACHA_STATE, load<u32>(CHACHA_STATE, 48) + 4 * groups, 48);
}`;
}
