import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fromBase64Url, systemRandom } from "../../shared/base/index.ts";
import { identityField } from "../../shared/courier/account.ts";
import { countParked, openParking, readAccount, withIdentityKey } from "../../shared/courier/index.ts";
import { verifyDomainFile, verifyIdentityDocument } from "../../shared/identity/index.ts";
import { forgetWay, newPassphrase, presentWay, type Vault } from "../../shared/vault/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse, quickPatience } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();
const day = 86_400_000;
const passphrase = "Drei alte Kähne liegen am Ufer";

const mailboxOf = (name: string): Promise<TestMailbox> => mailboxAt(house, name, { clock });
const lockBy = async (vault: Vault, words: string) =>
  vault.changeWays(
    { kind: "device" },
    { add: [await newPassphrase(words, { random: systemRandom })], remove: ["device"] },
  );
const wayOf = (vault: Vault, words = passphrase) => presentWay(vault, { kind: "passphrase", passphrase: words });
const published = async (mailbox: TestMailbox) => {
  const jws = await (await fetchedProfile(mailbox)).json();
  return verifyIdentityDocument((jws as Record<string, string>)[identityField]!);
};
const fetchedProfile = (mailbox: TestMailbox) =>
  fetch(`${house.proxy.url}/_matrix/client/v3/profile/${encodeURIComponent(mailbox.account)}/${identityField}`);

beforeAll(async () => {
  house = await openHouse("raised");
  citizen = await mailboxOf("erika");
  clerk = await mailboxOf("bauamt");
});
afterEach(() => house.proxy.setFaults(null));
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

describe("a mailbox whose owner chose a passphrase", () => {
  beforeAll(() => lockBy(clerk.vault, passphrase));

  it("signs with the identity key only for who comes with it, though the session is unlocked", async () => {
    const { self } = (await readAccount(clerk.vault))!;
    const desk = { vault: clerk.vault, self };
    expect(clerk.vault.lockState).toBe("unlocked");
    const use = async (way: Parameters<typeof withIdentityKey>[1]) =>
      withIdentityKey(desk, way, async (key) => fromBase64Url(key.secret)!.length);
    expect((await failureOf(use(null))).code).toBe("locked");
    expect((await failureOf(use({ kind: "device" }))).code).toBe("unsupported");
    expect((await failureOf(use(await wayOf(clerk.vault, "Drei alte Kähne")))).code).toBe("wrong_password");
    expect(await use(await wayOf(clerk.vault))).toBe(32);
    const about = { domain: "stadt.example", name: "Bauamt" };
    expect((await failureOf(clerk.courier.domainFile(about, null))).code).toBe("locked");
    const file = await clerk.courier.domainFile(about, await wayOf(clerk.vault));
    expect(await verifyDomainFile(file)).toMatchObject({ domain: "stadt.example", identityKey: self.identityKey });
  });

  it("accepts the passphrase however its letters are composed, and no other", async () => {
    await clerk.vault.lock();
    const [composed, split] = [passphrase.normalize("NFC"), passphrase.normalize("NFD")];
    expect(composed).not.toBe(split);
    expect((await failureOf(clerk.vault.unlock(await wayOf(clerk.vault, passphrase.toLowerCase())))).code).toBe(
      "wrong_password",
    );
    await clerk.vault.unlock(await wayOf(clerk.vault, split));
    expect(clerk.vault.lockState).toBe("unlocked");
  });

  it("parks letters while it is locked, counts them, and takes them when it is unlocked", async () => {
    const { thread } = await citizen.send(clerk.account, { text: "before" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    await clerk.vault.lock();
    const sent = await citizen.send(null, { thread, text: "while locked" });
    const another = await citizen.send(clerk.account, { text: "a new thread while locked" });
    for (let i = 0; i < 3; i++) await citizen.courier.round();
    let parked = 0;
    const parking = await openParking({
      vault: clerk.vault,
      clock,
      random: systemRandom,
      patience: quickPatience,
      onLine: () => undefined,
      onProblem: () => undefined,
      onParked: () => parked++,
    });
    expect(parking.account).toBe(clerk.account);
    await parking.round();
    await parking.stop();
    expect(parked).toBeGreaterThan(0);
    expect(await countParked(clerk.vault)).toBeGreaterThan(0);
    expect((await failureOf(clerk.vault.list("letters"))).code).toBe("locked");
    // A restart leaves it locked, with what was parked.
    clerk = await reopenLocked(clerk);
    const taken = async () => new Set((await clerk.letters()).map(({ letter }) => letter));
    await roundsUntil(
      [citizen, clerk],
      async () => (await taken()).has(sent.letter) && (await taken()).has(another.letter),
    );
    expect(await countParked(clerk.vault)).toBe(0);
    expect(await clerk.receipts(sent)).toEqual(expect.arrayContaining([expect.stringContaining("provided")]));
  });

  it("has its document signed anew a month later by whoever unlocks it, and says so before it runs out", async () => {
    const before = (await published(clerk))!;
    clock.shift(40 * day);
    await clerk.courier.round();
    expect((await published(clerk))!.number).toBe(before.number);
    expect(await clerk.courier.needsWay()).toBe(false);
    clock.shift(25 * day);
    expect(await clerk.courier.needsWay()).toBe(true);
    const way = await wayOf(clerk.vault);
    await clerk.courier.present(way);
    forgetWay(way);
    expect(way).toEqual({ kind: "passphrase", wrappingKey: new Uint8Array(32) });
    const after = (await published(clerk))!;
    expect([after.number, after.identityKey]).toEqual([before.number + 1, before.identityKey]);
    expect(after.expiresAtMs).toBeGreaterThan(before.expiresAtMs);
    expect(await clerk.courier.needsWay()).toBe(false);
  });

  it("signs out in order only with the passphrase", async () => {
    expect((await failureOf(clerk.courier.signOut(null))).code).toBe("locked");
    expect((await published(clerk))!.devices).toHaveLength(1);
    await clerk.courier.signOut(await wayOf(clerk.vault));
    expect((await published(clerk))!.devices).toHaveLength(0);
  });
});

describe("a mailbox without a lock", () => {
  it("has its document signed anew by itself", async () => {
    const before = (await published(citizen))!;
    clock.shift(31 * day);
    await citizen.courier.round();
    expect((await published(citizen))!.number).toBe(before.number + 1);
    expect(await citizen.courier.needsWay()).toBe(false);
  });
});

/** Ends the clerk's process and begins anew: locked, until somebody comes with the passphrase. */
async function reopenLocked(mailbox: TestMailbox): Promise<TestMailbox> {
  return mailbox.reopen(async (vault) => {
    expect(vault.lockState).toBe("locked");
    await vault.unlock(await wayOf(vault));
  });
}
