// Powers and comparisons in GF(2^255 - 19), on one lane (type u8) or on lanes 0 and 1 together (type u16).
import { FIELD_BYTES, POWERS } from "../build/generated/memory";
import { multiplyOne, multiplyTwo, squareOne, squareTwo, toBytes } from "../build/generated/field";

/** Bytes of four field elements side by side. */
export const FE: usize = 160;

// @ts-ignore: decorator
@inline function square<Lanes>(out: usize, a: usize, count: u32): void {
  if (sizeof<Lanes>() == 1) squareOne(out, a, count);
  else squareTwo(out, a, count);
}

// @ts-ignore: decorator
@inline function multiply<Lanes>(out: usize, a: usize, b: usize): void {
  if (sizeof<Lanes>() == 1) multiplyOne(out, a, b);
  else multiplyTwo(out, a, b);
}

const Z11: usize = POWERS;
const T0: usize = POWERS + FE;
const T1: usize = POWERS + 2 * FE;
const T2: usize = POWERS + 3 * FE;

/** T1 = z^(2^250 - 1), Z11 = z^11. Exponents in comments are of the form 2^n - 1. */
function power250<Lanes>(z: usize): void {
  square<Lanes>(T0, z, 1);
  square<Lanes>(T1, T0, 2);
  multiply<Lanes>(T1, T1, z); // z^9
  multiply<Lanes>(Z11, T0, T1);
  square<Lanes>(T0, Z11, 1);
  multiply<Lanes>(T0, T0, T1); // 5
  square<Lanes>(T1, T0, 5);
  multiply<Lanes>(T0, T1, T0); // 10
  square<Lanes>(T1, T0, 10);
  multiply<Lanes>(T1, T1, T0); // 20
  square<Lanes>(T2, T1, 20);
  multiply<Lanes>(T1, T2, T1); // 40
  square<Lanes>(T1, T1, 10);
  multiply<Lanes>(T0, T1, T0); // 50
  square<Lanes>(T1, T0, 50);
  multiply<Lanes>(T1, T1, T0); // 100
  square<Lanes>(T2, T1, 100);
  multiply<Lanes>(T1, T2, T1); // 200
  square<Lanes>(T1, T1, 50);
  multiply<Lanes>(T1, T1, T0); // 250
}

/** One lane: out = 1/z, and 0 for 0. */
export function invertOne(out: usize, z: usize): void {
  power250<u8>(z);
  squareOne(T1, T1, 5);
  multiplyOne(out, T1, Z11);
}

/** Lanes 0 and 1: out = z^((p-5)/8), which a square root needs. */
export function powerTwo(out: usize, z: usize): void {
  power250<u16>(z);
  squareTwo(T1, T1, 2);
  multiplyTwo(out, T1, z);
}

/** 1 when the 32 bytes at `a` are zero, else 0. */
// @ts-ignore: decorator
@inline export function isZero32(a: usize): u32 {
  const any = load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24);
  return <u32>((~(any | (0 - any))) >> 63);
}

/** 1 when one lane is 0 modulo p, else 0. */
export function isZero(a: usize): u32 {
  toBytes(FIELD_BYTES, a);
  return isZero32(FIELD_BYTES);
}
