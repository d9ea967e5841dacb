// X25519 (RFC 7748): the ladder, and the multiples of the base point by way of edwards25519's table.
import { LADDER, SCALAR } from "../build/generated/memory";
import { ladderFirst, ladderSecond, ladderState } from "./lanes";
import { fromBytes, multiplyOne, squareMultiply, toBytes } from "../build/generated/field";
import { baseMultiple } from "./edwards";
import { FE, invertOne } from "./field";

const X1: usize = LADDER;
const Z3: usize = LADDER + FE;
const R: usize = LADDER + 2 * FE;
const U: usize = LADDER + 3 * FE;
const V: usize = LADDER + 4 * FE;
const P: usize = LADDER + 5 * FE;

/** Copies the scalar, its bits set as RFC 7748 section 5 says. */
function clampScalar(from: usize): void {
  memory.copy(SCALAR, from, 32);
  store<u8>(SCALAR, load<u8>(SCALAR) & 248);
  store<u8>(SCALAR, (load<u8>(SCALAR, 31) & 127) | 64, 31);
}

/** The 32 bytes of scalar times u, to `out`. */
export function x25519(out: usize, scalar: usize, u: usize): void {
  clampScalar(scalar);
  fromBytes(X1, u);
  memory.fill(Z3, 0, FE);
  store<u32>(Z3, 1);
  memory.fill(R, 0, FE);
  for (let i: usize = 0; i < FE; i += 16) store<u32>(R + i, load<u32>(X1 + i));
  store<u32>(R, 1, 8);
  let previous: u32 = 0;
  for (let i: i32 = 254; i >= 0; i--) {
    const bit = (<u32>load<u8>(SCALAR + (i >> 3)) >> (i & 7)) & 1;
    ladderFirst(U, V, R, Z3, bit ^ previous);
    previous = bit;
    squareMultiply(P, U, V);
    ladderSecond(U, V, P);
    squareMultiply(R, U, V);
    multiplyOne(Z3, R + 4, X1);
  }
  ladderState(P, R, Z3, previous);
  invertOne(U, P + 4);
  multiplyOne(U, P, U);
  toBytes(out, U);
}

/** The public key of a scalar, to `out`: u = (Z + Y) / (Z - Y) of the multiple on edwards25519. */
export function x25519Base(out: usize, scalar: usize): void {
  clampScalar(scalar);
  baseMultiple(P, SCALAR);
  ladderFractions(U, P);
  invertOne(V, U + 4);
  multiplyOne(U, U, V);
  toBytes(out, U);
}

/** Lane 0 = Z + Y, lane 1 = Z - Y of the point p. */
function ladderFractions(out: usize, p: usize): void {
  // The ladder's first step computes sums and differences: (x2, z2) = (Z, Y) stand in lanes 2 and 3 of its input.
  for (let i: usize = 0; i < FE; i += 16) {
    store<u32>(R + i, load<u32>(p + i, 8), 8);
    store<u32>(R + i, load<u32>(p + i, 4), 12);
  }
  ladderFirst(out, V, R, Z3, 0);
}
