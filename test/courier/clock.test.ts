import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Clock, fromUtf8 } from "../../shared/base/index.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, shiftedClock, shiftedTime } from "./weather.ts";

let house: House;
const day = 86_400_000;

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(() => house?.close());

const mailboxOf = async (name: string, clock: Clock): Promise<TestMailbox> => {
  const { password } = await house.account(name);
  const mailbox = await openMailbox({ homeserver: house.proxy.url, user: name, password, clock });
  await mailbox.courier.round();
  return mailbox;
};
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
