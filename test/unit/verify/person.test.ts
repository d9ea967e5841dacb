import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IdentityProvider, startIdentityProvider } from "../../../scripts/idp/index.ts";
import { readIssuers } from "../../../shared/identity/index.ts";
import { bundlePaths, encodeEvidence } from "../../../shared/letter/index.ts";
import { explain, verifyFile } from "../../../shared/verify/index.ts";
import { bundleFiles, makeSigner, type Signer, sealBundle, sentAtMs } from "../../fake/bundle.ts";
import { redirectUri } from "../../fake/oidc-login.ts";
import { day } from "../../fake/pki/certificates.ts";
import { makePersonEvidence } from "../../fake/presentation.ts";

// What a bundle says of the person who wrote, years later and without asking the provider.

let provider: IdentityProvider;
let person: Awaited<ReturnType<typeof makePersonEvidence>>;
let other: Awaited<ReturnType<typeof makePersonEvidence>>;
let writer: Signer;
let office: Signer;

beforeAll(async () => {
  provider = await startIdentityProvider({
    people: [{ id: "erika", name: "Erika Mustermann", acr: "STORK-QAA-Level-4" }],
    redirectUris: [redirectUri],
    tokenSeconds: 300,
  });
  [person, other] = [await makePersonEvidence(provider, "erika"), await makePersonEvidence(provider, "erika")];
  await provider.stop();
  // The account that the evidence names.
  [writer, office] = [await makeSigner("bauamt", { identityKey: person.key }), await makeSigner("amt")];
});
afterAll(() => provider?.stop());

async function judge(
  evidence: Readonly<Record<string, unknown>>,
  more: { readonly listed?: boolean; readonly atMs?: number; readonly nowMs?: number } = {},
) {
  const files = await bundleFiles({ from: writer, to: office });
  const bundle = sealBundle(files.set(bundlePaths.person, encodeEvidence(evidence)));
  const { listed = true, atMs = null, nowMs = Date.now() } = more;
  const issuers = listed ? await readIssuers(person.issuers) : [];
  const report = await verifyFile(bundle, { roots: [], issuers, atMs, nowMs });
  const { result, detail } = report.steps.find(({ id }) => id === "person")!;
  return { report, verdict: report.verdict, step: [result, detail] };
}

describe("a bundle with evidence of who wrote", () => {
  it("names the person and the level, also years later", async () => {
    const { report, verdict, step } = await judge(person.evidence, { nowMs: Date.now() + 2000 * day });
    expect([verdict, ...step]).toEqual(["valid", "passed", "Erika Mustermann, high"]);
    expect(report.statements.map(({ kind, person: who }) => [kind, who?.name])).toEqual([
      ["letter", "Erika Mustermann"],
      ["submitted", undefined],
      ["provided", undefined],
    ]);
    expect(explain(report, "de")).toContain("Brief: Erika Mustermann, @bauamt:example.org");
  });

  it("without a list of providers says that persons were not checked", async () => {
    const { verdict, step, report } = await judge(person.evidence, { listed: false });
    expect([verdict, ...step]).toEqual(["valid", "noted", "no_issuers"]);
    expect(explain(report, "en")).toContain("No list of identity providers was given");
  });

  it("is invalid with evidence of another key, of no known form, or changed", async () => {
    const theirs = [other.evidence, { kind: "oidc" }, { ...person.evidence, salt: "A".repeat(43) }];
    for (const evidence of theirs) expect((await judge(evidence)).step).toEqual(["failed", "not_theirs"]);
    const [head, claims, signature] = person.evidence.token.split(".");
    const changed = {
      ...person.evidence,
      token: [head, claims, signature?.replace(/^./, (first) => (first === "_" ? "A" : "_"))].join("."),
    };
    const { verdict, step } = await judge(changed);
    expect(verdict).toBe("invalid");
    // The account's own statement is over the token as it was.
    expect(step).toEqual(["failed", "not_theirs"]);
  });

  it("is judged at a date: a login before it was made never was, and one too long ago is too old", async () => {
    expect((await judge(person.evidence, { atMs: sentAtMs - 10 * day })).step).toEqual(["failed", "not_yet_valid"]);
    expect((await judge(person.evidence, { atMs: sentAtMs + 250 * day })).step[0]).toBe("passed");
    expect((await judge(person.evidence, { nowMs: sentAtMs - 10 * day })).step).toEqual(["failed", "not_yet_valid"]);
  });
});
