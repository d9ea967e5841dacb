// HMAC (RFC 2104) and HKDF (RFC 5869).
import { HASH_BLOCK, HASH_STATE, HMAC_DIGEST, HMAC_INNER, HMAC_KEY, HMAC_OUTER } from "../build/generated/memory";
import { blockSize, clear, copyState, digestSize, hashBlocks, hashEnd, hashInit } from "./hash";

/** Block of the key taken last, and behind it the word size of its hash; 0 when there is none. */
const MARK: usize = HMAC_KEY + 128;

// Puts the key, of one block at most, to HASH_BLOCK, filled up with zeros.
// @ts-ignore: decorator
@inline function layKey<W>(key: usize, length: u32): void {
  clear(HASH_BLOCK, blockSize<W>());
  memory.copy(HASH_BLOCK, key, length);
}

/** 1 when this is the key taken last: MLS expands one secret several times in a row, and half the work is the key's. */
export function hmacKnows<W>(key: usize, length: u32): u32 {
  layKey<W>(key, length);
  let difference = load<u64>(MARK) ^ sizeof<W>();
  for (let i: usize = 0; i < blockSize<W>(); i += 8) difference |= load<u64>(HASH_BLOCK + i) ^ load<u64>(HMAC_KEY + i);
  return <u32>((~(difference | (0 - difference))) >> 63);
}

// @ts-ignore: decorator
@inline function padKey<W>(keep: usize, change: i64): void {
  const pad = i64x2.splat(change);
  for (let i: usize = 0; i < blockSize<W>(); i += 16) {
    v128.store(HASH_BLOCK + i, v128.xor(v128.load(HMAC_KEY + i), pad));
  }
  hashInit<W>();
  hashBlocks<W>(HASH_BLOCK, 1);
  copyState<W>(keep, HASH_STATE);
}

/** Takes the key, of one block at most, and keeps both hash states behind it. */
export function hmacKey<W>(key: usize, length: u32): void {
  layKey<W>(key, length);
  copyState<W>(HMAC_KEY, HASH_BLOCK);
  copyState<W>(HMAC_KEY + digestSize<W>(), HASH_BLOCK + digestSize<W>());
  padKey<W>(HMAC_INNER, 0x3636363636363636);
  padKey<W>(HMAC_OUTER, 0x5c5c5c5c5c5c5c5c);
  store<u64>(MARK, sizeof<W>());
}

/** Starts a message under the key taken last. */
// @ts-ignore: decorator
@inline export function hmacBegin<W>(): void {
  copyState<W>(HASH_STATE, HMAC_INNER);
}

/** Last bytes of a message of `total` bytes; the code goes to `out`. */
export function hmacEnd<W>(at: usize, length: u32, total: u64, out: usize): void {
  hashEnd<W>(at, length, total + blockSize<W>(), HMAC_DIGEST);
  copyState<W>(HASH_STATE, HMAC_OUTER);
  hashEnd<W>(HMAC_DIGEST, digestSize<W>(), blockSize<W>() + digestSize<W>(), out);
}

/**
 * HKDF-Expand under the key taken last. The info stands at `info`; the digest's size before it and one byte behind
 * it are overwritten, so that T(i-1) | info | i is one piece of memory.
 */
export function hkdfExpand<W>(info: usize, infoLength: u32, length: u32, out: usize): void {
  const size = digestSize<W>();
  let start = info;
  for (let counter: u32 = 1; length > 0; counter++) {
    store<u8>(info + infoLength, counter);
    const message = infoLength + 1 + <u32>(info - start);
    hmacBegin<W>();
    hmacEnd<W>(start, message, message, HMAC_DIGEST);
    start = info - size;
    copyState<W>(start, HMAC_DIGEST);
    const part = min<u32>(length, size);
    memory.copy(out, HMAC_DIGEST, part);
    out += part;
    length -= part;
  }
}
