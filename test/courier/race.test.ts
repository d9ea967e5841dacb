import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { confirmationTag, epochOf } from "../../shared/engine/index.ts";
import { type Insider, insiderOf } from "./insider.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;

const mailboxOf = async (name: string): Promise<TestMailbox> => {
  const { password } = await house.account(name);
  return openMailbox({ homeserver: house.proxy.url, user: name, password });
};

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
  await citizen.courier.round();
  await clerk.courier.round();
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const stateOf = async (insider: Insider, thread: Parameters<Insider["group"]>[0]) => {
  const { value } = await insider.group(thread);
  return { epoch: epochOf(value), tag: confirmationTag(value) };
};

describe("two members that commit at once", () => {
  it("agree on every epoch, 100 rounds long, and read what is written in between", async () => {
    const { thread } = await citizen.send(clerk.account, { text: "first" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    const [ours, theirs] = [await insiderOf(citizen), await insiderOf(clerk)];
    let written = 1;
    for (let round = 0; round < 100; round++) {
      const before = await stateOf(ours, thread);
      await Promise.all([citizen.courier.renew(thread), clerk.courier.renew(thread)]);
      // Who is first differs; sometimes both commits are on their way before anybody looks.
      const pair = round % 2 === 0 ? [citizen, clerk] : [clerk, citizen];
      if (round % 5 === 0) {
        const writer = round % 10 === 0 ? citizen : clerk;
        await writer.send(null, { thread, text: `letter of round ${round}` });
        written += 1;
      }
      if (round % 3 === 0) await Promise.all(pair.map(({ courier }) => courier.round()));
      else for (const { courier } of pair) await courier.round();
      await roundsUntil(pair, async () => {
        const [a, b] = [await stateOf(ours, thread), await stateOf(theirs, thread)];
        const open = [...(await citizen.threads()), ...(await clerk.threads())].every(({ commit }) => commit === null);
        return open && a.epoch > before.epoch && a.epoch === b.epoch && a.tag === b.tag;
      });
    }
    const all = async (mailbox: TestMailbox) =>
      (await mailbox.entries(thread)).map((e) => (e.kind === "letter" ? e.text : e.kind));
    await roundsUntil(
      [citizen, clerk],
      async () => (await all(clerk)).length === written && (await all(citizen)).length === written,
    );
    expect((await all(clerk)).sort()).toEqual((await all(citizen)).sort());
    expect(await all(clerk)).not.toContain("unreadable");
    expect((await stateOf(ours, thread)).epoch).toBeGreaterThan(100n);
  });
});
