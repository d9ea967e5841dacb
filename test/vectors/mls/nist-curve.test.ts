import { describe, expect, test } from "vitest";
import { toHex } from "../../../shared/base/index.ts";
import { ecdh, p256, verifyEcdsa } from "../../../shared/crypto/nist-curve.ts";
import { reachable, suiteName, wycheproof } from "../wycheproof/suite.ts";

/** Wycheproof's P-256 vectors on what suite 0x0002 uses of it. MLS has uncompressed points and one DER spelling only. */

const spkiHead = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

describe.skipIf(!reachable)(suiteName("Wycheproof P-256"), () => {
  test("ECDSA: every valid signature holds and no invalid one", async () => {
    for (const vector of wycheproof("ecdsa_secp256r1_sha256")) {
      const point = Uint8Array.from(Buffer.from(JSON.parse(vector.text("publicKey")).uncompressed, "hex"));
      const signed = { message: vector.bytes("msg"), signature: vector.bytes("sig") };
      expect(await verifyEcdsa(p256, point, signed), `test ${vector.tcId}`).toBe(vector.result === "valid");
    }
  });

  test("ECDH: the same secret for every valid key, and none for any other", async () => {
    let agreed = 0;
    for (const vector of wycheproof("ecdh_secp256r1")) {
      const spki = toHex(vector.bytes("public"));
      // Keys come with their algorithm around them; MLS has the bare point, with the suite saying which curve.
      if (!spki.startsWith(spkiHead)) continue;
      const point = vector.bytes("public").slice(spkiHead.length / 2);
      const secret = vector.bytes("private").slice(-32);
      const padded = new Uint8Array(32);
      padded.set(secret, 32 - secret.length);
      const shared = await ecdh(p256, padded, point);
      expect(shared === null ? null : toHex(shared), `test ${vector.tcId}`).toBe(
        vector.result === "valid" ? vector.text("shared") : null,
      );
      agreed++;
    }
    expect(agreed).toBeGreaterThan(100);
  });
});
