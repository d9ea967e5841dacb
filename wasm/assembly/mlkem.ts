// ML-KEM-768 (FIPS 203). Branches depend on the public matrix only; compression divides by multiplying.
import {
  KEM_COINS, KEM_INPUT, KEM_MESSAGE, KEM_NOISE, KEM_REJECT, POLY_A, POLY_S, POLY_T, POLY_V, PUBLIC, KECCAK,
} from "../build/generated/memory";
import { keccakPermute } from "../build/generated/keccak";
import { keccakBegin, keccakEnd, sha3_256, sha3_512, shake256, SHAKE128_RATE, SHAKE_SUFFIX } from "./keccak";
import { inverseNtt, ntt, POLY, polyAdd, polyCanonical, polyFromMontgomery, polyMultiplyAdd, polySubtractFrom, Q } from "./ntt";

const K: usize = 3;
/** Bytes of three encoded polynomials. */
const VECTOR: usize = 1152;
export const EK_SIZE: usize = 1184;
export const DK_SIZE: usize = 2400;
export const CT_SIZE: usize = 1088;

/** POLY_A = the matrix's polynomial for XOF(seed, x, y): rejection sampling of public bytes (algorithm 7). */
function sampleMatrix(seed: usize, x: usize, y: usize): void {
  memory.copy(KEM_INPUT, seed, 32);
  store<u8>(KEM_INPUT, <u8>x, 32);
  store<u8>(KEM_INPUT, <u8>y, 33);
  keccakBegin();
  keccakEnd(KEM_INPUT, 34, SHAKE128_RATE, SHAKE_SUFFIX);
  let count: usize = 0;
  while (true) {
    // The seed is part of the public key, so what grows from it may steer branches.
    memory.copy(PUBLIC, KECCAK, SHAKE128_RATE);
    for (let i: usize = 0; i < SHAKE128_RATE; i += 3) {
      const low = <u32>load<u8>(i, PUBLIC), middle = <u32>load<u8>(i, PUBLIC + 1), high = <u32>load<u8>(i, PUBLIC + 2);
      const first = low | ((middle & 15) << 8), second = (middle >> 4) | (high << 4);
      if (first < <u32>Q) {
        store<u16>(POLY_A + 2 * count, <u16>first);
        if (++count == 256) return;
      }
      if (second < <u32>Q) {
        store<u16>(POLY_A + 2 * count, <u16>second);
        if (++count == 256) return;
      }
    }
    keccakPermute();
  }
}

/** out = noise of the centred binomial distribution, eta = 2, from PRF(seed, n) (algorithm 8). */
function sampleNoise(out: usize, seed: usize, n: u8): void {
  memory.copy(KEM_INPUT, seed, 32);
  store<u8>(KEM_INPUT, n, 32);
  shake256(KEM_NOISE, 128, KEM_INPUT, 33);
  const pairs = i8x16.splat(0x55), two = i8x16.splat(3);
  for (let i: usize = 0; i < 128; i += 16, out += 64) {
    const bits = v128.load(KEM_NOISE + i);
    // Sums of two bits each; a byte holds two differences of such sums.
    const sums = i8x16.add(v128.and(bits, pairs), v128.and(i16x8.shr_u(bits, 1), pairs));
    const low = i8x16.sub(v128.and(sums, two), v128.and(i16x8.shr_u(sums, 2), two));
    const high = i8x16.sub(v128.and(i16x8.shr_u(sums, 4), two), v128.and(i16x8.shr_u(sums, 6), two));
    const first = v128.shuffle<u8>(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const second = v128.shuffle<u8>(low, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(out, i16x8.extend_low_i8x16_s(first));
    v128.store(out, i16x8.extend_high_i8x16_s(first), 16);
    v128.store(out, i16x8.extend_low_i8x16_s(second), 32);
    v128.store(out, i16x8.extend_high_i8x16_s(second), 48);
  }
}

// Three polynomials of 12-bit coefficients (algorithm 5).
function encodeVector(out: usize, p: usize): void {
  for (const end = p + K * POLY; p < end; p += 4, out += 3) {
    const two = <u32>load<u16>(p) | (<u32>load<u16>(p, 2) << 12);
    store<u16>(out, <u16>two);
    store<u8>(out, <u8>(two >> 16), 2);
  }
}

// Algorithm 6. Returns all ones when a coefficient is not below q, else 0.
function decodeVector(p: usize, from: usize): u32 {
  let wrong: i32 = 0;
  for (const end = p + K * POLY; p < end; p += 4, from += 3) {
    const two = <u32>load<u16>(from) | (<u32>load<u8>(from, 2) << 16);
    const first = two & 0xfff, second = two >> 12;
    store<u32>(p, first | (second << 16));
    wrong |= (Q - 1 - <i32>first) | (Q - 1 - <i32>second);
  }
  return <u32>(wrong >> 31);
}

// Compress_d of section 4.2.1 for coefficients 0 ... q - 1: round(2^d x / q), dividing by q through a multiplication
// that is exact for all q values.
// @ts-ignore: decorator
@inline function compress(x: u64, d: u64): u64 {
  return ((((x << d) + 1664) * 330282858) >> 40) & ((1 << d) - 1);
}

function encodeU(out: usize, p: usize): void {
  for (const end = p + POLY; p < end; p += 8, out += 5) {
    const four = compress(load<u16>(p), 10) | (compress(load<u16>(p, 2), 10) << 10)
      | (compress(load<u16>(p, 4), 10) << 20) | (compress(load<u16>(p, 6), 10) << 30);
    store<u32>(out, <u32>four);
    store<u8>(out, <u8>(four >> 32), 4);
  }
}

function decodeU(p: usize, from: usize): void {
  for (const end = p + POLY; p < end; p += 8, from += 5) {
    const four = <u64>load<u32>(from) | (<u64>load<u8>(from, 4) << 32);
    for (let i: usize = 0; i < 4; i++) {
      store<u16>(p + 2 * i, <u16>((((four >> (10 * <u64>i)) & 1023) * Q + 512) >> 10));
    }
  }
}

function encodeV(out: usize, p: usize): void {
  for (const end = p + POLY; p < end; p += 4, out++) {
    store<u8>(out, <u8>(compress(load<u16>(p), 4) | (compress(load<u16>(p, 2), 4) << 4)));
  }
}

function decodeV(p: usize, from: usize): void {
  for (const end = p + POLY; p < end; p += 4, from++) {
    const two = <u32>load<u8>(from);
    store<u16>(p, <u16>(((two & 15) * Q + 8) >> 4));
    store<u16>(p, <u16>(((two >> 4) * Q + 8) >> 4), 2);
  }
}

function encodeMessage(out: usize, p: usize): void {
  for (const end = p + POLY; p < end; p += 16, out++) {
    let byte: u64 = 0;
    for (let i: usize = 0; i < 8; i++) byte |= compress(load<u16>(p + 2 * i), 1) << i;
    store<u8>(out, <u8>byte);
  }
}

// p = p + the message's polynomial: (q + 1) / 2 for every bit that is set.
function addMessage(p: usize, message: usize): void {
  for (const end = p + POLY; p < end; p += 16, message++) {
    const byte = <u32>load<u8>(message);
    for (let i: usize = 0; i < 8; i++) {
      const half = (0 - ((byte >> <u32>i) & 1)) & 1665;
      store<u16>(p + 2 * i, <u16>(<u32>load<u16>(p + 2 * i) + half));
    }
  }
}

/** K-PKE.KeyGen (algorithm 13) from the 32 bytes at `d`: decryption key to `dk`, encryption key to `ek`. */
function makeKeys(ek: usize, dk: usize, d: usize): void {
  memory.copy(KEM_INPUT, d, 32);
  store<u8>(KEM_INPUT, <u8>K, 32);
  sha3_512(KEM_COINS, KEM_INPUT, 33);
  const sigma = KEM_COINS + 32;
  memory.copy(ek + VECTOR, KEM_COINS, 32);
  for (let i: usize = 0; i < K; i++) {
    sampleNoise(POLY_S + i * POLY, sigma, <u8>i);
    ntt(POLY_S + i * POLY);
    polyCanonical(POLY_S + i * POLY);
  }
  for (let i: usize = 0; i < K; i++) {
    const t = POLY_T + i * POLY;
    memory.fill(t, 0, POLY);
    for (let j: usize = 0; j < K; j++) {
      sampleMatrix(ek + VECTOR, j, i);
      polyMultiplyAdd(t, POLY_A, POLY_S + j * POLY);
    }
    polyFromMontgomery(t);
    sampleNoise(POLY_V, sigma, <u8>(K + i));
    ntt(POLY_V);
    polyAdd(t, POLY_V);
    polyCanonical(t);
  }
  encodeVector(ek, POLY_T);
  encodeVector(dk, POLY_S);
}

/** K-PKE.Encrypt (algorithm 14) of KEM_MESSAGE with the coins at KEM_COINS + 32 under POLY_T and the matrix seed. */
function encrypt(out: usize, seed: usize): void {
  const coins = KEM_COINS + 32;
  for (let i: usize = 0; i < K; i++) {
    sampleNoise(POLY_S + i * POLY, coins, <u8>i);
    ntt(POLY_S + i * POLY);
  }
  for (let i: usize = 0; i < K; i++) {
    memory.fill(POLY_V, 0, POLY);
    for (let j: usize = 0; j < K; j++) {
      sampleMatrix(seed, i, j);
      polyMultiplyAdd(POLY_V, POLY_A, POLY_S + j * POLY);
    }
    inverseNtt(POLY_V);
    sampleNoise(POLY_A, coins, <u8>(K + i));
    polyAdd(POLY_V, POLY_A);
    polyCanonical(POLY_V);
    encodeU(out + i * 320, POLY_V);
  }
  memory.fill(POLY_V, 0, POLY);
  for (let j: usize = 0; j < K; j++) polyMultiplyAdd(POLY_V, POLY_T + j * POLY, POLY_S + j * POLY);
  inverseNtt(POLY_V);
  sampleNoise(POLY_A, coins, <u8>(2 * K));
  polyAdd(POLY_V, POLY_A);
  addMessage(POLY_V, KEM_MESSAGE);
  polyCanonical(POLY_V);
  encodeV(out + 960, POLY_V);
}

/** K-PKE.Decrypt (algorithm 15): KEM_MESSAGE from the ciphertext under the decryption key. */
function decrypt(dk: usize, ciphertext: usize): void {
  decodeVector(POLY_T, dk);
  memory.fill(POLY_V, 0, POLY);
  for (let i: usize = 0; i < K; i++) {
    decodeU(POLY_A, ciphertext + i * 320);
    ntt(POLY_A);
    polyMultiplyAdd(POLY_V, POLY_A, POLY_T + i * POLY);
  }
  inverseNtt(POLY_V);
  decodeV(POLY_A, ciphertext + 960);
  polySubtractFrom(POLY_V, POLY_A);
  polyCanonical(POLY_V);
  encodeMessage(KEM_MESSAGE, POLY_V);
}

/** ML-KEM.KeyGen_internal (algorithm 16): d and z at `seeds`, the decapsulation key to `dk`; ek is at dk + 1152. */
export function keygen(dk: usize, seeds: usize): void {
  const ek = dk + VECTOR;
  makeKeys(ek, dk, seeds);
  sha3_256(ek + EK_SIZE, ek, <u32>EK_SIZE);
  memory.copy(ek + EK_SIZE + 32, seeds + 32, 32);
}

/** Where an encapsulation key stands in a decapsulation key. */
export const EK_IN_DK: usize = VECTOR;

/**
 * ML-KEM.Encaps_internal (algorithm 17): message at `message`, ciphertext to `out`, shared secret behind it.
 * Returns 1 when the key passes the modulus check of section 7.2, else 0 and the output is meaningless.
 */
export function encapsulate(out: usize, ek: usize, message: usize): u32 {
  memory.copy(KEM_MESSAGE, message, 32);
  sha3_256(KEM_MESSAGE + 32, ek, <u32>EK_SIZE);
  sha3_512(KEM_COINS, KEM_MESSAGE, 64);
  const wrong = decodeVector(POLY_T, ek);
  encrypt(out, ek + VECTOR);
  memory.copy(out + CT_SIZE, KEM_COINS, 32);
  return (wrong & 1) ^ 1;
}

/** 1 when the key's hash of its encapsulation key is right (section 7.3), else 0. */
export function keyIsConsistent(dk: usize): u32 {
  sha3_256(KEM_COINS, dk + VECTOR, <u32>EK_SIZE);
  return same(KEM_COINS, dk + VECTOR + EK_SIZE, 32) & 1;
}

// All ones when `length` bytes are equal, else 0; a multiple of 8.
function same(a: usize, b: usize, length: usize): u32 {
  let difference: u64 = 0;
  for (let i: usize = 0; i < length; i += 8) difference |= load<u64>(a + i) ^ load<u64>(b + i);
  return <u32>(((difference | (0 - difference)) >> 63) - 1);
}

/**
 * ML-KEM.Decaps_internal (algorithm 18): the shared secret to `out`. `scratch` takes the ciphertext made anew and the
 * secret of implicit rejection; which of the two secrets is given out is chosen without a branch.
 */
export function decapsulate(out: usize, dk: usize, ciphertext: usize, scratch: usize): void {
  const ek = dk + VECTOR;
  decrypt(dk, ciphertext);
  memory.copy(KEM_MESSAGE + 32, ek + EK_SIZE, 32);
  sha3_512(KEM_COINS, KEM_MESSAGE, 64);
  memory.copy(scratch, ek + EK_SIZE + 32, 32);
  memory.copy(scratch + 32, ciphertext, CT_SIZE);
  shake256(KEM_REJECT, 32, scratch, <u32>(32 + CT_SIZE));
  decodeVector(POLY_T, ek);
  encrypt(scratch, ek + VECTOR);
  const keep = i32x4.splat(same(scratch, ciphertext, CT_SIZE));
  for (let i: usize = 0; i < 32; i += 16) {
    v128.store(out + i, v128.bitselect(v128.load(KEM_COINS + i), v128.load(KEM_REJECT + i), keep));
  }
}
