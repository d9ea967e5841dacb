import { type CiphersuiteImpl, getCiphersuiteFromName, getCiphersuiteImpl } from "ts-mls";
import { beforeAll, describe, expect, it } from "vitest";
import { fromHex, toHex, utf8 } from "../../../shared/base/index.ts";
import { mlsCipherSuite, mlsSuites } from "../../../shared/crypto/index.ts";

/** Our provider against the library's own (WebCrypto), in both directions, for the suites that both have. */
const shared = ["0x0001", "0x0003"] as const;
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
      const [key, data] = [bytes(32), bytes(300)];
      expect(await ours.hash.digest(data)).toEqual(await theirs.hash.digest(data));
      expect(await ours.hash.mac(key, data)).toEqual(await theirs.hash.mac(key, data));
      expect(await ours.hash.verifyMac(key, await theirs.hash.mac(key, data), data)).toBe(true);
      expect(await ours.hash.verifyMac(key, bytes(32), data)).toBe(false);
      expect(await ours.kdf.extract(key, data)).toEqual(await theirs.kdf.extract(key, data));
      expect(await ours.kdf.expand(key, data, 99)).toEqual(await theirs.kdf.expand(key, data, 99));
      const { publicKey, signKey } = await ours.signature.keygen();
      const signature = await ours.signature.sign(signKey, data);
      expect(await theirs.signature.verify(publicKey, data, signature)).toBe(true);
      expect(await ours.signature.verify(publicKey, data, signature)).toBe(true);
      expect(await ours.signature.verify(publicKey, bytes(300), signature)).toBe(false);
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
