import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { parseUserId } from "../../../shared/base/index.ts";
import { generateSigningKey, readDer } from "../../../shared/crypto/index.ts";
import {
  parseX509Evidence,
  readRoots,
  verifyX509Evidence,
  type X509Evidence,
  type X509Question,
  x509Refusals,
} from "../../../shared/identity/index.ts";
import { makeOcsp } from "../../fake/pki/certificates.ts";
import { ed25519Spki, evidenceOf, makeChain, makeCrls, makeKeys, names, now } from "../../fake/pki/chain.ts";
import { pem } from "../../fake/pki/der.ts";
import { mutated, mutatedJson } from "../letter/mutations.ts";

let evidence: X509Evidence;
let question: X509Question;
beforeAll(async () => {
  const keys = await makeKeys("P-256");
  const { publicKey: identityKey } = await generateSigningKey();
  const made = await makeChain(keys, ed25519Spki(identityKey));
  const answer = await makeOcsp({
    ...{ issuer: names.authority, issuerSpki: keys.authority.spki, signer: keys.authority, serial: 3 },
    ...{ thisUpdateMs: now - 1000, nextUpdateMs: now + 86_400_000, status: "good" },
  });
  evidence = evidenceOf(made, { crls: await makeCrls(keys), ocsp: [answer] });
  const roots = readRoots(JSON.stringify([{ certificate: pem("CERTIFICATE", made.root), revocation: "required" }]));
  question = { roots, atMs: now, account: parseUserId("@bauamt:example.org")!, identityKey };
});

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
const text = (raw: Uint8Array) => Buffer.from(raw).toString("base64url");

const hostile = (certificate: string, i: number) => fc.tuple(fc.constant(i), mutated(bytes(certificate)));

describe("X.509 evidence", () => {
  it("of which any certificate was changed is refused for one of the listed reasons", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(...evidence.chain.map(hostile)), async ([which, changed]) => {
        fc.pre(text(changed) !== evidence.chain[which]);
        const chain = evidence.chain.map((each, i) => (i === which ? text(changed) : each));
        const verdict = await verifyX509Evidence({ ...evidence, chain }, question);
        expect(verdict.kind === "refused" ? x509Refusals : []).toContain(verdict.kind === "refused" && verdict.reason);
      }),
    );
  });

  it("of which any bit was changed that no signature covers is refused", async () => {
    const survived: string[] = [];
    for (const [which, certificate] of evidence.chain.entries()) {
      const whole = bytes(certificate);
      const signed = readDer(whole)?.parts[0]?.der ?? expect.fail("the certificate holds nothing");
      const signedAt = signed.byteOffset - whole.byteOffset;
      for (let bit = 0; bit < whole.length * 8; bit++) {
        const at = bit >> 3;
        if (at >= signedAt && at < signedAt + signed.length) continue;
        const changed = whole.slice();
        changed[at]! ^= 1 << (bit & 7);
        const chain = evidence.chain.with(which, text(changed));
        const verdict = await verifyX509Evidence({ ...evidence, chain }, question);
        if (verdict.kind === "verified") survived.push(`certificate ${which}, bit ${bit}`);
      }
    }
    expect(survived).toEqual([]);
  });

  it("with hostile lists and answers gives a verdict, never an error", async () => {
    await fc.assert(
      fc.asyncProperty(mutated(bytes(evidence.crls[1]!)), mutated(bytes(evidence.ocsp[0]!)), async (crl, answer) => {
        const verdict = await verifyX509Evidence(
          { ...evidence, crls: [evidence.crls[0]!, text(crl)], ocsp: [text(answer)] },
          question,
        );
        expect(["verified", "refused"]).toContain(verdict.kind);
      }),
    );
  });

  it("with other fields is none, or one with all its fields", () => {
    fc.assert(
      fc.property(mutatedJson(evidence), (json) => {
        const parsed = parseX509Evidence(json);
        if (parsed !== null) expect(Object.keys(parsed).sort()).toEqual(Object.keys(evidence).sort());
      }),
    );
  });
});

describe("DER", () => {
  it("of any bytes is one whole value or none, and reading it never fails otherwise", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated(Uint8Array.of(0x30, 6, 2, 1, 5, 1, 1, 0xff))),
        (raw) => {
          const node = readDer(raw);
          if (node !== null) expect(node.der.length).toBe(raw.length);
        },
      ),
    );
  });
});
