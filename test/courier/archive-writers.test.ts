import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { slotPrefix } from "../../shared/courier/archive/slot.ts";
import { readArchiveState } from "../../shared/courier/archive/state.ts";
import { type MailboxOptions, openMailbox, roundsUntil, signInAnew, type TestMailbox } from "./mailbox.ts";
import { addDevice } from "./pair.ts";
import { Reaper } from "./reaper.ts";
import { type Account, type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
const clock = shiftedClock();
const opened: TestMailbox[] = [];
const accounts = new Map<string, Account>();
const recoveryKey = crypto.getRandomValues(new Uint8Array(16));
const sixHoursMs = 6 * 3_600_000;

const optionsOf = (user: string): MailboxOptions => ({
  homeserver: house.proxy.url,
  user,
  password: accounts.get(user)!.password,
  clock,
});

const mailboxOf = async (user: string, options: Partial<MailboxOptions> = {}): Promise<TestMailbox> => {
  accounts.set(user, await house.account(user));
  const mailbox = await openMailbox({ ...optionsOf(user), ...options });
  opened.push(mailbox);
  await mailbox.courier.round();
  return mailbox;
};

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await house?.close();
});

async function recover(user: string): Promise<TestMailbox> {
  const newcomer = await signInAnew(optionsOf(user));
  await newcomer.waiting!.recover({ recoveryKey, way: null, others: "lost" });
  const mailbox = await newcomer.open();
  opened.push(mailbox);
  await mailbox.courier.round();
  return mailbox;
}

const draft = (key: string, text: string) => ({ store: "drafts", key, put: { text } }) as const;
const draftsOf = async (mailbox: TestMailbox): Promise<Record<string, unknown>> =>
  Object.fromEntries((await mailbox.vault.list("drafts")).map(({ key, value }) => [key, value]));
const textsOf = async (mailbox: TestMailbox) => (await mailbox.letters()).map(({ text }) => text).sort();

describe("an account with two devices", () => {
  let first: TestMailbox;
  let second: TestMailbox;
  let clerk: TestMailbox;

  beforeAll(async () => {
    [first, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
    await first.send(clerk.account, { text: "before the second device" });
    await roundsUntil([first, clerk], async () => (await clerk.letters()).length === 1);
    await first.courier.createRecovery(recoveryKey, null);
    await roundsUntil([first], async () => (await first.courier.archive()).waiting === 0);
    second = await addDevice(optionsOf("erika"), first);
    opened.push(second);
  });

  it("gives the second one its old letters out of the archive", async () => {
    await roundsUntil([second, first, clerk], async () => (await second.threads())[0]?.state === "open");
    expect(await textsOf(second)).toEqual(["before the second device"]);
    expect((await second.courier.archive()).restoring).toMatchObject({ kind: "done", letters: 1 });
  });

  it("loses nothing when both write into the archive at once", async () => {
    const { thread } = (await first.threads())[0]!;
    await clerk.send(null, { thread, text: "to both" });
    await roundsUntil([first, second, clerk], async () => (await textsOf(second)).includes("to both"));
    for (let i = 0; i < 5; i++) {
      await first.vault.commit([draft(`first-${i}`, "one")]);
      await second.vault.commit([draft(`second-${i}`, "two")]);
      await Promise.all([first.courier.round(), second.courier.round()]);
    }
    await roundsUntil([first, second], async () => (await second.courier.archive()).waiting === 0);
    const [all, letters] = [{ ...(await draftsOf(first)), ...(await draftsOf(second)) }, await textsOf(first)];
    expect(Object.keys(all)).toHaveLength(10);
    // Both look at each other's index, and each carries on what it saw.
    clock.shift(sixHoursMs);
    for (const device of [first, second]) {
      await device.courier.round();
      await device.vault.commit([draft("last", "of both")]);
      await device.courier.round();
    }
    const again = await recover("erika");
    expect(await draftsOf(again)).toEqual({ ...all, last: { text: "of both" } });
    expect(await textsOf(again)).toEqual(letters);
    const numbers = (await again.entries(thread)).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("tells a person who comes back when one index is older than the other device saw, and lets them choose", async () => {
    const device = await accounts.get("erika")!.device();
    const slots = await device.listAccountData(slotPrefix);
    const { seen } = (await readArchiveState(second.vault))!.index;
    const [seenSlot] = Object.keys(seen);
    const hidden = slots.find(({ type }) => type === `${slotPrefix}${seenSlot}`)!;
    // As a homeserver would that holds one of the indexes back.
    await device.writeAccountData(hidden.type, {});
    const again = await recover("erika");
    expect((await again.courier.archive()).restoring).toMatchObject({ kind: "older", older: { shown: null } });
    expect(await again.letters()).toEqual([]);
    await again.courier.takeOlderArchive();
    await again.courier.round();
    const { restoring } = await again.courier.archive();
    expect(restoring).toMatchObject({ kind: "done", older: { shown: null } });
    expect((await again.letters()).length).toBeGreaterThan(0);
    await again.courier.acknowledgeArchive();
    expect((await again.courier.archive()).restoring).toBeNull();
    await device.writeAccountData(hidden.type, hidden.content);
  });
});

describe("archiving", () => {
  it("goes on wherever it was killed, and leaves nothing out", async () => {
    const reaper = new Reaper();
    let citizen = await mailboxOf("rosa", { fetch: reaper.fetch, around: (vault) => reaper.around(vault) });
    await citizen.courier.createRecovery(recoveryKey, null);
    await citizen.courier.round();
    let deaths = 0;
    for (let effect = 1; ; effect++) {
      // Under its own name each time; eight of them also make the levels merge.
      await citizen.vault.commit([draft(`d${effect}`, `written before death ${effect}`)]);
      reaper.arm(effect);
      await citizen.courier.round().catch((error: unknown) => {
        if (!reaper.struck) throw error;
      });
      if (!reaper.struck) break;
      deaths++;
      reaper.disarm();
      citizen = await citizen.reopen();
      opened.push(citizen);
    }
    reaper.disarm();
    expect(deaths).toBeGreaterThan(10);
    expect(await citizen.courier.archive()).toMatchObject({ waiting: 0, rollback: null });
    const before = await draftsOf(citizen);
    await citizen.courier.stop();
    expect(await draftsOf(await recover("rosa"))).toEqual(before);
    console.log(`archive: killed before each of ${deaths} effects`);
  });

  it("merges small chunks, and writes a letter few times", async () => {
    const citizen = await mailboxOf("paul");
    const clerk = await mailboxOf("meldeamt");
    for (let i = 0; i < 20; i++) {
      await citizen.send(clerk.account, { subject: `${i}`, text: "x".repeat(1500) });
      await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === i + 1);
      await citizen.courier.round();
    }
    const state = (await readArchiveState(citizen.vault))!;
    expect(state.index.chunks.length).toBeLessThan(16);
    const held = state.index.chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    console.log(
      `20 letters one by one: ${state.index.chunks.length} chunks, ${held} bytes held, ${state.writtenBytes} written`,
    );
  });

  it("begins anew when a chunk that was to be merged is gone", async () => {
    const citizen = await mailboxOf("lena");
    await citizen.courier.createRecovery(recoveryKey, null);
    const known = (await readArchiveState(citizen.vault))!.index.chunks;
    await citizen.vault.commit([draft("first", "in the chunk that is lost")]);
    await citizen.courier.round();
    const gone = (await readArchiveState(citizen.vault))!.index.chunks.filter(
      ({ name }) => !known.some((chunk) => chunk.name === name),
    );
    const media = gone.map(({ parts }) => parts[0]!.split("/").at(-1)!);
    house.proxy.setFaults(({ path }) =>
      media.some((id) => path.includes(id))
        ? { kind: "answer", status: 404, body: '{"errcode":"M_NOT_FOUND","error":"gone"}' }
        : null,
    );
    for (let i = 0; i < 12; i++) {
      await citizen.vault.commit([draft(`d${i}`, `${i}`)]);
      await citizen.courier.round();
    }
    await roundsUntil([citizen], async () => (await citizen.courier.archive()).waiting === 0);
    const names = (await readArchiveState(citizen.vault))!.index.chunks.map(({ name }) => name);
    expect(gone.some(({ name }) => names.includes(name))).toBe(false);
    const before = await draftsOf(citizen);
    await citizen.courier.stop();
    expect(await draftsOf(await recover("lena"))).toEqual(before);
    house.proxy.setFaults(null);
  });
});
