import { beforeAll, describe, expect, it } from "vitest";
import { parseUserId } from "../../../shared/base/index.ts";
import {
  type EcKey,
  ecSubjectPublicKey,
  encodeDer,
  generateEcKey,
  generateSigningKey,
} from "../../../shared/crypto/index.ts";
import { isAbout, readRoots, verifyX509Evidence, vouchFor, type X509Verdict } from "../../../shared/identity/index.ts";
import { dns, extensions } from "../../fake/pki/certificates.ts";
import { type ChainWish, evidenceOf, type Keys, makeChain, makeKeys, now } from "../../fake/pki/chain.ts";
import { pem } from "../../fake/pki/der.ts";

/** Authorities that look at domains only: what they prove, and what they do not. */

const account = parseUserId("@bauamt:example.org")!;
let keys: Keys;
let key: EcKey;
beforeAll(async () => {
  keys = await makeKeys("P-256");
  key = await generateEcKey();
});

const names = (...domains: string[]) => ({
  extensions: [extensions.notCa(), extensions.keyUsage(0), extensions.altNames(...domains.map(dns))],
});

async function judge(wish: ChainWish, proves: "organisation" | "domain"): Promise<X509Verdict> {
  const { publicKey: identityKey } = await generateSigningKey();
  const made = await makeChain(keys, encodeDer(ecSubjectPublicKey(key)), wish);
  const statement = await vouchFor(key, made.chain[0]!, { account, identityKey, issuedMs: now - 1000 });
  const roots = readRoots(JSON.stringify([{ certificate: pem("CERTIFICATE", made.root), proves }]));
  return verifyX509Evidence(evidenceOf(made, { statement }), { roots, atMs: now, account, identityKey });
}

describe("a root that proves domains", () => {
  it("never gives an organisation its name, whatever the certificate claims", async () => {
    const claimed = {
      agency: { ...names("stadt.example"), subject: { C: "DE", O: "Bundeskanzleramt", CN: "Kanzler" } },
    };
    expect(await judge(claimed, "domain")).toMatchObject({
      kind: "verified",
      organisation: { name: "stadt.example", proves: "domain", unit: null, country: null },
    });
    expect(await judge(claimed, "organisation")).toMatchObject({
      kind: "verified",
      organisation: { name: "Bundeskanzleramt", proves: "organisation" },
    });
  });

  it("proves nothing without a domain, and a wildcard is none", async () => {
    const refused = { kind: "refused", reason: "no_organisation" };
    expect(await judge({}, "domain")).toEqual(refused);
    expect(await judge({ agency: names("*.stadt.example") }, "domain")).toEqual(refused);
    expect(await judge({ agency: names("*.stadt.example", "www.stadt.example") }, "domain")).toMatchObject({
      organisation: { name: "www.stadt.example" },
    });
  });

  it("takes certificates of web servers, which one that proves organisations does not", async () => {
    const server = {
      extensions: [...names("stadt.example").extensions, extensions.extendedKeyUsage("1.3.6.1.5.5.7.3.1")],
    };
    expect(await judge({ agency: server }, "domain")).toMatchObject({ kind: "verified" });
    expect(await judge({ agency: server }, "organisation")).toEqual({
      kind: "refused",
      reason: "wrong_extended_key_usage",
    });
  });

  it("is an organisation's root where the file does not say", async () => {
    const { root } = await makeChain(keys, keys.agency.spki);
    expect(readRoots(pem("CERTIFICATE", root))[0]?.proves).toBe("organisation");
    expect(() => readRoots(JSON.stringify([{ certificate: pem("CERTIFICATE", root), proves: "all" }]))).toThrow();
  });
});

it("a certificate is about its own key and no other", async () => {
  const { chain } = await makeChain(keys, encodeDer(ecSubjectPublicKey(key)));
  expect(isAbout(chain[0]!, key)).toBe(true);
  expect(isAbout(chain[0]!, await generateEcKey())).toBe(false);
  expect(isAbout(new Uint8Array([1, 2, 3]), key)).toBe(false);
});
