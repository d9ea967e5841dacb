// Polynomials of ML-KEM (FIPS 203): 256 coefficients modulo q = 3329 as i16, eight to a vector, in natural order.
//
// Bounds. Multiplying by a constant b with its companion b' = round(b 2^15 / q) is Barrett's method on the rounding
// high multiply: |a b - round(a b' / 2^15) q| <= q (1/2 + |a| / 2^16), less than q for every a. So the transform's
// seven layers, each adding less than q, stay below 8 q = 26632 from coefficients up to q, without any reduction.
import {
  FROM_TRANSFORM, FROM_TRANSFORM_COMPANION, TO_MONTGOMERY, TO_MONTGOMERY_COMPANION, ZETA_COMPANIONS, ZETAS,
} from "../build/generated/mlkem";

export const Q: i32 = 3329;
/** Bytes of a polynomial. */
export const POLY: usize = 512;

// @ts-ignore: decorator
@inline function q(): v128 { return i16x8.splat(<i16>Q); }

// @ts-ignore: decorator
@inline function times(a: v128, b: v128, companion: v128): v128 {
  return i16x8.sub(i16x8.mul(a, b), i16x8.mul(i16x8.q15mulr_sat_s(a, companion), q()));
}

// To at most 0.6 q in size: multiplication by 1, whose companion is 10.
// @ts-ignore: decorator
@inline function small(a: v128): v128 {
  return i16x8.sub(a, i16x8.mul(i16x8.q15mulr_sat_s(a, i16x8.splat(10)), q()));
}

/** Reduces every coefficient to 0 ... q - 1. */
export function polyCanonical(p: usize): void {
  for (const end = p + POLY; p < end; p += 16) {
    const a = small(v128.load(p));
    v128.store(p, i16x8.add(a, v128.and(i16x8.shr_s(a, 15), q())));
  }
}

/** p = p + r. */
export function polyAdd(p: usize, r: usize): void {
  for (let i: usize = 0; i < POLY; i += 16) v128.store(p + i, i16x8.add(v128.load(p + i), v128.load(r + i)));
}

/** p = r - p. */
export function polySubtractFrom(p: usize, r: usize): void {
  for (let i: usize = 0; i < POLY; i += 16) v128.store(p + i, i16x8.sub(v128.load(r + i), v128.load(p + i)));
}

// Two vectors of one block of eight (length 4) or of two blocks of four (length 2) each, as lower and upper halves.
// @ts-ignore: decorator
@inline function lower4(a: v128, b: v128): v128 { return v128.shuffle<u64>(a, b, 0, 2); }
// @ts-ignore: decorator
@inline function upper4(a: v128, b: v128): v128 { return v128.shuffle<u64>(a, b, 1, 3); }
// @ts-ignore: decorator
@inline function lower2(a: v128, b: v128): v128 { return v128.shuffle<u32>(a, b, 0, 2, 4, 6); }
// @ts-ignore: decorator
@inline function upper2(a: v128, b: v128): v128 { return v128.shuffle<u32>(a, b, 1, 3, 5, 7); }

// Two factors from the table, four lanes each; four factors, two lanes each.
// @ts-ignore: decorator
@inline function factors4(table: usize): v128 {
  return v128.shuffle<u64>(v128.load_splat<u16>(table), v128.load_splat<u16>(table, 2), 0, 2);
}
// @ts-ignore: decorator
@inline function factors2(table: usize): v128 {
  const four = v128.load_splat<u64>(table);
  return v128.shuffle<u16>(four, four, 0, 0, 1, 1, 2, 2, 3, 3);
}

// The inverse transform takes the table from its end, so the first lanes get the last factors.
// @ts-ignore: decorator
@inline function reversed4(table: usize): v128 {
  return v128.shuffle<u64>(v128.load_splat<u16>(table, 2), v128.load_splat<u16>(table), 0, 2);
}
// @ts-ignore: decorator
@inline function reversed2(table: usize): v128 {
  const four = v128.load_splat<u64>(table);
  return v128.shuffle<u16>(four, four, 3, 3, 2, 2, 1, 1, 0, 0);
}

/** The transform, in place, from coefficients up to q in size; leaves them below 8 q. */
export function ntt(p: usize): void {
  let k: usize = 2;
  for (let length: usize = 256; length >= 16; length >>= 1) {
    for (let start = p; start < p + POLY; start += 2 * length, k += 2) {
      const zeta = v128.load_splat<u16>(ZETAS + k), companion = v128.load_splat<u16>(ZETA_COMPANIONS + k);
      for (let j = start; j < start + length; j += 16) {
        const a = v128.load(j), t = times(v128.load(j + length), zeta, companion);
        v128.store(j, i16x8.add(a, t));
        v128.store(j + length, i16x8.sub(a, t));
      }
    }
  }
  for (let j = p; j < p + POLY; j += 32, k += 4) {
    const x = v128.load(j), y = v128.load(j, 16);
    const a = lower4(x, y), t = times(upper4(x, y), factors4(ZETAS + k), factors4(ZETA_COMPANIONS + k));
    const sum = i16x8.add(a, t), difference = i16x8.sub(a, t);
    v128.store(j, lower4(sum, difference));
    v128.store(j, upper4(sum, difference), 16);
  }
  for (let j = p; j < p + POLY; j += 32, k += 8) {
    const x = v128.load(j), y = v128.load(j, 16);
    const a = lower2(x, y), t = times(upper2(x, y), factors2(ZETAS + k), factors2(ZETA_COMPANIONS + k));
    const sum = i16x8.add(a, t), difference = i16x8.sub(a, t);
    v128.store(j, v128.shuffle<u32>(sum, difference, 0, 4, 1, 5));
    v128.store(j, v128.shuffle<u32>(sum, difference, 2, 6, 3, 7), 16);
  }
}

/**
 * The inverse transform, in place, of coefficients up to 2 q in size, times 2^16: what polyMultiplyAdd() divided by.
 * Sums are reduced in every layer, so they never exceed 4 q.
 */
export function inverseNtt(p: usize): void {
  let k: usize = 256;
  for (let j = p; j < p + POLY; j += 32) {
    k -= 8;
    const x = v128.load(j), y = v128.load(j, 16);
    const a = lower2(x, y), b = upper2(x, y), sum = small(i16x8.add(a, b));
    const product = times(i16x8.sub(b, a), reversed2(ZETAS + k), reversed2(ZETA_COMPANIONS + k));
    v128.store(j, v128.shuffle<u32>(sum, product, 0, 4, 1, 5));
    v128.store(j, v128.shuffle<u32>(sum, product, 2, 6, 3, 7), 16);
  }
  for (let j = p; j < p + POLY; j += 32) {
    k -= 4;
    const x = v128.load(j), y = v128.load(j, 16);
    const a = lower4(x, y), b = upper4(x, y), sum = small(i16x8.add(a, b));
    const product = times(i16x8.sub(b, a), reversed4(ZETAS + k), reversed4(ZETA_COMPANIONS + k));
    v128.store(j, lower4(sum, product));
    v128.store(j, upper4(sum, product), 16);
  }
  for (let length: usize = 16; length <= 256; length <<= 1) {
    for (let start = p; start < p + POLY; start += 2 * length) {
      k -= 2;
      const zeta = v128.load_splat<u16>(ZETAS + k), companion = v128.load_splat<u16>(ZETA_COMPANIONS + k);
      for (let j = start; j < start + length; j += 16) {
        const a = v128.load(j), b = v128.load(j + length);
        v128.store(j, small(i16x8.add(a, b)));
        v128.store(j + length, times(i16x8.sub(b, a), zeta, companion));
      }
    }
  }
  scale(p, FROM_TRANSFORM, FROM_TRANSFORM_COMPANION);
}

function scale(p: usize, factor: i16, companion: i16): void {
  for (const end = p + POLY; p < end; p += 16) {
    v128.store(p, times(v128.load(p), i16x8.splat(factor), i16x8.splat(companion)));
  }
}

/** Takes back the division by 2^16 of polyMultiplyAdd(). */
export function polyFromMontgomery(p: usize): void {
  scale(p, TO_MONTGOMERY, TO_MONTGOMERY_COMPANION);
}

// Montgomery reduction of four products: c / 2^16 modulo q, at most |c| / 2^16 + q / 2 in size.
// @ts-ignore: decorator
@inline function divided(c: v128): v128 {
  // 62209 = 1 / q modulo 2^16.
  const m = i32x4.shr_s(i32x4.shl(i32x4.mul(c, i32x4.splat(62209)), 16), 16);
  return i32x4.shr_s(i32x4.sub(c, i32x4.mul(m, i32x4.splat(Q))), 16);
}

/**
 * acc = acc + a b / 2^16 in the transformed domain (FIPS 203 algorithm 11), where pairs are polynomials modulo
 * X^2 - gamma: c0 = a0 b0 + a1 b1 gamma, c1 = a0 b1 + a1 b0. Operands below 8 q; adds at most 0.7 q.
 */
export function polyMultiplyAdd(acc: usize, a: usize, b: usize): void {
  // Gammas come as zeta, -zeta: pairs 2k and 2k + 1 share one zeta.
  const odd = i16x8(0, -1, 0, -1, 0, -1, 0, -1), minus = i16x8(0, 0, 0, -1, 0, 0, 0, -1);
  let k: usize = 128;
  for (let i: usize = 0; i < POLY; i += 16, k += 4) {
    const x = small(v128.load(a + i)), y = small(v128.load(b + i));
    const turned = times(y, factors4(ZETAS + k), factors4(ZETA_COMPANIONS + k));
    const straight = v128.bitselect(i16x8.sub(v128.xor(turned, minus), minus), y, odd);
    const crossed = v128.shuffle<u16>(y, y, 1, 0, 3, 2, 5, 4, 7, 6);
    const c0 = divided(i32x4.dot_i16x8_s(x, straight)), c1 = divided(i32x4.dot_i16x8_s(x, crossed));
    const c = v128.or(v128.and(c0, i32x4.splat(0xffff)), i32x4.shl(c1, 16));
    v128.store(acc + i, i16x8.add(v128.load(acc + i), c));
  }
}
