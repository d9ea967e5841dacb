import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkProtocol } from "../../extension/host/check-protocol.ts";
import type { RoomId } from "../../shared/base/index.ts";
import { rejoinThreads } from "../../shared/courier/rejoin.ts";
import { ownCertificate } from "../../shared/engine/index.ts";
import { verifyDeviceCertificate, verifyIdentityDocument } from "../../shared/identity/index.ts";
import { verifyFile } from "../../shared/verify/index.ts";
import { insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { recoverDevice } from "./pair.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, shiftedTime } from "./weather.ts";

/** Device certificates over the years: they last two, and mailboxes longer. */

let house: House;
let clock: ReturnType<typeof shiftedTime>;
const day = 86_400_000;
const opened: TestMailbox[] = [];

beforeAll(async () => {
  house = await openHouse("raised");
  clock = shiftedTime();
});
afterAll(async () => {
  clock?.end();
  for (const mailbox of opened) await mailbox.close();
  await house?.close();
});

const mailboxOf = async (user: string): Promise<TestMailbox> => {
  const mailbox = await mailboxAt(house, user, { clock });
  opened.push(mailbox);
  return mailbox;
};

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);
const unreadable = async (mailbox: TestMailbox, thread: RoomId) =>
  (await mailbox.entries(thread)).filter(({ kind }) => kind === "unreadable");

/** Both are online now and then. */
async function pass(mailboxes: readonly TestMailbox[], days: number): Promise<void> {
  for (let passed = 0; passed < days; passed += 40) {
    clock.shift(40 * day);
    for (let i = 0; i < 2; i++) for (const { courier } of mailboxes) await courier.round();
  }
}

const certificateOf = async (mailbox: TestMailbox) =>
  (await verifyDeviceCertificate((await insiderOf(mailbox, clock)).desk.self.certificate))!;
const certificateIn = async (mailbox: TestMailbox, thread: RoomId) => {
  const { group } = await insiderOf(mailbox, clock);
  return ownCertificate((await group(thread)).value);
};
const listed = async (mailbox: TestMailbox) =>
  (await verifyIdentityDocument((await insiderOf(mailbox, clock)).desk.self.document))!.devices;

describe("a mailbox that is older than its device's certificate", () => {
  it("is let into new threads, and goes on in those it has", async () => {
    let [a, b] = [await mailboxOf("old-citizen"), await mailboxOf("old-office")];
    const first = await certificateOf(b);
    const { thread } = await a.send(b.account, { text: "in the first year" });
    await endure([a, b], () => has(b, "in the first year"), { clock });
    await pass([a, b], 800);
    expect(clock.now()).toBeGreaterThan(first.notAfterMs);
    const renewed = await certificateOf(b);
    expect(renewed.notAfterMs - clock.now()).toBeGreaterThan(300 * day);
    // All but its end is what it was.
    expect({ ...renewed, jws: "", notAfterMs: 0 }).toEqual({ ...first, jws: "", notAfterMs: 0 });
    expect((await listed(b)).map(({ notAfterMs }) => notAfterMs)).toEqual([renewed.notAfterMs]);

    const sent = await a.send(b.account, { text: "a new matter" });
    await endure([a, b], () => has(b, "a new matter"), { clock });
    await b.courier.open(sent.thread, sent.letter);
    await b.send(null, { thread: sent.thread, text: "an answer to the new matter" });
    await endure([a, b], () => has(a, "an answer to the new matter"), { clock });
    expect(await certificateIn(b, sent.thread)).toBe(renewed.jws);

    // After a start, too.
    opened.splice(0);
    [a, b] = [await a.reopen(), await b.reopen()];
    opened.push(a, b);
    expect(await certificateIn(b, thread)).toBe(first.jws);
    const old = await a.send(null, { thread, text: "in the third year" });
    await endure([a, b], () => has(b, "in the third year"), { clock });
    await b.courier.open(thread, old.letter);
    await b.send(null, { thread, text: "an answer in the third year" });
    await endure([a, b], () => has(a, "an answer in the third year"), { clock });
    for (const letter of [sent, old])
      expect(await a.receipts(letter)).toEqual([
        `provided ${b.account} true`,
        `retrieved ${b.account} true`,
        `submitted ${a.account} true`,
      ]);
    const answer = (await a.letters()).find(({ text }) => text === "an answer in the third year")!;
    await a.courier.open(thread, answer.letter);
    const bundle = await a.courier.exportProof(answer, (proven) => checkProtocol("en", proven));
    const report = await verifyFile(bundle, { roots: [], atMs: null, nowMs: clock.now() });
    expect(report.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(report.verdict).toBe("valid");
    for (const each of [thread, sent.thread])
      expect([await unreadable(a, each), await unreadable(b, each)]).toEqual([[], []]);
  });

  it("that is let into a thread anew writes there under the certificate of now, also what it wrote before", async () => {
    const [office, citizen] = [await mailboxOf("anew-office"), await mailboxOf("anew-citizen")];
    const { thread } = await office.send(citizen.account, { text: "before" });
    await endure([office, citizen], () => has(citizen, "before"), { clock });
    await pass([office, citizen], 400);
    const old = await certificateIn(office, thread);
    await office.send(null, { thread, text: "under the old one" });
    await endure([office, citizen], () => has(citizen, "under the old one"), { clock });
    expect(await certificateIn(office, thread)).toBe(old);

    // The office's device loses the keys of the thread.
    const { desk } = await insiderOf(office, clock);
    await office.vault.commit([{ store: "groups", key: thread, remove: true }]);
    await rejoinThreads(desk, [thread]);
    await roundsUntil([office, citizen], async () => (await office.threads())[0]?.state === "open");
    expect(await certificateIn(office, thread)).toBe((await certificateOf(office)).jws);
    expect(await certificateIn(office, thread)).not.toBe(old);
    await office.send(null, { thread, text: "under the new one" });
    await roundsUntil([office, citizen], () => has(citizen, "under the new one"));

    // The citizen's device is lost: the office says the letters of the day once more to the next one.
    const found = await recoverDevice(citizen);
    opened.push(found);
    await roundsUntil([office, found], async () => (await found.threads())[0]?.state === "open");
    await roundsUntil(
      [office, found],
      async () => (await has(found, "under the old one")) && (await has(found, "under the new one")),
    );
    expect(await unreadable(found, thread)).toEqual([]);
  });
});
