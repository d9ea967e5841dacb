import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parseUserId } from "../../../shared/base/index.ts";
import { generateSigningKey, type SigningKey } from "../../../shared/crypto/index.ts";
import {
  readRoots,
  verifyX509Evidence,
  type X509Evidence,
  type X509Question,
  type X509Refusal,
  x509Refusals,
} from "../../../shared/identity/index.ts";
import {
  day,
  directory,
  dns,
  email,
  extensions,
  flipped,
  ip,
  makeCertificate,
  makeOcsp,
  type OcspWish,
  uri,
} from "../../fake/pki/certificates.ts";
import {
  authorityUsage,
  type ChainWish,
  ed25519Spki,
  evidenceOf,
  type Keys,
  makeChain,
  makeCrls,
  makeKeys,
  makeStatement,
  names,
  now,
  usual,
} from "../../fake/pki/chain.ts";
import { implicit, oid, pem, seq } from "../../fake/pki/der.ts";
import {
  ecdsaAlgorithm,
  type KeyKind,
  makeKey,
  pkcs1Algorithm,
  pssAlgorithm,
  rsa,
  type TestKey,
} from "../../fake/pki/keys.ts";
import { logProof } from "../../fake/pki/log.ts";

const account = parseUserId("@bauamt:example.org")!;
const kinds: readonly KeyKind[] = ["P-256", "P-384", "RSA-PSS", "Ed25519"];

let identity: SigningKey;
let weak: TestKey;
let log: TestKey;
const keysOf = new Map<KeyKind, Keys>();
beforeAll(async () => {
  identity = await generateSigningKey();
  weak = await rsa(2048);
  log = await makeKey("P-256");
  for (const kind of kinds) keysOf.set(kind, await makeKeys(kind));
});

/** What one case changes, and how it is asked about. */
interface Case {
  readonly chain?: (keys: Keys) => ChainWish | Promise<ChainWish>;
  readonly evidence?: (keys: Keys, evidence: X509Evidence) => Promise<X509Evidence> | X509Evidence;
  /** The root demands an entry in the log. */
  readonly needsLog?: boolean;
  readonly question?: Partial<X509Question>;
}

async function refusalOf(kind: KeyKind, { chain, evidence, needsLog, question }: Case): Promise<X509Refusal | null> {
  const keys = keysOf.get(kind)!;
  const made = await makeChain(keys, ed25519Spki(identity.publicKey), await chain?.(keys));
  const plain = evidenceOf(made, { crls: await makeCrls(keys) });
  const logs = needsLog === true ? [pem("PUBLIC KEY", log.spki)] : [];
  const roots = [{ certificate: pem("CERTIFICATE", made.root), revocation: "required", logs }];
  const verdict = await verifyX509Evidence((await evidence?.(keys, plain)) ?? plain, {
    roots: readRoots(JSON.stringify(roots)),
    atMs: now,
    account,
    identityKey: identity.publicKey,
    ...question,
  });
  return verdict.kind === "refused" ? verdict.reason : null;
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const raw = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64url"));
const withAgency =
  (...list: ReturnType<typeof extensions.ca>[]) =>
  () => ({ agency: { extensions: list } });
const withAuthority =
  (...list: ReturnType<typeof extensions.ca>[]) =>
  () => ({ authority: { extensions: list } });
const constrained = (constraint: Parameters<typeof extensions.nameConstraints>[0], ...alt: readonly Uint8Array[]) => ({
  chain: () => ({
    authority: { extensions: [...usual.authority, extensions.nameConstraints(constraint)] },
    agency: { extensions: [...usual.agency, ...(alt.length === 0 ? [] : [extensions.altNames(...alt)])] },
  }),
});
const lists = (wish: Parameters<typeof makeCrls>[1], more: Partial<Case> = {}): Case => ({
  evidence: async (keys, plain) => ({ ...plain, crls: (await makeCrls(keys, wish)).map(b64) }),
  ...more,
});
const answered = (wish: (keys: Keys) => Partial<OcspWish> | Promise<Partial<OcspWish>>): Case => ({
  evidence: async (keys, plain) => {
    const [ofRoot] = await makeCrls(keys);
    const answer = await makeOcsp({
      ...{ issuer: names.authority, issuerSpki: keys.authority.spki, signer: keys.authority, serial: 3 },
      ...{ thisUpdateMs: now - day, nextUpdateMs: now + day, status: "good", ...(await wish(keys)) },
    });
    return { ...plain, crls: [b64(ofRoot!)], ocsp: [b64(answer)] };
  },
});
const responder = (keys: Keys, wish: Partial<Parameters<typeof makeCertificate>[0]> = {}) =>
  makeCertificate({
    ...{ subject: { CN: "Auskunft" }, issuer: names.authority, spki: keys.stranger.spki, signer: keys.authority },
    ...{ notBeforeMs: now - 9 * day, notAfterMs: now + 9 * day },
    extensions: [extensions.keyUsage(0), extensions.extendedKeyUsage("1.3.6.1.5.5.7.3.9"), extensions.noCheck()],
    ...wish,
  });
const stated = (about: {
  readonly key?: (keys: Keys) => TestKey;
  readonly certificate?: (plain: X509Evidence) => Uint8Array;
  readonly account?: string;
  readonly issuedMs?: number;
  readonly typ?: string;
  readonly damage?: (jws: string) => string;
}): Case => ({
  chain: (keys) => ({ agency: { spki: keys.agency.spki } }),
  evidence: async (keys, plain) => {
    const certificate = about.certificate?.(plain) ?? raw(plain.chain[0]!);
    const statement = await makeStatement(about.key?.(keys) ?? keys.agency, certificate, {
      ...{ account: parseUserId(about.account ?? account)!, identityKey: identity.publicKey },
      ...(about.issuedMs !== undefined && { issuedMs: about.issuedMs }),
      ...(about.typ !== undefined && { typ: about.typ }),
    });
    return { ...plain, statement: about.damage?.(statement) ?? statement };
  },
});
const logged = (
  damage: (proof: Awaited<ReturnType<typeof logProof>>) => Awaited<ReturnType<typeof logProof>>,
): Case => ({
  needsLog: true,
  evidence: async (_keys, plain) => ({
    ...plain,
    log: damage(await logProof(log, raw(plain.chain[0]!), { index: 4, size: 11, ms: now - 9 * day })),
  }),
});
const replace = (index: number, change: (der: Uint8Array) => Uint8Array): Case => ({
  evidence: (_keys, plain) => ({
    ...plain,
    chain: plain.chain.map((each, i) => (i === index ? b64(change(raw(each))) : each)),
  }),
});

const cases: Readonly<Record<string, readonly [X509Refusal, Case]>> = {
  "an agency's certificate that has expired": ["expired", { chain: () => ({ agency: { notAfterMs: now - 1000 } }) }],
  "an agency's certificate from the future": [
    "not_yet_valid",
    { chain: () => ({ agency: { notBeforeMs: now + 1000 } }) },
  ],
  "an authority that has expired": ["expired", { chain: () => ({ authority: { notAfterMs: now - 1000 } }) }],
  "an authority from the future": ["not_yet_valid", { chain: () => ({ authority: { notBeforeMs: now + 1000 } }) }],
  "a root that has expired": ["expired", { chain: () => ({ root: { notAfterMs: now - 1000 } }) }],
  "a root from the future": ["not_yet_valid", { chain: () => ({ root: { notBeforeMs: now + 1000 } }) }],
  "a good chain asked about after its end": ["expired", { question: { atMs: now + 301 * day } }],
  "a good chain asked about before its start": ["not_yet_valid", { question: { atMs: now - 301 * day } }],
  "a broken signature on the agency's certificate": [
    "broken_signature",
    { chain: () => ({ agency: { damage: flipped } }) },
  ],
  "a broken signature on the authority's certificate": [
    "broken_signature",
    { chain: () => ({ authority: { damage: flipped } }) },
  ],
  "a certificate that the authority's name did not sign": [
    "broken_signature",
    { chain: (keys) => ({ agency: { signer: keys.stranger } }) },
  ],
  "an authority that the root's name did not sign": [
    "broken_signature",
    { chain: (keys) => ({ authority: { signer: keys.stranger } }) },
  ],
  "an empty signature": ["broken_signature", { chain: () => ({ agency: { damage: () => new Uint8Array() } }) }],
  "a certificate that was changed after signing": [
    "broken_signature",
    replace(0, (der) => {
      const copy = der.slice();
      copy[Buffer.from(copy).indexOf("Musterstadt")]! ^= 0x20;
      return copy;
    }),
  ],
  "an algorithm outside that is not the one inside": [
    "malformed",
    {
      chain: (keys) => ({
        agency: {
          outerAlgorithm: keys.agency.kind === "P-256" ? pssAlgorithm("SHA-256", 32) : ecdsaAlgorithm("SHA-256"),
        },
      }),
    },
  ],
  "PKCS #1 v1.5": ["unsupported_algorithm", { chain: () => ({ agency: { algorithm: pkcs1Algorithm() } }) }],
  "an algorithm nobody knows": [
    "unsupported_algorithm",
    { chain: () => ({ agency: { algorithm: seq(oid("1.2.3.4.5")) } }) },
  ],
  "PSS with two different hashes": [
    "unsupported_algorithm",
    { chain: () => ({ agency: { algorithm: pssAlgorithm("SHA-256", 32, "SHA-384") } }) },
  ],
  "PSS with a short salt": [
    "unsupported_algorithm",
    { chain: () => ({ agency: { algorithm: pssAlgorithm("SHA-256", 8) } }) },
  ],
  "an authority with a weak key": [
    "unsupported_algorithm",
    { chain: () => ({ authority: { spki: weak.spki }, agency: { signer: weak } }) },
  ],
  "an agency with a weak key": ["unsupported_algorithm", { chain: () => ({ agency: { spki: weak.spki } }) }],
  "an authority that is none": ["not_an_authority", { chain: withAuthority(extensions.notCa(), authorityUsage) }],
  "an authority that does not say that it is one": ["not_an_authority", { chain: withAuthority(authorityUsage) }],
  "an authority that may not sign certificates": [
    "wrong_key_usage",
    { chain: withAuthority(extensions.ca(), extensions.keyUsage(0, 6)) },
  ],
  "a root that is no authority": [
    "not_an_authority",
    { chain: () => ({ root: { extensions: [extensions.notCa()] } }) },
  ],
  "an authority where the agency should be": ["authority_as_holder", { chain: withAgency(...usual.authority) }],
  "an agency whose key may only encrypt": [
    "wrong_key_usage",
    { chain: withAgency(extensions.notCa(), extensions.keyUsage(2, 3)) },
  ],
  "an agency whose key is for web servers only": [
    "wrong_extended_key_usage",
    { chain: withAgency(...usual.agency, extensions.extendedKeyUsage("1.3.6.1.5.5.7.3.1")) },
  ],
  "an agency whose key is for time stamps only": [
    "wrong_extended_key_usage",
    { chain: withAgency(...usual.agency, extensions.extendedKeyUsage("1.3.6.1.5.5.7.3.8")) },
  ],
  "an unknown critical extension of the agency": [
    "unknown_critical_extension",
    { chain: withAgency(...usual.agency, extensions.unknown(true)) },
  ],
  "an unknown critical extension of the authority": [
    "unknown_critical_extension",
    { chain: withAuthority(...usual.authority, extensions.unknown(true)) },
  ],
  "critical policy constraints": [
    "unknown_critical_extension",
    {
      chain: withAuthority(...usual.authority, {
        oid: "2.5.29.36",
        critical: true,
        value: seq(implicit(0, Uint8Array.of(0))),
      }),
    },
  ],
  "the same extension twice": ["malformed", { chain: withAgency(...usual.agency, extensions.notCa()) }],
  "more authorities than the root allows": [
    "path_too_long",
    { chain: () => ({ root: { extensions: [extensions.ca(0), authorityUsage] } }) },
  ],
  "more authorities than the authority allows": [
    "path_too_long",
    { chain: () => ({ authority: { extensions: [extensions.ca(0), authorityUsage] }, more: [{}] }) },
  ],
  "a chain of seven": ["chain_too_long", { chain: () => ({ more: [{}, {}, {}, {}, {}] }) }],
  "an agency whose issuer is not the authority": [
    "issuer_mismatch",
    { chain: () => ({ agency: { issuer: { ...names.authority, CN: "Andere Stelle" } } }) },
  ],
  "a chain in the wrong order": [
    "unknown_root",
    { evidence: (_keys, plain) => ({ ...plain, chain: plain.chain.toReversed() }) },
  ],
  "a chain with a gap": [
    "unknown_root",
    { evidence: (_keys, plain) => ({ ...plain, chain: plain.chain.slice(0, 1) }) },
  ],
  "a root that nobody configured": ["unknown_root", { question: { roots: [] } }],
  "an authority of another root": [
    "unknown_root",
    { chain: () => ({ authority: { issuer: { CN: "Andere Wurzel" } } }) },
  ],
  "an agency outside the permitted names": [
    "name_not_permitted",
    constrained({ permitted: [directory({ C: "DE", O: "Stadt Anderswo" })] }),
  ],
  "an agency under an excluded name": [
    "name_excluded",
    constrained({ excluded: [directory({ C: "DE", O: "Stadt Musterstadt" })] }),
  ],
  "an excluded name in other spelling": [
    "name_excluded",
    constrained({ excluded: [directory({ C: "de", O: "STADT  musterstadt " })] }),
  ],
  "a domain outside the permitted ones": [
    "name_not_permitted",
    constrained({ permitted: [dns("musterstadt.example")] }, dns("bauamt.anderswo.example")),
  ],
  "a domain that only ends like a permitted one": [
    "name_not_permitted",
    constrained({ permitted: [dns("stadt.example")] }, dns("falsche-stadt.example")),
  ],
  "an excluded domain": ["name_excluded", constrained({ excluded: [dns("example")] }, dns("bauamt.example"))],
  "one permitted domain beside one that is not": [
    "name_not_permitted",
    constrained({ permitted: [dns("stadt.example")] }, dns("bauamt.stadt.example"), dns("fremd.example")),
  ],
  "an e-mail address outside the permitted ones": [
    "name_not_permitted",
    constrained({ permitted: [email("stadt.example")] }, email("bauamt@anderswo.example")),
  ],
  "an excluded e-mail address": [
    "name_excluded",
    constrained({ excluded: [email("bauamt@stadt.example")] }, email("bauamt@stadt.example")),
  ],
  "a URI outside the permitted hosts": [
    "name_not_permitted",
    constrained({ permitted: [uri(".stadt.example")] }, uri("https://stadt.example.evil/x")),
  ],
  "an IP address outside the permitted net": [
    "name_not_permitted",
    constrained({ permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, ip(11, 0, 0, 1)),
  ],
  "an excluded IP address": [
    "name_excluded",
    constrained({ excluded: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, ip(10, 9, 8, 7)),
  ],
  "constraints of the root": [
    "name_not_permitted",
    {
      chain: () => ({
        root: { extensions: [...usual.root, extensions.nameConstraints({ permitted: [directory({ C: "AT" })] })] },
      }),
    },
  ],
  "a name without an organisation": [
    "no_organisation",
    { chain: () => ({ agency: { subject: { C: "DE", CN: "Bauamt" } } }) },
  ],
  "an organisation of spaces": ["no_organisation", { chain: () => ({ agency: { subject: { C: "DE", O: "   " } } }) }],
  "a domain that the certificate does not name": ["domain_mismatch", { question: { domain: "bauamt.example" } }],
  "a certificate about another Ed25519 key": [
    "key_mismatch",
    { question: { identityKey: Buffer.alloc(32, 7).toString("base64url") as never } },
  ],
  "a certificate about a key that vouches for nothing": [
    "key_mismatch",
    { chain: (keys) => ({ agency: { spki: keys.agency.spki } }) },
  ],
  "a revoked agency": ["revoked", lists({ authority: { revoked: [{ serial: 3, atMs: now - day }] } })],
  "a revoked authority": ["revoked", lists({ root: { revoked: [{ serial: 2, atMs: now - day }] } })],
  "a revocation after the asked time whose reason is a stolen key": [
    "revoked",
    lists(
      { authority: { revoked: [{ serial: 3, atMs: now - day, reason: 1 }] } },
      { question: { atMs: now - 9 * day, nowMs: now } },
    ),
  ],
  "a revoked agency on a list that is no longer fresh": [
    "revoked",
    lists({ authority: { nextUpdateMs: now - 1000, revoked: [{ serial: 3, atMs: now - 9 * day }] } }),
  ],
  "no revocation data where the root demands them": [
    "revocation_missing",
    { evidence: (_keys, plain) => ({ ...plain, crls: [] }) },
  ],
  "no list of the authority": [
    "revocation_missing",
    { evidence: (_keys, plain) => ({ ...plain, crls: plain.crls.slice(0, 1) }) },
  ],
  "no list of the root": [
    "revocation_missing",
    { evidence: (_keys, plain) => ({ ...plain, crls: plain.crls.slice(1) }) },
  ],
  "a list whose time is over": ["revocation_stale", lists({ authority: { nextUpdateMs: now - 1000 } })],
  "a list without an end": ["revocation_stale", lists({ authority: { nextUpdateMs: null } })],
  "a list from the future": ["broken_revocation", lists({ authority: { thisUpdateMs: now + day } })],
  "a list with a broken signature": ["broken_revocation", lists({ authority: { damage: flipped } })],
  "a list that somebody else signed": [
    "broken_revocation",
    {
      evidence: async (keys, plain) => {
        const forged = await makeCrls({ ...keys, authority: keys.stranger });
        return { ...plain, crls: [plain.crls[0]!, b64(forged[1]!)] };
      },
    },
  ],
  "a list of an authority that may not sign lists": [
    "broken_revocation",
    { chain: withAuthority(extensions.ca(), extensions.keyUsage(5)) },
  ],
  "a delta list": [
    "broken_revocation",
    lists({ authority: { extensions: [{ oid: "2.5.29.27", critical: true, value: oid("1.2.3") }] } }),
  ],
  "a list of authorities only": [
    "revocation_missing",
    lists({
      authority: { extensions: [{ oid: "2.5.29.28", critical: true, value: seq(implicit(2, Uint8Array.of(0xff))) }] },
    }),
  ],
  "a list that is no DER": [
    "broken_revocation",
    { evidence: (_keys, plain) => ({ ...plain, crls: [plain.crls[0]!, "AAAA"] }) },
  ],
  "an OCSP answer that says revoked": ["revoked", answered(() => ({ status: { revokedAtMs: now - day } }))],
  "an OCSP answer that says unknown": ["broken_revocation", answered(() => ({ status: "unknown" }))],
  "an OCSP answer about another certificate": ["revocation_missing", answered(() => ({ serial: 4 }))],
  "an OCSP answer of another issuer": ["revocation_missing", answered((keys) => ({ issuerSpki: keys.root.spki }))],
  "an OCSP answer whose time is over": ["revocation_stale", answered(() => ({ nextUpdateMs: now - 1000 }))],
  "an OCSP answer without an end": ["revocation_stale", answered(() => ({ nextUpdateMs: null }))],
  "an OCSP answer from the future": [
    "broken_revocation",
    answered(() => ({ thisUpdateMs: now + day, nextUpdateMs: now + 2 * day })),
  ],
  "an OCSP answer with a broken signature": ["broken_revocation", answered(() => ({ damage: flipped }))],
  "an OCSP answer of a stranger": ["broken_revocation", answered((keys) => ({ signer: keys.stranger }))],
  "an OCSP answer that is an error": ["broken_revocation", answered(() => ({ responseStatus: 3 }))],
  "an OCSP responder without the right to answer": [
    "broken_revocation",
    answered(async (keys) => ({
      signer: keys.stranger,
      responder: await responder(keys, { extensions: [extensions.keyUsage(0), extensions.noCheck()] }),
    })),
  ],
  "an OCSP responder that has expired": [
    "broken_revocation",
    answered(async (keys) => ({
      signer: keys.stranger,
      responder: await responder(keys, { notAfterMs: now - 2 * day }),
    })),
  ],
  "an OCSP responder that another authority named": [
    "broken_revocation",
    answered(async (keys) => ({ signer: keys.stranger, responder: await responder(keys, { signer: keys.root }) })),
  ],
  "an OCSP responder about whom somebody would have to ask": [
    "broken_revocation",
    answered(async (keys) => ({
      signer: keys.stranger,
      responder: await responder(keys, { extensions: [extensions.extendedKeyUsage("1.3.6.1.5.5.7.3.9")] }),
    })),
  ],
  "no entry in a log where the root demands one": [
    "log_missing",
    { ...logged((proof) => proof), evidence: (_keys, plain) => plain },
  ],
  "another place in the log": ["broken_log_proof", logged((proof) => ({ ...proof, leafIndex: 5 }))],
  "a log of another size": ["broken_log_proof", logged((proof) => ({ ...proof, treeSize: 12 }))],
  "a place beyond the log's end": ["broken_log_proof", logged((proof) => ({ ...proof, leafIndex: 11 }))],
  "a way that is too short": ["broken_log_proof", logged((proof) => ({ ...proof, path: proof.path.slice(1) }))],
  "a way that is too long": [
    "broken_log_proof",
    logged((proof) => ({ ...proof, path: [...proof.path, proof.path[0]!] })),
  ],
  "a way with another step": [
    "broken_log_proof",
    logged((proof) => ({ ...proof, path: proof.path.map((step, i) => (i === 1 ? proof.rootHash : step)) })),
  ],
  "another root of the log": ["broken_log_proof", logged((proof) => ({ ...proof, rootHash: proof.path[0]! }))],
  "a broken signature of the log": [
    "broken_log_proof",
    logged((proof) => ({ ...proof, signature: b64(flipped(raw(proof.signature))) })),
  ],
  "a log's head from the future": ["broken_log_proof", logged((proof) => ({ ...proof, headMs: now + day }))],
  "an entry at another time": ["broken_log_proof", logged((proof) => ({ ...proof, entryMs: proof.entryMs - 1 }))],
  "a statement by another key": ["broken_statement", stated({ key: (keys) => keys.stranger })],
  "a statement for another account": ["key_mismatch", stated({ account: "@fremd:example.org" })],
  "a statement that names another certificate": [
    "broken_statement",
    stated({ certificate: (plain) => raw(plain.chain[1]!) }),
  ],
  "a statement from before the certificate": ["broken_statement", stated({ issuedMs: now - 301 * day })],
  "a statement from the future": ["broken_statement", stated({ issuedMs: now + day })],
  "a token of another kind as statement": ["broken_statement", stated({ typ: "federpost-letter+jws" })],
  "a statement that was changed": [
    "broken_statement",
    stated({ damage: (jws) => jws.replace(/\.(.)/, (_, first: string) => `.${first === "e" ? "f" : "e"}`) }),
  ],
  "a statement that is no token": ["broken_statement", stated({ damage: () => "no.token.here" })],
  "a certificate that is cut short": ["malformed", replace(0, (der) => der.subarray(0, der.length - 9))],
  "something after the certificate": ["malformed", replace(0, (der) => Buffer.concat([der, Buffer.from([0])]))],
  "a length in long form where a short one would do": [
    "malformed",
    replace(0, () => Uint8Array.of(0x30, 0x81, 0x02, 0x05, 0x00)),
  ],
  "a certificate of version 1": ["malformed", { chain: () => ({ agency: { version: 0, extensions: [] } }) }],
};

describe.each(kinds)("X.509 evidence under %s is refused for", (kind) => {
  it("nothing when everything is as it should be", async () => {
    expect(await refusalOf(kind, {})).toBeNull();
    expect(
      await refusalOf(
        kind,
        answered(() => ({})),
      ),
    ).toBeNull();
    expect(await refusalOf(kind, stated({}))).toBeNull();
  });

  it.each(Object.entries(cases))("%s", async (_name, [reason, each]) => {
    expect(await refusalOf(kind, each)).toBe(reason);
  });
});

it("there are at least 200 of them", () => {
  expect(Object.keys(cases).length * kinds.length).toBeGreaterThanOrEqual(200);
});

it("every reason there is occurs among them and stands in the protocol", () => {
  const reasons = new Set(Object.values(cases).map(([reason]) => reason));
  expect([...reasons].sort()).toEqual([...x509Refusals].sort());
  const protocol = readFileSync("docs/protocol.md", "utf8");
  expect(x509Refusals.filter((reason) => !protocol.includes(`\`${reason}\``))).toEqual([]);
});
