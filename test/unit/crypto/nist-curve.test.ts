import { p256 as noble256, p384 as noble384 } from "@noble/curves/nist.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "../../../shared/base/index.ts";
import {
  ecdh,
  isScalar,
  p256,
  p384,
  pointByProbe,
  publicPoint,
  randomScalar,
  signEcdsa,
  verifyEcdsa,
} from "../../../shared/crypto/nist-curve.ts";

const number = (bytes: Uint8Array) => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
const bytesOf = (value: bigint, size: number) =>
  Uint8Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * (size - 1 - i))) & 255n));
const der = { prehash: true, format: "der", lowS: false } as const;

describe.each([
  [p256, noble256],
  [p384, noble384],
] as const)("$name", (curve, noble) => {
  const { size } = curve;
  const order = number(curve.order);
  const scalarOf = fc.bigInt({ min: 1n, max: order - 1n }).map((value) => bytesOf(value, size));

  it("has the constants of FIPS 186-5", () => {
    const { p, b, n, Gx, Gy } = noble.Point.CURVE();
    expect([curve.prime, curve.b, order]).toEqual([p, b, n]);
    expect(curve.generator).toEqual(Uint8Array.of(4, ...bytesOf(Gx, size), ...bytesOf(Gy, size)));
  });

  it("takes the numbers from one to the order less one as private keys, and nothing else", () => {
    const cases: [bigint, boolean][] = [
      [0n, false],
      [1n, true],
      [order - 1n, true],
      [order, false],
      [order + 1n, false],
      [(1n << BigInt(8 * size)) - 1n, false],
    ];
    for (const [value, isOne] of cases) expect(isScalar(curve, bytesOf(value, size)), String(value)).toBe(isOne);
    expect(isScalar(curve, new Uint8Array(size - 1).fill(1))).toBe(false);
    expect(isScalar(curve, randomScalar(curve))).toBe(true);
  });

  it("finds the same public key as another implementation, by export and by probe", async () => {
    await fc.assert(
      fc.asyncProperty(scalarOf, async (scalar) => {
        const expected = noble.getPublicKey(scalar, false);
        expect(await publicPoint(curve, scalar)).toEqual(expected);
        expect(await pointByProbe(curve, scalar)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it("finds the public keys of the smallest and the largest private keys", async () => {
    for (const value of [1n, 2n, order - 1n]) {
      const scalar = bytesOf(value, size);
      const expected = noble.getPublicKey(scalar, false);
      expect(await publicPoint(curve, scalar)).toEqual(expected);
      expect(await pointByProbe(curve, scalar)).toEqual(expected);
    }
  });

  it("agrees with another implementation on the shared secret, and refuses what is no point", async () => {
    const [mine, yours] = [randomScalar(curve), randomScalar(curve)];
    const peer = noble.getPublicKey(yours, false);
    const shared = noble.getSharedSecret(mine, peer, false).slice(1, 1 + size);
    expect(await ecdh(curve, mine, peer)).toEqual(shared);
    const outside = peer.slice();
    outside[2 * size]! ^= 1;
    const compressed = noble.getPublicKey(yours, true);
    for (const bad of [outside, compressed, peer.slice(1), new Uint8Array(2 * size + 1), new Uint8Array()])
      expect(await ecdh(curve, mine, bad)).toBeNull();
    expect(await ecdh(curve, new Uint8Array(size), peer)).toBeNull();
  });

  it("signs what another implementation accepts, and accepts what that signs", async () => {
    const scalar = randomScalar(curve);
    const point = await publicPoint(curve, scalar);
    for (let i = 0; i < 40; i++) {
      const message = utf8(`message ${i}`);
      const signature = await signEcdsa(curve, scalar, message);
      expect(noble.verify(signature, message, point, der)).toBe(true);
      expect(await verifyEcdsa(curve, point, { message, signature })).toBe(true);
      const theirs = noble.sign(message, scalar, { ...der, extraEntropy: true });
      expect(await verifyEcdsa(curve, point, { message, signature: theirs })).toBe(true);
    }
  });

  it("refuses every other spelling of a signature", async () => {
    const scalar = randomScalar(curve);
    const point = await publicPoint(curve, scalar);
    const message = utf8("message");
    const signature = await signEcdsa(curve, scalar, message);
    const longR = Uint8Array.of(0x30, signature[1]! + 1, 2, signature[3]! + 1, 0, ...signature.slice(4));
    const longLength = Uint8Array.of(0x30, 0x81, signature[1]!, ...signature.slice(2));
    const trailing = Uint8Array.of(...signature, 0);
    const empty = Uint8Array.of(0x30, 4, 2, 0, 2, 0);
    for (const bad of [longR, longLength, trailing, empty, signature.slice(0, -1), new Uint8Array()])
      expect(await verifyEcdsa(curve, point, { message, signature: bad })).toBe(false);
    for (let i = 0; i < signature.length; i++) {
      const flipped = signature.slice();
      flipped[i]! ^= 1;
      expect(await verifyEcdsa(curve, point, { message, signature: flipped }), String(i)).toBe(false);
    }
  });
});
