import {
  acceptAll,
  bytesToBase64,
  type CiphersuiteImpl,
  decodeMlsMessage,
  joinGroup,
  makePskIndex,
  processMessage,
} from "ts-mls";
import { refhash } from "ts-mls/crypto/hash.js";
import { decryptWithLabel } from "ts-mls/crypto/hpke.js";
import { deriveSecret, deriveTreeSecret, expandWithLabel } from "ts-mls/crypto/kdf.js";
import { signWithLabel, verifyWithLabel } from "ts-mls/crypto/signature.js";
import { decodeRatchetTree } from "ts-mls/ratchetTree.js";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../shared/base/index.ts";
import { type MlsSuite, mlsCipherSuite } from "../../../shared/crypto/index.ts";
import { reachable, readVectors, suiteName } from "../wycheproof/suite.ts";

/** The RFC 9420 interoperability vectors through ts-mls, on our provider, for the suites that it carries. */

const suites = new Map<number, MlsSuite>([
  [1, "0x0001"],
  [2, "0x0002"],
  [3, "0x0003"],
  [7, "0x0007"],
]);

// biome-ignore lint/suspicious/noExplicitAny: free-form JSON, checked by what it is compared with
type Json = { readonly [name: string]: any };
const vectors = (name: string): Json[] => readVectors(`mls/${name}.json`) as Json[];
const hex = (text: string): Uint8Array => fromHex(text)!;

const forSuites = async (name: string, check: (suite: CiphersuiteImpl, vector: Json, at: string) => Promise<void>) => {
  const checked = new Set<number>();
  for (const [i, vector] of vectors(name).entries()) {
    const suite = suites.get(vector.cipher_suite);
    if (suite === undefined) continue;
    await check(await mlsCipherSuite(suite), vector, `${name} ${i}, suite ${suite}`);
    checked.add(vector.cipher_suite);
  }
  expect([...checked].sort()).toEqual([...suites.keys()]);
};

describe.skipIf(!reachable)(suiteName("RFC 9420 on the provider"), () => {
  test("crypto basics: reference hashes, labels, signatures and HPKE", () =>
    forSuites("crypto-basics", async (suite, v, at) => {
      const { ref_hash: r, expand_with_label: e, derive_secret: d, derive_tree_secret: t } = v;
      expect(toHex(await refhash(r.label, hex(r.value), suite.hash)), at).toBe(r.out);
      const expanded = await expandWithLabel(hex(e.secret), e.label, hex(e.context), e.length, suite.kdf);
      expect(toHex(expanded), at).toBe(e.out);
      expect(toHex(await deriveSecret(hex(d.secret), d.label, suite.kdf)), at).toBe(d.out);
      const tree = await deriveTreeSecret(hex(t.secret), t.label, t.generation, t.length, suite.kdf);
      expect(toHex(tree), at).toBe(t.out);
      const { sign_with_label: s, encrypt_with_label: x } = v;
      expect(await verifyWithLabel(hex(s.pub), s.label, hex(s.content), hex(s.signature), suite.signature), at).toBe(
        true,
      );
      const again = await signWithLabel(hex(s.priv), s.label, hex(s.content), suite.signature);
      // ECDSA takes a fresh random number each time; Ed25519 has one signature per message.
      if (suite.name.endsWith("Ed25519")) expect(toHex(again), at).toBe(s.signature);
      expect(await verifyWithLabel(hex(s.pub), s.label, hex(s.content), again, suite.signature), at).toBe(true);
      const priv = await suite.hpke.importPrivateKey(hex(x.priv));
      const opened = await decryptWithLabel(
        priv,
        x.label,
        hex(x.context),
        hex(x.kem_output),
        hex(x.ciphertext),
        suite.hpke,
      );
      expect(toHex(opened), at).toBe(x.plaintext);
    }));

  for (const name of ["passive-client-welcome", "passive-client-handling-commit"]) {
    test(`${name}: every epoch's authenticator`, () => forSuites(name, passiveClient));
  }
});

async function passiveClient(suite: CiphersuiteImpl, v: Json, at: string): Promise<void> {
  const keyPackage = decodeMlsMessage(hex(v.key_package), 0)![0];
  const welcome = decodeMlsMessage(hex(v.welcome), 0)![0];
  if (keyPackage.wireformat !== "mls_key_package" || welcome.wireformat !== "mls_welcome") throw new Error(at);
  const psks = Object.fromEntries(v.external_psks.map((psk: Json) => [bytesToBase64(hex(psk.psk_id)), hex(psk.psk)]));
  const tree = v.ratchet_tree === null ? undefined : decodeRatchetTree(hex(v.ratchet_tree), 0)![0];
  const keys = {
    initPrivateKey: hex(v.init_priv),
    hpkePrivateKey: hex(v.encryption_priv),
    signaturePrivateKey: hex(v.signature_priv),
  };
  let state = await joinGroup(welcome.welcome, keyPackage.keyPackage, keys, makePskIndex(undefined, psks), suite, tree);
  expect(toHex(state.keySchedule.epochAuthenticator), at).toBe(v.initial_epoch_authenticator);
  for (const epoch of v.epochs) {
    for (const text of [...epoch.proposals, epoch.commit]) {
      const message = decodeMlsMessage(hex(text), 0)![0];
      if (message.wireformat !== "mls_private_message" && message.wireformat !== "mls_public_message")
        throw new Error(at);
      const result = await processMessage(message, state, makePskIndex(state, psks), acceptAll, suite);
      state = result.newState;
    }
    expect(toHex(state.keySchedule.epochAuthenticator), at).toBe(epoch.epoch_authenticator);
  }
}
