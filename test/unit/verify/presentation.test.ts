import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IdentityProvider, startIdentityProvider } from "../../../scripts/idp/index.ts";
import { type Origin, parseOrigin, parseUserId } from "../../../shared/base/index.ts";
import { generateSigningKey, signJws } from "../../../shared/crypto/index.ts";
import { evidenceKinds, presentableKinds } from "../../../shared/identity/index.ts";
import { portalEvidenceKinds } from "../../../shared/protocol/index.ts";
import { type ExpectedPresentation, verifyPresentation } from "../../../shared/verify/public.ts";
import { redirectUri } from "../../fake/oidc-login.ts";
import { now as chainNow } from "../../fake/pki/chain.ts";
import { account, freshNonce, makeOrganisation, makePersonEvidence, present, town } from "../../fake/presentation.ts";

// What a portal's server does with what identity.present answered.

const minute = 60_000;
const shop = parseOrigin("https://laden.example") as Origin;

let provider: IdentityProvider;
let organisation: Awaited<ReturnType<typeof makeOrganisation>>;
let person: Awaited<ReturnType<typeof makePersonEvidence>>;
let nonce: string;
let now: number;

beforeAll(async () => {
  provider = await startIdentityProvider({
    people: [{ id: "erika", name: "Erika Mustermann", acr: "STORK-QAA-Level-3" }],
    redirectUris: [redirectUri],
    tokenSeconds: 300,
  });
  organisation = await makeOrganisation();
  person = await makePersonEvidence(provider, "erika");
  // The provider is asked nothing from here on.
  await provider.stop();
  nonce = freshNonce();
  now = Date.now();
});
afterAll(() => provider?.stop());

const expectedOf = (more: Partial<ExpectedPresentation> = {}): ExpectedPresentation => ({
  origin: town,
  nonce,
  roots: organisation.roots,
  issuers: person.issuers,
  now: new Date(now),
  ...more,
});
const organisationToken = () => present(organisation, { nonce, issuedMs: chainNow });
const personToken = () => present(person, { nonce, issuedMs: now });
const judgeOrganisation = async (token: string, more: Partial<ExpectedPresentation> = {}) =>
  verifyPresentation(token, expectedOf({ now: new Date(chainNow), ...more }));
const faultOf = async (report: ReturnType<typeof verifyPresentation>) => {
  const found = await report;
  return found.verdict === "valid" ? "valid" : found.fault;
};

describe("a presentation, at the portal's server", () => {
  it("of an organisation proves its name by the server's own roots, and who presented it", async () => {
    const report = await judgeOrganisation(await organisationToken(), { kind: "x509" });
    expect(report).toMatchObject({
      verdict: "valid",
      account,
      identityKey: organisation.key.publicKey,
      purpose: "Antrag stellen",
      presentedAtMs: chainNow,
      proved: { kind: "x509", organisation: { name: "Stadt Musterstadt", revocation: "checked" } },
    });
  });

  it("of a person proves name, level and claims by the server's own list of providers, without asking one", async () => {
    const report = await verifyPresentation(
      await personToken(),
      expectedOf({ kind: "oidc", level: "substantial", claims: ["name", "sub"] }),
    );
    expect(report).toMatchObject({
      verdict: "valid",
      proved: { kind: "oidc", person: { name: "Erika Mustermann", level: "substantial", issuer: "BundID" } },
    });
    if (report.verdict !== "valid" || report.proved.kind !== "oidc") throw new Error("another kind");
    expect(Object.fromEntries(report.proved.claims)).toMatchObject({ sub: "erika", name: "Erika Mustermann" });
  });

  it("is refused when it is shown again: to another origin, under another nonce, for another service, later", async () => {
    const token = await organisationToken();
    expect(await faultOf(judgeOrganisation(token))).toBe("valid");
    expect(await faultOf(judgeOrganisation(token, { origin: shop, audience: town }))).toBe("other_origin");
    expect(await faultOf(judgeOrganisation(token, { nonce: freshNonce() }))).toBe("other_nonce");
    expect(await faultOf(judgeOrganisation(token, { audience: "Wohngeld" }))).toBe("other_audience");
    expect(await faultOf(judgeOrganisation(token, { now: new Date(chainNow + 6 * minute) }))).toBe("too_old");
    expect(
      await faultOf(judgeOrganisation(token, { now: new Date(chainNow + 6 * minute), maxAgeMs: 10 * minute })),
    ).toBe("valid");
    expect(await faultOf(judgeOrganisation(token, { now: new Date(chainNow - 3 * minute) }))).toBe("from_the_future");
  });

  it("that a hostile origin got in another's name does not pass there: the browser's word on the origin is signed", async () => {
    const got = await present(organisation, { nonce, issuedMs: chainNow, origin: shop, audience: town });
    expect(await faultOf(judgeOrganisation(got))).toBe("other_origin");
  });

  it("must be of the kind, the level and with the claims that the server asked for", async () => {
    const [ofTown, ofErika] = [await organisationToken(), await personToken()];
    expect(await faultOf(judgeOrganisation(ofTown, { kind: "oidc" }))).toBe("other_kind");
    expect(await faultOf(judgeOrganisation(ofTown, { level: "low" }))).toBe("level_too_low");
    expect(await faultOf(judgeOrganisation(ofTown, { claims: ["name"] }))).toBe("claim_missing");
    const judge = (more: Partial<ExpectedPresentation>) => verifyPresentation(ofErika, expectedOf(more));
    expect(await faultOf(judge({ kind: "x509" }))).toBe("other_kind");
    expect(await judge({ level: "high" })).toMatchObject({ fault: "level_too_low", detail: "substantial" });
    expect(await judge({ claims: ["name", "birthdate"] })).toMatchObject({
      fault: "claim_missing",
      detail: "birthdate",
    });
  });

  it("proves nothing without roots or providers, nor under others", async () => {
    const none = { fault: "evidence_refused", detail: "unknown_root" };
    expect(
      await verifyPresentation(await organisationToken(), { origin: town, nonce, now: new Date(chainNow) }),
    ).toMatchObject(none);
    const { roots } = await makeOrganisation();
    expect(await judgeOrganisation(await organisationToken(), { roots })).toMatchObject({ verdict: "invalid" });
    expect(await verifyPresentation(await personToken(), { origin: town, nonce, now: new Date(now) })).toMatchObject({
      fault: "evidence_refused",
      detail: "unknown_issuer",
    });
  });

  it("by another key than the evidence is about is worth nothing, whoever's evidence it is", async () => {
    const stranger = await generateSigningKey();
    const [x509, oidc] = [
      await present({ ...organisation, key: stranger }, { nonce, issuedMs: chainNow }),
      await present({ ...person, key: stranger }, { nonce, issuedMs: now }),
    ];
    expect(await judgeOrganisation(x509)).toMatchObject({ fault: "evidence_refused", detail: "key_mismatch" });
    expect(await verifyPresentation(oidc, expectedOf())).toMatchObject({
      fault: "evidence_refused",
      detail: "key_mismatch",
    });
    const elsewhere = await present(person, { nonce, issuedMs: now, account: parseUserId("@max:example.org")! });
    expect(await verifyPresentation(elsewhere, expectedOf())).toMatchObject({ detail: "broken_statement" });
  });

  it("is no other signature of the identity key, and no evidence that this version does not know", async () => {
    const [, payload = ""] = (await organisationToken()).split(".");
    const bytes = Buffer.from(payload, "base64url");
    for (const typ of ["federpost-statement+jws", "federpost-document+jws", "JWT"])
      expect(await faultOf(judgeOrganisation(await signJws(organisation.key, { typ, payload: bytes })))).toBe("broken");
    const changed = (change: object) =>
      signJws(organisation.key, {
        typ: "federpost-presentation+jws",
        payload: Buffer.from(JSON.stringify({ ...(JSON.parse(bytes.toString()) as object), ...change })),
      });
    expect(await faultOf(judgeOrganisation(await changed({})))).toBe("valid");
    for (const change of [
      { v: 2 },
      { extra: 1 },
      { evidence: { kind: "eid" } },
      { evidence: { kind: "eudi" } },
      { evidence: null },
      { origin: "javascript:x" },
      { issued: "now" },
    ])
      expect(await faultOf(judgeOrganisation(await changed(change))), JSON.stringify(change)).toBe("broken");
  });

  it("changed anywhere, by any character, is no longer valid; what is no token throws nothing", async () => {
    const tokens = [await organisationToken(), await personToken()];
    const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1), fc.nat(), fc.constantFrom(...alphabet), async (which, at, to) => {
        const token = tokens[which] ?? "";
        const place = at % token.length;
        fc.pre(token[place] !== to);
        const changed = `${token.slice(0, place)}${to}${token.slice(place + 1)}`;
        const asked = which === 0 ? { now: new Date(chainNow) } : {};
        expect((await verifyPresentation(changed, expectedOf(asked))).verdict).toBe("invalid");
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), async (token) => {
        expect((await verifyPresentation(token, expectedOf())).verdict).toBe("invalid");
      }),
    );
  });

  it("knows the same kinds as the contract with the page", () => {
    expect(portalEvidenceKinds).toEqual(evidenceKinds);
    expect(presentableKinds).toEqual(["x509", "oidc"]);
  });
});
