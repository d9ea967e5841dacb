// HMAC (RFC 2104) and HKDF (RFC 5869).
import { HASH_BLOCK, HASH_STATE, HMAC_DIGEST, HMAC_INNER, HMAC_OUTER } from "../build/generated/memory";
import { blockSize, digestSize, hash, hashBlocks, hashEnd, hashInit } from "./hash";

// @ts-ignore: decorator
@inline function padKey<W>(keep: usize, change: u64): void {
  for (let i: usize = 0; i < blockSize<W>(); i += 8) store<u64>(HASH_BLOCK + i, load<u64>(HASH_BLOCK + i) ^ change);
  hashInit<W>();
  hashBlocks<W>(HASH_BLOCK, 1);
  memory.copy(keep, HASH_STATE, digestSize<W>());
}

/** Takes the key. Both hash states after the padded key are kept: every message under it then costs two blocks less. */
export function hmacKey<W>(key: usize, length: u32): void {
  if (length > blockSize<W>()) {
    hash<W>(key, length, HMAC_DIGEST);
    key = HMAC_DIGEST;
    length = digestSize<W>();
  }
  memory.copy(HASH_BLOCK, key, length);
  memory.fill(HASH_BLOCK + length, 0, blockSize<W>() - length);
  padKey<W>(HMAC_INNER, 0x3636363636363636);
  padKey<W>(HMAC_OUTER, 0x3636363636363636 ^ 0x5c5c5c5c5c5c5c5c);
}

/** Starts a message under the key taken last. */
// @ts-ignore: decorator
@inline export function hmacBegin<W>(): void {
  memory.copy(HASH_STATE, HMAC_INNER, digestSize<W>());
}

/** Last bytes of a message of `total` bytes; the code goes to `out`. */
export function hmacEnd<W>(at: usize, length: u32, total: u64, out: usize): void {
  hashEnd<W>(at, length, total + blockSize<W>(), HMAC_DIGEST);
  memory.copy(HASH_STATE, HMAC_OUTER, digestSize<W>());
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
    memory.copy(start, HMAC_DIGEST, size);
    const part = min<u32>(length, size);
    memory.copy(out, HMAC_DIGEST, part);
    out += part;
    length -= part;
  }
}
