import { spawnSync } from "node:child_process";
import { verify } from "node:crypto";
import { flattenedVerify, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { renewalDueMs } from "../../../shared/acme/index.ts";
import { toBase64Url } from "../../../shared/base/index.ts";
import {
  bindExternalAccount,
  ecThumbprint,
  generateEcKey,
  signAcmeRequest,
  signEcBytes,
} from "../../../shared/crypto/index.ts";
import { requestDomainCertificate, toPem } from "../../../shared/identity/x509-request.ts";
import { evidenceOf, makeChain, makeKeys } from "../../fake/pki/chain.ts";

const publicKeyOf = ({ x, y }: { x: string; y: string }) => ({ kty: "EC", crv: "P-256", x, y });

describe("a request to an authority", () => {
  it("is signed under the key before there is an account, and under its address afterwards", async () => {
    const key = await generateEcKey();
    const about = { url: "https://ca.example/o", nonce: "n", payload: new Uint8Array() };
    const first = await signAcmeRequest(key, { ...about, signer: { kind: "key" } });
    const then = await signAcmeRequest(key, { ...about, signer: { kind: "account", url: "https://ca.example/a/1" } });
    const imported = await importJWK(publicKeyOf(key), "ES256");
    const header = async (jws: typeof first) => (await flattenedVerify(jws, imported)).protectedHeader;
    expect(await header(first)).toEqual({ alg: "ES256", nonce: "n", url: about.url, jwk: publicKeyOf(key) });
    expect(await header(then)).toEqual({ alg: "ES256", nonce: "n", url: about.url, kid: "https://ca.example/a/1" });
    // RFC 8555 section 6.3: POST-as-GET has an empty payload.
    expect(then.payload).toBe("");
  });

  it("binds the account by the key that the authority gave, and by none that is no key", async () => {
    const key = await generateEcKey();
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const about = { kid: "kid-1", macKey: toBase64Url(secret), url: "https://ca.example/a" };
    const bound = await bindExternalAccount(key, about);
    const { payload, protectedHeader } = await flattenedVerify(bound!, secret);
    expect(protectedHeader).toEqual({ alg: "HS256", kid: "kid-1", url: about.url });
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(publicKeyOf(key));
    expect(await bindExternalAccount(key, { ...about, macKey: "" })).toBeNull();
    expect(await bindExternalAccount(key, { ...about, macKey: "no base64url!" })).toBeNull();
  });

  it("names the key as RFC 7638 does", async () => {
    const key = {
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
      d: "",
    };
    const json = `{"crv":"P-256","kty":"EC","x":"${key.x}","y":"${key.y}"}`;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(json));
    expect(await ecThumbprint(key)).toBe(Buffer.from(digest).toString("base64url"));
  });

  it("signs as DER wants it, whatever the numbers' first bits", async () => {
    const key = await generateEcKey();
    for (let round = 0; round < 40; round++) {
      const bytes = crypto.getRandomValues(new Uint8Array(20));
      const signature = await signEcBytes(key, bytes);
      const jwk = { key: publicKeyOf(key), format: "jwk" } as const;
      expect(verify("sha256", bytes, jwk, signature)).toBe(true);
    }
  });
});

const openssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(!openssl)("a certificate request, as OpenSSL reads it", () => {
  it.each([null, { organisation: "Stadt Münster", unit: "Bauamt", country: "DE" }])("for %j holds", async (name) => {
    const der = await requestDomainCertificate(await generateEcKey(), { domain: "stadt.example", name });
    const input = toPem("CERTIFICATE REQUEST", der);
    const args = ["req", "-noout", "-verify", "-text", "-nameopt", "utf8"];
    const { stdout, stderr, status } = spawnSync("openssl", args, { input, encoding: "utf8" });
    expect(stderr + stdout).toContain("verify OK");
    expect(status).toBe(0);
    expect(stdout).toContain("DNS:stadt.example");
    expect(stdout).toContain("NIST CURVE: P-256");
    if (name !== null) expect(stdout).toContain("O=Stadt Münster");
  });
});

it("the next certificate is due after two thirds of this one's time", async () => {
  const keys = await makeKeys("P-256");
  const agency = { notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs: Date.UTC(2026, 0, 31) };
  const evidence = evidenceOf(await makeChain(keys, keys.agency.spki, { agency }));
  expect(renewalDueMs(evidence)).toBe(Date.UTC(2026, 0, 21));
  expect(renewalDueMs({ ...evidence, chain: ["AAAA"] })).toBe(0);
});
