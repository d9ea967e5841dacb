import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root } from "../../../scripts/paths.ts";
import { readRoots } from "../../../shared/identity/index.ts";
import { parseSignatureFile, type SignatureFile, verifyFile } from "../../../shared/verify/index.ts";
import { pem } from "../../fake/pki/der.ts";
import { makeCertified } from "../../fake/signature.ts";

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const contract = { name: "vertrag.txt", bytes: new TextEncoder().encode("Vertrag\n") };
const annex = { name: "anlage.bin", bytes: new Uint8Array([0, 1, 2, 255]) };
const documents = [contract.bytes, annex.bytes];

let made: Awaited<ReturnType<typeof makeCertified>>;
beforeAll(async () => {
  made = await makeCertified([contract, annex]);
});

const verdictOf = async (signature: unknown, about: { documents?: Uint8Array[]; atMs?: number; roots?: string } = {}) =>
  verifyFile(
    bytesOf(signature),
    {
      roots: about.roots === "" ? [] : readRoots(about.roots ?? pem("CERTIFICATE", made.root)),
      atMs: about.atMs ?? null,
      nowMs: made.signedAtMs,
    },
    about.documents ?? documents,
  );

describe("a JAdES signature in a file", () => {
  it("is valid over its documents, and names organisation, account, time and reason", async () => {
    const { verdict, statements, steps } = await verdictOf(made.signature);
    expect(steps.filter(({ result }) => result !== "passed")).toEqual([]);
    expect(verdict).toBe("valid");
    expect(statements).toMatchObject([
      { kind: "signature", by: "@bauamt:example.org", says: "Ich stimme zu.", claimedAtMs: made.signedAtMs },
    ]);
    expect(statements[0]?.organisation?.name).toBe("Stadt Musterstadt");
  });

  it("is invalid over other documents, another order or none, and when the certificate had ended", async () => {
    const failed = async (about: Parameters<typeof verdictOf>[1]) => {
      const { verdict, steps, statements } = await verdictOf(made.signature, about);
      expect([verdict, statements]).toEqual(["invalid", []]);
      return steps.find(({ result }) => result === "failed");
    };
    expect(await failed({ documents: [annex.bytes, contract.bytes] })).toMatchObject({ detail: "document_changed" });
    expect(await failed({ documents: [contract.bytes] })).toMatchObject({ detail: "other_documents" });
    expect(await failed({ documents: [] })).toMatchObject({ detail: "other_documents" });
    expect(await failed({ atMs: Date.UTC(2040, 0, 1) })).toMatchObject({ id: "organisation", detail: "expired" });
  });

  it("is invalid when its certificate is revoked, and when another account's identity document lies beside it", async () => {
    const revoked = await makeCertified([contract, annex], { revoked: true });
    const own = { roots: pem("CERTIFICATE", revoked.root) };
    expect((await verdictOf(revoked.signature, own)).steps.at(-1)).toMatchObject({
      result: "failed",
      detail: "revoked",
    });
    const mixed = { ...made.signature, identity: revoked.signature.identity };
    expect((await verdictOf(mixed)).steps.find(({ result }) => result === "failed")?.id).toBe("certified_account");
  });

  it("names no organisation where no roots are given", async () => {
    const { verdict, statements, steps } = await verdictOf(made.signature, { roots: "" });
    expect([verdict, statements[0]?.organisation]).toEqual(["valid", null]);
    expect(steps.at(-1)).toMatchObject({ id: "organisation", result: "noted", detail: "no_roots" });
  });

  it("any character of it that is changed, and any byte of its documents, makes it invalid", async () => {
    const survived: string[] = [];
    const { signature } = made;
    // The identity document is long, and signed as a whole; every few characters of it are enough.
    const steps = { jws: 1, identity: 29 } as const;
    for (const part of ["jws", "identity"] as const) {
      for (let at = 0; at < signature[part].length; at += steps[part]) {
        const old = signature[part][at] ?? "";
        const changed = signature[part].slice(0, at) + (old === "A" ? "B" : "A") + signature[part].slice(at + 1);
        if ((await verdictOf({ ...signature, [part]: changed })).verdict === "valid") survived.push(`${part} ${at}`);
      }
    }
    for (const [which, bytes] of documents.entries()) {
      for (let at = 0; at < bytes.length; at++) {
        const copies = documents.map((each) => new Uint8Array(each));
        copies[which]![at]! ^= 1;
        if ((await verdictOf(signature, { documents: copies })).verdict === "valid") survived.push(`document ${at}`);
      }
    }
    expect(survived).toEqual([]);
  });

  it("is none with a field too many, of another format or cut off", () => {
    const { signature } = made;
    expect(parseSignatureFile(bytesOf(signature))).toEqual(signature);
    for (const wrong of [{ ...signature, more: 1 }, { ...signature, format: "pades-b" }, { jws: signature.jws }, null])
      expect(parseSignatureFile(bytesOf(wrong))).toBeNull();
    expect(parseSignatureFile(bytesOf(signature).slice(0, -1))).toBeNull();
  });
});

interface Vectors {
  readonly roots: string;
  readonly now: string;
  readonly cases: readonly {
    readonly name: string;
    readonly signature: SignatureFile;
    readonly documents: readonly string[];
    readonly verdict: "valid" | "invalid";
    readonly failed: string | null;
  }[];
}

describe("docs/portal/signature-vectors.json", () => {
  const vectors = JSON.parse(readFileSync(join(root, "docs/portal/signature-vectors.json"), "utf8")) as Vectors;

  it.each(vectors.cases)("$name is $verdict", async ({ signature, documents: encoded, verdict, failed }) => {
    const grounds = { roots: readRoots(vectors.roots), atMs: null, nowMs: Date.parse(vectors.now) };
    const given = encoded.map((text) => new Uint8Array(Buffer.from(text, "base64")));
    const report = await verifyFile(bytesOf(signature), grounds, given);
    expect(report.verdict).toBe(verdict);
    expect(report.steps.find(({ result }) => result === "failed")?.id ?? null).toBe(failed);
  });

  it("has valid and invalid signatures of both formats", () => {
    const kinds = new Set(vectors.cases.map(({ signature, verdict }) => `${signature.format} ${verdict}`));
    expect([...kinds].sort()).toEqual([
      "jades-b invalid",
      "jades-b valid",
      "jws-detached invalid",
      "jws-detached valid",
    ]);
  });
});
