import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkProtocol } from "../../extension/host/check-protocol.ts";
import { type Clock, germanDay } from "../../shared/base/index.ts";
import { signJws } from "../../shared/crypto/index.ts";
import { encodeEnvelope, encodeReceipt, type Receipt, unzipBundle } from "../../shared/letter/index.ts";
import { verifyFile } from "../../shared/verify/index.ts";
import { type Insider, insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock: Clock = { now: () => Date.now() };
const today = () => germanDay(clock.now())!;
const later = (days: number) => germanDay(clock.now() + days * 86_400_000)!;

const mailboxOf = (name: string): Promise<TestMailbox> => mailboxAt(house, name, { clock });

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const arrives = async (wish: Parameters<TestMailbox["send"]>[1]) => {
  const sent = await clerk.send(citizen.account, { subject: "Bescheid", ...wish });
  await roundsUntil([clerk, citizen], async () =>
    (await citizen.letters()).some(({ letter }) => letter === sent.letter),
  );
  return sent;
};
const kindsAt = async (mailbox: TestMailbox, sent: Awaited<ReturnType<typeof arrives>>) =>
  (await mailbox.receipts(sent)).sort();

describe("an acknowledgement", () => {
  it("states a day, once, and proves it to the sender and to anybody", async () => {
    const sent = await arrives({ acknowledgeBy: later(14) });
    await citizen.courier.notified(sent);
    await citizen.courier.notified(sent);
    const confirm = { kind: "acknowledged", day: today() } as const;
    // A closed letter cannot be acknowledged, and a notice opens none.
    expect((await failureOf(citizen.courier.acknowledge(sent, confirm))).code).toBe("invalid_params");
    await citizen.courier.open(sent.thread, sent.letter);
    for (const day of [later(1), "2020-01-01", "2026-02-30"])
      expect((await failureOf(citizen.courier.acknowledge(sent, { ...confirm, day }))).code).toBe("invalid_params");
    await citizen.courier.acknowledge(sent, confirm);
    const again = await failureOf(citizen.courier.acknowledge(sent, { kind: "rejected", reason: "no" }));
    expect(again.code).toBe("invalid_params");
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length === 5);
    expect(await kindsAt(clerk, sent)).toEqual(await kindsAt(citizen, sent));
    const bundle = await clerk.courier.exportProof(sent, (proven) => checkProtocol("de", proven));
    const report = await verifyFile(bundle, { roots: [], atMs: null, nowMs: clock.now() });
    expect(report.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(report.verdict).toBe("valid");
    expect(report.statements.find(({ kind }) => kind === "acknowledged")?.says).toBe(today());
    const files = unzipBundle(bundle);
    if (files === null || files === "repacked") throw new Error("the bundle cannot be read");
    const html = Buffer.from(files.get("protocol.html")!).toString();
    for (const words of ["Empfang bestätigt", "Receipt confirmed", today()]) expect(html).toContain(words);
  });

  it("is refused with a reason, and the reason reaches the sender", async () => {
    const sent = await arrives({ acknowledgeBy: later(14) });
    await citizen.courier.open(sent.thread, sent.letter);
    const refuse = (reason: string) => citizen.courier.acknowledge(sent, { kind: "rejected", reason });
    expect((await failureOf(refuse(" \n"))).code).toBe("invalid_params");
    await refuse(" Anlage fehlt. ");
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length === 4);
    const stored = await clerk.vault.list("receipts", { prefix: `${sent.thread}/${sent.letter}/rejected` });
    expect(stored.map(({ value }) => value)).toMatchObject([{ valid: true, says: "Anlage fehlt." }]);
  });

  it("of a letter that asks for none is not given, nor is a notice stated", async () => {
    const sent = await arrives({});
    await citizen.courier.notified(sent);
    await citizen.courier.open(sent.thread, sent.letter);
    const given = citizen.courier.acknowledge(sent, { kind: "acknowledged", day: today() });
    expect((await failureOf(given)).code).toBe("invalid_params");
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length === 3);
    expect((await clerk.receipts(sent)).join()).not.toMatch(/notified|acknowledged/);
  });

  it("that contradicts the first, names an impossible day or answers no question is kept as not valid", async () => {
    const asked = await arrives({ acknowledgeBy: later(14) });
    const notAsked = await arrives({});
    const insider: Insider = await insiderOf(citizen, clock);
    const says = async (sent: typeof asked, wrong: Partial<Receipt>) => {
      const { certificate, document, account, letterKey } = insider.desk.self;
      const letter = (await clerk.letters()).find(({ letter: id }) => id === sent.letter)!;
      const content: Receipt = {
        ...{ id: crypto.randomUUID(), kind: "acknowledged", thread: sent.thread, letter: sent.letter },
        ...{ digest: letter.digest!, by: account, atMs: clock.now(), event: null, says: today(), ...wrong },
      };
      const jws = await signJws(letterKey, { typ: "secevent+jwt", payload: encodeReceipt(content) });
      await insider.say(sent.thread, encodeEnvelope({ kind: "receipt", receipt: jws, certificate, document }));
    };
    const stated = async (sent: typeof asked) =>
      (await clerk.vault.list("receipts", { prefix: `${sent.thread}/${sent.letter}/` }))
        .map(({ value }) => value as unknown as { kind: string; says: string | null; valid: boolean })
        .filter(({ kind }) => kind === "acknowledged" || kind === "rejected");
    await says(notAsked, {});
    await roundsUntil([clerk], async () => (await stated(notAsked)).length === 1);
    expect(await stated(notAsked)).toMatchObject([{ valid: false }]);
    for (const wrong of [
      { says: later(2) },
      { says: "2020-01-01" },
      { says: later(3), atMs: clock.now() + 3 * 86_400_000 },
    ]) {
      await says(asked, wrong);
      await roundsUntil([clerk], async () => (await stated(asked)).some((each) => each.says === wrong.says));
      expect(await stated(asked)).toMatchObject([{ valid: false }]);
    }
    await says(asked, {});
    await roundsUntil([clerk], async () => (await stated(asked)).some(({ valid }) => valid));
    await says(asked, { kind: "rejected", says: "I changed my mind" });
    await roundsUntil([clerk], async () => (await stated(asked)).length === 2);
    await says(asked, { says: later(-1) });
    await clerk.courier.round();
    expect((await stated(asked)).map(({ kind, says: what, valid }) => [kind, what, valid])).toEqual([
      ["acknowledged", today(), true],
      ["rejected", "I changed my mind", false],
    ]);
  });
});
