import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { hex } from "../../unit/wasm/bytes.ts";
import { differential, fixed, sized } from "./cases.ts";

const core = await loadCore();

describe("the core agrees with @noble on random input", () => {
  test("X25519", () => {
    differential([fixed(32), fixed(32)], (scalar, u) => {
      expect(hex(core.x25519(scalar, u))).toBe(hex(x25519.scalarMult(scalar, u)));
      expect(hex(core.x25519Base(scalar))).toBe(hex(x25519.scalarMultBase(scalar)));
    });
  });

  test("Ed25519 keys, signatures and verdicts", () => {
    differential([fixed(32), sized, fc.nat(511)], (seed, message, bit) => {
      const publicKey = core.ed25519.publicKey(seed);
      expect(hex(publicKey)).toBe(hex(ed25519.getPublicKey(seed)));
      const signature = core.ed25519.sign(seed, message);
      expect(hex(signature)).toBe(hex(ed25519.sign(message, seed)));
      expect(core.ed25519.verify(publicKey, message, signature)).toBe(true);
      const changed = signature.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(core.ed25519.verify(publicKey, message, changed)).toBe(false);
    });
  });
});
