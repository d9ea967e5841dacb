import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { bytes, hex } from "./bytes.ts";

const core = await loadCore();
const seed = (n: number) => core.sha256(Uint8Array.of(n));
const seed64 = (n: number) => core.sha512(Uint8Array.of(n));
const flip = (value: Uint8Array, bit: number) =>
  value.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe("ML-KEM-768", () => {
  const { publicKey, secretKey } = core.mlkem768.keygen(seed(1), seed(2));
  const sent = core.mlkem768.encapsulate(publicKey, seed(3));
  if (sent === null) throw new Error("a fresh key is refused");

  test("has the sizes of FIPS 203, and both sides get the same secret", () => {
    expect([publicKey, secretKey, sent.ciphertext, sent.sharedSecret].map((part) => part.length)).toEqual([
      1184, 2400, 1088, 32,
    ]);
    expect(hex(core.mlkem768.decapsulate(secretKey, sent.ciphertext))).toBe(hex(sent.sharedSecret));
  });

  test("answers a changed ciphertext with SHAKE-256 of z and the ciphertext, whichever bit it is", () => {
    for (let bit = 0; bit < 1088 * 8; bit += 37) {
      const changed = flip(sent.ciphertext, bit);
      const rejected = core.shake256(Uint8Array.from([...seed(2), ...changed]), 32);
      expect(hex(core.mlkem768.decapsulate(secretKey, changed)), `bit ${bit}`).toBe(hex(rejected));
    }
  });

  test("refuses an encapsulation key with a coefficient of q or more, at every place", () => {
    for (let coefficient = 0; coefficient < 768; coefficient += 7) {
      const changed = publicKey.slice();
      const at = Math.floor(coefficient / 2) * 3;
      const [a, b, c] = [changed[at] ?? 0, changed[at + 1] ?? 0, changed[at + 2] ?? 0];
      const value = 3329 + (coefficient % 767);
      const parts =
        coefficient % 2 === 0
          ? [value & 255, (b & 0xf0) | (value >> 8), c]
          : [a, (b & 15) | ((value & 15) << 4), value >> 4];
      changed.set(parts, at);
      expect(core.mlkem768.encapsulate(changed, seed(3)), `coefficient ${coefficient}`).toBeNull();
    }
  });

  test("refuses a decapsulation key whose hash does not fit its encapsulation key", () => {
    for (const at of [1152, 2335, 2336, 2367]) {
      expect(core.mlkem768.decapsulate(flip(secretKey, 8 * at), sent.ciphertext)).toBeNull();
    }
  });

  test("refuses other lengths", () => {
    for (const length of [0, 1183, 1185, 1216]) {
      expect(core.mlkem768.encapsulate(new Uint8Array(length), seed(3))).toBeNull();
    }
    for (const length of [0, 1087, 1089, 1120]) {
      expect(core.mlkem768.decapsulate(secretKey, new Uint8Array(length))).toBeNull();
    }
    for (const length of [0, 2399, 2401]) {
      expect(core.mlkem768.decapsulate(new Uint8Array(length), sent.ciphertext)).toBeNull();
    }
    for (const length of [0, 31, 33, 64]) {
      expect(() => core.mlkem768.keygen(new Uint8Array(length), seed(1))).toThrow(/32 bytes/);
      expect(() => core.mlkem768.keygen(seed(1), new Uint8Array(length))).toThrow(/32 bytes/);
      expect(() => core.mlkem768.encapsulate(publicKey, new Uint8Array(length))).toThrow(/32 bytes/);
    }
  });
});

describe("X-Wing", () => {
  const { publicKey, secretKey } = core.xwing.keygen(seed(4));
  const sent = core.xwing.encapsulate(publicKey, seed64(5));
  if (sent === null) throw new Error("a fresh key is refused");

  test("has the draft's sizes, and both sides get the same secret", () => {
    expect([publicKey, secretKey, sent.ciphertext, sent.sharedSecret].map((part) => part.length)).toEqual([
      1216, 32, 1120, 32,
    ]);
    expect(hex(core.xwing.decapsulate(secretKey, sent.ciphertext))).toBe(hex(sent.sharedSecret));
  });

  test("binds both parts: a change in either gives another secret", () => {
    for (const at of [0, 1087, 1088, 1119]) {
      expect(hex(core.xwing.decapsulate(secretKey, flip(sent.ciphertext, 8 * at)))).not.toBe(hex(sent.sharedSecret));
    }
  });

  test("gives the caller's seed back as a copy", () => {
    const own = seed(4);
    const pair = core.xwing.keygen(own);
    own.fill(0);
    expect(hex(pair.secretKey)).toBe(hex(seed(4)));
  });

  test("refuses other lengths and keys that ML-KEM refuses", () => {
    const outOfRange = publicKey.slice();
    outOfRange.set([0xff, 0xff, 0xff], 0);
    expect(core.xwing.encapsulate(outOfRange, seed64(5))).toBeNull();
    expect(core.xwing.encapsulate(publicKey.subarray(1), seed64(5))).toBeNull();
    expect(core.xwing.decapsulate(secretKey, sent.ciphertext.subarray(1))).toBeNull();
    expect(core.xwing.decapsulate(bytes("00"), sent.ciphertext)).toBeNull();
    expect(() => core.xwing.keygen(bytes("00"))).toThrow(/32 bytes/);
    expect(() => core.xwing.encapsulate(publicKey, seed(5))).toThrow(/64 bytes/);
  });
});
