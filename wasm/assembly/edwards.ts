// Points of edwards25519 (RFC 8032 section 5.1) in extended coordinates (X, Y, Z, T), four lanes of one vector element.
// A "cached" point is (Y - X, Y + X, 2dT, 2Z): what an addition multiplies with.
import { BASE_ODD, BASE_TABLE, DIGITS, POINTS } from "../build/generated/memory";
import { pointDoubled, pointPrepare, pointSquares, pointSum, selectCached } from "./lanes";
import { BASE_POINT, CACHING } from "../build/generated/edwards";
import { multiplyFour, squareFour, toBytes } from "../build/generated/field";
import { FE, invertOne } from "./field";

const U: usize = POINTS;
const F: usize = POINTS + FE;
const G: usize = POINTS + 2 * FE;
const CACHED: usize = POINTS + 3 * FE;
const WALK: usize = POINTS + 4 * FE;

/** out = p + the cached point q. */
export function pointAdd(out: usize, p: usize, q: usize): void {
  pointPrepare(U, p);
  multiplyFour(U, U, q);
  pointSum(F, G, U);
  multiplyFour(out, F, G);
}

/** out = p - the cached point q: Y - X and Y + X change places, as do T's two uses. */
export function pointSubtract(out: usize, p: usize, q: usize): void {
  for (let i: usize = 0; i < FE; i += 16) {
    store<u64>(CACHED + i, rotr<u64>(load<u64>(q + i), 32));
    const bias: u64 = i == 0 ? 0x7ffffda : i & 16 ? 0x3fffffe : 0x7fffffe;
    store<u64>(CACHED + i, (load<u64>(q + i, 8) & ~0xffffffff) | (bias - <u64>load<u32>(q + i, 8)), 8);
  }
  pointAdd(out, p, CACHED);
}

/** out = 2p, `count` times over. */
export function pointDouble(out: usize, p: usize, count: u32): void {
  for (; count > 0; count--) {
    pointSquares(U, p);
    squareFour(U, U);
    pointDoubled(F, G, U);
    multiplyFour(out, F, G);
    p = out;
  }
}

/** out = p, cached. */
export function pointCache(out: usize, p: usize): void {
  pointPrepare(U, p);
  multiplyFour(out, U, CACHING);
}

/** Sets out to the neutral element (0, 1, 1, 0). */
export function pointZero(out: usize): void {
  memory.fill(out, 0, FE);
  v128.store(out, i32x4(0, 1, 1, 0));
}

/** Cached p, 3p, 5p, ... `count` of them. */
export function oddMultiples(out: usize, p: usize, count: u32): void {
  pointDouble(WALK, p, 1);
  pointCache(CACHED, WALK);
  memory.copy(WALK, p, FE);
  for (; count > 0; count--, out += FE) {
    pointCache(out, WALK);
    pointAdd(WALK, WALK, CACHED);
  }
}

/** Whether the tables of the base point stand in memory. They are built at first use: cheaper than shipping them. */
let tablesReady: bool = false;

/** BASE_TABLE[i][j] = (j + 1) 256^i B for i < 32, j < 8; BASE_ODD[i] = (2i + 1) B for i < 64. All cached. */
/** The table of odd multiples of B that needTables() builds. */
export const BASE_ODD_TABLE: usize = BASE_ODD;

export function needTables(): void {
  if (tablesReady) return;
  oddMultiples(BASE_ODD, BASE_POINT, 64);
  memory.copy(WALK, BASE_POINT, FE);
  for (let i: usize = 0; i < 32; i++) {
    const row = BASE_TABLE + i * 8 * FE;
    pointCache(row, WALK);
    for (let j: usize = 1; j < 8; j++) {
      pointAdd(WALK, WALK, row);
      pointCache(row + j * FE, WALK);
    }
    // WALK is 8 times the row's first point; 32 times that starts the next row.
    pointDouble(WALK, WALK, 5);
  }
  tablesReady = true;
}

/** Sixty-four signed digits of base 16, each -8 to 8, for a scalar below 2^255. */
function signedDigits(scalar: usize): void {
  let carry: i32 = 0;
  for (let i: usize = 0; i < 64; i++) {
    const digit = ((<i32>load<u8>(scalar + (i >> 1)) >> <i32>(4 * (i & 1))) & 15) + carry;
    carry = (digit + 8) >> 4;
    store<i8>(DIGITS + i, <i8>(digit - (carry << 4)));
  }
  // The last carry is 0 for scalars below 2^255, except that a top digit of 8 stays as it is.
  store<i8>(DIGITS + 63, <i8>(load<i8>(DIGITS + 63) + (carry << 4)));
}

// Adds every second row's multiple, starting with digit `first`.
function addRows(out: usize, first: usize): void {
  for (let i = first; i < 64; i += 2) {
    selectCached(CACHED, BASE_TABLE + (i >> 1) * 8 * FE, load<i8>(DIGITS + i));
    pointAdd(out, out, CACHED);
  }
}

/** out = scalar B, in time independent of the 32-byte scalar, which is below 2^255. */
export function baseMultiple(out: usize, scalar: usize): void {
  needTables();
  signedDigits(scalar);
  pointZero(out);
  addRows(out, 1);
  pointDouble(out, out, 4);
  addRows(out, 0);
}

/** The 32 bytes of a point: y, and the lowest bit of x on top. */
export function pointEncode(bytes: usize, p: usize): void {
  invertOne(U, p + 8);
  for (let i: usize = 0; i < FE; i += 16) store<u64>(U + i, <u64>load<u32>(U + i) * 0x100000001);
  multiplyFour(U, p, U);
  toBytes(bytes, U);
  const sign = load<u8>(bytes) & 1;
  toBytes(bytes, U + 4);
  store<u8>(bytes, load<u8>(bytes, 31) | (sign << 7), 31);
}
