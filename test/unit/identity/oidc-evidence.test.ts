import { generateKeyPairSync } from "node:crypto";
import { CompactSign, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { federpostClient, type IdentityProvider, startIdentityProvider } from "../../../scripts/idp/index.ts";
import { parseUserId, systemRandom } from "../../../shared/base/index.ts";
import { generateSigningKey, type SigningKey } from "../../../shared/crypto/index.ts";
import {
  bindOidcEvidence,
  type OidcEvidence,
  type OidcQuestion,
  oidcDigest,
  oidcNonce,
  type PinnedIssuer,
  parseOidcEvidence,
  readIssuers,
  verifyOidcEvidence,
} from "../../../shared/identity/index.ts";
import { logIn, redirectUri } from "../../fake/oidc-login.ts";

const erika = parseUserId("@erika:example.org")!;
const levels = { "STORK-QAA-Level-3": "substantial", "STORK-QAA-Level-4": "high" };
const hour = 3_600_000;

let provider: IdentityProvider;
let other: IdentityProvider;
let key: SigningKey;
let issuers: readonly PinnedIssuer[];
let token: string;
let evidence: OidcEvidence;
let now: number;

const pinned = (from: IdentityProvider, more: object = {}) => ({
  issuer: from.issuer,
  name: "BundID",
  clientId: federpostClient,
  keys: from.keys,
  levels,
  maxAgeDays: 365,
  ...more,
});
const pin = (...entries: object[]) => readIssuers(JSON.stringify(entries));
const start = () =>
  startIdentityProvider({
    people: [
      { id: "erika", name: "Erika Mustermann", acr: "STORK-QAA-Level-3" },
      { id: "max", name: "Max Mustermann", acr: "STORK-QAA-Level-4" },
      { id: "otto", name: "Otto Unbekannt", acr: "STORK-QAA-Level-1" },
    ],
    redirectUris: [redirectUri],
    tokenSeconds: 300,
  });
const bind = (from: string, atMs = now) =>
  bindOidcEvidence(key, { token: from, account: erika, nowMs: atMs, random: systemRandom });
const judge = (what: OidcEvidence, more: Partial<OidcQuestion> = {}) =>
  verifyOidcEvidence(what, { issuers, account: erika, identityKey: key.publicKey, nowMs: now, ...more });

beforeAll(async () => {
  [provider, other, key] = [await start(), await start(), await generateSigningKey()];
  issuers = await pin(pinned(provider));
  token = await logIn(provider, "erika", await oidcNonce(key.publicKey));
  now = Date.now();
  evidence = await bind(token);
});
afterAll(async () => {
  await provider.stop();
  await other.stop();
});

describe("an identity provider's word", () => {
  it("gives name, level and provider of a person, also months later and with the provider down", async () => {
    expect(await judge(evidence)).toMatchObject({
      kind: "verified",
      person: { name: "Erika Mustermann", level: "substantial", issuer: "BundID" },
    });
    expect(await judge(evidence, { nowMs: now + 300 * 24 * hour })).toMatchObject({ kind: "verified" });
    const down = await start();
    const one = await bind(await logIn(down, "max", await oidcNonce(key.publicKey)));
    const known = await pin(pinned(down));
    await down.stop();
    await expect(fetch(down.issuer)).rejects.toThrow();
    expect(await judge(one, { issuers: known })).toMatchObject({ kind: "verified", person: { level: "high" } });
  });

  it("is not believed from a provider or a key that is not pinned", async () => {
    expect(await judge(evidence, { issuers: [] })).toEqual({ kind: "refused", reason: "unknown_issuer" });
    expect(await judge(evidence, { issuers: await pin(pinned(other)) })).toMatchObject({ reason: "unknown_issuer" });
    const wrongKeys = await pin(pinned(provider, { keys: other.keys }));
    expect(await judge(evidence, { issuers: wrongKeys })).toMatchObject({ reason: "unknown_key" });
    const sameName = await pin(pinned(provider, { keys: [{ ...other.keys[0], kid: provider.keys[0]?.kid }] }));
    expect(await judge(evidence, { issuers: sameName })).toMatchObject({ reason: "broken_signature" });
  });

  it("does not pass for another identity key, another account, another program", async () => {
    const thief = await generateSigningKey();
    const stolen = await bindOidcEvidence(thief, { token, account: erika, nowMs: now, random: systemRandom });
    expect(await judge(stolen, { identityKey: thief.publicKey })).toMatchObject({ reason: "key_mismatch" });
    const max = parseUserId("@max:example.org")!;
    expect(await judge(evidence, { account: max })).toMatchObject({ reason: "broken_statement" });
    const foreign = await pin(pinned(provider, { clientId: "another" }));
    expect(await judge(evidence, { issuers: foreign })).toMatchObject({ reason: "wrong_audience" });
  });

  it("counts only while the token held when the account took it, and not for ever", async () => {
    expect(await judge(await bind(token, now + hour))).toMatchObject({ reason: "expired" });
    expect(await judge(await bind(token, now - hour))).toMatchObject({ reason: "not_yet_valid" });
    expect(await judge(evidence, { nowMs: now - hour })).toMatchObject({ reason: "not_yet_valid" });
    expect(await judge(evidence, { nowMs: now + 366 * 24 * hour })).toMatchObject({ reason: "too_old" });
  });

  it("is worth nothing at a level that nobody has given a worth", async () => {
    const low = await bind(await logIn(provider, "otto", await oidcNonce(key.publicKey)));
    expect(await judge(low)).toEqual({ kind: "refused", reason: "unknown_level" });
    const named = await pin(pinned(provider, { levels: { ...levels, "STORK-QAA-Level-1": "low" } }));
    expect(await judge(low, { issuers: named })).toMatchObject({ kind: "verified", person: { level: "low" } });
  });

  it("tells nobody anything by its digest who has not token and salt", async () => {
    const again = await bind(token);
    expect(await oidcDigest(again)).not.toBe(await oidcDigest(evidence));
    const swapped = { ...evidence, salt: again.salt };
    expect(await judge(swapped)).toMatchObject({ reason: "broken_statement" });
  });
});

describe("a token that somebody made", () => {
  const claims = async () => ({
    iss: provider.issuer,
    aud: federpostClient,
    nonce: await oidcNonce(key.publicKey),
    acr: "STORK-QAA-Level-4",
    iat: Math.floor(now / 1000),
    exp: Math.floor(now / 1000) + 300,
    name: "Erika Mustermann",
  });
  const forge = async (change: object, header: object = {}) => {
    const pair = await generateKeyPair("ES256", { extractable: true });
    const own = { ...(await exportJWK(pair.publicKey)), alg: "ES256", kid: "own" };
    const payload = new TextEncoder().encode(JSON.stringify({ ...(await claims()), ...change }));
    const made = await new CompactSign(payload)
      .setProtectedHeader({ alg: "ES256", kid: "own", ...header })
      .sign(pair.privateKey);
    return { made: await bind(made), known: await pin(pinned(provider, { keys: [own] })) };
  };

  it("holds as it should when nothing is wrong with it, so that the refusals below are for what they say", async () => {
    const { made, known } = await forge({});
    expect(await judge(made, { issuers: known })).toMatchObject({ kind: "verified", person: { level: "high" } });
  });

  it("is refused with the key that it brings along, with a second audience, or as an access token", async () => {
    const { made } = await forge({}, { kid: provider.keys[0]?.kid });
    expect(await judge(made)).toMatchObject({ reason: "broken_signature" });
    for (const [change, header, reason] of [
      [{ aud: [federpostClient, "another"] }, {}, "wrong_audience"],
      [{}, { typ: "at+jwt" }, "broken_signature"],
      [{ nonce: "another" }, {}, "key_mismatch"],
      [{ acr: undefined }, {}, "unknown_level"],
      [{ acr: "__proto__" }, {}, "unknown_level"],
      [{ exp: "tomorrow" }, {}, "malformed"],
      [{ iat: undefined }, {}, "malformed"],
    ] as const) {
      const one = await forge(change, header);
      expect(await judge(one.made, { issuers: one.known })).toEqual({ kind: "refused", reason });
    }
  });

  it("is refused with alg none, and with any changed character", async () => {
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${token.split(".")[1]}.AA`;
    expect(await judge(await bind(none))).toMatchObject({ kind: "refused" });
    for (let at = 3; at < token.length; at += 41) {
      if (token[at] === ".") continue;
      const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      expect(await judge(await bind(changed)), `character ${at}`).toMatchObject({ kind: "refused" });
    }
  });

  it("has a form, and whatever has another is no evidence", () => {
    expect(parseOidcEvidence(JSON.parse(JSON.stringify(evidence)))).toEqual(evidence);
    const bad = [null, [], "x", { ...evidence, v: 2 }, { ...evidence, kind: "eid" }, { ...evidence, more: 1 }];
    const worse = [
      { ...evidence, token: "a.b" },
      { ...evidence, salt: "" },
      { ...evidence, token: "x".repeat(20_000) },
    ];
    for (const each of [...bad, ...worse]) expect(parseOidcEvidence(each)).toBeNull();
  });
});

describe("pinned providers", () => {
  it("are refused with words when they are something else, twice, private, or weak", async () => {
    const weak = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
    const [first] = provider.keys;
    const bad = [
      [],
      [pinned(provider), pinned(provider)],
      [pinned(provider, { issuer: "BundID" })],
      [pinned(provider, { levels: { x: "very high" } })],
      [pinned(provider, { keys: [] })],
      [pinned(provider, { keys: [first, first] })],
      [pinned(provider, { keys: [{ ...first, d: "AAAA" }] })],
      [pinned(provider, { keys: [{ ...first, alg: "RS256" }] })],
      [pinned(provider, { keys: [{ ...first, x: "AAAA" }] })],
      [pinned(provider, { keys: [{ ...weak, alg: "PS256", kid: "weak" }] })],
    ];
    for (const entries of bad) await expect(pin(...entries)).rejects.toMatchObject({ code: "invalid_params" });
    await expect(readIssuers("not JSON")).rejects.toThrow(/identity providers cannot be read/);
    const strong = generateKeyPairSync("rsa", { modulusLength: 3072 }).publicKey.export({ format: "jwk" });
    expect(await pin(pinned(provider, { keys: [{ ...strong, alg: "PS256", kid: "strong" }] }))).toHaveLength(1);
  });
});
