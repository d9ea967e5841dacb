// The linear steps between multiplications, on four field elements at a time: sums, differences and rearranged lanes
// for the Montgomery ladder (RFC 7748) and for points of edwards25519 in extended coordinates (X, Y, Z, T), which are
// added by the unified formulas of Hisil, Wong, Carter and Dawson (2008) for a = -1. Bounds: see generate/field.mjs.
import { TWICE_P_PLUS_1 } from "../build/generated/edwards";
import { FE } from "./field";

// @ts-ignore: decorator
@inline function bias(i: usize): v128 { return v128.load_splat<u32>(TWICE_P_PLUS_1 + (i >> 2)); }

// 2p - x in the lanes where mask has ones, x elsewhere: -x is ~x + 1, and the 1 is part of the bias.
// @ts-ignore: decorator
@inline function negate(x: v128, mask: v128, bias: v128): v128 {
  return i32x4.add(v128.xor(x, mask), v128.and(bias, mask));
}

// Lanes (x2, z2, x3, z3) of one limb from r = (x3, -, x2, z2) and z3; the pairs change places where swap has ones.
// @ts-ignore: decorator
@inline function exchanged(r: usize, z3: usize, swap: v128): v128 {
  const s = v128.shuffle<u32>(v128.load(r), v128.load_splat<u32>(z3), 2, 3, 0, 4);
  return v128.xor(s, v128.and(v128.xor(s, v128.shuffle<u32>(s, s, 2, 3, 0, 1)), swap));
}

/** out = (x2, z2, x3, z3) from r = (x3, -, x2, z2) and z3 in a lane of its own, pairs exchanged if bit is 1. */
export function ladderState(out: usize, r: usize, z3: usize, bit: u32): void {
  const swap = i32x4.splat(0 - bit);
  for (let i: usize = 0; i < FE; i += 16) v128.store(out + i, exchanged(r + i, z3 + i, swap));
}

/** u = (A, B, C, D) = (x2 + z2, x2 - z2, x3 + z3, x3 - z3) and v = (-, -, B, A), of the exchanged state. */
export function ladderFirst(u: usize, v: usize, r: usize, z3: usize, bit: u32): void {
  const swap = i32x4.splat(0 - bit), minus = i32x4(0, -1, 0, -1);
  for (let i: usize = 0; i < FE; i += 16) {
    const s = exchanged(r + i, z3 + i, swap);
    const z = negate(v128.shuffle<u32>(s, s, 1, 1, 3, 3), minus, bias(i));
    const sum = i32x4.add(v128.shuffle<u32>(s, s, 0, 0, 2, 2), z);
    v128.store(u + i, sum);
    v128.store(v + i, v128.shuffle<u32>(sum, sum, 1, 0, 1, 0));
  }
}

/**
 * From p = (AA, BB, CB, DA), with E = AA - BB: f = (DA + CB, DA - CB, AA, E), g = (-, -, BB, BB + 121666 E).
 * BB + 121666 E is RFC 7748's AA + 121665 E. One carry step keeps it below 2.3 times reduced.
 */
export function ladderSecond(f: usize, g: usize, p: usize): void {
  const zero = i32x4.splat(0), minus = i32x4(0, -1, 0, -1), factor = i32x4(0, 0, 0, 121666);
  for (let i: usize = 0; i < FE; i += 16) {
    const s = v128.load(p + i);
    const second = negate(v128.shuffle<u32>(s, zero, 2, 2, 4, 1), minus, bias(i));
    v128.store(f + i, i32x4.add(v128.shuffle<u32>(s, s, 3, 3, 0, 0), second));
  }
  let carry = i64x2.shr_u(i64x2.extmul_high_i32x4_u(v128.load(f, 144), factor), 25);
  carry = i64x2.add(i64x2.add(i64x2.shl(carry, 4), i64x2.shl(carry, 1)), carry);
  for (let i: usize = 0; i < FE; i += 32) {
    carry = ladderProduct(f + i, g + i, p + i, carry, 26);
    carry = ladderProduct(f + i + 16, g + i + 16, p + i + 16, carry, 25);
  }
}

// One limb of g; returns the carry into the next.
// @ts-ignore: decorator
@inline function ladderProduct(f: usize, g: usize, p: usize, carry: v128, bits: i32): v128 {
  const product = i64x2.extmul_high_i32x4_u(v128.load(f), i32x4(0, 0, 0, 121666));
  const limb = i64x2.add(v128.and(product, i64x2.splat((1 << bits) - 1)), carry);
  const s = v128.load(p);
  v128.store(g, i32x4.add(v128.shuffle<u32>(s, s, 1, 1, 1, 1), v128.shuffle<u32>(limb, i32x4.splat(0), 4, 4, 4, 2)));
  return i64x2.shr_u(product, bits);
}

/** u = (Y - X, Y + X, T, Z) of the point p. */
export function pointPrepare(u: usize, p: usize): void {
  const zero = i32x4.splat(0), minus = i32x4(-1, 0, 0, 0);
  for (let i: usize = 0; i < FE; i += 16) {
    const s = v128.load(p + i);
    const x = negate(v128.shuffle<u32>(s, zero, 0, 0, 4, 4), minus, bias(i));
    v128.store(u + i, i32x4.add(v128.shuffle<u32>(s, s, 1, 1, 3, 2), x));
  }
}

// From (E, F, G, H): f = (E, G, F, E) and g = (F, H, G, H), whose product is the point (X, Y, Z, T).
// @ts-ignore: decorator
@inline function storeFactors(f: usize, g: usize, s: v128): void {
  v128.store(f, v128.shuffle<u32>(s, s, 0, 2, 1, 0));
  v128.store(g, v128.shuffle<u32>(s, s, 1, 3, 2, 3));
}

/** From the products m = (A, B, C, D) of an addition: factors f and g of the sum. */
export function pointSum(f: usize, g: usize, m: usize): void {
  const minus = i32x4(-1, -1, 0, 0);
  for (let i: usize = 0; i < FE; i += 16) {
    const s = v128.load(m + i);
    const t = negate(v128.shuffle<u32>(s, s, 0, 2, 2, 0), minus, bias(i));
    storeFactors(f + i, g + i, i32x4.add(v128.shuffle<u32>(s, s, 1, 3, 3, 1), t));
  }
}

/** u = (X, Y, Z, X + Y) of the point p. */
export function pointSquares(u: usize, p: usize): void {
  const zero = i32x4.splat(0);
  for (let i: usize = 0; i < FE; i += 16) {
    const s = v128.load(p + i);
    v128.store(u + i, i32x4.add(v128.shuffle<u32>(s, s, 0, 1, 2, 0), v128.shuffle<u32>(s, zero, 4, 4, 4, 1)));
  }
}

/**
 * From the squares m = (XX, YY, ZZ, (X+Y)^2) of a doubling: factors f and g of the double. All signs are turned:
 * E = (X+Y)^2 - XX - YY, F = 2ZZ + XX - YY, G = YY - XX, H = XX + YY. E and F reach 5 times reduced, so one carry
 * step is taken. Overwrites m.
 */
export function pointDoubled(f: usize, g: usize, m: usize): void {
  const zero = i32x4.splat(0), minusX = i32x4(-1, 0, -1, 0), minusY = i32x4(-1, -1, 0, 0);
  for (let i: usize = 0; i < FE; i += 16) {
    const s = v128.load(m + i), b = bias(i);
    const x = negate(v128.shuffle<u32>(s, s, 0, 0, 0, 0), minusX, b);
    const y = negate(v128.shuffle<u32>(s, zero, 1, 1, 4, 4), minusY, b);
    const z = i32x4.add(v128.shuffle<u32>(s, s, 3, 2, 1, 1), v128.shuffle<u32>(s, zero, 4, 2, 4, 4));
    v128.store(m + i, i32x4.add(z, i32x4.add(x, y)));
  }
  let carry = i32x4.mul(i32x4.shr_u(v128.load(m, 144), 25), i32x4.splat(19));
  for (let i: usize = 0; i < FE; i += 32) {
    const even = v128.load(m + i), odd = v128.load(m + i, 16);
    storeFactors(f + i, g + i, i32x4.add(v128.and(even, i32x4.splat(0x3ffffff)), carry));
    const middle = i32x4.add(v128.and(odd, i32x4.splat(0x1ffffff)), i32x4.shr_u(even, 26));
    storeFactors(f + i + 16, g + i + 16, middle);
    carry = i32x4.shr_u(odd, 25);
  }
}

// Ones where |digit| is `entry`.
// @ts-ignore: decorator
@inline function chosen(size: i32, entry: i32): v128 { return i32x4.splat(((size ^ entry) - 1) >> 31); }

/** The cached point `digit` times the first of a table of eight; reads every entry whatever the digit is. */
export function selectCached(out: usize, table: usize, digit: i32): void {
  const sign = digit >> 31, size = (digit ^ sign) - sign;
  const minus = i32x4.splat(sign), minusT = v128.and(minus, i32x4(0, 0, -1, 0));
  const k1 = chosen(size, 1), k2 = chosen(size, 2), k3 = chosen(size, 3), k4 = chosen(size, 4);
  const k5 = chosen(size, 5), k6 = chosen(size, 6), k7 = chosen(size, 7), k8 = chosen(size, 8);
  // The neutral element, cached, where the digit is 0; only its lowest limb is not 0.
  let neutral = v128.and(i32x4(1, 1, 0, 2), chosen(size, 0));
  for (let i: usize = 0; i < FE; i += 16) {
    const at = table + i;
    let s = v128.or(v128.or(v128.and(v128.load(at), k1), v128.and(v128.load(at, 160), k2)),
      v128.or(v128.and(v128.load(at, 320), k3), v128.and(v128.load(at, 480), k4)));
    s = v128.or(s, v128.or(v128.and(v128.load(at, 640), k5), v128.and(v128.load(at, 800), k6)));
    s = v128.or(s, v128.or(v128.and(v128.load(at, 960), k7), v128.and(v128.load(at, 1120), k8)));
    s = v128.or(s, neutral);
    neutral = i32x4.splat(0);
    // The negative of (Y-X, Y+X, 2dT, 2Z) is (Y+X, Y-X, -2dT, 2Z).
    s = v128.xor(s, v128.and(v128.xor(s, v128.shuffle<u32>(s, s, 1, 0, 2, 3)), minus));
    v128.store(out + i, negate(s, minusT, bias(i)));
  }
}
