import { ed25519 as noble } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { loadCore } from "../../../wasm/host/index.ts";
import rfc8032 from "../../vectors/rfc/ed25519.json" with { type: "json" };
import rfc7748 from "../../vectors/rfc/x25519.json" with { type: "json" };
import { bytes, hex } from "./bytes.ts";

const core = await loadCore();
const { Point } = noble;
const p = 2n ** 255n - 19n;
const order = Point.Fn.ORDER;

/** 32 bytes, little-endian, of a number that may fill all 256 bits. */
const encode = (value: bigint) => bytes(value.toString(16).padStart(64, "0")).reverse();
const decode = (value: Uint8Array) => BigInt(`0x${hex(value.slice().reverse())}`);

/** The rule in words: S, A and R canonical, S B = R + h A; without any of our code but the hash. */
function rule(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const [r, s] = [signature.subarray(0, 32), decode(signature.subarray(32))];
  const point = (encoded: Uint8Array) => {
    try {
      const found = Point.fromBytes(encoded, true);
      return hex(found.toBytes()) === hex(encoded) ? found : null;
    } catch {
      return null;
    }
  };
  const [a, commitment] = [point(publicKey), point(r)];
  if (a === null || commitment === null || s >= order) return false;
  const h = decode(core.sha512(Buffer.concat([r, publicKey, message]))) % order;
  const left = s === 0n ? Point.ZERO : Point.BASE.multiplyUnsafe(s);
  return left.equals(commitment.add(h === 0n ? Point.ZERO : a.multiplyUnsafe(h)));
}

/** Points of small order, all spellings of them, spellings of p and above, and x = 0 with the sign bit set. */
function strangeEncodings(): Uint8Array[] {
  const eighth = decode(bytes("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));
  const ys = [0n, 1n, p - 1n, eighth & (2n ** 255n - 1n), p - (eighth & (2n ** 255n - 1n))];
  const all = [...ys, ...Array.from({ length: 19 }, (_, i) => p + BigInt(i))];
  return all.flatMap((y) => [encode(y), encode(y | (1n << 255n))]);
}

describe("X25519", () => {
  test("gives the results of RFC 7748", () => {
    for (const { scalar, u, result } of rfc7748.tests) expect(hex(core.x25519(bytes(scalar), bytes(u)))).toBe(result);
  });

  test("gives the results of RFC 7748 after one and a thousand iterations", () => {
    let k = encode(9n);
    let u = k;
    for (let i = 1; i <= 1000; i++) {
      const result = core.x25519(k, u);
      if (result === null) throw new Error("a zero result");
      [k, u] = [result, k];
      if (i === 1) expect(hex(k)).toBe(rfc7748.iterated.once);
    }
    expect(hex(k)).toBe(rfc7748.iterated.thousandTimes);
  });

  test("makes a public key by the base point's table as by the ladder", () => {
    for (let i = 0; i < 100; i++) {
      const scalar = core.sha256(Uint8Array.of(i));
      expect(hex(core.x25519Base(scalar))).toBe(hex(core.x25519(scalar, encode(9n))));
    }
    for (const scalar of [encode(0n), encode(2n ** 256n - 1n)]) {
      expect(hex(core.x25519Base(scalar))).toBe(hex(core.x25519(scalar, encode(9n))));
    }
  });

  test("gives null for points of small order, in every spelling", () => {
    const eighth = 325606250916557431795983626356110631294008115727848805560023387167927233504n;
    const other = 39382357235489614581723060781553021112529911719440698176882885853963445705823n;
    for (const u of [0n, 1n, eighth, other, p - 1n, p, p + 1n]) {
      expect(core.x25519(core.sha256(encode(u)), encode(u)), u.toString()).toBeNull();
      expect(core.x25519(core.sha256(encode(u)), encode(u | (1n << 255n))), u.toString()).toBeNull();
    }
  });

  test("ignores the top bit of u and takes u modulo p", () => {
    const scalar = core.sha256(bytes("aa"));
    for (const u of [9n, 2n, 18n]) {
      const plain = hex(core.x25519(scalar, encode(u)));
      expect(hex(core.x25519(scalar, encode(u + p)))).toBe(plain);
      expect(hex(core.x25519(scalar, encode(u | (1n << 255n))))).toBe(plain);
    }
  });

  test("refuses other lengths", () => {
    for (const length of [0, 31, 33, 64]) {
      expect(() => core.x25519(new Uint8Array(length), encode(9n))).toThrow(/32 bytes/);
      expect(() => core.x25519(encode(9n), new Uint8Array(length))).toThrow(/32 bytes/);
      expect(() => core.x25519Base(new Uint8Array(length))).toThrow(/32 bytes/);
    }
  });
});

describe("Ed25519", () => {
  test("gives keys and signatures of RFC 8032", () => {
    for (const { seed, publicKey, message, signature } of rfc8032.tests) {
      expect(hex(core.ed25519.publicKey(bytes(seed)))).toBe(publicKey);
      expect(hex(core.ed25519.sign(bytes(seed), bytes(message)))).toBe(signature);
      expect(core.ed25519.verify(bytes(publicKey), bytes(message), bytes(signature))).toBe(true);
    }
  });

  test("signs with the right key when seeds take turns, and after the memory was wiped", () => {
    const seeds = [encode(0n), encode(1n), core.sha256(bytes("00"))];
    const wanted = seeds.map((seed) => hex(noble.sign(seed, seed)));
    for (let round = 0; round < 3; round++) {
      for (const [i, seed] of seeds.entries()) {
        expect(hex(core.ed25519.sign(seed, seed))).toBe(wanted[i]);
        expect(hex(core.ed25519.sign(seed, seed))).toBe(wanted[i]);
      }
      core.wipe();
      expect(hex(core.ed25519.sign(encode(0n), encode(0n)))).toBe(wanted[0]);
    }
  });

  test("signs and verifies messages of every size the module's memory makes a difference for", () => {
    const seed = core.sha256(bytes("05"));
    const publicKey = core.ed25519.publicKey(seed);
    const long = new Uint8Array(200_000).map((_, i) => i * 3);
    for (const size of [1, 81855, 81856, 81857, 81920, 200_000]) {
      const message = long.subarray(0, size);
      const signature = core.ed25519.sign(seed, message);
      expect(hex(signature), `${size} bytes`).toBe(hex(noble.sign(message, seed)));
      expect(core.ed25519.verify(publicKey, message, signature)).toBe(true);
      expect(core.ed25519.verify(publicKey, long.subarray(1, size + 1), signature)).toBe(false);
    }
  });

  test("refuses a signature with any bit changed", () => {
    const [{ publicKey, message, signature } = { publicKey: "", message: "", signature: "" }] = rfc8032.tests;
    for (let bit = 0; bit < 512; bit++) {
      const changed = bytes(signature).map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(core.ed25519.verify(bytes(publicKey), bytes(message), changed), `bit ${bit}`).toBe(false);
    }
    for (let bit = 0; bit < 256; bit++) {
      const changed = bytes(publicKey).map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(core.ed25519.verify(changed, bytes(message), bytes(signature)), `bit ${bit}`).toBe(false);
    }
  });

  test("refuses S with the order added, and lengths that are none", () => {
    const seed = core.sha256(bytes("06"));
    const publicKey = core.ed25519.publicKey(seed);
    const signature = core.ed25519.sign(seed, seed);
    for (let s = decode(signature.subarray(32)) + order; s < 2n ** 256n; s += order) {
      const changed = Uint8Array.from([...signature.subarray(0, 32), ...encode(s)]);
      expect(core.ed25519.verify(publicKey, seed, changed)).toBe(false);
    }
    for (const length of [0, 63, 65]) expect(core.ed25519.verify(publicKey, seed, new Uint8Array(length))).toBe(false);
    for (const length of [0, 31, 33]) expect(core.ed25519.verify(new Uint8Array(length), seed, signature)).toBe(false);
    expect(() => core.ed25519.sign(new Uint8Array(31), seed)).toThrow(/32 bytes/);
  });

  test("follows its rule for every strange A and R: canonical, and without the cofactor", () => {
    const strange = strangeEncodings();
    const signatures = strange.flatMap((r) => [0n, 1n, order - 1n, order].map((s) => [...r, ...encode(s)]));
    let accepted = 0;
    for (const a of strange) {
      for (const [i, signature] of signatures.entries()) {
        const message = Uint8Array.of(i & 7);
        const verdict = core.ed25519.verify(a, message, Uint8Array.from(signature));
        if (verdict) accepted++;
        if (verdict || i % 16 === 0) expect(verdict).toBe(rule(a, message, Uint8Array.from(signature)));
      }
    }
    // Not all small-order cases fail: without the cofactor, some combinations do hold.
    expect(accepted).toBeGreaterThan(0);
  });

  test("refuses what only holds when multiplied by the cofactor", () => {
    // A = aB + T with T of order 8; S B - h A then differs from R by a multiple of T.
    const torsion = Point.fromBytes(bytes("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));
    let [same, different] = [0, 0];
    for (let i = 1n; i <= 200n; i++) {
      const a = Point.BASE.multiply(i).add(torsion);
      const r = Point.BASE.multiply(i + 7n);
      const message = encode(i);
      const h = decode(core.sha512(Buffer.concat([r.toBytes(), a.toBytes(), message]))) % order;
      const signature = Uint8Array.from([...r.toBytes(), ...encode((i + 7n + h * i) % order)]);
      const verdict = core.ed25519.verify(a.toBytes(), message, signature);
      expect(verdict).toBe(h % 8n === 0n);
      if (verdict) same++;
      else different++;
    }
    expect(Math.min(same, different)).toBeGreaterThan(0);
  });
});
