import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../scripts/paths.ts";
import { makeSignature } from "./signed.ts";

const python = process.env.FEDERPOST_PYTHON ?? "python3";
const hasCryptography =
  spawnSync(python, ["-c", "import cryptography.hazmat.primitives.asymmetric.ed25519"]).status === 0;
const page = readFileSync(join(root, "docs/portal/verify.md"), "utf8");
const snippet = [...page.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code]) => code).join("\n");

const vectors = JSON.parse(readFileSync(join(root, "docs/portal/signature-vectors.json"), "utf8")) as {
  readonly cases: readonly {
    readonly name: string;
    readonly signature: { readonly format: string };
    readonly documents: readonly string[];
    readonly verdict: string;
  }[];
};

/** Runs the page's snippet over a signature; answers the reason that was signed, or the exception's name. */
function run(signature: object, documents: readonly Uint8Array[]): string {
  const program = `${snippet}
import sys
given = json.load(sys.stdin)
try:
    signature, documents = given["signature"], [base64.b64decode(d) for d in given["documents"]]
    if signature.get("format") == "jades-b":
        print(verify_certified(signature, documents)[0]["srCms"][0]["commQuals"][0]["reason"])
    else:
        print(verify_documents(signature, documents)["reason"])
except Exception as error:
    print(type(error).__name__)
`;
  const input = JSON.stringify({
    signature,
    documents: documents.map((bytes) => Buffer.from(bytes).toString("base64")),
  });
  const { stdout, stderr } = spawnSync(python, ["-c", program], {
    input,
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  return stdout.trim() || stderr;
}

describe.skipIf(!hasCryptography)("the Python snippet of docs/portal/verify.md", () => {
  const contract = { name: "vertrag.txt", bytes: new TextEncoder().encode("Vertrag") };

  it("accepts a signature that holds", async () => {
    expect(run((await makeSignature([contract])).signature, [contract.bytes])).toBe("Ich stimme zu.");
  });

  it.each(vectors.cases)("says of $name: $verdict", ({ signature, documents, verdict }) => {
    const said = run(
      signature,
      documents.map((text) => Buffer.from(text, "base64")),
    );
    expect(said === "Ich stimme zu." ? "valid" : "invalid").toBe(verdict);
  });

  it("refuses other documents, a changed signature, a stranger's certificate and a device without the right", async () => {
    const { signature } = await makeSignature([contract]);
    const stranger = (await makeSignature([contract])).signature;
    const reader = (await makeSignature([contract], { rights: ["read"] })).signature;
    expect(run(signature, [new Uint8Array([1])])).toBe("ValueError");
    expect(run({ ...signature, payload: stranger.payload.slice(0, -2) }, [contract.bytes])).not.toBe("Ich stimme zu.");
    expect(run({ ...signature, certificate: stranger.certificate }, [contract.bytes])).toBe("ValueError");
    expect(run({ ...signature, identity: stranger.identity }, [contract.bytes])).toBe("ValueError");
    expect(run(reader, [contract.bytes])).toBe("ValueError");
  });
});
