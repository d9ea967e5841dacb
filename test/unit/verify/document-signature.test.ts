import { describe, expect, it } from "vitest";
import { generateSigningKey } from "../../../shared/crypto/index.ts";
import { type SignatureToVerify, verifyDocumentSignature } from "../../../shared/verify/index.ts";
import { makeSignature, signedAtMs } from "./signed.ts";

const contract = { name: "vertrag.txt", bytes: new TextEncoder().encode("Vertrag\n") };
const annex = { name: "anlage.bin", bytes: new Uint8Array([0, 1, 2, 255]) };
const both = [contract.bytes, annex.bytes];

const faultOf = async (changes: Parameters<typeof makeSignature>[1], documents: Uint8Array[] = both) => {
  const { signature } = await makeSignature([contract, annex], changes);
  const verdict = await verifyDocumentSignature(signature, documents);
  return verdict.kind === "invalid" ? verdict.fault : "valid";
};

describe("a signature over documents", () => {
  it("is verified offline, and says by whom, when, why and for which page", async () => {
    const { signature, identityKey } = await makeSignature([contract, annex]);
    const verdict = await verifyDocumentSignature(signature, both);
    expect(verdict).toMatchObject({
      kind: "valid",
      identityKey,
      statement: {
        account: "@erika:example.org",
        reason: "Ich stimme zu.",
        origin: "https://bauamt.musterlingen.de",
        signedAtMs,
        documents: [{ name: "vertrag.txt" }, { name: "anlage.bin" }],
      },
    });
  });

  it("does not count for other documents, fewer, more or another order", async () => {
    expect(await faultOf({}, [annex.bytes, contract.bytes])).toBe("document_changed");
    expect(await faultOf({}, [contract.bytes])).toBe("other_documents");
    expect(await faultOf({}, [...both, annex.bytes])).toBe("other_documents");
    expect(await faultOf({}, [new TextEncoder().encode("Vertrag "), annex.bytes])).toBe("document_changed");
  });

  it("needs a certificate of the key that signed, with the right to send, that had not ended", async () => {
    expect(await faultOf({ certified: await generateSigningKey() })).toBe("certificate_wrong");
    expect(await faultOf({ rights: ["read"] })).toBe("no_right_to_sign");
    expect(await faultOf({ notAfterMs: signedAtMs - 1 })).toBe("certificate_ended");
    expect(await faultOf({ statement: { account: "@other:example.org" as never } })).toBe("certificate_wrong");
  });

  it("needs an identity document of the same account that lists the device", async () => {
    expect(await faultOf({ listed: await generateSigningKey() })).toBe("device_not_listed");
    const [mine, theirs] = await Promise.all([makeSignature([contract]), makeSignature([contract])]);
    const mixed = { ...mine.signature, identity: theirs.signature.identity };
    expect(await verifyDocumentSignature(mixed, [contract.bytes])).toEqual({
      kind: "invalid",
      fault: "identity_wrong",
    });
  });

  it("any character of it that is changed makes it invalid", async () => {
    const { signature } = await makeSignature([contract]);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const survived: string[] = [];
    for (const part of ["jws", "payload", "certificate", "identity"] as const) {
      for (let at = 0; at < signature[part].length; at++) {
        const old = signature[part][at] ?? "";
        const other = old === "." ? "A" : (alphabet[(alphabet.indexOf(old) + 1) % 64] ?? "A");
        const changed = signature[part].slice(0, at) + other + signature[part].slice(at + 1);
        const verdict = await verifyDocumentSignature({ ...signature, [part]: changed }, [contract.bytes]);
        if (verdict.kind === "valid") survived.push(`${part} ${at}`);
      }
    }
    expect(survived).toEqual([]);
  });

  it("nonsense of any kind is refused, never thrown", async () => {
    const { signature } = await makeSignature([contract]);
    const wrong: Partial<SignatureToVerify>[] = [
      { jws: "" },
      { jws: "a.b.c" },
      { jws: signature.jws.replace("..", `.${signature.payload}.`) },
      { payload: "" },
      { payload: "e30" },
      { certificate: "" },
      { identity: "x" },
    ];
    for (const part of wrong) {
      const verdict = await verifyDocumentSignature({ ...signature, ...part }, [contract.bytes]);
      expect(verdict.kind, JSON.stringify(part).slice(0, 40)).toBe("invalid");
    }
  });
});
