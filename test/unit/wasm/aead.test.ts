import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import rfc8439 from "../../vectors/rfc/chacha20-poly1305.json" with { type: "json" };
import { bytes, hex } from "./bytes.ts";

const core = await loadCore();
const { seal, open } = core.chacha20poly1305;
const key = core.sha256(bytes("01"));
const nonce = core.sha256(bytes("02")).subarray(0, 12);
const nothing = new Uint8Array(0);

describe("ChaCha20-Poly1305", () => {
  test("seals and opens the examples of RFC 8439", () => {
    for (const example of rfc8439.tests) {
      const args = [bytes(example.key), bytes(example.nonce), bytes(example.aad)] as const;
      expect(hex(seal(...args, bytes(example.plaintext)))).toBe(example.ciphertext + example.tag);
      expect(hex(open(...args, bytes(example.ciphertext + example.tag)))).toBe(example.plaintext);
    }
  });

  test("refuses a text with any bit of ciphertext, tag, associated data, key or nonce changed", () => {
    const text = core.sha512(bytes("03"));
    const sealed = seal(key, nonce, text, text);
    const flipped = (value: Uint8Array, bit: number) =>
      value.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    for (let bit = 0; bit < sealed.length * 8; bit++) expect(open(key, nonce, text, flipped(sealed, bit))).toBeNull();
    for (let bit = 0; bit < text.length * 8; bit += 7) expect(open(key, nonce, flipped(text, bit), sealed)).toBeNull();
    for (let bit = 0; bit < 256; bit += 5) expect(open(flipped(key, bit), nonce, text, sealed)).toBeNull();
    for (let bit = 0; bit < 96; bit += 5) expect(open(key, flipped(nonce, bit), text, sealed)).toBeNull();
    expect(hex(open(key, nonce, text, sealed))).toBe(hex(text));
  });

  test("refuses every truncation and whatever is too short for a tag", () => {
    const sealed = seal(key, nonce, nothing, key);
    for (let length = 0; length < sealed.length; length++) {
      expect(open(key, nonce, nothing, sealed.subarray(0, length))).toBeNull();
    }
  });

  test("seals texts larger than the module's memory and refuses them whole when their last bit is wrong", () => {
    const text = new Uint8Array(1_000_003).map((_, i) => i * 7);
    const aad = text.subarray(5, 200_012);
    const sealed = seal(key, nonce, aad, text);
    expect(Buffer.compare(open(key, nonce, aad, sealed) ?? nothing, text)).toBe(0);
    sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
    expect(open(key, nonce, aad, sealed)).toBeNull();
  });

  test("leaves its arguments alone, also where they overlap, and gives out copies", () => {
    const shared = new Uint8Array(300).map((_, i) => i);
    const before = hex(shared);
    const sealed = seal(
      shared.subarray(0, 32),
      shared.subarray(10, 22),
      shared.subarray(5, 40),
      shared.subarray(20, 300),
    );
    expect(hex(shared)).toBe(before);
    const copy = hex(sealed);
    core.wipe();
    seal(key, nonce, nothing, shared);
    expect(hex(sealed)).toBe(copy);
  });

  test("refuses keys and nonces of other lengths and values that are not bytes", () => {
    for (const wrong of [0, 16, 31, 33])
      expect(() => seal(new Uint8Array(wrong), nonce, nothing, key)).toThrow(/32 bytes/);
    for (const wrong of [0, 8, 11, 13, 24])
      expect(() => open(key, new Uint8Array(wrong), nothing, key)).toThrow(/12 bytes/);
    for (const wrong of ["text", null, undefined, [1, 2], new Uint16Array(4), {}] as never[]) {
      expect(() => seal(key, nonce, nothing, wrong)).toThrow(/takes bytes/);
      expect(() => seal(wrong, nonce, nothing, key)).toThrow(/takes bytes/);
      expect(() => core.sha256(wrong)).toThrow(/takes bytes/);
    }
  });
});
