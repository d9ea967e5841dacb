// Poly1305 (RFC 8439 section 2.5): key set-up, padding and the final reduction around the generated block function.
import { POLY_BLOCK, POLY_STATE } from "../build/generated/memory";
import { polyBlocks, polyPowers } from "../build/generated/poly1305";

const R1: usize = POLY_STATE + 168;

/** Whether r^2, r^3 and r^4 are there. Short texts do without. A fact about lengths, hence no secret. */
let powersReady: bool = false;

/** Takes the 32-byte one-time key at `key`. */
export function polyKey(key: usize): void {
  store<u64>(R1, load<u32>(key) & 0x3ffffff, 0);
  store<u64>(R1, (load<u32>(key, 3) >> 2) & 0x3ffff03, 8);
  store<u64>(R1, (load<u32>(key, 6) >> 4) & 0x3ffc0ff, 16);
  store<u64>(R1, (load<u32>(key, 9) >> 6) & 0x3f03fff, 24);
  store<u64>(R1, (load<u32>(key, 12) >> 8) & 0x00fffff, 32);
  v128.store(POLY_STATE, v128.load(key, 16), 208);
  v128.store(POLY_STATE, i32x4.splat(0), 0);
  v128.store(POLY_STATE, i32x4.splat(0), 16);
  store<u64>(POLY_STATE, 0, 32);
  powersReady = false;
}

/** Prepares for absorbing four blocks at once. */
export function needPowers(): void {
  if (!powersReady) polyPowers();
  powersReady = true;
}

/** Absorbs `blocks` full blocks. */
export function polyAbsorb(at: usize, blocks: u32): void {
  // From here on the powers pay for themselves.
  if (blocks >= 8) needPowers();
  const fours = powersReady ? blocks >> 2 : 0;
  polyBlocks(at, fours, blocks - 4 * fours);
}

/** Absorbs `length` bytes, the last block filled up with zeros (RFC 8439 section 2.8, pad16). */
export function polyPadded(at: usize, length: u32): void {
  const rest = length & 15;
  polyAbsorb(at, length >> 4);
  if (rest == 0) return;
  v128.store(POLY_BLOCK, i32x4.splat(0));
  memory.copy(POLY_BLOCK, at + (length & ~15), rest);
  polyBlocks(POLY_BLOCK, 0, 1);
}

/** Absorbs both lengths and writes the tag. */
export function polyEnd(aadLength: u64, textLength: u64, out: usize): void {
  store<u64>(POLY_BLOCK, aadLength);
  store<u64>(POLY_BLOCK, textLength, 8);
  polyBlocks(POLY_BLOCK, 0, 1);
  let h0 = load<u64>(POLY_STATE, 0), h1 = load<u64>(POLY_STATE, 8), h2 = load<u64>(POLY_STATE, 16);
  let h3 = load<u64>(POLY_STATE, 24), h4 = load<u64>(POLY_STATE, 32);
  h2 += h1 >> 26; h1 &= 0x3ffffff;
  h3 += h2 >> 26; h2 &= 0x3ffffff;
  h4 += h3 >> 26; h3 &= 0x3ffffff;
  h0 += (h4 >> 26) * 5; h4 &= 0x3ffffff;
  h1 += h0 >> 26; h0 &= 0x3ffffff;
  // g = h + 5 - 2^130; where that is not negative, it is the reduced value.
  let g0 = h0 + 5;
  let g1 = h1 + (g0 >> 26); g0 &= 0x3ffffff;
  let g2 = h2 + (g1 >> 26); g1 &= 0x3ffffff;
  let g3 = h3 + (g2 >> 26); g2 &= 0x3ffffff;
  let g4 = h4 + (g3 >> 26) - (1 << 26); g3 &= 0x3ffffff;
  const keep = <u64>(<i64>g4 >> 63);
  h0 = (h0 & keep) | (g0 & ~keep);
  h1 = (h1 & keep) | (g1 & ~keep);
  h2 = (h2 & keep) | (g2 & ~keep);
  h3 = (h3 & keep) | (g3 & ~keep);
  h4 = (h4 & keep) | (g4 & ~keep);
  const low = h0 | (h1 << 26) | (h2 << 52);
  const high = (h2 >> 12) | (h3 << 14) | (h4 << 40);
  const padLow = load<u64>(POLY_STATE, 208);
  const sum = low + padLow;
  // Carry out of a 64-bit addition without a comparison.
  const carry = ((low & padLow) | ((low | padLow) & ~sum)) >> 63;
  store<u64>(out, sum);
  store<u64>(out, high + load<u64>(POLY_STATE, 216) + carry, 8);
}
