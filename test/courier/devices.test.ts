import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWaiting } from "../../shared/courier/index.ts";
import { type Newcomer, openMailbox, roundsUntil, signInAnew, type TestMailbox } from "./mailbox.ts";
import { addDevice, compare, pairingAt } from "./pair.ts";
import { type Account, failureOf, type House, openHouse } from "./transport-house.ts";

let house: House;
let accounts: Record<"erika" | "bauamt", Account>;
let laptop: TestMailbox;
let clerk: TestMailbox;

const optionsOf = (user: keyof typeof accounts) => ({
  homeserver: house.proxy.url,
  user,
  password: accounts[user].password,
});

beforeAll(async () => {
  house = await openHouse("raised");
  accounts = { erika: await house.account("erika"), bauamt: await house.account("bauamt") };
  [laptop, clerk] = [await openMailbox(optionsOf("erika")), await openMailbox(optionsOf("bauamt"))];
  await laptop.courier.round();
  await clerk.courier.round();
});
afterAll(async () => {
  await laptop?.close();
  await clerk?.close();
  await house?.close();
});

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

const noticed = async (mailbox: TestMailbox, thread: Parameters<TestMailbox["entries"]>[0]) =>
  (await mailbox.entries(thread)).some((entry) => entry.kind === "notice" && entry.what === "device_added");

const withNewcomer = async (work: (newcomer: Newcomer) => Promise<void>) => {
  const newcomer = await signInAnew(optionsOf("erika"));
  try {
    await work(newcomer);
  } finally {
    await newcomer.waiting?.cancel();
    await newcomer.close();
  }
};

describe("a new device", () => {
  it("waits, and shows the digits that the existing one shows, with its code and without", () =>
    withNewcomer(async (newcomer) => {
      expect((await newcomer.waiting!.view()).state).toEqual({ kind: "asking" });
      const { digits } = await compare(newcomer, laptop, "code");
      expect(digits[0]).toMatch(/^[0-9]{7}$/);
      expect(digits[1]).toBe(digits[0]);
      await newcomer.waiting!.restart();
      await laptop.courier.round();
      const second = await compare(newcomer, laptop, "compare");
      expect(second.digits[1]).toBe(second.digits[0]);
      expect(second.digits[0]).not.toBe(digits[0]);
    }));

  it("is let in by nobody before both ends have said yes", () =>
    withNewcomer(async (newcomer) => {
      const { id } = await compare(newcomer, laptop, "code");
      const before = laptop.courier.self().document;
      expect(await failureOf(laptop.courier.approvePairing(id, null))).toMatchObject({ code: "conflict" });
      expect(laptop.courier.self().document).toBe(before);
      expect(await newcomer.waiting!.round(0)).toBe(false);
    }));

  it("whose code is typed wrong gets nothing, and both ends say so", () =>
    withNewcomer(async (newcomer) => {
      const other = "0000-0000-0000-0000";
      await newcomer.waiting!.round(0);
      const { id } = await pairingAt(laptop);
      expect(await failureOf(laptop.courier.answerPairing(id, "ABCD-EFGH"))).toMatchObject({ code: "invalid_params" });
      await laptop.courier.answerPairing(id, other);
      await newcomer.waiting!.round(0);
      expect((await pairingAt(laptop)).state).toEqual({ kind: "ended", why: "wrong_code" });
      await newcomer.waiting!.round(0);
      expect((await newcomer.waiting!.view()).state).toEqual({ kind: "ended", why: "wrong_code" });
      expect(await failureOf(laptop.courier.approvePairing(id, null))).toMatchObject({ code: "conflict" });
    }));

  it("that is refused is told so, and can ask anew under another code", () =>
    withNewcomer(async (newcomer) => {
      await newcomer.waiting!.round(0);
      const { id } = await pairingAt(laptop);
      const { code } = await newcomer.waiting!.view();
      await laptop.courier.refusePairing(id);
      await newcomer.waiting!.round(0);
      expect((await newcomer.waiting!.view()).state).toEqual({ kind: "ended", why: "refused" });
      await newcomer.waiting!.restart();
      expect((await newcomer.waiting!.view()).code).not.toBe(code);
      await compare(newcomer, laptop, "code");
    }));

  it("that gives up leaves nothing behind at the homeserver", async () => {
    const devicesBefore = (await laptop.courier.devices()).length;
    const newcomer = await signInAnew(optionsOf("erika"));
    expect((await laptop.courier.devices()).length).toBe(devicesBefore + 1);
    await newcomer.waiting!.cancel();
    expect((await laptop.courier.devices()).length).toBe(devicesBefore);
    expect(await readWaiting(newcomer.vault)).toBeNull();
    await newcomer.close();
  });

  it("joins every thread, reads what comes from then on and writes in its account's name", async () => {
    const first = await laptop.send(clerk.account, { subject: "one", text: "before the phone" });
    const second = await clerk.send(laptop.account, { subject: "two", text: "from the clerk" });
    await roundsUntil(
      [laptop, clerk],
      async () => (await has(clerk, "before the phone")) && has(laptop, "from the clerk"),
    );
    const phone = await addDevice(optionsOf("erika"), laptop);
    try {
      expect(phone.courier.self()).toMatchObject({
        account: laptop.account,
        identityKey: laptop.courier.self().identityKey,
        document: laptop.courier.self().document,
      });
      await roundsUntil(
        [phone, laptop, clerk],
        async () =>
          (await phone.threads()).every(({ state }) => state === "open") &&
          (await laptop.courier.threadsToSettle()) === 0 &&
          (await has(clerk, "before the phone")) &&
          // What the other side writes before it knows of the new device is for the old one alone.
          (await noticed(clerk, first.thread)) &&
          (await noticed(clerk, second.thread)),
      );
      expect((await phone.threads()).map(({ subject }) => subject).sort()).toEqual(["one", "two"]);
      await clerk.send(null, { thread: first.thread, text: "for both devices" });
      await roundsUntil(
        [phone, laptop, clerk],
        async () => (await has(phone, "for both devices")) && has(laptop, "for both devices"),
      );
      await phone.send(null, { thread: second.thread, text: "from the phone" });
      await roundsUntil(
        [phone, laptop, clerk],
        async () => (await has(clerk, "from the phone")) && has(laptop, "from the phone"),
      );
      // What is older than it was never for it: nothing is shown as unreadable.
      for (const mailbox of [phone, laptop, clerk]) {
        for (const { thread } of [first, second]) {
          expect((await mailbox.entries(thread)).filter(({ kind }) => kind === "unreadable")).toEqual([]);
        }
      }
      const notices = (await clerk.entries(first.thread)).filter(({ kind }) => kind === "notice");
      expect(notices).toMatchObject([{ what: "device_added", who: laptop.account }]);
      const devices = await laptop.courier.devices();
      expect(devices.map(({ certified }) => certified)).toEqual([true, true]);
      expect(devices.map(({ name }) => name)).toEqual(["device of erika", "device of erika"]);
      expect((await phone.courier.devices()).map(({ name }) => name)).toEqual(["device of erika", "device of erika"]);

      // And out again: at the homeserver, in the document and in every group.
      expect(
        await failureOf(
          laptop.courier.removeDevice(phone.courier.self().deviceId, {
            proof: { kind: "password", password: "wrong" },
            way: null,
          }),
        ),
      ).toMatchObject({ code: "wrong_password" });
      expect((await laptop.courier.devices()).length).toBe(2);
      await laptop.courier.removeDevice(phone.courier.self().deviceId, {
        proof: { kind: "password", password: accounts.erika.password },
        way: null,
      });
      await expect(phone.courier.round()).rejects.toMatchObject({ code: "signed_out" });
      await roundsUntil([laptop, clerk], async () => (await laptop.courier.threadsToSettle()) === 0);
      await roundsUntil([laptop, clerk], async () =>
        (await clerk.entries(second.thread)).some(
          (entry) => entry.kind === "notice" && entry.what === "device_removed",
        ),
      );
      expect((await laptop.courier.devices()).length).toBe(1);
    } finally {
      await phone.close();
    }
  });
});
