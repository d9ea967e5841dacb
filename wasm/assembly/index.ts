// The module's exports. Pointers and lengths are public and checked by the host; everything in memory is secret.
import { aeadBegin, aeadOpen, aeadSeal, aeadVerify } from "./aead";
import { commitNonce, finishSignature, givePublicKey, keyIsReady, makeKey, placePrefix, sign, verify } from "./ed25519";
import { polyEnd, polyPadded } from "./poly1305";
import { IO, KEY, OUT } from "../build/generated/memory";
import { isZero32 } from "./field";
import { hash, hashBlocks, hashEnd, hashInit } from "./hash";
import { x25519 as multiplyPoint, x25519Base as multiplyBase } from "./x25519";
import { keccakBegin, keccakBlocks, keccakEnd, keccakOutput } from "./keccak";
import { decapsulate, encapsulate, keygen, keyIsConsistent } from "./mlkem";
import { decapsulateHybrid, encapsulateHybrid, makeHybridKey } from "./xwing";
import { keccakPermute } from "../build/generated/keccak";
import { hkdfExpand, hmacBegin, hmacEnd, hmacKey, hmacKnows } from "./hmac";

// One-shot: message in IO, digest to OUT.
export function sha256(length: u32): void { hash<u32>(IO, length, OUT); }
export function sha512(length: u32): void { hash<u64>(IO, length, OUT); }

// Streaming: whole blocks in IO, then the end.
export function sha256Begin(): void { hashInit<u32>(); }
export function sha256Update(blocks: u32): void { hashBlocks<u32>(IO, blocks); }
export function sha256End(length: u32, total: f64): void { hashEnd<u32>(IO, length, <u64>total, OUT); }
export function sha512Begin(): void { hashInit<u64>(); }
export function sha512Update(blocks: u32): void { hashBlocks<u64>(IO, blocks); }
export function sha512End(length: u32, total: f64): void { hashEnd<u64>(IO, length, <u64>total, OUT); }

// Key of at most one block in KEY (the host hashes longer keys). The key stays until another one is taken.
export function hmac256Knows(length: u32): u32 { return hmacKnows<u32>(KEY, length); }
export function hmac512Knows(length: u32): u32 { return hmacKnows<u64>(KEY, length); }
export function hmac256Key(length: u32): void { hmacKey<u32>(KEY, length); }
export function hmac512Key(length: u32): void { hmacKey<u64>(KEY, length); }

// Message in IO, code to OUT; one-shot, or begin, whole blocks by shaUpdate, end.
export function hmac256(length: u32): void {
  hmacBegin<u32>();
  hmacEnd<u32>(IO, length, length, OUT);
}
export function hmac512(length: u32): void {
  hmacBegin<u64>();
  hmacEnd<u64>(IO, length, length, OUT);
}
export function hmac256Begin(): void { hmacBegin<u32>(); }
export function hmac512Begin(): void { hmacBegin<u64>(); }
export function hmac256End(length: u32, total: f64): void { hmacEnd<u32>(IO, length, <u64>total, OUT); }
export function hmac512End(length: u32, total: f64): void { hmacEnd<u64>(IO, length, <u64>total, OUT); }

// Info in IO after 64 free bytes, output to OUT.
export function hkdfExpand256(infoLength: u32, length: u32): void {
  hkdfExpand<u32>(IO + 64, infoLength, length, OUT);
}
export function hkdfExpand512(infoLength: u32, length: u32): void {
  hkdfExpand<u64>(IO + 64, infoLength, length, OUT);
}

// Key in KEY, nonce in NONCE. One call: associated data in IO, text right behind it, the tag right behind that.
export function chachaSeal(aadLength: u32, length: u32): void {
  aeadBegin();
  polyPadded(IO, aadLength);
  aeadSeal(IO + aadLength, length);
  polyEnd(aadLength, length, IO + aadLength + length);
}
// Ciphertext and tag behind the associated data. 1 when the tag is right, else 0 and the host gives nothing out.
export function chachaOpen(aadLength: u32, length: u32): u32 {
  aeadBegin();
  polyPadded(IO, aadLength);
  aeadOpen(IO + aadLength, length);
  polyEnd(aadLength, length, OUT);
  return aeadVerify(IO + aadLength + length);
}
// The same in pieces; all but the last piece of each part are a multiple of 16 long.
export function chachaBegin(): void { aeadBegin(); }
export function chachaAad(length: u32): void { polyPadded(IO, length); }
export function chachaSealPart(length: u32): void { aeadSeal(IO, length); }
export function chachaOpenPart(length: u32): void { aeadOpen(IO, length); }
export function chachaSealEnd(aadLength: f64, length: f64): void { polyEnd(<u64>aadLength, <u64>length, OUT); }
// The tag to compare with is in IO.
export function chachaOpenEnd(aadLength: f64, length: f64): u32 {
  polyEnd(<u64>aadLength, <u64>length, OUT);
  return aeadVerify(IO);
}

// Scalar in KEY, u behind it; result to OUT. 0 when the result is all zero, which RFC 7748 section 6.1 says to refuse.
export function x25519(): u32 {
  multiplyPoint(OUT, KEY, KEY + 32);
  return isZero32(OUT) ^ 1;
}
export function x25519Base(): void { multiplyBase(OUT, KEY); }

// Seed in KEY. Message in IO: behind 64 free bytes when it is there as a whole, else behind what the calls place.
export function ed25519Knows(): u32 { return keyIsReady(); }
export function ed25519Key(): void { makeKey(); }
export function ed25519PublicKey(): void { givePublicKey(); }
export function ed25519Sign(length: u32): void { sign(length); }
export function ed25519Prefix(): void { placePrefix(); }
export function ed25519Nonce(): void { commitNonce(); }
export function ed25519Finish(): void { finishSignature(OUT); }

// Public key, R and S in KEY; message in IO behind R and the public key, or the hash of the three in OUT.
export function ed25519Verify(length: u32): u32 {
  hash<u64>(IO, 64 + length, OUT);
  return verify(OUT);
}
export function ed25519VerifyDigest(): u32 { return verify(OUT); }

// SHA-3 and SHAKE: whole blocks in IO, then the end; output to OUT, a rate and a suffix name the function.
export function spongeBegin(): void { keccakBegin(); }
export function spongeUpdate(blocks: u32, rate: u32): void { keccakBlocks(IO, blocks, rate); }
export function spongeEnd(length: u32, rate: u32, suffix: u32): void { keccakEnd(IO, length, rate, <u8>suffix); }
export function spongeOutput(length: u32, rate: u32): void { keccakOutput(OUT, length, rate); }
export function spongeNext(): void { keccakPermute(); }

// d and z in KEY; the decapsulation key to OUT, the encapsulation key inside it at 1152.
export function kemKeygen(): void { keygen(OUT, KEY); }
// Encapsulation key in KEY, message behind it; ciphertext and shared secret to OUT. 0 when the key is not valid.
export function kemEncapsulate(): u32 { return encapsulate(OUT, KEY, KEY + 1184); }
// Decapsulation key in KEY, ciphertext in IO; shared secret to OUT. 0 when the key is not consistent.
export function kemDecapsulate(): u32 {
  decapsulate(OUT, KEY, IO, OUT + 32);
  return keyIsConsistent(KEY);
}

// Seed in KEY; public key to OUT.
export function xwingKeygen(): void { makeHybridKey(); }
// Public key in KEY, its 64 bytes of coins behind it; ciphertext and shared secret to OUT. 0 when the key is not valid.
export function xwingEncapsulate(): u32 { return encapsulateHybrid(); }
// Seed in KEY, ciphertext in IO; shared secret to OUT.
export function xwingDecapsulate(): void { decapsulateHybrid(); }
