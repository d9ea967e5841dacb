import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemRandom } from "../../shared/base/index.ts";
import { writeTrustedRoots } from "../../shared/courier/index.ts";
import { type EcKey, ecSubjectPublicKey, encodeDer, generateEcKey, parsePublicKey } from "../../shared/crypto/index.ts";
import { verifyIdentityDocument, vouchFor, type X509Evidence } from "../../shared/identity/index.ts";
import { newPassphrase, presentWay } from "../../shared/vault/index.ts";
import { day, dns, extensions } from "../fake/pki/certificates.ts";
import { evidenceOf, type Keys, makeChain, makeKeys } from "../fake/pki/chain.ts";
import { pem } from "../fake/pki/der.ts";
import { mailboxAt, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

/** Evidence that a server of the organisation renews, as a mailbox on a real homeserver takes it over. */

let house: House;
let clerk: TestMailbox;
let keys: Keys;
let key: EcKey;
const passphrase = "Drei alte Kähne liegen am Ufer";

beforeAll(async () => {
  house = await openHouse("raised");
  clerk = await mailboxAt(house, "bauamt", {});
  keys = await makeKeys("P-256");
  key = await generateEcKey();
});
afterAll(async () => {
  await clerk?.close();
  await house?.close();
});

/** Evidence whose certificate ends in so many days, for this mailbox or another identity. */
async function evidence(
  endsInDays: number,
  identityKey: string = clerk.courier.self().identityKey,
): Promise<X509Evidence> {
  const long = { notBeforeMs: Date.now() - 400 * day, notAfterMs: Date.now() + 400 * day };
  const agency = {
    notBeforeMs: Date.now() - 10 * day,
    notAfterMs: Date.now() + endsInDays * day,
    extensions: [extensions.notCa(), extensions.keyUsage(0), extensions.altNames(dns("stadt.example"))],
  };
  const made = await makeChain(keys, encodeDer(ecSubjectPublicKey(key)), { root: long, authority: long, agency });
  const roots = JSON.stringify([{ certificate: pem("CERTIFICATE", made.root), proves: "domain" }]);
  await writeTrustedRoots(clerk.vault, roots);
  const about = { account: clerk.account, identityKey: parsePublicKey(identityKey)!, issuedMs: Date.now() - 1000 };
  return evidenceOf(made, { statement: await vouchFor(key, made.chain[0]!, about) });
}

const offer = async (days: number) => clerk.courier.evidence.offer(await evidence(days), null);
const published = async () => (await verifyIdentityDocument(clerk.courier.self().document))?.evidence ?? [];

describe("evidence that a server renews", () => {
  it("is taken over by itself when it counts longer, and never sets the mailbox back", async () => {
    expect(await clerk.courier.evidence.span()).toBeNull();
    expect(await offer(20)).toEqual({ kind: "taken" });
    expect(await clerk.courier.evidence.own()).toMatchObject({
      kind: "verified",
      organisation: { name: "stadt.example", proves: "domain" },
    });
    const [first] = await published();
    expect(await offer(20 - 5)).toEqual({ kind: "known" });
    expect(await published()).toEqual([first]);
    expect(await offer(80)).toEqual({ kind: "taken" });
    expect(await published()).not.toEqual([first]);
    const span = await clerk.courier.evidence.span();
    expect(Math.round(((span?.notAfterMs ?? 0) - Date.now()) / day)).toBe(80);
  });

  it("for another identity, or under no root that is believed here, is refused whatever it promises", async () => {
    const foreign = Buffer.alloc(32, 9).toString("base64url");
    expect(await clerk.courier.evidence.offer(await evidence(300, foreign), null)).toEqual({
      kind: "refused",
      reason: "key_mismatch",
    });
    const offered = await evidence(300);
    const other = await makeChain(await makeKeys("P-256"), keys.agency.spki);
    await writeTrustedRoots(clerk.vault, pem("CERTIFICATE", other.root));
    expect((await clerk.courier.evidence.offer(offered, null)).kind).toBe("refused");
  });

  it("waits where a passphrase was chosen, and is taken over when the person comes with it", async () => {
    await clerk.vault.changeWays(
      { kind: "device" },
      { add: [await newPassphrase(passphrase, { random: systemRandom })], remove: ["device"] },
    );
    const before = await published();
    expect(await offer(120)).toEqual({ kind: "waits" });
    expect(await published()).toEqual(before);
    await clerk.courier.present(await presentWay(clerk.vault, { kind: "passphrase", passphrase }));
    expect(await published()).not.toEqual(before);
    expect(await clerk.courier.evidence.own()).toMatchObject({ kind: "verified" });
  });
});
