import { type CiphersuiteImpl, ciphersuites, getCiphersuiteFromName, getCiphersuiteImpl } from "ts-mls";
import { beforeAll, describe, expect, it } from "vitest";
import { fromHex, toHex, utf8 } from "../../../shared/base/index.ts";
import { federpostCryptoProvider, type MlsSuite, mlsCipherSuite, mlsSuites } from "../../../shared/crypto/index.ts";

/** Our provider against the library's own (WebCrypto), in both directions, for the suites that both have. */
const shared = ["0x0001", "0x0002", "0x0003", "0x0007"] as const;
const bytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));

for (const suite of shared) {
  describe(`suite ${suite}`, () => {
    let ours: CiphersuiteImpl;
    let theirs: CiphersuiteImpl;
    beforeAll(async () => {
      ours = await mlsCipherSuite(suite);
      theirs = await getCiphersuiteImpl(getCiphersuiteFromName(mlsSuites[suite]));
    });

    it("derives the same keys from the same material", async () => {
      const ikm = bytes(32);
      const [a, b] = [await ours.hpke.deriveKeyPair(ikm), await theirs.hpke.deriveKeyPair(ikm)];
      expect(await ours.hpke.exportPublicKey(a.publicKey)).toEqual(await theirs.hpke.exportPublicKey(b.publicKey));
      expect(await ours.hpke.exportPrivateKey(a.privateKey)).toEqual(await theirs.hpke.exportPrivateKey(b.privateKey));
    });

    it("opens what the other sealed, and exports the same secret", async () => {
      for (const [from, to] of [
        [ours, theirs],
        [theirs, ours],
      ] as const) {
        const ikm = bytes(32);
        const pair = await to.hpke.deriveKeyPair(ikm);
        const publicKey = await from.hpke.importPublicKey(await to.hpke.exportPublicKey(pair.publicKey));
        for (const size of [0, 1, 100, 5000]) {
          const [info, aad, text] = [bytes(size), bytes(7), bytes(size)];
          const { ct, enc } = await from.hpke.seal(publicKey, text, info, aad);
          expect(await to.hpke.open(pair.privateKey, enc, ct, info, aad)).toEqual(text);
          await expect(to.hpke.open(pair.privateKey, enc, ct, info, bytes(8))).rejects.toThrow();
        }
        const { enc, secret } = await from.hpke.exportSecret(publicKey, utf8("context"), 32, utf8("info"));
        expect(await to.hpke.importSecret(pair.privateKey, utf8("context"), enc, 32, utf8("info"))).toEqual(secret);
      }
    });

    it("hashes, expands, signs and encrypts alike", async () => {
      const [key, data] = [bytes(ours.kdf.size), bytes(300)];
      expect(await ours.hash.digest(data)).toEqual(await theirs.hash.digest(data));
      expect(await ours.hash.mac(key, data)).toEqual(await theirs.hash.mac(key, data));
      expect(await ours.hash.verifyMac(key, await theirs.hash.mac(key, data), data)).toBe(true);
      expect(await ours.hash.verifyMac(key, bytes(ours.kdf.size), data)).toBe(false);
      expect(await ours.kdf.extract(key, data)).toEqual(await theirs.kdf.extract(key, data));
      expect(await ours.kdf.expand(key, data, 99)).toEqual(await theirs.kdf.expand(key, data, 99));
      const { publicKey, signKey } = await ours.signature.keygen();
      const signature = await ours.signature.sign(signKey, data);
      expect(await theirs.signature.verify(publicKey, data, signature)).toBe(true);
      expect(await ours.signature.verify(publicKey, data, signature)).toBe(true);
      expect(await ours.signature.verify(publicKey, bytes(300), signature)).toBe(false);
      signature[signature.length - 1]! ^= 1;
      expect(await ours.signature.verify(publicKey, data, signature)).toBe(false);
      expect(await ours.signature.verify(publicKey.slice(1), data, signature)).toBe(false);
      const [aeadKey, nonce] = [bytes(ours.hpke.keyLength), bytes(ours.hpke.nonceLength)];
      const ciphertext = await ours.hpke.encryptAead(aeadKey, nonce, data, key);
      expect(await theirs.hpke.decryptAead(aeadKey, nonce, data, ciphertext)).toEqual(key);
      ciphertext[0]! ^= 1;
      await expect(ours.hpke.decryptAead(aeadKey, nonce, data, ciphertext)).rejects.toMatchObject({
        code: "cannot_open",
      });
    });
  });
}

/** Bytes: output of the KDF, public key and encapsulated key of HPKE, key of the AEAD, public key of signatures. */
const sizes: Readonly<Record<MlsSuite, readonly number[]>> = {
  "0x0001": [32, 32, 32, 16, 32],
  "0x0002": [32, 65, 65, 16, 65],
  "0x0003": [32, 32, 32, 32, 32],
  "0x0007": [48, 97, 97, 32, 97],
  xwing: [64, 1216, 1120, 32, 32],
};

describe("the provider", () => {
  it("carries the suites whose numbers RFC 9420 gives, and one of its own", () => {
    const numbers = Object.entries(mlsSuites).map(([number, name]) => [number, ciphersuites[name]]);
    expect(numbers).toEqual([
      ["0x0001", 1],
      ["0x0002", 2],
      ["0x0003", 3],
      ["0x0007", 7],
      ["xwing", 83],
    ]);
  });

  it.each(Object.keys(sizes) as MlsSuite[])("builds suite %s from what its name says", async (number) => {
    const suite = await federpostCryptoProvider.getCiphersuiteImpl(getCiphersuiteFromName(mlsSuites[number]));
    expect(suite.name).toBe(mlsSuites[number]);
    const { publicKey } = await suite.hpke.generateKeyPair();
    const raw = await suite.hpke.exportPublicKey(publicKey);
    const { enc } = await suite.hpke.seal(publicKey, utf8("text"), utf8("info"));
    const signer = await suite.signature.keygen();
    const found = [suite.kdf.size, raw.length, enc.length, suite.hpke.keyLength, signer.publicKey.length];
    expect(found).toEqual(sizes[number]);
    expect(suite.hpke.nonceLength).toBe(12);
    expect(await suite.hash.digest(utf8("text"))).toHaveLength(suite.kdf.size);
    await expect(suite.hpke.importPublicKey(raw.slice(1))).rejects.toMatchObject({ code: "invalid_group_event" });
    await expect(suite.signature.sign(new Uint8Array(31), utf8("text"))).rejects.toMatchObject({ code: "internal" });
  });

  it("refuses a suite that it does not carry", async () => {
    const other = getCiphersuiteFromName("MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448");
    await expect(federpostCryptoProvider.getCiphersuiteImpl(other)).rejects.toMatchObject({ code: "unsupported" });
  });
});

describe("the hybrid suite", () => {
  it("is X-Wing with AES-256-GCM and SHA-512, whatever the library's table says", async () => {
    const suite = await mlsCipherSuite("xwing");
    expect([suite.name, suite.kdf.size, suite.hpke.keyLength, suite.hpke.nonceLength]).toEqual([
      "MLS_256_XWING_AES256GCM_SHA512_Ed25519",
      64,
      32,
      12,
    ]);
    const pair = await suite.hpke.generateKeyPair();
    const publicKey = await suite.hpke.exportPublicKey(pair.publicKey);
    expect(publicKey).toHaveLength(1216);
    const { ct, enc } = await suite.hpke.seal(pair.publicKey, utf8("text"), utf8("info"));
    expect(enc).toHaveLength(1120);
    expect(await suite.hpke.open(pair.privateKey, enc, ct, utf8("info"))).toEqual(utf8("text"));
  });
});

describe("HPKE", () => {
  it("opens the first message of RFC 9180 appendix A.1.1 (X25519, HKDF-SHA256, AES-128-GCM, base mode)", async () => {
    const hex = (text: string) => fromHex(text)!;
    const { hpke } = await mlsCipherSuite("0x0001");
    const pair = await hpke.deriveKeyPair(hex("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037"));
    expect(toHex(await hpke.exportPublicKey(pair.publicKey))).toBe(
      "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    );
    const enc = hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    const ct = hex("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a");
    const opened = await hpke.open(pair.privateKey, enc, ct, utf8("Ode on a Grecian Urn"), utf8("Count-0"));
    expect(opened).toEqual(utf8("Beauty is truth, truth beauty"));
  });
});
