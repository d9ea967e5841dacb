import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partyView } from "../../extension/host/party.ts";
import { federpostClient, type IdentityProvider, startIdentityProvider } from "../../scripts/idp/index.ts";
import { type Origin, parseOrigin } from "../../shared/base/index.ts";
import { addIssuers, listIssuers, removeIssuer, writePolicyIssuers } from "../../shared/courier/index.ts";
import type { PartyView } from "../../shared/protocol/index.ts";
import { verifyPresentation } from "../../shared/verify/public.ts";
import { logIn, redirectUri } from "../fake/oidc-login.ts";
import { findLeaks } from "../journey/leaks.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";

// A person shows an office who they are: a real provider's token goes with a letter over a real homeserver.

let dir: string;
let house: House;
let provider: IdentityProvider;
let other: IdentityProvider;
let citizen: TestMailbox;
let clerk: TestMailbox;
let bystander: TestMailbox;

const town = parseOrigin("https://bauamt.musterlingen.de") as Origin;

const people = [
  { id: "erika", name: "Erika Mustermann", acr: "STORK-QAA-Level-4" },
  { id: "max", name: "Max Mustermann", acr: "STORK-QAA-Level-1" },
];
const start = () => startIdentityProvider({ people, redirectUris: [redirectUri], tokenSeconds: 600 });

const listOf = (from: IdentityProvider, more: object = {}): string =>
  JSON.stringify([
    {
      issuer: from.issuer,
      name: "BundID",
      clientId: federpostClient,
      keys: from.keys,
      levels: { "STORK-QAA-Level-3": "substantial", "STORK-QAA-Level-4": "high" },
      maxAgeDays: 365,
      ...more,
    },
  ]);

const seenBy = (who: TestMailbox): Promise<PartyView> => partyView(who.vault, citizen.account, who.account);
const obtain = async (from = provider, person = "erika") =>
  citizen.courier.person.keep(await logIn(from, person, await citizen.courier.person.nonce()), null);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-person-"));
  house = await openHouse("raised");
  [provider, other] = [await start(), await start()];
  [citizen, clerk, bystander] = [
    await mailboxAt(house, "p4711"),
    await mailboxAt(house, "bauamt"),
    await mailboxAt(house, "amt"),
  ];
  await addIssuers(citizen.vault, listOf(provider));
});
afterAll(async () => {
  for (const mailbox of [citizen, clerk, bystander]) await mailbox?.close();
  await house?.close();
  await provider?.stop();
  await other?.stop();
  await rm(dir, { recursive: true, force: true });
});

describe("evidence of a person", () => {
  it("is kept only when a believed provider's token holds for this identity key", async () => {
    expect(await citizen.courier.person.own()).toBeNull();
    expect(await obtain(other)).toEqual({ kind: "refused", reason: "unknown_issuer" });
    const foreign = await logIn(provider, "max", await clerk.courier.person.nonce());
    expect(await citizen.courier.person.keep(foreign, null)).toEqual({ kind: "refused", reason: "key_mismatch" });
    expect(await obtain(provider, "max")).toEqual({ kind: "refused", reason: "unknown_level" });
    expect(await citizen.courier.person.own()).toBeNull();
    expect((await failureOf(send("too early", true))).code).toBe("evidence_missing");
    expect(await obtain()).toMatchObject({
      kind: "verified",
      person: { name: "Erika Mustermann", level: "high", issuer: "BundID" },
    });
    const own = await citizen.courier.person.own();
    expect(Object.fromEntries(own?.claims ?? [])).toMatchObject({ name: "Erika Mustermann", sub: "erika" });
    expect(own?.shownTo).toEqual([]);
  });

  it("stays with the person while they write without showing it", async () => {
    await send("without", false);
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    const seen = await seenBy(clerk);
    expect(seen).toMatchObject({ assurance: "not_verified" });
    expect(seen.person).toBeUndefined();
  });

  it("goes with the letter that the person chooses, and is worth what the reader's own list says", async () => {
    await send("with", true);
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 2);
    expect(await seenBy(clerk)).toMatchObject({ assurance: "not_verified", personRefused: "unknown_issuer" });
    await addIssuers(clerk.vault, listOf(provider));
    // The provider is asked nothing: it may be down.
    await provider.stop();
    expect(await seenBy(clerk)).toMatchObject({
      assurance: "verified",
      person: { name: "Erika Mustermann", level: "high", issuer: "BundID" },
    });
    expect((await citizen.courier.person.own())?.shownTo).toEqual([clerk.account]);
    expect((await seenBy(bystander)).person).toBeUndefined();
  });

  it("is presented to a page as the person saw it, fresh and for that page alone", async () => {
    const { presenting } = citizen.courier;
    const demand = { kind: "oidc", level: "substantial", claims: ["name"] } as const;
    const found = await presenting.read(demand);
    if (found.kind !== "person") throw new Error(`found ${found.kind}`);
    expect(found).toMatchObject({ person: { name: "Erika Mustermann", level: "high" } });
    const request = { origin: town, audience: town, nonce: "n".repeat(32), purpose: "Akteneinsicht", demand };
    const changed = presenting.sign({ ...request, digest: "another", with: [] }, null);
    expect((await failureOf(changed)).code).toBe("evidence_missing");
    const token = await presenting.sign({ ...request, digest: found.digest, with: [] }, null);
    const expected = { origin: town, nonce: request.nonce, issuers: listOf(provider), ...demand };
    expect(await verifyPresentation(token, expected)).toMatchObject({
      verdict: "valid",
      account: citizen.account,
      proved: { kind: "oidc", person: { name: "Erika Mustermann", level: "high" } },
    });
    expect((await citizen.courier.person.own())?.shownTo).toEqual([clerk.account, town]);
    expect(await presenting.read({ ...demand, claims: ["birthdate"] })).toEqual({
      kind: "claims",
      missing: ["birthdate"],
    });
    expect(await presenting.read({ kind: "x509", level: null, claims: [] })).toEqual({ kind: "none" });
    expect(await clerk.courier.presenting.read(demand)).toEqual({ kind: "none" });
    expect((await failureOf(presenting.read({ ...demand, kind: "eid" }))).code).toBe("unsupported");
  });

  it("is nowhere at the homeserver: neither name nor token, and nothing of it in public", async () => {
    const own = await citizen.courier.person.own();
    expect(own).not.toBeNull();
    const secrets = ["Erika Mustermann", "STORK-QAA-Level-4"].map((text) => Buffer.from(text));
    expect(await findLeaks([house.server], secrets)).toEqual([]);
    expect(await findLeaks([house.server], [Buffer.from(citizen.account)])).not.toEqual([]);
  });

  it("ends with the list's entry, and what the administrator prescribes counts before the person's own", async () => {
    await writePolicyIssuers(clerk.vault, listOf(provider, { until: "2020-01-31" }));
    expect(await seenBy(clerk)).toMatchObject({ assurance: "not_verified", personRefused: "issuer_expired" });
    await removeIssuer(clerk.vault, provider.issuer);
    expect(await listIssuers(clerk.vault)).toMatchObject([{ name: "BundID", byPolicy: true }]);
    await writePolicyIssuers(clerk.vault, listOf(provider, { maxAgeDays: 30 }));
    expect(await seenBy(clerk)).toMatchObject({ assurance: "verified" });
    await writePolicyIssuers(clerk.vault, "");
    expect(await seenBy(clerk)).toMatchObject({ personRefused: "unknown_issuer" });
  });

  it("is forgotten here when the person removes it, and stays with whom it was shown", async () => {
    await citizen.courier.person.remove();
    expect(await citizen.courier.person.own()).toBeNull();
    await addIssuers(clerk.vault, listOf(provider));
    expect(await seenBy(clerk)).toMatchObject({ person: { name: "Erika Mustermann" } });
  });
});

const send = (text: string, showPerson: boolean) =>
  citizen.courier.send({
    to: clerk.account,
    thread: null,
    subject: text,
    text,
    data: null,
    files: [],
    inReplyTo: null,
    acknowledgeBy: null,
    composedBy: null,
    showPerson,
    with: () => [],
  });
