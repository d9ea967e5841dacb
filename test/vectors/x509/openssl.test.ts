import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseUserId } from "../../../shared/base/index.ts";
import { parsePublicKey } from "../../../shared/crypto/index.ts";
import { parseX509Evidence, readRoots, verifyX509Evidence, type X509Question } from "../../../shared/identity/index.ts";

interface Vector {
  readonly kind: string;
  readonly account: string;
  readonly root: string;
  readonly chain: readonly string[];
  readonly crls: readonly string[];
  readonly revokedCrl: string;
  readonly ocsp: { readonly good: string; readonly revoked: string } | null;
  readonly identityKey: string;
  readonly statement: string | null;
}
const file = readFileSync(new URL("openssl.json", import.meta.url), "utf8");
const { atMs, chains } = JSON.parse(file) as { atMs: number; chains: Vector[] };

const judge = (vector: Vector, change: object = {}, question: Partial<X509Question> = {}) => {
  const { chain, crls, statement } = vector;
  const evidence = parseX509Evidence({ kind: "x509", v: 1, chain, statement, crls, ocsp: [], log: null, ...change });
  const [root] = readRoots(JSON.stringify([{ certificate: vector.root, revocation: "required" }]));
  return verifyX509Evidence(evidence!, {
    roots: [root!],
    atMs,
    account: parseUserId(vector.account)!,
    identityKey: parsePublicKey(vector.identityKey)!,
    ...question,
  });
};
const refused = (reason: string) => ({ kind: "refused", reason });

describe.each(chains.map((vector) => [vector.kind, vector] as const))(
  "a chain that OpenSSL wrote, %s",
  (_kind, vector) => {
    const hasStatement = vector.statement !== null;

    it("holds with its lists", async () => {
      const verdict = await judge(vector, {}, { domain: "bauamt.musterstadt.example" });
      // No JOSE library signs with a key under id-RSASSA-PSS: there the chain holds, and the key vouches for nothing.
      if (!hasStatement) return expect(verdict).toEqual(refused("key_mismatch"));
      expect(verdict).toMatchObject({
        kind: "verified",
        organisation: {
          name: "Stadt Musterstadt",
          unit: "Bauamt",
          country: "DE",
          domains: ["bauamt.musterstadt.example"],
          issuer: "Zertifizierungsstelle",
          root: "Wurzel",
          boundBy: "statement",
          revocation: "checked",
        },
      });
    });

    it("does not hold once its list names it, nor without one, nor late, nor with another key", async () => {
      expect(await judge(vector, { crls: [vector.crls[0], vector.revokedCrl] })).toEqual(refused("revoked"));
      expect(await judge(vector, { crls: [vector.crls[0]] })).toEqual(refused("revocation_missing"));
      expect(await judge(vector, {}, { atMs: atMs + 11 * 365 * 86_400_000 })).toEqual(refused("expired"));
      const strange = parsePublicKey(Buffer.alloc(32, 9).toString("base64url"))!;
      expect(await judge(vector, {}, { identityKey: strange })).toEqual(refused("key_mismatch"));
    });
  },
);

const answered = chains.flatMap((vector) => (vector.ocsp === null ? [] : [{ vector, ...vector.ocsp }]));

it.each(answered)("an OCSP answer that OpenSSL wrote, $vector.kind, is heeded", async ({ vector, good, revoked }) => {
  const [ofRoot] = vector.crls;
  expect((await judge(vector, { crls: [ofRoot], ocsp: [good] })).kind).toBe("verified");
  expect(await judge(vector, { crls: [ofRoot], ocsp: [revoked] })).toEqual(refused("revoked"));
});
