import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importPKCS8 } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBase64, fromBase64Url, fromUtf8 } from "../../../shared/base/index.ts";
import { digestOf, type JadesAlgorithm, type JadesSigner, sha512Of, signJades } from "../../../shared/crypto/index.ts";
import { verifyJades } from "../../../shared/verify/index.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "federpost-jades-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keys = {
  ES256: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
  ES384: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
  PS256: ["-newkey", "rsa:2048"],
  Ed25519: ["-newkey", "ed25519"],
} as const satisfies Record<JadesAlgorithm, readonly string[]>;

/** A signer with a certificate of its own, fresh from openssl. */
async function makeSigner(algorithm: JadesAlgorithm): Promise<JadesSigner> {
  const [keyFile, certificateFile] = [join(folder, `${algorithm}.key`), join(folder, `${algorithm}.pem`)];
  const output = ["-keyout", keyFile, "-out", certificateFile, "-nodes", "-subj", "/CN=Erika", "-days", "30"];
  execFileSync("openssl", ["req", "-x509", ...keys[algorithm], ...output], { stdio: "ignore" });
  const der = fromBase64(readFileSync(certificateFile, "utf8").replaceAll(/-----[^-]+-----|\s/g, ""));
  if (der === null) throw new Error("openssl wrote no certificate");
  return { algorithm, key: await importPKCS8(readFileSync(keyFile, "utf8"), algorithm), chain: [der] };
}

const documents = [new TextEncoder().encode("Vertrag"), new Uint8Array([1, 2, 3])];
const signedAtMs = Date.UTC(2026, 10, 25, 12);
const commitment = { reason: "Ich stimme zu.", origin: "https://amt.example" };
const anyChain = async () => true;

describe.skipIf(!hasOpenssl)("a JAdES baseline B signature", () => {
  let made: ReadonlyMap<JadesAlgorithm, { signer: JadesSigner; jws: string }>;

  beforeAll(async () => {
    const referenced = await Promise.all(
      documents.map(async (bytes, index) => ({
        uri: `urn:federpost:document:${index + 1}`,
        digest: await digestOf(bytes),
        type: "application/octet-stream",
      })),
    );
    const all = (Object.keys(keys) as JadesAlgorithm[]).map(async (algorithm) => {
      const signer = await makeSigner(algorithm);
      return [
        algorithm,
        { signer, jws: await signJades(signer, { documents: referenced, hash: "S256", commitment, signedAtMs }) },
      ] as const;
    });
    made = new Map(await Promise.all(all));
  });

  const of = (algorithm: JadesAlgorithm) => made.get(algorithm)!;

  it.each(Object.keys(keys) as JadesAlgorithm[])("by %s holds for its documents and no others", async (algorithm) => {
    const { jws, signer } = of(algorithm);
    const verdict = await verifyJades(jws, documents, anyChain);
    expect(verdict).toEqual({ kind: "valid", signedAtMs, commitment, chain: signer.chain });
    const faultOf = async (given: Uint8Array[]) => await verifyJades(jws, given, anyChain);
    expect(await faultOf([documents[1]!, documents[0]!])).toEqual({ kind: "invalid", fault: "document_changed" });
    expect(await faultOf([documents[0]!])).toEqual({ kind: "invalid", fault: "other_documents" });
  });

  it("names its signing time, its certificate and its documents in the signed header", async () => {
    const { jws } = of("ES256");
    const header = JSON.parse(fromUtf8(fromBase64Url(jws.split(".")[0] ?? "") ?? new Uint8Array()) ?? "null");
    expect(header).toMatchObject({ iat: signedAtMs / 1000, crit: ["sigD", "srCms"], sigD: { hashM: "S256" } });
    expect(header.sigD.pars.length).toBe(2);
    expect(header["x5t#S256"]).toHaveLength(43);
    expect(jws.split(".")[1]).toBe("");
  });

  it("does not hold with a certificate of another key, or when whoever knows the roots refuses the chain", async () => {
    const { jws, signer } = of("ES256");
    const refused = await verifyJades(jws, documents, async () => false);
    expect(refused).toEqual({ kind: "invalid", fault: "chain_refused" });
    const stranger = { ...signer, chain: of("PS256").signer.chain };
    const stolen = await signJades(stranger, {
      documents: [{ uri: "urn:x", digest: await digestOf(documents[0]!), type: "" }],
      hash: "S256",
      commitment,
      signedAtMs,
    });
    expect(await verifyJades(stolen, [documents[0]!], anyChain)).toEqual({ kind: "invalid", fault: "signature_wrong" });
  });

  it("has certificates in base64 with its padding, as other libraries want them", () => {
    for (const { jws } of made.values()) {
      const [header = ""] = jws.split(".");
      const { x5c } = JSON.parse(Buffer.from(header, "base64url").toString()) as { x5c: string[] };
      expect(x5c.map((text) => text.length % 4)).toEqual([0]);
    }
  });

  it("names its documents by SHA-512 where it is asked to, and holds for no others", async () => {
    const { signer } = of("Ed25519");
    const referenced = await Promise.all(
      documents.map(async (bytes, index) => ({ uri: `urn:x:${index}`, digest: await sha512Of(bytes), type: "x/y" })),
    );
    const jws = await signJades(signer, { documents: referenced, hash: "S512", commitment, signedAtMs });
    expect(await verifyJades(jws, documents, anyChain)).toMatchObject({ kind: "valid", commitment });
    expect(await verifyJades(jws, documents.toReversed(), anyChain)).toMatchObject({ fault: "document_changed" });
    // Digests of one kind under the name of the other are digests of something else.
    const mixed = await signJades(signer, { documents: referenced, hash: "S256", commitment, signedAtMs });
    expect(await verifyJades(mixed, documents, anyChain)).toMatchObject({ fault: "document_changed" });
  });

  it("any character of it that is changed makes it invalid", async () => {
    const { jws } = of("Ed25519");
    const survived: number[] = [];
    for (let at = 0; at < jws.length; at++) {
      const changed = `${jws.slice(0, at)}${jws[at] === "A" ? "B" : "A"}${jws.slice(at + 1)}`;
      if ((await verifyJades(changed, documents, anyChain)).kind === "valid") survived.push(at);
    }
    expect(survived).toEqual([]);
  });
});
