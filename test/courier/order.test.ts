import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ThreadRecord } from "../../shared/mailbox/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxAt(house, "erika"), await mailboxAt(house, "bauamt")];
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const only = async (mailbox: TestMailbox): Promise<ThreadRecord> => (await mailbox.threads())[0]!;
const far = Date.now() + 86_400_000;

describe("keeping threads in order", () => {
  it("survives a restart, opens nothing, and tells the other side and the homeserver nothing", async () => {
    const sent = await citizen.send(clerk.account, { subject: "Gartenhütte", text: "Guten Tag" });
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length > 0);
    for (let i = 0; i < 2; i++) for (const { courier } of [clerk, citizen]) await courier.round();
    const { thread } = await only(clerk);
    const receipts = await clerk.receipts(sent);
    const heard = clerk.events.length;
    const change = { archived: true, snoozedUntilMs: far, pinned: true, marked: true, labels: [" Bau "] };
    await clerk.courier.order([{ thread, change }]);
    expect(clerk.events.slice(heard)).toEqual([{ kind: "threads" }]);
    expect(await clerk.vault.list("outbox")).toEqual([]);
    clerk = await clerk.reopen();
    expect((await only(clerk)).order).toMatchObject({ ...change, labels: ["Bau"], trashedAtMs: null });
    for (let i = 0; i < 2; i++) for (const { courier } of [clerk, citizen]) await courier.round();
    expect(await clerk.receipts(sent)).toEqual(receipts);
    expect((await clerk.letters())[0]!.opened).toBe(false);
    expect((await only(citizen)).order.labels).toEqual([]);
  });

  it("brings a thread back with the next letter of the other side, and keeps pin, mark and labels", async () => {
    const { thread } = await only(citizen);
    await citizen.send(null, { thread, subject: "", text: "Eine Frage noch" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 2);
    const back = {
      archived: false,
      snoozedUntilMs: null,
      pinned: true,
      marked: true,
      labels: ["Bau"],
      trashedAtMs: null,
    };
    expect((await only(clerk)).order).toMatchObject(back);
  });

  it("passes over threads that are gone, and changes the others", async () => {
    const { thread } = await only(clerk);
    const gone = { thread: "!gone:stadt.example" as typeof thread, change: { pinned: true } };
    await clerk.courier.order([gone, { thread, change: { pinned: false } }]);
    expect((await clerk.threads()).map(({ order }) => order.pinned)).toEqual([false]);
  });

  it("is refused while the mailbox is locked", async () => {
    const { thread } = await only(clerk);
    await clerk.vault.lock();
    await expect(clerk.courier.order([{ thread, change: { pinned: true } }])).rejects.toMatchObject({ code: "locked" });
  });
});
