import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { parseUserId } from "../../../shared/base/index.ts";
import { generateSigningKey, readDer, type SigningKey } from "../../../shared/crypto/index.ts";
import {
  evidenceFromFiles,
  mergeRoots,
  readRoots,
  requestCertificate,
  verifyX509Evidence,
  withoutRoot,
} from "../../../shared/identity/index.ts";
import { ed25519Spki, type Keys, makeChain, makeCrls, makeKeys, now, type TestChain } from "../../fake/pki/chain.ts";
import { pem } from "../../fake/pki/der.ts";

let keys: Keys;
let identity: SigningKey;
let chain: TestChain;
let lists: readonly Uint8Array[];
const account = parseUserId("@bauamt:example.org")!;
const bytes = (text: string) => new TextEncoder().encode(text);

beforeAll(async () => {
  [keys, identity] = [await makeKeys("P-256"), await generateSigningKey()];
  chain = await makeChain(keys, ed25519Spki(identity.publicKey));
  lists = await makeCrls(keys);
});

const verdictOf = (files: readonly Uint8Array[]) =>
  verifyX509Evidence(evidenceFromFiles(files), {
    roots: readRoots(pem("CERTIFICATE", chain.root)),
    atMs: now,
    account,
    identityKey: identity.publicKey,
  });

describe("an authority's files", () => {
  it("make evidence that holds, in PEM or DER, in one file or many, in any order, with or without the root", async () => {
    const all = [...chain.chain, chain.root];
    const inPem = (ders: readonly Uint8Array[]) => ders.map((der) => pem("CERTIFICATE", der)).join("\n");
    const listsPem = lists.map((der) => pem("X509 CRL", der)).join("");
    const ways: readonly (readonly Uint8Array[])[] = [
      [bytes(inPem(chain.chain))],
      [bytes(inPem(all.toReversed()) + listsPem)],
      [...all.toReversed(), ...lists],
      [chain.chain[1]!, bytes(`Unser Zertifikat:\n${inPem(chain.chain.slice(0, 1))}`), ...lists],
    ];
    for (const files of ways) expect(await verdictOf(files)).toMatchObject({ kind: "verified" });
    expect(evidenceFromFiles([...all.toReversed(), ...lists]).crls.length).toBe(2);
  });

  it("are refused with words when there is no certificate among them, or something else", () => {
    const bad = [
      [],
      [bytes("")],
      [bytes("hello")],
      [lists[0]!],
      [new Uint8Array(40)],
      [bytes(pem("CERTIFICATE", new Uint8Array(9)))],
    ];
    for (const files of bad)
      expect(() => evidenceFromFiles(files)).toThrow(expect.objectContaining({ code: "invalid_params" }));
  });
});

describe("a certificate request", () => {
  const openssl = (text: string, ...args: readonly string[]) =>
    spawnSync("openssl", ["req", "-noout", ...args], { input: text, encoding: "utf8" });

  it("is one that OpenSSL verifies, about the identity key, with the name that was asked for", async () => {
    const request = await requestCertificate(identity, {
      organisation: "Stadt Müsterstadt",
      unit: "Bauamt",
      country: "DE",
    });
    const verified = openssl(request, "-verify", "-subject", "-nameopt", "utf8");
    expect(verified.status).toBe(0);
    expect(verified.stdout + verified.stderr).toMatch(/verify OK|self-signature verify OK/);
    expect(verified.stdout).toMatch(/C ?= ?DE, ?O ?= ?Stadt Müsterstadt, ?OU ?= ?Bauamt, ?CN ?= ?Bauamt/);
    const key = openssl(request, "-pubkey").stdout;
    expect(key.replace(/\s/g, "")).toContain(Buffer.from(ed25519Spki(identity.publicKey)).toString("base64"));
    expect(openssl(request.replace("MI", "MJ"), "-verify").status).not.toBe(0);
  });

  it("is refused for a name that no certificate can bear", async () => {
    for (const name of [
      { organisation: " ", unit: null, country: "DE" },
      { organisation: "Stadt", unit: null, country: "Deutschland" },
    ])
      await expect(requestCertificate(identity, name)).rejects.toMatchObject({ code: "invalid_params" });
  });
});

describe("roots", () => {
  it("are added, replaced by their certificate, and taken away one by one", async () => {
    const other = (await makeChain(await makeKeys("Ed25519"), keys.agency.spki)).root;
    const [one, two] = [pem("CERTIFICATE", chain.root), pem("CERTIFICATE", other)];
    const both = mergeRoots(mergeRoots("", one), two);
    expect(readRoots(both).map(({ certificate }) => certificate.der)).toEqual([chain.root, other]);
    const strict = mergeRoots(both, JSON.stringify([{ certificate: one, revocation: "required" }]));
    expect(readRoots(strict).map(({ revocation }) => revocation)).toEqual(["if_present", "required"]);
    expect(readRoots(withoutRoot(strict, other)).length).toBe(1);
    expect(withoutRoot(withoutRoot(strict, other), chain.root)).toBe("");
    expect(withoutRoot(strict, chain.chain[0]!)).toBe(strict);
    expect(() => mergeRoots(both, "nothing")).toThrow(expect.objectContaining({ code: "invalid_params" }));
    expect(new X509Certificate(two).subject).toContain("Wurzel");
  });
});

describe("DER", () => {
  it("in which a value reaches out of the one that holds it, or leaves a rest in it, is none", () => {
    expect(readDer(Uint8Array.of(0x30, 3, 2, 1, 5))).not.toBeNull();
    for (const bad of [
      [48, 6, 2, 1, 5, 50, 3, 0, 0, 0],
      [0x30, 3, 2, 2, 5],
      [0x30, 4, 2, 1, 5],
      [0x30, 3, 2, 1, 5, 0],
      [0x30, 5, 0x30, 4, 2, 1, 5],
    ])
      expect(readDer(Uint8Array.from(bad))).toBeNull();
  });

  it("has one spelling for the header of a value", () => {
    const long = Array.from({ length: 0x80 }, () => 0);
    const big = Array.from({ length: 0x1_00 }, () => 0);
    for (const good of [
      [0x04, 0x81, 0x80, ...long],
      [0x04, 0x82, 1, 0, ...big],
      [0xa0, 3, 2, 1, 5],
      [0x80, 1, 5],
      [0xbf, 0x1f, 3, 2, 1, 5],
      [0xbf, 0x81, 0x00, 3, 2, 1, 5],
    ])
      expect(readDer(Uint8Array.from(good))?.der.length, String(good.slice(0, 8))).toBe(good.length);
    for (const bad of [
      // A SEQUENCE that says that it holds nothing; an INTEGER, an OCTET STRING and a BIT STRING that say that they do.
      [0x10, 3, 2, 1, 5],
      [0x30, 3, 0x22, 1, 5],
      [0x24, 3, 4, 1, 5],
      [0x23, 4, 3, 2, 0, 5],
      // Lengths with more bytes than they need, and without an end.
      [0x30, 0x81, 3, 2, 1, 5],
      [0x04, 0x82, 0, 0x80, ...long],
      [0x04, 0x83, 0, 1, 0, ...big],
      [0x30, 0x80, 2, 1, 5, 0, 0],
      // A number of a type with more bytes than it needs.
      [0x3f, 0x10, 3, 2, 1, 5],
      [0xbf, 0x1e, 3, 2, 1, 5],
      [0xbf, 0x80, 0x1f, 3, 2, 1, 5],
    ])
      expect(readDer(Uint8Array.from(bad)), String(bad.slice(0, 8))).toBeNull();
  });
});
