import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { confirmationTag, epochOf } from "../../shared/engine/index.ts";
import { type Insider, insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, rounds, shiftedClock } from "./weather.ts";

/** The homeserver's state is put back to an earlier one; its clients' is not. */
let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
let thread: Parameters<Insider["group"]>[0];
let snapshot: Awaited<ReturnType<House["server"]["snapshot"]>>;
const clock = shiftedClock();
let count = 0;

const mailboxOf = (name: string): Promise<TestMailbox> => mailboxAt(house, name, { clock });

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(() => house?.close());

const texts = async (mailbox: TestMailbox) =>
  (await mailbox.entries(thread)).map((e) =>
    e.kind === "letter" ? e.text : e.kind === "unreadable" ? `unreadable ${e.reason}` : e.kind,
  );
const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);
const stateOf = async (mailbox: TestMailbox) => {
  const { value } = await (await insiderOf(mailbox, clock)).group(thread);
  return { epoch: epochOf(value), tag: confirmationTag(value) };
};
const quiet = async () => (await citizen.vault.count("outbox")) + (await clerk.vault.count("outbox")) === 0;
const settle = async () => {
  await roundsUntil([citizen, clerk], quiet);
  await rounds([citizen, clerk], 2);
};

beforeEach(async () => {
  count += 1;
  [citizen, clerk] = [await mailboxOf(`erika${count}`), await mailboxOf(`bauamt${count}`)];
  ({ thread } = await citizen.send(clerk.account, { text: "before the backup" }));
  await roundsUntil([citizen, clerk], () => has(clerk, "before the backup"));
  await settle();
  snapshot = await house.server.snapshot();
});
afterEach(async () => {
  await citizen.close();
  await clerk.close();
});

/** Both can write and read, and agree; nothing else has been filed than `expected`. */
async function goesOn(expected: readonly string[]): Promise<void> {
  await citizen.send(null, { thread, text: "after the restore" });
  await endure([citizen, clerk], () => has(clerk, "after the restore"), { clock });
  await clerk.send(null, { thread, text: "answer after the restore" });
  await endure([citizen, clerk], () => has(citizen, "answer after the restore"), { clock });
  await endure([citizen, clerk], quiet, { clock });
  await rounds([citizen, clerk], 3);
  expect(await stateOf(clerk)).toEqual(await stateOf(citizen));
  const all = [...expected, "after the restore", "answer after the restore"].sort();
  expect([(await texts(citizen)).sort(), (await texts(clerk)).sort()]).toEqual([all, all]);
}

describe("a homeserver restored from an older backup", () => {
  it("does not keep what is written afterwards from arriving, although positions ran back", async () => {
    for (const text of ["one", "two", "three"]) await citizen.send(null, { thread, text });
    await roundsUntil([citizen, clerk], () => has(clerk, "three"));
    await settle();
    await snapshot.restore();
    // Written before the other side looks again: its position is ahead of where this letter lies.
    await citizen.send(null, { thread, text: "first after" });
    await rounds([citizen], 3);
    await roundsUntil([clerk], () => has(clerk, "first after"));
    await goesOn(["before the backup", "one", "two", "three", "first after"]);
  });

  it("loses no letter that was with it alone", async () => {
    await citizen.send(null, { thread, text: "only with the server" });
    await rounds([citizen], 3);
    expect((await citizen.letters()).find(({ text }) => text === "only with the server")?.event).not.toBeNull();
    await snapshot.restore();
    await goesOn(["before the backup", "only with the server"]);
    const letter = (await citizen.letters()).find(({ text }) => text === "only with the server")!;
    expect(await citizen.receipts({ thread, letter: letter.letter })).toEqual([
      `provided ${clerk.account} true`,
      `submitted ${citizen.account} true`,
    ]);
  });

  it("loses no receipt that was with it alone", async () => {
    const sent = await citizen.send(null, { thread, text: "receipt on its way" });
    await roundsUntil([citizen], async () => (await citizen.vault.count("outbox")) === 0);
    await roundsUntil([clerk], () => has(clerk, "receipt on its way"));
    await clerk.courier.open(thread, sent.letter);
    await rounds([clerk], 2);
    await snapshot.restore();
    await goesOn(["before the backup", "receipt on its way"]);
    expect(await citizen.receipts(sent)).toEqual([
      `provided ${clerk.account} true`,
      `retrieved ${clerk.account} true`,
      `submitted ${citizen.account} true`,
    ]);
  });

  it("behind the epoch of all changes nothing for them", async () => {
    for (let i = 0; i < 3; i++) {
      const before = (await stateOf(citizen)).epoch;
      await (i % 2 === 0 ? citizen : clerk).courier.renew(thread);
      await roundsUntil(
        [citizen, clerk],
        async () => (await stateOf(citizen)).epoch > before && (await stateOf(clerk)).epoch > before,
      );
    }
    await settle();
    await snapshot.restore();
    await goesOn(["before the backup"]);
    expect((await stateOf(citizen)).epoch).toBe(4n);
  });

  it("that lost a commit which only its sender has applied gets it again", async () => {
    await citizen.courier.renew(thread);
    await roundsUntil([citizen], async () => (await stateOf(citizen)).epoch === 2n);
    await citizen.send(null, { thread, text: "in the new epoch" });
    await rounds([citizen], 2);
    await snapshot.restore();
    await goesOn(["before the backup", "in the new epoch"]);
    expect((await stateOf(clerk)).epoch).toBe(2n);
  });

  it("that lost a commit which nobody has applied gets it again", async () => {
    await citizen.courier.renew(thread);
    const { desk } = await insiderOf(citizen, clock);
    // Delivered, but the mailbox ended before it came back by /sync.
    let cut = false;
    house.proxy.setFaults(({ path }) => (path.includes("/sync") && cut ? { kind: "drop" } : null));
    await citizen.courier.round();
    cut = true;
    await rounds([citizen], 2);
    house.proxy.setFaults(null);
    expect((await citizen.threads())[0]!.commit?.event).toMatch(/^\$/);
    expect((await stateOf(citizen)).epoch).toBe(1n);
    await snapshot.restore();
    expect(await desk.transport.hasEvent(thread, (await citizen.threads())[0]!.commit!.event!)).toBe(false);
    await goesOn(["before the backup"]);
    expect((await stateOf(citizen)).epoch).toBe(2n);
  });

  it("with key packages that are used up does not lead new threads nowhere", async () => {
    // One package is spent after the backup; the restored homeserver would hand it out again.
    await citizen.send(clerk.account, { text: "another thread" });
    await roundsUntil([citizen, clerk], () => has(clerk, "another thread"));
    await settle();
    await snapshot.restore();
    await rounds([clerk, citizen], 2);
    await citizen.send(clerk.account, { text: "thread after the restore" });
    await endure([citizen, clerk], () => has(clerk, "thread after the restore"), { clock });
    await goesOn(["before the backup"]);
  });

  it("that lost a whole thread says so on the next letter, and a new thread works", async () => {
    const lost = await citizen.send(clerk.account, { text: "in a lost thread" });
    await roundsUntil([citizen, clerk], () => has(clerk, "in a lost thread"));
    await settle();
    await snapshot.restore();
    await rounds([clerk, citizen], 2);
    const late = await citizen.send(null, { thread: lost.thread, text: "into nothing" }).catch(() => null);
    await endure(
      [citizen, clerk],
      async () => {
        const state = (await citizen.threads()).find((each) => each.thread === lost.thread)?.state;
        const entry = (await citizen.entries(lost.thread)).find(
          (e) => e.kind === "letter" && e.letter === late?.letter,
        );
        return state === "cannot_write" && (late === null || (entry?.kind === "letter" && entry.failure !== null));
      },
      { clock },
    );
    // What was read stays readable.
    expect(await has(clerk, "in a lost thread")).toBe(true);
    await goesOn(["before the backup"]);
  });

  it("is noticed by a mailbox that runs by itself, too", async () => {
    for (const text of ["one", "two"]) await citizen.send(null, { thread, text });
    await roundsUntil([citizen, clerk], () => has(clerk, "two"));
    await settle();
    await snapshot.restore();
    await citizen.send(null, { thread, text: "before it looks" });
    await rounds([citizen], 3);
    clerk = await clerk.reopen();
    clerk.courier.start();
    await roundsUntil(
      [citizen],
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return has(clerk, "before it looks");
      },
      100,
    );
  });
});
