import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import hkdf from "../../vectors/rfc/hkdf.json" with { type: "json" };
import hmac from "../../vectors/rfc/hmac.json" with { type: "json" };
import sha2 from "../../vectors/rfc/sha2.json" with { type: "json" };
import { bytes, hex } from "./bytes.ts";

const core = await loadCore();
const million = new Uint8Array(1_000_000).fill(0x61);

describe("SHA-2", () => {
  test("gives the digests of FIPS 180-4", () => {
    for (const { message, sha256, sha512 } of sha2.tests) {
      expect(hex(core.sha256(bytes(message)))).toBe(sha256);
      expect(hex(core.sha512(bytes(message)))).toBe(sha512);
    }
  });

  test("gives the digest of a million times a, which is larger than the module's memory for input", () => {
    expect(hex(core.sha256(million))).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    expect(hex(core.sha512(million))).toBe(createHash("sha512").update(million).digest("hex"));
  });

  test("is right for every length around the block borders", () => {
    for (let length = 0; length <= 260; length++) {
      const message = million.subarray(0, length);
      expect(hex(core.sha256(message))).toBe(createHash("sha256").update(message).digest("hex"));
      expect(hex(core.sha512(message))).toBe(createHash("sha512").update(message).digest("hex"));
    }
  });

  test("gives the same digest from parts, with other calls and another stream in between", () => {
    const [one, other] = [core.sha256Stream(), core.sha512Stream()];
    for (let at = 0, size = 1; at < million.length; at += size, size = Math.min(200_000, size * 3)) {
      one.update(million.subarray(at, at + size));
      core.hmacSha512(million.subarray(0, 33), million.subarray(0, 70));
      other.update(million.subarray(at, at + size));
    }
    expect(hex(one.digest())).toBe(hex(core.sha256(million)));
    expect(hex(other.digest())).toBe(hex(core.sha512(million)));
  });

  test("refuses to go on with a stream that has given its digest", () => {
    const stream = core.sha256Stream();
    stream.digest();
    expect(() => stream.update(million)).toThrow(/already given/);
    expect(() => stream.digest()).toThrow(/already given/);
  });
});

describe("HMAC and HKDF", () => {
  test("give the codes of RFC 4231", () => {
    for (const { key, message, sha256, sha512 } of hmac.tests) {
      expect(hex(core.hmacSha256(bytes(key), bytes(message)))).toBe(sha256);
      expect(hex(core.hmacSha512(bytes(key), bytes(message)))).toBe(sha512);
    }
  });

  test("take each key anew when keys and hashes take turns, after a wipe, and for keys that differ in zeros only", () => {
    const message = bytes("61");
    const keys = ["", "00", "0000", "01", "0100", "01".repeat(64), "01".repeat(65), "02".repeat(129)].map(bytes);
    const codes = (key: Uint8Array) => [hex(core.hmacSha256(key, message)), hex(core.hmacSha512(key, message))];
    const wanted = (key: Uint8Array) =>
      ["sha256", "sha512"].map((name) => createHmac(name, key).update(message).digest("hex"));
    for (const one of keys) {
      for (const other of keys) {
        expect(codes(one)).toEqual(wanted(one));
        expect(codes(other)).toEqual(wanted(other));
        core.wipe();
        expect(codes(one)).toEqual(wanted(one));
      }
    }
  });

  test("give the keys of RFC 5869", () => {
    for (const { ikm, salt, info, prk, okm } of hkdf.tests) {
      expect(hex(core.hkdfExtract256(bytes(salt), bytes(ikm)))).toBe(prk);
      expect(hex(core.hkdfExpand256(bytes(prk), bytes(info), okm.length / 2))).toBe(okm);
    }
  });

  test("refuse more output than 255 digests, and lengths that are none", () => {
    const prk = bytes("00".repeat(32));
    expect(core.hkdfExpand256(prk, prk, 255 * 32)).toHaveLength(255 * 32);
    expect(core.hkdfExpand512(prk, prk, 255 * 64)).toHaveLength(255 * 64);
    expect(core.hkdfExpand256(prk, prk, 0)).toHaveLength(0);
    for (const length of [255 * 32 + 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => core.hkdfExpand256(prk, prk, length)).toThrow(/at most 8160/);
    }
  });

  test("ExpandWithLabel is HKDF-Expand over the KDFLabel of RFC 9420", () => {
    const secret = core.sha256(bytes("01"));
    for (const size of [0, 1, 63, 64, 16383, 16384, 90_000]) {
      const context = million.subarray(0, size);
      const prefix = size < 64 ? [size] : size < 16384 ? [0x40 | (size >> 8), size & 255] : null;
      const long = [0x80, (size >> 16) & 255, (size >> 8) & 255, size & 255];
      const label = Buffer.from("MLS 1.0 key");
      const info = Buffer.concat([Buffer.from([0, 16, label.length]), label, Buffer.from(prefix ?? long), context]);
      const given = core.expandWithLabel256({ secret, label: "key", context, length: 16 });
      expect(hex(given)).toBe(hex(core.hkdfExpand256(secret, info, 16)));
    }
  });

  test("DeriveSecret is ExpandWithLabel with an empty context and the digest's length", () => {
    const secret = core.sha512(bytes("02"));
    const context = new Uint8Array(0);
    expect(hex(core.deriveSecret256(secret, "epoch"))).toBe(
      hex(core.expandWithLabel256({ secret, label: "epoch", context, length: 32 })),
    );
    expect(hex(core.deriveSecret512(secret, "epoch"))).toBe(
      hex(core.expandWithLabel512({ secret, label: "epoch", context, length: 64 })),
    );
  });
});
