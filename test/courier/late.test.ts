import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { epochOf } from "../../shared/engine/index.ts";
import { insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, rounds, shiftedClock } from "./weather.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();

const mailboxOf = (name: string): Promise<TestMailbox> => mailboxAt(house, name, { clock });

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
});
afterEach(() => house.proxy.setFaults(null));
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);
type Thread = Parameters<TestMailbox["entries"]>[0];
const texts = async (mailbox: TestMailbox, thread: Thread) =>
  (await mailbox.entries(thread)).map((e) =>
    e.kind === "letter" ? e.text : e.kind === "unreadable" ? `unreadable ${e.reason}` : e.kind,
  );

/** As if the mailbox had never synced: the homeserver tells everything again. */
async function forgetPosition(mailbox: TestMailbox): Promise<void> {
  const position = (await mailbox.vault.read("session", "position"))!.value as { next: number };
  await mailbox.vault.commit([{ store: "session", key: "position", put: { token: null, next: position.next } }]);
}

/** What is parked and waits for a Welcome; comings and goings of people aside. */
const waiting = async (mailbox: TestMailbox): Promise<number> =>
  (await mailbox.vault.list("parked")).filter(({ value }) => !JSON.stringify(value).includes("m.room.member")).length;

describe("a Welcome", () => {
  it("that comes after the room's events opens them all, in their order", async () => {
    // Another client of the clerk's account joins first, so that /sync shows the room before the Welcome is there.
    house.proxy.setFaults(({ method, path }) =>
      /PUT .*sendToDevice/.test(`${method} ${path}`) ? { kind: "answer", status: 503, body: "" } : null,
    );
    const sent = await citizen.send(clerk.account, { text: "first" });
    await roundsUntil(
      [citizen],
      async () => epochOf((await (await insiderOf(citizen, clock)).group(sent.thread)).value) === 1n,
    );
    const { desk } = await insiderOf(clerk, clock);
    await desk.transport.join(sent.thread);
    await rounds([clerk], 2);
    // Of the room it shows a gap at its begin and the commit that lets the clerk in, which says nothing yet.
    expect(await waiting(clerk)).toBe(2);
    // The letters overtake the Welcome: the sender's own hand puts them into the room.
    const insider = await insiderOf(citizen, clock);
    for (const text of ["one", "two", "three"]) await insider.letter(sent.thread, { content: { text } });
    for (let i = 0; i < 120; i++)
      await insider.post(sent.thread, { body: "noise", msgtype: "m.text" }, "m.room.message");
    await insider.letter(sent.thread, { content: { text: "four" } });
    await rounds([clerk], 3);
    // And now another gap, which hides three letters, and the fourth.
    expect(await waiting(clerk)).toBe(4);
    expect(await clerk.threads()).toEqual([]);
    house.proxy.setFaults(null);
    await endure([citizen, clerk], () => has(clerk, "first"), { clock });
    expect(await texts(clerk, sent.thread)).toEqual(["one", "two", "three", "four", "first"]);
    expect(await clerk.vault.count("parked")).toBe(0);
  });

  it("that is told twice, or for a thread that is open, changes nothing", async () => {
    const { thread } = (await clerk.threads())[0]!;
    const before = (await (await insiderOf(clerk, clock)).group(thread)).revision;
    await forgetPosition(clerk);
    await rounds([clerk], 2);
    expect((await (await insiderOf(clerk, clock)).group(thread)).revision).toBe(before);
  });
});

describe("what the homeserver tells again", () => {
  it("from the beginning, once or often, doubles nothing and makes nothing unreadable", async () => {
    const sent = await citizen.send(clerk.account, { text: "told again" });
    await roundsUntil([citizen, clerk], () => has(clerk, "told again"));
    await clerk.send(null, { thread: sent.thread, text: "answer" });
    await clerk.courier.renew(sent.thread);
    await roundsUntil([citizen, clerk], () => has(citizen, "answer"));
    await roundsUntil(
      [citizen, clerk],
      async () => (await citizen.vault.count("outbox")) + (await clerk.vault.count("outbox")) === 0,
    );
    await rounds([citizen, clerk], 2);
    const before = [
      await texts(citizen, sent.thread),
      await texts(clerk, sent.thread),
      await citizen.receipts(sent),
      await clerk.receipts(sent),
    ];
    for (let i = 0; i < 3; i++) {
      await forgetPosition(citizen);
      await forgetPosition(clerk);
      await rounds([citizen, clerk], 2);
    }
    expect([
      await texts(citizen, sent.thread),
      await texts(clerk, sent.thread),
      await citizen.receipts(sent),
      await clerk.receipts(sent),
    ]).toEqual(before);
    await citizen.send(null, { thread: sent.thread, text: "afterwards" });
    await roundsUntil([citizen, clerk], () => has(clerk, "afterwards"));
  });

  it("because it does not know our position any more is told from the beginning", async () => {
    const position = (await clerk.vault.read("session", "position"))!.value as { next: number };
    await clerk.vault.commit([
      { store: "session", key: "position", put: { token: "s0_nonsense_x", next: position.next } },
    ]);
    const sent = await citizen.send(clerk.account, { text: "position lost" });
    await roundsUntil([citizen, clerk], () => has(clerk, "position lost"));
    expect(await texts(clerk, sent.thread)).toEqual(["position lost"]);
  });
});

describe("a timeline with a gap", () => {
  it("of 150 letters and several commits is read whole and in order", async () => {
    const sent = await citizen.send(clerk.account, { text: "before" });
    await roundsUntil([citizen, clerk], () => has(clerk, "before"));
    const expected = ["before"];
    for (let i = 0; i < 150; i++) {
      await citizen.send(null, { thread: sent.thread, text: `letter ${i}` });
      expected.push(`letter ${i}`);
      if (i % 50 === 25) {
        await rounds([citizen], 1);
        await citizen.courier.renew(sent.thread);
        await rounds([citizen], 2);
      }
    }
    await endure([citizen], async () => (await citizen.vault.count("outbox")) === 0, { clock });
    const before = house.proxy.requests.length;
    await endure([clerk], () => has(clerk, "letter 149"), { clock });
    expect(house.proxy.requests.slice(before).some(({ path }) => path.includes("/messages"))).toBe(true);
    expect(await texts(clerk, sent.thread)).toEqual(expected);
    const epoch = async (mailbox: TestMailbox) =>
      epochOf((await (await insiderOf(mailbox, clock)).group(sent.thread)).value);
    expect(await epoch(clerk)).toBe(await epoch(citizen));
    expect(await epoch(clerk)).toBe(4n);
  });

  it("of more than 1,000 events, with failures while it is fetched, loses none of the letters in it", async () => {
    const sent = await citizen.send(clerk.account, { text: "at the begin" });
    await roundsUntil([citizen, clerk], () => has(clerk, "at the begin"));
    const insider = await insiderOf(citizen, clock);
    const noise = async (count: number) => {
      for (let i = 0; i < count; i += 10) {
        await Promise.all(
          Array.from({ length: 10 }, () =>
            insider.post(sent.thread, { body: "noise", msgtype: "m.text" }, "m.room.message"),
          ),
        );
      }
    };
    const say = async (text: string) => {
      await citizen.send(null, { thread: sent.thread, text });
      await citizen.courier.renew(sent.thread);
      await endure([citizen], async () => (await citizen.vault.count("outbox")) === 0, { clock });
    };
    await say("old");
    await noise(510);
    await say("middle");
    await noise(510);
    await say("new");
    let failures = 0;
    house.proxy.setFaults(({ path }) => (path.includes("/messages") && ++failures % 3 === 1 ? { kind: "drop" } : null));
    await endure([clerk], () => has(clerk, "new"), { clock });
    expect(await texts(clerk, sent.thread)).toEqual(["at the begin", "old", "middle", "new"]);
    expect(failures).toBeGreaterThan(12);
  });
});
