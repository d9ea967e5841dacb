import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { hex } from "../../unit/wasm/bytes.ts";
import { differential, fixed, sized } from "./cases.ts";

const core = await loadCore();

describe("the core agrees with @noble on random input", () => {
  test("SHA-256 and SHA-512, in one piece and in parts", () => {
    differential([sized, fc.nat(2000)], (message, cut) => {
      expect(hex(core.sha256(message))).toBe(hex(sha256(message)));
      expect(hex(core.sha512(message))).toBe(hex(sha512(message)));
      const [head, tail] = [message.subarray(0, cut), message.subarray(cut)];
      expect(hex(core.sha256Stream().update(head).update(tail).digest())).toBe(hex(sha256(message)));
      expect(hex(core.sha512Stream().update(head).update(tail).digest())).toBe(hex(sha512(message)));
    });
  });

  test("HMAC", () => {
    differential([sized, sized], (key, message) => {
      expect(hex(core.hmacSha256(key, message))).toBe(hex(hmac(sha256, key, message)));
      expect(hex(core.hmacSha512(key, message))).toBe(hex(hmac(sha512, key, message)));
    });
  });

  test("HKDF", () => {
    differential([sized, sized, fc.nat(400)], (salt, info, length) => {
      const prk = core.hkdfExtract256(salt, info);
      expect(hex(prk)).toBe(hex(extract(sha256, info, salt)));
      expect(hex(core.hkdfExpand256(prk, info, length))).toBe(hex(expand(sha256, prk, info, length)));
      expect(hex(core.hkdfExpand512(prk, info, length))).toBe(hex(expand(sha512, prk, info, length)));
    });
  });

  test("ChaCha20-Poly1305", () => {
    differential([fixed(32), fixed(12), sized, sized], (key, nonce, aad, text) => {
      const sealed = core.chacha20poly1305.seal(key, nonce, aad, text);
      expect(hex(sealed)).toBe(hex(chacha20poly1305(key, nonce, aad).encrypt(text)));
      expect(hex(core.chacha20poly1305.open(key, nonce, aad, sealed))).toBe(hex(text));
    });
  });
});
