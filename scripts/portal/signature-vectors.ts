/**
 * Writes docs/portal/signature-vectors.json: signatures over documents that a verifier must accept or refuse, for portals whose
 * server is not Node. `node scripts/portal/signature-vectors.ts`; the keys are fresh each time, a test checks what is checked in.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSigningKey } from "../../shared/crypto/index.ts";
import type { SignatureFile } from "../../shared/verify/index.ts";
import { pem } from "../../test/fake/pki/der.ts";
import { makeCertified } from "../../test/fake/signature.ts";
import { makeSignature } from "../../test/unit/verify/signed.ts";
import { root } from "../paths.ts";

const contract = { name: "vertrag.txt", bytes: new TextEncoder().encode("Vertrag\n") };
const annex = { name: "anlage.bin", bytes: new Uint8Array([0, 1, 2, 255]) };
const both = [contract, annex];

interface Case {
  readonly name: string;
  readonly signature: SignatureFile;
  readonly given?: typeof both;
  /** Step of the report that fails; null: it holds. */
  readonly failed: string | null;
}

const certified = await makeCertified(both);
const longer = await makeCertified(both, { hash: "S512" });
const stranger = await makeCertified(both, { signer: await generateSigningKey() });
const detached = { format: "jws-detached", ...(await makeSignature(both)).signature } as const;
const other = { format: "jws-detached", ...(await makeSignature(both)).signature } as const;

const cases: readonly Case[] = [
  { name: "jades-b over its documents", signature: certified.signature, failed: null },
  {
    name: "jades-b over documents in another order",
    signature: certified.signature,
    given: [annex, contract],
    failed: "documents",
  },
  { name: "jades-b by SHA-512 over its documents", signature: longer.signature, failed: null },
  {
    name: "jades-b by SHA-512 over documents in another order",
    signature: longer.signature,
    given: [annex, contract],
    failed: "documents",
  },
  { name: "jades-b over a document too few", signature: certified.signature, given: [contract], failed: "documents" },
  { name: "jades-b by another key than the certified one", signature: stranger.signature, failed: "signature" },
  {
    name: "jades-b beside another account's identity document",
    signature: { ...certified.signature, identity: stranger.signature.identity },
    failed: "certified_account",
  },
  { name: "jws-detached over its documents", signature: detached, failed: null },
  { name: "jws-detached over a document too few", signature: detached, given: [contract], failed: "documents" },
  {
    name: "jws-detached with another device's certificate",
    signature: { ...detached, certificate: other.certificate },
    failed: "certificate",
  },
  {
    name: "jws-detached beside another account's identity document",
    signature: { ...detached, identity: other.identity },
    failed: "document",
  },
];

const file = {
  about: "Signatures over documents: docs/portal/verify.md says what the fields mean. Documents are base64.",
  roots: [certified, longer].map(({ root: each }) => pem("CERTIFICATE", each)).join(""),
  now: new Date(certified.signedAtMs).toISOString(),
  cases: cases.map(({ name, signature, given, failed }) => ({
    name,
    signature,
    documents: (given ?? both).map(({ bytes }) => Buffer.from(bytes).toString("base64")),
    verdict: failed === null ? "valid" : "invalid",
    failed,
  })),
};
writeFileSync(join(root, "docs/portal/signature-vectors.json"), `${JSON.stringify(file, null, 2)}\n`);
