import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import { hex } from "../../unit/wasm/bytes.ts";
import { reachable, suiteName, wycheproof } from "./suite.ts";

const core = await loadCore();

describe.skipIf(!reachable)(suiteName("Wycheproof, curves of the core"), () => {
  // "acceptable" is decided per flag: RFC 7748 section 6.1 lets the caller refuse an all-zero result, and we do
  // (ZeroSharedSecret). Twist, NonCanonicalPublic, SmallPublicKey and LowOrderPublic alone are computed as the RFC
  // says: u is masked and reduced, and the ladder works on curve and twist alike.
  test("X25519 gives every shared secret, and null where it is zero", () => {
    for (const { tcId, flags, text, bytes } of wycheproof("x25519")) {
      const shared = hex(core.x25519(bytes("private"), bytes("public")));
      expect(shared, `test ${tcId}`).toBe(flags.includes("ZeroSharedSecret") ? null : text("shared"));
    }
  });

  test("Ed25519 accepts what is valid and nothing else", () => {
    for (const { tcId, result, bytes, text } of wycheproof("ed25519")) {
      const { pk } = JSON.parse(text("publicKey")) as { pk: string };
      const publicKey = Uint8Array.from(Buffer.from(pk, "hex"));
      expect(core.ed25519.verify(publicKey, bytes("msg"), bytes("sig")), `test ${tcId}`).toBe(result === "valid");
    }
  });
});
