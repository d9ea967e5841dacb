// SHA-256 and SHA-512 (FIPS 180-4). A hash is named by its word type: u32 is SHA-256, u64 is SHA-512.
import { HASH_BLOCK, HASH_STATE } from "../build/generated/memory";
import { IV256, IV512, sha256Blocks, sha512Blocks } from "../build/generated/sha2";

// @ts-ignore: decorator
@inline export function blockSize<W>(): u32 { return 16 * sizeof<W>(); }
// @ts-ignore: decorator
@inline export function digestSize<W>(): u32 { return 8 * sizeof<W>(); }

/** Copies a state of 32 or 64 bytes. */
// @ts-ignore: decorator
@inline export function copyState<W>(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  if (sizeof<W>() == 8) {
    v128.store(to, v128.load(from, 32), 32);
    v128.store(to, v128.load(from, 48), 48);
  }
}

/** Clears `length` bytes, a multiple of 16. */
// @ts-ignore: decorator
@inline export function clear(at: usize, length: u32): void {
  for (const end = at + length; at < end; at += 16) v128.store(at, i32x4.splat(0));
}

// @ts-ignore: decorator
@inline export function hashInit<W>(): void {
  copyState<W>(HASH_STATE, sizeof<W>() == 4 ? IV256 : IV512);
}

// @ts-ignore: decorator
@inline export function hashBlocks<W>(at: usize, blocks: u32): void {
  if (sizeof<W>() == 4) sha256Blocks(HASH_STATE, at, blocks);
  else sha512Blocks(HASH_STATE, at, blocks);
}

/**
 * Absorbs the last `length` bytes at `at`, pads, and writes the digest to `out`.
 * `total` is the length of the whole message, so that what came before may be any number of whole blocks.
 */
export function hashEnd<W>(at: usize, length: u32, total: u64, out: usize): void {
  const block = blockSize<W>();
  const whole = length / block;
  hashBlocks<W>(at, whole);
  const rest = length % block;
  const padded = rest + 1 + 2 * sizeof<W>() <= block ? block : 2 * block;
  clear(HASH_BLOCK, padded);
  memory.copy(HASH_BLOCK, at + whole * block, rest);
  store<u8>(HASH_BLOCK + rest, 0x80);
  // SHA-512's length field has 128 bits; the upper 64 stay zero.
  store<u64>(HASH_BLOCK + padded - 8, bswap<u64>(total << 3));
  hashBlocks<W>(HASH_BLOCK, padded / block);
  for (let i: usize = 0; i < digestSize<W>(); i += sizeof<W>()) store<W>(out + i, bswap<W>(load<W>(HASH_STATE + i)));
}

/** Digest of `length` bytes at `at`. */
export function hash<W>(at: usize, length: u32, out: usize): void {
  hashInit<W>();
  hashEnd<W>(at, length, length, out);
}
