import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partyView } from "../../extension/host/party.ts";
import { identityField, reissue } from "../../shared/courier/account.ts";
import { writeTrustedRoots } from "../../shared/courier/index.ts";
import { parsePublicKey } from "../../shared/crypto/index.ts";
import { verifyIdentityDocument } from "../../shared/identity/index.ts";
import { day, makeCrl } from "../fake/pki/certificates.ts";
import { ed25519Spki, evidenceOf, type Keys, makeChain, makeKeys, makeStatement, names } from "../fake/pki/chain.ts";
import { pem } from "../fake/pki/der.ts";
import { insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
let keys: Keys;
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();

const mailboxOf = (name: string): Promise<TestMailbox> => mailboxAt(house, name, { clock });

beforeAll(async () => {
  house = await openHouse("raised");
  keys = await makeKeys("P-256");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const lists = (revoked: readonly { readonly serial: number; readonly atMs: number }[]) =>
  Promise.all([
    makeCrl({
      issuer: names.root,
      signer: keys.root,
      thisUpdateMs: Date.now() - day,
      nextUpdateMs: Date.now() + day,
      revoked: [],
    }),
    makeCrl({
      issuer: names.authority,
      signer: keys.authority,
      thisUpdateMs: Date.now() - day,
      nextUpdateMs: Date.now() + day,
      revoked,
    }),
  ]);

/** What the citizen's pages show of the clerk, with the newest document. */
async function shown() {
  clock.shift(60_000);
  await citizen.courier.find(clerk.account);
  return partyView(citizen.vault, clerk.account, citizen.account);
}

describe("an agency's evidence", () => {
  it("is installed, travels in its document, and is shown as verified, until it is revoked", async () => {
    const identityKey = parsePublicKey(clerk.courier.self().identityKey)!;
    const span = { notBeforeMs: Date.now() - 30 * day, notAfterMs: Date.now() + 300 * day };
    const chain = await makeChain(keys, keys.agency.spki, { root: span, authority: span, agency: span });
    const about = { account: clerk.account, identityKey, issuedMs: Date.now() - day };
    const statement = await makeStatement(keys.agency, chain.chain[0]!, about);
    const evidence = evidenceOf(chain, { statement, crls: await lists([]) });
    // Nobody's roots are there yet: it holds for nobody.
    expect((await failureOf(clerk.courier.setEvidence(evidence, null))).code).toBe("invalid_identity");
    for (const { vault } of [citizen, clerk]) await writeTrustedRoots(vault, pem("CERTIFICATE", chain.root));
    expect(await shown()).toMatchObject({ assurance: "not_verified" });

    await clerk.courier.setEvidence(evidence, null);
    expect(await shown()).toMatchObject({
      assurance: "verified",
      organisation: { name: "Stadt Musterstadt", unit: "Bauamt", issuer: names.authority.CN, root: names.root.CN },
    });
    // The letter brings it along, for whoever must prove it later.
    const sent = await clerk.send(citizen.account, { text: "Ihr Bescheid" });
    await roundsUntil([citizen, clerk], async () => (await citizen.letters()).length === 1);
    const [letter] = await citizen.letters();
    const document = await verifyIdentityDocument(letter!.proof!.document);
    expect(document?.evidence).toEqual([evidence]);
    expect(letter?.letter).toBe(sent.letter);

    const key = ed25519Spki(identityKey);
    const direct = evidenceOf(
      await makeChain(keys, key, { root: span, authority: span, agency: { ...span, serial: 9 } }),
      {
        crls: await lists([]),
      },
    );
    await clerk.courier.setEvidence(direct, null);
    expect(await shown()).toMatchObject({ assurance: "verified" });

    const revoked = {
      ...direct,
      crls: (await lists([{ serial: 9, atMs: Date.now() - day }])).map((der) => Buffer.from(der).toString("base64url")),
    };
    expect((await failureOf(clerk.courier.setEvidence(revoked, null))).code).toBe("invalid_identity");
    await clerk.courier.setEvidence(null, null);
    expect(await shown()).toMatchObject({ assurance: "not_verified" });
    // An agency that publishes what does not hold is shown for what it is.
    const { desk } = await insiderOf(clerk, clock);
    const anew = await reissue(desk, { way: null, devices: "same", evidence: [revoked] });
    await desk.transport.writeProfile(identityField, anew.document);
    const last = await shown();
    expect(last).toMatchObject({ assurance: "revoked" });
    expect(last.organisation).toBeUndefined();
  });
});
