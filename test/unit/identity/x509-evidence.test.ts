import { beforeAll, describe, expect, it } from "vitest";
import { errorCodeOf, parseUserId } from "../../../shared/base/index.ts";
import { generateSigningKey, type SigningKey } from "../../../shared/crypto/index.ts";
import { parseX509Evidence, readRoots, verifyX509Evidence, type X509Evidence } from "../../../shared/identity/index.ts";
import { day, dns, extensions, makeOcsp } from "../../fake/pki/certificates.ts";
import {
  ed25519Spki,
  evidenceOf,
  type Keys,
  makeChain,
  makeCrls,
  makeKeys,
  names,
  now,
  usual,
} from "../../fake/pki/chain.ts";
import { pem } from "../../fake/pki/der.ts";
import { makeKey, type TestKey } from "../../fake/pki/keys.ts";
import { logProof } from "../../fake/pki/log.ts";

const account = parseUserId("@bauamt:example.org")!;
let identity: SigningKey;
let keys: Keys;
let log: TestKey;
beforeAll(async () => {
  [identity, keys, log] = await Promise.all([generateSigningKey(), makeKeys("P-256"), makeKey("P-256")]);
});

const question = (root: Uint8Array, more: object = {}) => ({
  ...{ roots: readRoots(pem("CERTIFICATE", root)), atMs: now, account, identityKey: identity.publicKey },
  ...more,
});

describe("evidence of an organisation", () => {
  it("says who it is, who issued the certificate, and how long it lasts", async () => {
    const made = await makeChain(keys, ed25519Spki(identity.publicKey), {
      agency: { extensions: [...usual.agency, extensions.altNames(dns("bauamt.example"))] },
    });
    const verdict = await verifyX509Evidence(evidenceOf(made), question(made.root, { domain: "BAUAMT.example" }));
    expect(verdict).toEqual({
      kind: "verified",
      organisation: {
        name: "Stadt Musterstadt",
        proves: "organisation",
        unit: "Bauamt",
        country: "DE",
        domains: ["bauamt.example"],
        issuer: names.authority.CN,
        root: names.root.CN,
        notBeforeMs: now - 300 * day,
        notAfterMs: now + 300 * day,
        serial: "03",
        certificateDigest: expect.stringMatching(/^[\w-]{43}$/),
        boundBy: "certificate",
        revocation: "none",
      },
    });
  });

  it("may bring its root along, and may be short or as long as allowed", async () => {
    const made = await makeChain(keys, ed25519Spki(identity.publicKey), { more: [{}, {}, {}, {}] });
    const whole = { ...made, chain: [...made.chain, made.root] };
    expect((await verifyX509Evidence(evidenceOf(whole), question(made.root))).kind).toBe("verified");
    const direct = await makeChain({ ...keys, authority: keys.root }, ed25519Spki(identity.publicKey), {
      agency: { issuer: names.root },
    });
    const short = { ...direct, chain: direct.chain.slice(0, 1) };
    expect((await verifyX509Evidence(evidenceOf(short), question(direct.root))).kind).toBe("verified");
  });

  it("that was revoked later still held before, unless its key was stolen", async () => {
    const made = await makeChain(keys, ed25519Spki(identity.publicKey));
    const revoked = { serial: 3, atMs: now - 2 * day };
    const at = async (atMs: number, reason?: number) => {
      const crls = await makeCrls(keys, {
        authority: { revoked: [{ ...revoked, ...(reason !== undefined && { reason }) }] },
      });
      const verdict = await verifyX509Evidence(evidenceOf(made, { crls }), question(made.root, { atMs, nowMs: now }));
      return verdict.kind === "refused" ? verdict.reason : verdict.kind;
    };
    expect(await at(now - 9 * day)).toBe("verified");
    expect(await at(now - 9 * day, 4)).toBe("verified");
    expect(await at(now - day)).toBe("revoked");
    expect(await at(now - 9 * day, 1)).toBe("revoked");
  });

  it("holds with the answer of a responder that the authority named", async () => {
    const { makeCertificate } = await import("../../fake/pki/certificates.ts");
    const made = await makeChain(keys, ed25519Spki(identity.publicKey));
    const responder = await makeCertificate({
      ...{ subject: { CN: "Auskunft" }, issuer: names.authority, spki: keys.stranger.spki, signer: keys.authority },
      ...{ notBeforeMs: now - 9 * day, notAfterMs: now + 9 * day },
      extensions: [extensions.extendedKeyUsage("1.3.6.1.5.5.7.3.9"), extensions.noCheck()],
    });
    const answer = await makeOcsp({
      ...{ issuer: names.authority, issuerSpki: keys.authority.spki, signer: keys.stranger, serial: 3, responder },
      ...{ thisUpdateMs: now - day, nextUpdateMs: now + day, status: "good" },
    });
    const evidence = evidenceOf(made, { crls: (await makeCrls(keys)).slice(0, 1), ocsp: [answer] });
    const roots = readRoots(JSON.stringify([{ certificate: pem("CERTIFICATE", made.root), revocation: "required" }]));
    const verdict = await verifyX509Evidence(evidence, { ...question(made.root), roots });
    expect(verdict).toMatchObject({ kind: "verified", organisation: { revocation: "checked" } });
  });

  it("stands in a log of any size, at any place", async () => {
    const made = await makeChain(keys, ed25519Spki(identity.publicKey));
    const roots = readRoots(
      JSON.stringify([{ certificate: pem("CERTIFICATE", made.root), logs: [pem("PUBLIC KEY", log.spki)] }]),
    );
    for (let size = 1; size <= 17; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await logProof(log, made.chain[0]!, { index, size, ms: now - day });
        const verdict = await verifyX509Evidence(evidenceOf(made, { log: proof }), { ...question(made.root), roots });
        expect(verdict.kind, `${index} of ${size}`).toBe("verified");
      }
    }
  });

  it("is found under the one of two roots of the same name that signed it", async () => {
    const [made, other] = await Promise.all([
      makeChain(keys, ed25519Spki(identity.publicKey)),
      makeChain({ ...keys, root: keys.stranger }, ed25519Spki(identity.publicKey)),
    ]);
    const roots = readRoots(pem("CERTIFICATE", other.root) + pem("CERTIFICATE", made.root));
    expect(roots).toHaveLength(2);
    expect((await verifyX509Evidence(evidenceOf(made), { ...question(made.root), roots })).kind).toBe("verified");
  });
});

describe("evidence in JSON", () => {
  it("is read as it was written; other kinds, versions and forms are none", async () => {
    const evidence: X509Evidence = evidenceOf(await makeChain(keys, ed25519Spki(identity.publicKey)));
    expect(parseX509Evidence(JSON.parse(JSON.stringify(evidence)))).toEqual(evidence);
    for (const wrong of [
      null,
      7,
      [],
      {},
      { ...evidence, v: 2 },
      { ...evidence, kind: "oidc" },
      { ...evidence, more: 1 },
    ]) {
      expect(parseX509Evidence(wrong)).toBeNull();
    }
  });
});

describe("a file of roots", () => {
  it.each(["", "no certificate", "[]", "[{}]", '[{"certificate":"x"}]', pem("CERTIFICATE", Uint8Array.of(0x30, 0))])(
    "that says %j is refused with what to do",
    (text) => {
      let code: string | null = null;
      try {
        readRoots(text);
      } catch (error) {
        code = errorCodeOf(error);
      }
      expect(code).toBe("invalid_params");
    },
  );
});
