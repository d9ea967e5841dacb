import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import fips202 from "../../vectors/rfc/sha3.json" with { type: "json" };
import { bytes, hex } from "./bytes.ts";

const core = await loadCore();
const long = new Uint8Array(300_000).map((_, i) => i * 11);

describe("SHA-3 and SHAKE", () => {
  test("give the digests of NIST's examples", () => {
    for (const example of fips202.tests) {
      const message = bytes(example.message);
      expect(hex(core.sha3_256(message))).toBe(example.sha3_256);
      expect(hex(core.sha3_512(message))).toBe(example.sha3_512);
      expect(hex(core.shake128(message, 32))).toBe(example.shake128);
      expect(hex(core.shake256(message, 64))).toBe(example.shake256);
    }
  });

  test("are right for lengths around every rate and the size of the module's memory", () => {
    for (const near of [0, 72, 136, 168, 81_792, 81_816, 81_864, 81_920, 163_584, 299_998]) {
      for (const length of [near - 1, near, near + 1].filter((n) => n >= 0)) {
        const message = long.subarray(0, length);
        expect(hex(core.sha3_256(message)), `${length}`).toBe(createHash("sha3-256").update(message).digest("hex"));
        expect(hex(core.sha3_512(message)), `${length}`).toBe(createHash("sha3-512").update(message).digest("hex"));
      }
    }
  });

  test("give outputs of any length, beyond the module's memory too, the longer beginning with the shorter", () => {
    const whole = createHash("shake128", { outputLength: 40_000 }).update("x").digest("hex");
    for (const length of [0, 1, 167, 168, 169, 16_296, 16_297, 16_384, 40_000]) {
      expect(hex(core.shake128(bytes("78"), length))).toBe(whole.slice(0, 2 * length));
    }
    const other = createHash("shake256", { outputLength: 40_000 }).update("x").digest("hex");
    expect(hex(core.shake256(bytes("78"), 40_000))).toBe(other);
    for (const wrong of [-1, 1.5, Number.NaN, 2 ** 31]) {
      expect(() => core.shake128(bytes(""), wrong)).toThrow(/number of bytes/);
    }
  });
});
