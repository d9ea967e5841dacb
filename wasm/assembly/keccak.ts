// SHA-3 and SHAKE (FIPS 202): the sponge around the generated permutation. A rate and a suffix name the function.
import { KECCAK } from "../build/generated/memory";
import { keccakPermute } from "../build/generated/keccak";

export const SHAKE128_RATE: u32 = 168;
export const SHAKE256_RATE: u32 = 136;
export const SHA3_256_RATE: u32 = 136;
export const SHA3_512_RATE: u32 = 72;
/** Domain bits and the first bit of the padding. */
export const SHA3_SUFFIX: u8 = 0x06;
export const SHAKE_SUFFIX: u8 = 0x1f;

export function keccakBegin(): void {
  memory.fill(KECCAK, 0, 200);
}

/** Absorbs `blocks` whole blocks. */
export function keccakBlocks(at: usize, blocks: u32, rate: u32): void {
  for (; blocks > 0; blocks--, at += rate) {
    for (let i: usize = 0; i < rate; i += 8) store<u64>(KECCAK + i, load<u64>(KECCAK + i) ^ load<u64>(at + i));
    keccakPermute();
  }
}

/** Absorbs the last `length` bytes with suffix and padding, and writes the first `outLength` bytes of output. */
export function keccakEnd(at: usize, length: u32, rate: u32, suffix: u8): void {
  const whole = length / rate;
  keccakBlocks(at, whole, rate);
  at += whole * rate;
  const rest = length % rate;
  for (let i: usize = 0; i < rest; i++) store<u8>(KECCAK + i, load<u8>(KECCAK + i) ^ load<u8>(at + i));
  store<u8>(KECCAK + rest, load<u8>(KECCAK + rest) ^ suffix);
  store<u8>(KECCAK + rate - 1, load<u8>(KECCAK + rate - 1) ^ 0x80);
  keccakPermute();
}

/** Copies `length` bytes of output, from a fresh state, permuting between blocks but not after the last. */
export function keccakOutput(out: usize, length: u32, rate: u32): void {
  for (; length > rate; length -= rate, out += rate) {
    memory.copy(out, KECCAK, rate);
    keccakPermute();
  }
  memory.copy(out, KECCAK, length);
}

/** The whole function on one piece of memory. */
export function sponge(out: usize, outLength: u32, at: usize, length: u32, rate: u32, suffix: u8): void {
  keccakBegin();
  keccakEnd(at, length, rate, suffix);
  keccakOutput(out, outLength, rate);
}

// @ts-ignore: decorator
@inline export function sha3_256(out: usize, at: usize, length: u32): void {
  sponge(out, 32, at, length, SHA3_256_RATE, SHA3_SUFFIX);
}

// @ts-ignore: decorator
@inline export function sha3_512(out: usize, at: usize, length: u32): void {
  sponge(out, 64, at, length, SHA3_512_RATE, SHA3_SUFFIX);
}

// @ts-ignore: decorator
@inline export function shake256(out: usize, outLength: u32, at: usize, length: u32): void {
  sponge(out, outLength, at, length, SHAKE256_RATE, SHAKE_SUFFIX);
}
