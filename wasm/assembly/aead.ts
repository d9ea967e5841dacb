// AEAD_CHACHA20_POLY1305 (RFC 8439 section 2.8), in place, in pieces of any number of calls.
import { CHACHA_STATE, CHACHA_STREAM, IO, KEY, NONCE, OUT } from "../build/generated/memory";
import { chachaStream } from "../build/generated/chacha20";
import { cryptBlocks } from "../build/generated/aead";
import { needPowers, polyAbsorb, polyKey, polyPadded } from "./poly1305";

/** Bytes of CHACHA_STREAM already used. A length, not a secret, hence not in memory. */
let used: u32 = 0;

/** Key stream block 0 gives the one-time key; blocks 1 to 3 of the same run are the first 192 bytes of key stream. */
export function aeadBegin(): void {
  store<u64>(CHACHA_STATE, 0x3320646e61707865, 0);
  store<u64>(CHACHA_STATE, 0x6b206574_79622d32, 8);
  v128.store(CHACHA_STATE, v128.load(KEY), 16);
  v128.store(CHACHA_STATE, v128.load(KEY, 16), 32);
  store<u32>(CHACHA_STATE, 0, 48);
  store<u32>(CHACHA_STATE, load<u32>(NONCE), 52);
  store<u64>(CHACHA_STATE, load<u64>(NONCE, 4), 56);
  chachaStream();
  polyKey(CHACHA_STREAM);
  used = 64;
}

// Key stream from CHACHA_STREAM over `length` bytes; both may end anywhere.
function xorStream(at: usize, length: u32): void {
  let i: u32 = 0;
  const stream = CHACHA_STREAM + used;
  for (; i + 16 <= length; i += 16) v128.store(at + i, v128.xor(v128.load(at + i), v128.load(stream + i)));
  for (; i < length; i++) store<u8>(at + i, load<u8>(at + i) ^ load<u8>(stream + i));
  used += length;
}

/** Seals `length` bytes in place; all but the last piece must be a multiple of 16 long. */
export function aeadSeal(at: usize, length: u32): void {
  const first = min<u32>(length, 256 - used);
  xorStream(at, first);
  polyPadded(at, first);
  at += first;
  length -= first;
  const groups = length / 256;
  if (groups > 0) {
    // The first group has no ciphertext before it to authenticate, the last one none to encrypt after it.
    chachaStream();
    used = 0;
    xorStream(at, 256);
    needPowers();
    cryptBlocks(at + 256, groups - 1, at);
    at += groups * 256;
    polyAbsorb(at - 256, 16);
  }
  length &= 255;
  if (length == 0) return;
  chachaStream();
  used = 0;
  xorStream(at, length);
  polyPadded(at, length);
}

/** Opens `length` bytes in place, same pieces. The text is not to leave the host before aeadVerify said yes. */
export function aeadOpen(at: usize, length: u32): void {
  const first = min<u32>(length, 256 - used);
  polyPadded(at, first);
  xorStream(at, first);
  at += first;
  length -= first;
  const groups = length / 256;
  if (groups > 0) needPowers();
  cryptBlocks(at, groups, at);
  at += groups * 256;
  length &= 255;
  if (length == 0) return;
  polyPadded(at, length);
  chachaStream();
  used = 0;
  xorStream(at, length);
}

/** 1 when the 16 bytes at `tag` are the tag just computed in OUT, else 0; looks at all of them. */
export function aeadVerify(tag: usize): u32 {
  const difference = (load<u64>(tag) ^ load<u64>(OUT)) | (load<u64>(tag, 8) ^ load<u64>(OUT, 8));
  return <u32>(((difference | (0 - difference)) >> 63) ^ 1);
}
