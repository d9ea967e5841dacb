import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { hex } from "../../unit/wasm/bytes.ts";
import { reachable, suiteName, wycheproof } from "./suite.ts";

const core = await loadCore();

describe.skipIf(!reachable)(suiteName("Wycheproof, symmetric primitives of the core"), () => {
  test("ChaCha20-Poly1305 seals and opens what is valid and refuses the rest", () => {
    for (const { tcId, result, text, bytes } of wycheproof("chacha20_poly1305")) {
      const args = [bytes("key"), bytes("iv"), bytes("aad")] as const;
      const sealed = Uint8Array.from(Buffer.from(text("ct") + text("tag"), "hex"));
      if (args[1].length !== 12) {
        expect(() => core.chacha20poly1305.open(...args, sealed), `test ${tcId}`).toThrow(/12 bytes/);
        continue;
      }
      expect(hex(core.chacha20poly1305.open(...args, sealed)), `test ${tcId}`).toBe(
        result === "valid" ? text("msg") : null,
      );
      if (result !== "valid") continue;
      expect(hex(core.chacha20poly1305.seal(...args, bytes("msg"))), `test ${tcId}`).toBe(text("ct") + text("tag"));
    }
  });

  test("HMAC-SHA-256 agrees on every valid tag and on no modified one", () => {
    for (const { tcId, result, text, bytes, number } of wycheproof("hmac_sha256")) {
      const tag = hex(core.hmacSha256(bytes("key"), bytes("msg")).subarray(0, number("tagSize") / 8));
      expect(tag === text("tag"), `test ${tcId}`).toBe(result === "valid");
    }
  });

  test("HKDF gives every valid key and refuses sizes beyond its limit", () => {
    const hashes = [
      ["hkdf_sha256", core.hkdfExtract256, core.hkdfExpand256],
      ["hkdf_sha512", core.hkdfExtract512, core.hkdfExpand512],
    ] as const;
    for (const [file, extract, expand] of hashes) {
      for (const { tcId, result, text, bytes, number } of wycheproof(file)) {
        const derive = () => hex(expand(extract(bytes("salt"), bytes("ikm")), bytes("info"), number("size")));
        if (result === "valid") expect(derive(), `${file} ${tcId}`).toBe(text("okm"));
        else expect(derive, `${file} ${tcId}`).toThrow(/at most/);
      }
    }
  });
});
