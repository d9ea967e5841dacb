import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock, systemRandom } from "../../shared/base/index.ts";
import { signIn } from "../../shared/courier/index.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type Account, type House, openHouse } from "./transport-house.ts";

let house: House;
let accounts: Record<"erika" | "bauamt" | "max", Account>;
let citizen: TestMailbox;
let clerk: TestMailbox;

const open = (user: keyof typeof accounts) =>
  openMailbox({ homeserver: house.proxy.url, user, password: accounts[user].password });

const again = (mailbox: TestMailbox, user: keyof typeof accounts, password = accounts[user].password) =>
  signIn({
    vault: mailbox.vault,
    clock: systemClock,
    random: systemRandom,
    homeserver: house.proxy.url,
    by: { kind: "password", user, password },
    deviceName: "again",
    onStep: () => undefined,
  });

beforeAll(async () => {
  house = await openHouse("raised");
  accounts = {
    erika: await house.account("erika"),
    bauamt: await house.account("bauamt"),
    max: await house.account("max"),
  };
  [citizen, clerk] = [await open("erika"), await open("bauamt")];
  await citizen.courier.round();
  await clerk.courier.round();
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

describe("a device that was signed out from afar", () => {
  it("goes on where it was when its person signs in again: letters, threads and identity", async () => {
    const first = await citizen.send(clerk.account, { subject: "one", text: "one" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    const other = await accounts.bauamt.device();
    await other.deleteDevice(clerk.courier.self().deviceId, {
      kind: "password",
      password: accounts.bauamt.password,
    });
    await expect(clerk.courier.round()).rejects.toMatchObject({ code: "signed_out" });

    await expect(again(clerk, "bauamt", "wrong")).rejects.toMatchObject({ code: "wrong_password" });
    expect(await clerk.letters()).toHaveLength(1);
    const before = clerk.courier.self();
    await again(clerk, "bauamt");
    clerk = await clerk.reopen();
    expect(clerk.courier.self()).toMatchObject({ deviceId: before.deviceId, identityKey: before.identityKey });
    await citizen.send(null, { thread: first.thread, text: "two" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 2);
    await clerk.send(null, { thread: first.thread, text: "three" });
    await roundsUntil([citizen, clerk], async () => (await citizen.letters()).length === 3);
    // New threads find new key packages: the homeserver had thrown the old ones away.
    await citizen.send(clerk.account, { subject: "four", text: "four" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 4);
    expect((await clerk.entries(first.thread)).every(({ kind }) => kind === "letter")).toBe(true);
  });

  it("is cleared only when another account has really signed in at its place", async () => {
    await expect(again(clerk, "max", "wrong")).rejects.toMatchObject({ code: "wrong_password" });
    expect((await clerk.letters()).length).toBeGreaterThan(0);
    await again(clerk, "max");
    clerk = await clerk.reopen();
    expect(clerk.account).toBe(accounts.max.userId);
    expect(await clerk.letters()).toEqual([]);
    expect(await clerk.vault.count("identities")).toBe(0);
  });
});
