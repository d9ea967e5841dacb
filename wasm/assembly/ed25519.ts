// Ed25519 (RFC 8032 section 5.1). Signing is constant-time; verifying handles public values only.
import {
  ED_DECODE, ED_DIGEST, ED_KEY, ED_NONCE, ED_POINT, IO, KEY, ODD_POINT, OUT, PUBLIC,
} from "../build/generated/memory";
import { TWICE_D, TWICE_ROOT } from "../build/generated/edwards";
import { fromBytes, multiplyTwo, squareTwo, toBytes } from "../build/generated/field";
import { baseMultiple, BASE_ODD_TABLE, needTables, oddMultiples, pointAdd, pointDouble, pointEncode, pointSubtract, pointZero } from "./edwards";
import { FE, isZero, isZero32, powerTwo } from "./field";
import { hash } from "./hash";
import { scalarIsCanonical, scalarMultiplyAdd, scalarReduce } from "./scalar";

// ED_KEY: seed, scalar, prefix, public key (32 bytes each), and 1 once they belong together.
const SEED: usize = ED_KEY;
const SECRET: usize = ED_KEY + 32;
const PREFIX: usize = ED_KEY + 64;
const PUBLIC_KEY: usize = ED_KEY + 96;
const READY: usize = ED_KEY + 128;

/** 1 when the key made last belongs to the seed in KEY. Signing twice with one key then costs one multiple less. */
export function keyIsReady(): u32 {
  const a = (load<u64>(KEY) ^ load<u64>(SEED)) | (load<u64>(KEY, 8) ^ load<u64>(SEED, 8));
  const b = (load<u64>(KEY, 16) ^ load<u64>(SEED, 16)) | (load<u64>(KEY, 24) ^ load<u64>(SEED, 24));
  const difference = a | b | (load<u64>(READY) ^ 1);
  return <u32>((~(difference | (0 - difference))) >> 63);
}

/** Expands the seed in KEY into secret scalar, prefix and public key. */
export function makeKey(): void {
  memory.copy(SEED, KEY, 32);
  hash<u64>(SEED, 32, SECRET);
  store<u8>(SECRET, load<u8>(SECRET) & 248);
  store<u8>(SECRET, (load<u8>(SECRET, 31) & 127) | 64, 31);
  baseMultiple(ED_POINT, SECRET);
  pointEncode(PUBLIC_KEY, ED_POINT);
  store<u64>(READY, 1);
}

/** The public key of the key made last, to OUT. */
export function givePublicKey(): void {
  memory.copy(OUT, PUBLIC_KEY, 32);
}

/** Puts the prefix to the start of IO, in front of the message. */
export function placePrefix(): void {
  memory.copy(IO, PREFIX, 32);
}

/** From the hash of prefix and message in OUT: commits to the nonce. R goes to OUT, R and the public key to IO. */
export function commitNonce(): void {
  scalarReduce(ED_NONCE, OUT);
  baseMultiple(ED_POINT, ED_NONCE);
  pointEncode(OUT, ED_POINT);
  memory.copy(IO, OUT, 32);
  memory.copy(IO + 32, PUBLIC_KEY, 32);
}

/** From the hash of R, public key and message at `digest`: S to OUT + 32, behind R. */
export function finishSignature(digest: usize): void {
  scalarReduce(ED_DIGEST, digest);
  scalarMultiplyAdd(OUT + 32, ED_DIGEST, SECRET, ED_NONCE);
}

/** Signature, to OUT, of the message that stands in IO behind 64 free bytes. */
export function sign(length: u32): void {
  memory.copy(IO + 32, PREFIX, 32);
  hash<u64>(IO + 32, 32 + length, OUT);
  commitNonce();
  hash<u64>(IO, 64 + length, ED_DIGEST);
  finishSignature(ED_DIGEST);
}

// Decoding two points at once, A in lane 0 and R in lane 1.
const Y: usize = ED_DECODE;
const YY: usize = ED_DECODE + FE;
const V: usize = ED_DECODE + 2 * FE;
const V3: usize = ED_DECODE + 3 * FE;
const T: usize = ED_DECODE + 4 * FE;
const X: usize = ED_DECODE + 5 * FE;
const A: usize = ED_DECODE + 6 * FE;
const BYTES: usize = ED_DECODE + 7 * FE;
const ENCODED: usize = KEY;

/** Lanes 0 and 1: out = a - b + 2p. No limb gets negative, so both lanes fit one 64-bit subtraction. */
function subtractTwo(out: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < FE; i += 16) {
    const bias: u64 = i == 0 ? 0x7ffffda : i & 16 ? 0x3fffffe : 0x7fffffe;
    store<u64>(out + i, load<u64>(a + i) + (bias | (bias << 32)) - load<u64>(b + i));
  }
}

function addTwo(out: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < FE; i += 16) store<u64>(out + i, load<u64>(a + i) + load<u64>(b + i));
}

/** Candidate x for both y in lanes 0 and 1 of Y (RFC 8032 section 5.1.3): x = u v^3 (u v^7)^((p-5)/8). */
function candidates(): void {
  squareTwo(YY, Y, 1);
  multiplyTwo(V, YY, TWICE_D);
  store<u64>(V, load<u64>(V) + 0x100000001);
  memory.fill(T, 0, FE);
  store<u64>(T, 0x100000001);
  subtractTwo(YY, YY, T); // u = y^2 - 1
  squareTwo(T, V, 1);
  multiplyTwo(V3, T, V);
  squareTwo(T, V3, 1);
  multiplyTwo(T, T, V);
  multiplyTwo(T, YY, T);
  powerTwo(X, T);
  multiplyTwo(T, YY, V3);
  multiplyTwo(X, X, T);
}

/**
 * Chooses and checks x of one lane for its encoding. `negate` is 1 to take the other x instead, for -A.
 * Returns 1 when the encoding is canonical and a point of the curve, else 0.
 */
function settle(lane: usize, encoded: usize, negate: u32): u32 {
  // T = u - v x^2 and V3 = v x^2 + u were made for both lanes; X has x, A has x sqrt(-1).
  const direct = isZero(T + lane);
  const turned = isZero(V3 + lane);
  const other: u32 = 0 - (turned & ~direct);
  for (let i = lane; i < FE; i += 16) {
    store<u32>(X + i, (load<u32>(X + i) & ~other) | (load<u32>(A + i) & other));
  }
  toBytes(BYTES, X + lane);
  const top = <u32>load<u8>(encoded, 31) >> 7;
  const isNothing = isZero32(BYTES);
  const flip: u32 = 0 - ((<u32>load<u8>(BYTES) & 1) ^ top ^ negate);
  for (let i = lane; i < FE; i += 16) {
    const bias: u32 = i < 16 ? 0x7ffffda : i & 16 ? 0x3fffffe : 0x7fffffe;
    const x = load<u32>(X + i);
    store<u32>(X + i, (x & ~flip) | ((bias - x) & flip));
  }
  toBytes(BYTES, Y + lane);
  store<u8>(BYTES, load<u8>(BYTES, 31) | <u8>(top << 7), 31);
  for (let i: usize = 0; i < 32; i += 8) store<u64>(BYTES + i, load<u64>(BYTES + i) ^ load<u64>(encoded + i));
  return (direct | turned) & isZero32(BYTES) & ~(isNothing & top) & 1;
}

/** Makes T = u - v x^2, V3 = v x^2 + u and A = x sqrt(-1) for settle(). */
function prepareChecks(): void {
  squareTwo(A, X, 1);
  multiplyTwo(A, A, V);
  addTwo(V3, A, YY);
  subtractTwo(T, YY, A);
  multiplyTwo(A, X, TWICE_ROOT);
}

// Two recodings of 256 signed digits each, in turn, in the memory whose contents may steer branches.
const S_DIGITS: usize = 0;
const H_DIGITS: usize = 1;

// @ts-ignore: decorator
@inline function digit(which: usize, i: usize): i32 { return load<i8>(2 * i + which, PUBLIC); }
// @ts-ignore: decorator
@inline function setDigit(which: usize, i: usize, value: i32): void { store<i8>(2 * i + which, <i8>value, PUBLIC); }

/** Sliding windows over the 256-bit public scalar at `scalar`: digits are zero, or odd and at most `most` in size. */
function slide(which: usize, scalar: usize, most: i32): void {
  for (let i: usize = 0; i < 256; i++) {
    setDigit(which, i, (<u32>load<u8>(scalar + (i >> 3)) >> <u32>(i & 7)) & 1);
  }
  for (let i: usize = 0; i < 256; i++) {
    if (digit(which, i) == 0) continue;
    for (let b: usize = 1; b <= 8 && i + b < 256; b++) {
      if (digit(which, i + b) == 0) continue;
      const here = digit(which, i);
      const step = digit(which, i + b) << <i32>b;
      if (here + step <= most) {
        setDigit(which, i, here + step);
        setDigit(which, i + b, 0);
      } else if (here - step >= -most) {
        setDigit(which, i, here - step);
        addBit(which, i + b);
      } else break;
    }
  }
}

// Adds 1 at digit i, where all digits from there on are still 0 or 1.
function addBit(which: usize, i: usize): void {
  for (; i < 256; i++) {
    if (digit(which, i) == 0) {
      setDigit(which, i, 1);
      return;
    }
    setDigit(which, i, 0);
  }
}

function addOdd(table: usize, multiple: i32): void {
  if (multiple > 0) pointAdd(ED_POINT, ED_POINT, table + <usize>(multiple >> 1) * FE);
  else if (multiple < 0) pointSubtract(ED_POINT, ED_POINT, table + <usize>(-multiple >> 1) * FE);
}

/** ED_POINT = S B - h A from both recodings. */
function combine(): void {
  pointZero(ED_POINT);
  for (let i: i32 = 255; i >= 0; i--) {
    pointDouble(ED_POINT, ED_POINT, 1);
    addOdd(ODD_POINT, digit(H_DIGITS, i));
    addOdd(BASE_ODD_TABLE, digit(S_DIGITS, i));
  }
}

/**
 * 1 when the signature is valid: S, A and R canonical, and S B = R + h A without multiplying by the cofactor.
 * KEY holds A, R, S (32 bytes each); `digest` the hash of R, A and message.
 */
export function verify(digest: usize): u32 {
  scalarReduce(ED_DIGEST, digest);
  fromBytes(Y, ENCODED);
  fromBytes(Y + 4, ENCODED + 32);
  candidates();
  prepareChecks();
  const good = settle(0, ENCODED, 1) & settle(4, ENCODED + 32, 0) & scalarIsCanonical(ENCODED + 64);
  // -A = (x, y, 1, xy): the product of lane 0, with x as a second operand that is reduced enough.
  multiplyTwo(T, X, Y);
  for (let i: usize = 0; i < FE; i += 16) {
    store<u32>(A + i, load<u32>(X + i), 0);
    store<u32>(A + i, load<u32>(Y + i), 4);
    store<u32>(A + i, i == 0 ? 1 : 0, 8);
    store<u32>(A + i, load<u32>(T + i), 12);
  }
  needTables();
  oddMultiples(ODD_POINT, A, 8);
  slide(S_DIGITS, ENCODED + 64, 127);
  slide(H_DIGITS, ED_DIGEST, 15);
  combine();
  // R = (x, y): x Z = X and y Z = Y.
  for (let i: usize = 0; i < FE; i += 16) {
    store<u32>(A + i, load<u32>(X + i, 4), 0);
    store<u32>(A + i, load<u32>(Y + i, 4), 4);
    store<u64>(T + i, <u64>load<u32>(ED_POINT + i, 8) * 0x100000001);
  }
  multiplyTwo(T, A, T);
  subtractTwo(T, T, ED_POINT);
  return good & isZero(T) & isZero(T + 4);
}
