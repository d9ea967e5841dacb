import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoomId } from "../../shared/base/index.ts";
import { eventTypes } from "../../shared/courier/payload.ts";
import { members } from "../../shared/engine/index.ts";
import { issueReadmission } from "../../shared/identity/index.ts";
import { makeGroupUnder } from "./false-group.ts";
import { insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { recoverDevice } from "./pair.ts";
import { type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
const clock = shiftedClock();
const opened: TestMailbox[] = [];

const kept = (mailbox: TestMailbox): TestMailbox => {
  opened.push(mailbox);
  return mailbox;
};
const mailboxOf = async (user: string) => kept(await mailboxAt(house, user, { clock }));

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await house?.close();
});

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

const recover = async (lost: TestMailbox) => kept(await recoverDevice(lost));

const devicesIn = async (mailbox: TestMailbox, thread: RoomId) => {
  const { desk, group } = await insiderOf(mailbox, clock);
  return (await members(desk.engine, (await group(thread)).value)).map(
    ({ account, deviceId }) => `${account} ${deviceId}`,
  );
};

describe("an account whose last device is lost", () => {
  for (const [who, owner] of [
    ["who began the thread", "citizen"],
    ["who did not begin the thread", "clerk"],
  ] as const) {
    it(`comes back into its threads by a new device: one ${who}`, async () => {
      const [a, b] = [`lost-${owner}`, `office-${owner}`];
      const lost = await mailboxOf(a);
      const clerk = await mailboxOf(b);
      const { thread } =
        owner === "citizen"
          ? await lost.send(clerk.account, { text: "before" })
          : await clerk.send(lost.account, { text: "before" });
      await roundsUntil([lost, clerk], async () => (await has(clerk, "before")) && has(lost, "before"));
      await clerk.send(null, { thread, text: "read by the lost device" });
      await roundsUntil([lost, clerk], () => has(lost, "read by the lost device"));
      // From here on the old device sees nothing any more. The office writes once more, before anybody knows.
      await clerk.send(null, { thread, text: "into the void" });
      await clerk.courier.round();

      const found = await recover(lost);
      await found.send(null, { thread, text: "written before the way back was open" });
      await roundsUntil([found, clerk], async () => (await found.threads())[0]?.state === "open");
      await roundsUntil([found, clerk], () => has(clerk, "written before the way back was open"));
      await roundsUntil([found, clerk], () => has(found, "into the void"));
      await clerk.send(null, { thread, text: "welcome back" });
      await roundsUntil([found, clerk], () => has(found, "welcome back"));
      expect((await found.entries(thread)).filter(({ kind }) => kind === "unreadable")).toEqual([]);
      expect((await found.letters()).map(({ text }) => text).sort()).toEqual([
        "before",
        "into the void",
        "read by the lost device",
        "welcome back",
        "written before the way back was open",
      ]);
      // The other side sees what happened, and under the old identity.
      const notices = (await clerk.entries(thread)).flatMap((entry) => (entry.kind === "notice" ? [entry.what] : []));
      expect(notices.sort()).toEqual(["device_added", "device_removed"]);
      expect((await devicesIn(clerk, thread)).sort()).toEqual(
        [
          `${found.account} ${found.courier.self().deviceId}`,
          `${clerk.account} ${clerk.courier.self().deviceId}`,
        ].sort(),
      );
    });
  }

  it("gets one answer an hour and request, and none to somebody else's", async () => {
    const lost = await mailboxOf("drained");
    const clerk = await mailboxOf("drained-office");
    const { thread } = await lost.send(clerk.account, { text: "before" });
    await roundsUntil([lost, clerk], () => has(clerk, "before"));
    const found = await recover(lost);
    await roundsUntil([found, clerk], async () => (await found.threads())[0]?.state === "open");
    await roundsUntil(
      [found, clerk],
      async () => (await clerk.vault.count("outbox")) + (await found.vault.count("outbox")) === 0,
    );
    const insider = await insiderOf(found);
    const before = await devicesIn(clerk, thread);
    const epochs = async () =>
      (await insiderOf(clerk, clock)).group(thread).then(({ value }) => value.state.groupContext.epoch);
    const epoch = await epochs();
    const { account, deviceId, mlsKey } = insider.desk.self;
    // Its own request again, and one that another key has signed.
    const again = await issueReadmission(mlsKey, { room: thread, account, deviceId, epoch, nonce: "0123456789abcdef" });
    const forged = await issueReadmission((await insiderOf(clerk, clock)).desk.self.mlsKey, {
      room: thread,
      account,
      deviceId,
      epoch,
      nonce: "0123456789abcdef",
    });
    for (const request of [again, forged, "nonsense"]) await insider.post(thread, { request }, eventTypes.readmission);
    for (let i = 0; i < 4; i++) for (const mailbox of [found, clerk]) await mailbox.courier.round();
    expect(await epochs()).toBe(epoch);
    expect(await devicesIn(clerk, thread)).toEqual(before);
    expect((await clerk.entries(thread)).filter(({ kind }) => kind === "unreadable")).toEqual([]);
    // After an hour its own key counts again; the other's never does.
    clock.shift(3_700_000);
    await insider.post(thread, { request: forged }, eventTypes.readmission);
    for (let i = 0; i < 3; i++) for (const mailbox of [found, clerk]) await mailbox.courier.round();
    expect(await epochs()).toBe(epoch);
  });

  it("cannot be led into another group under the name of a thread that it waits for", async () => {
    const lost = await mailboxOf("waits");
    const clerk = await mailboxOf("waits-office");
    const { thread } = await lost.send(clerk.account, { text: "before" });
    await roundsUntil([lost, clerk], () => has(clerk, "before"));
    const found = await recover(lost);
    await found.courier.round();
    const stranger = await mailboxOf("stranger");
    await makeGroupUnder(thread, { by: stranger, lets: found, clock });
    for (let i = 0; i < 3; i++) await found.courier.round();
    expect((await found.threads())[0]).toMatchObject({ state: "rejoining", parties: [clerk.account] });
    await roundsUntil([found, clerk], async () => (await found.threads())[0]?.state === "open");
    expect((await found.threads())[0]?.parties).toEqual([clerk.account]);
  });
});
