import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Clock, fromUtf8 } from "../../shared/base/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, shiftedClock, shiftedTime } from "./weather.ts";

let house: House;
const day = 86_400_000;

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(() => house?.close());

const mailboxOf = (name: string, clock: Clock): Promise<TestMailbox> => mailboxAt(house, name, { clock });
const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

describe("a clock that is wrong by a day", () => {
  for (const [sender, recipient] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
    [1, -1],
    [-1, 1],
  ] as const) {
    it(`changes nothing: the sender's by ${sender}, the recipient's by ${recipient}`, async () => {
      const name = `${sender}${recipient}`.replaceAll("-", "m");
      const a = await mailboxOf(`a${name}`, shiftedClock(sender * day));
      const b = await mailboxOf(`b${name}`, shiftedClock(recipient * day));
      const staging = await a.stage("file");
      const sent = await a.send(b.account, { text: "letter", files: [{ name: "f", type: "", staging }] });
      await roundsUntil([a, b], () => has(b, "letter"));
      await b.courier.open(sent.thread, sent.letter);
      expect(fromUtf8(await b.file(sent, 0))).toBe("file");
      await b.send(null, { thread: sent.thread, text: "answer" });
      await roundsUntil([a, b], () => has(a, "answer"));
      await Promise.all([a.courier.renew(sent.thread), b.courier.renew(sent.thread)]);
      await roundsUntil(
        [a, b],
        async () => (await a.receipts(sent)).length === 3 && (await a.threads())[0]!.commit === null,
      );
      expect(await a.receipts(sent)).toEqual([
        `provided ${b.account} true`,
        `retrieved ${b.account} true`,
        `submitted ${a.account} true`,
      ]);
      expect([...(await a.entries(sent.thread)), ...(await b.entries(sent.thread))].map(({ kind }) => kind)).toEqual(
        Array.from({ length: 4 }, () => "letter"),
      );
      await a.close();
      await b.close();
    });
  }

  it("and is put right while letters wait does not make them wait for a day", async () => {
    const clock = shiftedClock(day);
    const [a, b] = [await mailboxOf("vor", clock), await mailboxOf("nach", shiftedClock())];
    await a.send(b.account, { text: "before" });
    house.proxy.setFaults(({ method, path }) => (/PUT .*send/.test(`${method} ${path}`) ? { kind: "drop" } : null));
    for (let i = 0; i < 3; i++) await a.courier.round();
    house.proxy.setFaults(null);
    expect((await a.vault.list("outbox")).length).toBeGreaterThan(0);
    clock.shift(-day);
    await roundsUntil([a, b], () => has(b, "before"), 8);
    await a.close();
    await b.close();
  });
});

describe("a mailbox that nobody opens for a long time", () => {
  let clock: ReturnType<typeof shiftedTime>;
  beforeEach(() => {
    clock = shiftedTime();
  });
  afterEach(() => clock.end());

  it("of 100 days reads what was sent to it at the beginning", async () => {
    const [a, b] = [await mailboxOf("frueh", clock), await mailboxOf("spaet", clock)];
    await a.send(b.account, { text: "on the first day" });
    await endure([a], async () => (await a.vault.count("outbox")) === 0, { clock });
    // The sender is there now and then, so its identity document is young.
    for (let month = 0; month < 4; month++) {
      clock.shift(25 * day);
      await a.courier.round();
    }
    await endure([b], () => has(b, "on the first day"), { clock });
    expect((await b.entries((await b.threads())[0]!.thread)).map(({ kind }) => kind)).toEqual(["letter"]);
    await a.close();
    await b.close();
  });

  it("of 100 days can be written to by whom it knows, by its last resort", async () => {
    const [a, b] = [await mailboxOf("kennt", clock), await mailboxOf("bekannt", clock)];
    await a.send(b.account, { text: "first" });
    await endure([a, b], () => has(b, "first"), { clock });
    clock.shift(100 * day);
    const sent = await a.send(b.account, { text: "in a new thread" });
    await endure([a, b], () => has(b, "in a new thread"), { clock });
    await b.send(null, { thread: sent.thread, text: "answer" });
    await endure([a, b], () => has(a, "answer"), { clock });
    await a.close();
    await b.close();
  });

  it("but one that is online for half a year has key packages that hold at all times", async () => {
    const [a, b] = [await mailboxOf("fremd", clock), await mailboxOf("immer", clock)];
    for (let month = 0; month < 7; month++) {
      await b.courier.round();
      await b.courier.round();
      await a.courier.round();
      const before = house.proxy.requests.length;
      const sent = await a.send(b.account, { text: `month ${month}` });
      await endure([a, b], () => has(b, `month ${month}`), { clock });
      const claims = house.proxy.requests.slice(before).filter(({ path }) => path.endsWith("/keys/claim"));
      // The first package that is handed out holds.
      expect(claims.length).toBe(1);
      expect((await b.entries(sent.thread)).map(({ kind }) => kind)).toEqual(["letter"]);
      clock.shift(28 * day);
    }
    await a.close();
    await b.close();
  });
});

describe("a clock that jumps by years", () => {
  const years = 365 * day;

  for (const [name, jump] of [
    ["ahead", 5 * years],
    ["back", -5 * years],
  ] as const) {
    it(`${name} at the sender and is put right loses nothing, and nothing is stuck`, async () => {
      const clock = shiftedClock();
      const [a, b] = [await mailboxOf(`springt${name}`, clock), await mailboxOf(`steht${name}`, shiftedClock())];
      const { thread } = await a.send(b.account, { text: "before" });
      await roundsUntil([a, b], () => has(b, "before"));
      // Failures while the clock is wrong: what waits then has times of that clock.
      clock.shift(jump);
      house.proxy.setFaults(({ method, path }) => (/PUT .*send/.test(`${method} ${path}`) ? { kind: "drop" } : null));
      await a.send(null, { thread, text: "while it is wrong" });
      for (let i = 0; i < 3; i++) await a.courier.round();
      house.proxy.setFaults(null);
      await roundsUntil([b], async () => true);
      clock.shift(-jump);
      await roundsUntil([a, b], () => has(b, "while it is wrong"), 8);
      await b.send(null, { thread, text: "answer" });
      await roundsUntil([a, b], () => has(a, "answer"), 8);
      await a.courier.renew(thread);
      await roundsUntil([a, b], async () => (await a.threads()).every(({ commit }) => commit === null), 8);
      expect((await b.entries(thread)).map(({ kind }) => kind)).toEqual(["letter", "letter", "letter"]);
      await a.close();
      await b.close();
    });

    it(`${name} at the recipient and is put right lets strangers write to it`, async () => {
      const clock = shiftedClock();
      const [a, b] = [await mailboxOf(`fremd${name}`, shiftedClock()), await mailboxOf(`irrt${name}`, clock)];
      clock.shift(jump);
      for (let i = 0; i < 3; i++) await b.courier.round();
      clock.shift(-jump);
      for (let i = 0; i < 2; i++) await b.courier.round();
      await a.send(b.account, { text: "to a stranger" });
      await roundsUntil([a, b], () => has(b, "to a stranger"));
      await b.send(null, { thread: (await b.threads())[0]!.thread, text: "answer" });
      await roundsUntil([a, b], () => has(a, "answer"));
      await a.close();
      await b.close();
    });
  }

  it("while a letter waits to be taken does not make it wait for years", async () => {
    const clock = shiftedClock();
    const [a, b] = [await mailboxOf("schickt", shiftedClock()), await mailboxOf("wartet", clock)];
    const sent = await a.send(b.account, { text: "first" });
    await roundsUntil([a, b], () => has(b, "first"));
    clock.shift(5 * years);
    const big = await a.stage(new Uint8Array(300_000));
    await a.send(null, { thread: sent.thread, text: "second", files: [{ name: "f", type: "", staging: big }] });
    await roundsUntil([a], async () => (await a.vault.count("outbox")) === 0);
    // Everything that it would fetch fails, so that what arrived is put back with times of the wrong clock.
    house.proxy.setFaults(({ path }) => (path.includes("media/download") ? { kind: "drop" } : null));
    for (let i = 0; i < 4; i++) await b.courier.round().catch(() => undefined);
    house.proxy.setFaults(null);
    clock.shift(-5 * years);
    await roundsUntil([a, b], () => has(b, "second"), 8);
    await a.close();
    await b.close();
  });
});
