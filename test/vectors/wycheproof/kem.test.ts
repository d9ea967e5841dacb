import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { bytes, hex } from "../../unit/wasm/bytes.ts";
import { reachable, readVectors, suiteName, wycheproof } from "./suite.ts";

const core = await loadCore();

/** The key pair of a 64-byte seed d || z. */
const keysOf = (seed: Uint8Array) => core.mlkem768.keygen(seed.subarray(0, 32), seed.subarray(32));

describe.skipIf(!reachable)(suiteName("Wycheproof, ML-KEM-768 of the core"), () => {
  test("makes every key pair from its seed", () => {
    for (const { tcId, text, bytes: field } of wycheproof("mlkem_768_keygen_seed")) {
      const { publicKey, secretKey } = keysOf(field("seed"));
      expect(hex(publicKey), `test ${tcId}`).toBe(text("ek"));
      expect(hex(secretKey), `test ${tcId}`).toBe(text("dk"));
    }
  });

  test("gives every valid shared secret and refuses seeds and ciphertexts of other lengths", () => {
    for (const { tcId, result, text, bytes: field } of wycheproof("mlkem_768")) {
      const seed = field("seed");
      if (seed.length !== 64) {
        expect(result, `test ${tcId}`).toBe("invalid");
        expect(() => keysOf(seed), `test ${tcId}`).toThrow(/32 bytes/);
        continue;
      }
      const { publicKey, secretKey } = keysOf(seed);
      expect(hex(publicKey), `test ${tcId}`).toBe(text("ek"));
      expect(hex(core.mlkem768.decapsulate(secretKey, field("c"))), `test ${tcId}`).toBe(
        result === "valid" ? text("K") : null,
      );
    }
  });
});

describe.skipIf(!reachable)(suiteName("X-Wing, the draft's vectors"), () => {
  test("gives every key, ciphertext and shared secret", () => {
    const tests = readVectors("xwing/test-vectors.json") as Record<
      "seed" | "eseed" | "ss" | "sk" | "pk" | "ct",
      string
    >[];
    expect(tests.length).toBeGreaterThan(0);
    for (const vector of tests) {
      const { publicKey, secretKey } = core.xwing.keygen(bytes(vector.seed));
      expect(hex(publicKey)).toBe(vector.pk);
      expect(hex(secretKey)).toBe(vector.sk);
      const sent = core.xwing.encapsulate(publicKey, bytes(vector.eseed));
      expect(hex(sent?.ciphertext ?? null)).toBe(vector.ct);
      expect(hex(sent?.sharedSecret ?? null)).toBe(vector.ss);
      expect(hex(core.xwing.decapsulate(secretKey, bytes(vector.ct)))).toBe(vector.ss);
    }
  });
});
