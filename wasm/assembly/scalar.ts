// Arithmetic modulo the order of edwards25519's base point, in 32-bit limbs: a few hundred steps per signature, so
// short loops instead of unrolled code.
import { BARRETT } from "../build/generated/memory";
import { ORDER, RECIPROCAL } from "../build/generated/edwards";

const QUOTIENT: usize = BARRETT;
const PRODUCT: usize = BARRETT + 80;

// out = a * b with m and n limbs; out has m + n.
function multiply(out: usize, a: usize, b: usize, m: usize, n: usize): void {
  memory.fill(out, 0, 4 * (m + n));
  for (let i: usize = 0; i < 4 * m; i += 4) {
    let carry: u64 = 0;
    for (let j: usize = 0; j < 4 * n; j += 4) {
      carry += <u64>load<u32>(a + i) * <u64>load<u32>(b + j) + <u64>load<u32>(out + i + j);
      store<u32>(out + i + j, <u32>carry);
      carry >>= 32;
    }
    store<u32>(out + i + 4 * n, <u32>carry);
  }
}

// out = a - (b where mask has ones) over `limbs` limbs; returns all ones when that borrows.
function subtract(out: usize, a: usize, b: usize, mask: u64): u64 {
  let borrow: i64 = 0;
  for (let i: usize = 0; i < 36; i += 4) {
    borrow += <i64>load<u32>(a + i) - <i64>(<u64>load<u32>(b + i) & mask);
    store<u32>(out + i, <u32>borrow);
    borrow >>= 32;
  }
  return <u64>borrow;
}

/** out (32 bytes) = the 64 bytes at `wide` modulo the order. Barrett's method (HAC 14.42) with base 2^32, k = 8. */
export function scalarReduce(out: usize, wide: usize): void {
  multiply(QUOTIENT, wide + 28, RECIPROCAL, 9, 9);
  // QUOTIENT / 2^288 is the quotient or up to two too small.
  multiply(PRODUCT, QUOTIENT + 36, ORDER, 9, 9);
  subtract(PRODUCT, wide, PRODUCT, 0xffffffff);
  for (let i = 0; i < 2; i++) {
    const below = subtract(QUOTIENT, PRODUCT, ORDER, 0xffffffff);
    subtract(PRODUCT, PRODUCT, ORDER, ~below & 0xffffffff);
  }
  memory.copy(out, PRODUCT, 32);
}

/** out = (a b + c) modulo the order; 32 bytes each, a and b any, c below the order. */
export function scalarMultiplyAdd(out: usize, a: usize, b: usize, c: usize): void {
  const sum = PRODUCT + 80;
  multiply(sum, a, b, 8, 8);
  let carry: u64 = 0;
  for (let i: usize = 0; i < 64; i += 4) {
    carry += <u64>load<u32>(sum + i) + (i < 32 ? <u64>load<u32>(c + i) : 0);
    store<u32>(sum + i, <u32>carry);
    carry >>= 32;
  }
  scalarReduce(out, sum);
}

/** 1 when the 32 bytes at `a` are below the order, else 0. */
export function scalarIsCanonical(a: usize): u32 {
  memory.copy(PRODUCT, a, 32);
  store<u32>(PRODUCT, 0, 32);
  return <u32>subtract(QUOTIENT, PRODUCT, ORDER, 0xffffffff) & 1;
}
