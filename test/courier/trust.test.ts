import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partyView } from "../../extension/host/party.ts";
import { parseDeviceId, parseUserId } from "../../shared/base/index.ts";
import { identityField } from "../../shared/courier/account.ts";
import { withIdentityKey } from "../../shared/courier/identity-key.ts";
import { readContact } from "../../shared/courier/store.ts";
import { generateSigningKey } from "../../shared/crypto/index.ts";
import {
  type IdentityDocument,
  identityQrText,
  issueIdentityDocument,
  safetyCode,
  verifyIdentityDocument,
} from "../../shared/identity/index.ts";
import { insiderOf } from "./insider.ts";
import { mailboxAt, type TestMailbox } from "./mailbox.ts";
import { addDevice } from "./pair.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();

beforeAll(async () => {
  house = await openHouse("raised");
  const options = { clock };
  [citizen, clerk] = [await mailboxAt(house, "erika", options), await mailboxAt(house, "bauamt", options)];
  await citizen.courier.find(clerk.account);
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const shown = () => partyView(citizen.vault, clerk.account, citizen.account);
const clerkKey = () => clerk.courier.self().identityKey;

/** The homeserver shows another document of the clerk, which the citizen looks at. */
async function publish(change: Partial<IdentityDocument>, anotherKey = false): Promise<void> {
  const { desk } = await insiderOf(clerk, clock);
  const own = (await verifyIdentityDocument((await readContact(citizen.vault, clerk.account))!.value.document))!;
  const issue = async (signer: Parameters<typeof issueIdentityDocument>[0]) =>
    issueIdentityDocument(signer, { ...own, number: own.number + 1, previous: own.digest, ...change });
  const document = anotherKey ? await issue(await generateSigningKey()) : await withIdentityKey(desk, null, issue);
  await desk.transport.writeProfile(identityField, document);
  clock.shift(60_000);
}

describe("comparing a contact's safety code", () => {
  it("remembers nothing when the code is another one, another mailbox's, or none", async () => {
    const { trust } = citizen.courier;
    const code = await safetyCode(clerkKey());
    const other = code.replace(/\d/g, (digit) => String(9 - Number(digit)));
    const { publicKey } = await generateSigningKey();
    const wrong = {
      [other]: "different",
      [identityQrText({ account: clerk.account, identityKey: publicKey })]: "different",
      [identityQrText({ account: parseUserId("@bauarnt:stadt.example")!, identityKey: clerkKey() })]: "other_account",
      "12345": "no_code",
    };
    for (const [said, result] of Object.entries(wrong))
      expect(await trust.compare(clerk.account, { shown: said, means: "in_person" })).toBe(result);
    expect((await shown()).compared).toBeNull();
    const stranger = trust.compare(parseUserId("@niemand:stadt.example")!, { shown: code, means: "in_person" });
    expect((await failureOf(stranger)).code).toBe("unknown_recipient");
  });

  it("is kept with when and how, and outlives newer documents of the same key", async () => {
    const { trust } = citizen.courier;
    const code = await safetyCode(clerkKey());
    expect(await trust.compare(clerk.account, { shown: code, means: "by_phone" })).toBe("same");
    expect((await shown()).compared).toMatchObject({ means: "by_phone" });
    const qr = identityQrText(clerk.courier.self());
    expect(await trust.compare(clerk.account, { shown: qr, means: "in_person" })).toBe("same");
    const { compared } = await shown();
    expect(compared).toMatchObject({ means: "scanned" });
    await publish({});
    await citizen.courier.find(clerk.account);
    expect((await shown()).compared).toEqual(compared);
    await trust.forgetComparison(clerk.account);
    expect((await shown()).compared).toBeNull();
    await trust.compare(clerk.account, { shown: code, means: "in_person" });
  });

  it("goes to a device that comes in later", async () => {
    const options = { homeserver: house.proxy.url, user: "erika", password: "correct horse of erika", clock };
    const second = await addDevice(options, citizen);
    const there = await partyView(second.vault, clerk.account, citizen.account);
    expect(there.compared).toMatchObject({ means: "in_person" });
    await second.close();
  });
});

describe("what a domain said of a mailbox", () => {
  const word = { domain: "stadt.example", name: "Bauamt", checkedAtMs: 0, notAfterMs: 0 };
  const fresh = () => ({ ...word, checkedAtMs: Date.now(), notAfterMs: Date.now() + 1000_000 });

  it("is shown with the contact, as old after a month, and no longer once the domain takes it back", async () => {
    const { trust } = citizen.courier;
    const about = {
      account: clerk.account,
      identityKey: (await readContact(citizen.vault, clerk.account))!.value.identityKey,
    };
    await trust.noteDomain({ ...about, identityKey: (await generateSigningKey()).publicKey }, fresh());
    expect((await shown()).domain).toBeNull();
    await trust.noteDomain(about, { ...fresh(), checkedAtMs: Date.now() - 31 * 86_400_000 });
    expect((await shown()).domain).toMatchObject({ domain: "stadt.example", current: false });
    await trust.noteDomain(about, { ...fresh(), notAfterMs: Date.now() - 1 });
    expect((await shown()).domain).toMatchObject({ current: false });
    await trust.noteDomain(about, fresh());
    expect((await shown()).domain).toMatchObject({ name: "Bauamt", current: true });
    await trust.forgetDomain(clerk.account, "stadt.example");
    expect((await shown()).domain).toBeNull();
    await trust.noteDomain(about, fresh());
  });
});

describe("a contact whose document changes", () => {
  it("shows a device that was not there before", async () => {
    expect((await shown()).newDeviceAtMs).toBeNull();
    const own = (await verifyIdentityDocument((await readContact(citizen.vault, clerk.account))!.value.document))!;
    const [device] = own.devices;
    await publish({
      devices: [
        device!,
        { ...device!, deviceId: parseDeviceId("NEUESGERAET")!, mlsKey: (await generateSigningKey()).publicKey },
      ],
    });
    await citizen.courier.find(clerk.account);
    expect((await shown()).newDeviceAtMs).not.toBeNull();
  });

  it("to another identity key is called changed; what was compared and what a domain said no longer counts", async () => {
    expect(await shown()).toMatchObject({ compared: { means: "in_person" }, domain: { current: true } });
    await publish({}, true);
    expect((await failureOf(citizen.courier.find(clerk.account))).code).toBe("identity_changed");
    const changed = await shown();
    expect(changed).toMatchObject({ assurance: "changed", compared: null, domain: null });
    const { trust } = citizen.courier;
    const before = await safetyCode(clerkKey());
    const again = trust.compare(clerk.account, { shown: before, means: "in_person" });
    expect((await failureOf(again)).code).toBe("identity_changed");
    await trust.accept(clerk.account, { code: changed.changedTo!, means: "by_phone" });
    expect(await shown()).toMatchObject({
      assurance: "not_verified",
      fingerprint: changed.changedTo,
      compared: { means: "by_phone" },
      domain: null,
      newDeviceAtMs: null,
    });
  });
});
