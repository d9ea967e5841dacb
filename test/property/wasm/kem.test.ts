import { sha3_256, sha3_512, shake128, shake256 } from "@noble/hashes/sha3.js";
import { XWing } from "@noble/post-quantum/hybrid.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { hex } from "../../unit/wasm/bytes.ts";
import { differential, fixed, patience, sized } from "./cases.ts";

const core = await loadCore();
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe("the core agrees with @noble on random input", () => {
  test("SHA-3 and SHAKE", () => {
    differential([sized, fc.nat(700)], (message, length) => {
      expect(hex(core.sha3_256(message))).toBe(hex(sha3_256(message)));
      expect(hex(core.sha3_512(message))).toBe(hex(sha3_512(message)));
      expect(hex(core.shake128(message, length))).toBe(hex(shake128(message, { dkLen: length })));
      expect(hex(core.shake256(message, length))).toBe(hex(shake256(message, { dkLen: length })));
    });
  });

  // noble clears some of its arguments, so it gets copies.
  test("ML-KEM-768, with a ciphertext changed in one bit as well", patience, () => {
    differential([fixed(32), fixed(32), fixed(32), fc.nat(8703)], (d, z, message, bit) => {
      const pair = core.mlkem768.keygen(d, z);
      const other = ml_kem768.keygen(join(d, z));
      expect(hex(pair.publicKey)).toBe(hex(other.publicKey));
      expect(hex(pair.secretKey)).toBe(hex(other.secretKey));
      const sent = core.mlkem768.encapsulate(pair.publicKey, message)!;
      const theirs = ml_kem768.encapsulate(pair.publicKey.slice(), message.slice());
      expect(hex(sent.ciphertext)).toBe(hex(theirs.cipherText));
      expect(hex(sent.sharedSecret)).toBe(hex(theirs.sharedSecret));
      expect(hex(core.mlkem768.decapsulate(pair.secretKey, sent.ciphertext))).toBe(hex(sent.sharedSecret));
      const changed = sent.ciphertext.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      const rejected = ml_kem768.decapsulate(changed.slice(), pair.secretKey.slice());
      expect(hex(core.mlkem768.decapsulate(pair.secretKey, changed))).toBe(hex(rejected));
    });
  });

  test("X-Wing", patience, () => {
    differential([fixed(32), fixed(64)], (seed, coins) => {
      const pair = core.xwing.keygen(seed);
      const sent = core.xwing.encapsulate(pair.publicKey, coins)!;
      const theirs = XWing.encapsulate(pair.publicKey.slice(), coins.slice());
      expect(hex(sent.ciphertext)).toBe(hex(theirs.cipherText));
      expect(hex(sent.sharedSecret)).toBe(hex(theirs.sharedSecret));
      expect(hex(core.xwing.decapsulate(seed, sent.ciphertext))).toBe(hex(sent.sharedSecret));
    });
  });
});
