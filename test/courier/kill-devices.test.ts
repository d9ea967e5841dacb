import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Newcomer, openMailbox, roundsUntil, signInAnew, type TestMailbox } from "./mailbox.ts";
import { Reaper } from "./reaper.ts";
import { type Account, type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

/** Letting a device in, while both ends are killed before each of their effects. */

let house: House;
let account: Account;
let laptop: TestMailbox;
let clerk: TestMailbox;
let thread: Awaited<ReturnType<TestMailbox["send"]>>["thread"];
/** The new device's: it asks again after a minute. */
const clock = shiftedClock();
const reapers = { existing: new Reaper(), new: new Reaper() };
const roles = ["existing", "new"] as const;

const optionsFor = (role: keyof typeof reapers) => ({
  homeserver: house.server.url,
  user: "erika",
  password: account.password,
  fetch: reapers[role].fetch,
  around: reapers[role].around.bind(reapers[role]),
  ...(role === "new" && { clock }),
});

beforeAll(async () => {
  house = await openHouse("raised");
  account = await house.account("erika");
  const { password } = await house.account("bauamt");
  laptop = await openMailbox(optionsFor("existing"));
  clerk = await openMailbox({ homeserver: house.server.url, user: "bauamt", password });
  await clerk.courier.round();
  thread = (await laptop.send(clerk.account, { text: "before" })).thread;
  await roundsUntil([laptop, clerk], async () => (await clerk.letters()).length === 1);
});
afterAll(async () => {
  await laptop?.close();
  await clerk?.close();
  await house?.close();
});

/** Does something that one end may die in; a dead one is started anew from what is on disk. */
async function enduring(role: keyof typeof reapers, work: () => Promise<unknown>, revive: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    if (!reapers[role].struck) throw error;
  }
  if (!reapers[role].struck) return;
  reapers[role].disarm();
  await revive();
}

/** What the person does at the existing device when they see it. */
async function atLaptop(code: string): Promise<void> {
  await laptop.courier.round();
  for (const { id, state } of await laptop.courier.pairings()) {
    if (state.kind === "asked") await laptop.courier.answerPairing(id, code);
    if (state.kind === "compare" && state.confirmed) await laptop.courier.approvePairing(id, null);
  }
}

/** The first opening writes, too: whoever dies in it opens again. */
async function openSurviving(newcomer: Newcomer): Promise<TestMailbox> {
  try {
    return await newcomer.open();
  } catch (error) {
    if (!reapers.new.struck) throw error;
    reapers.new.disarm();
    return (await newcomer.reopen()).open();
  }
}

/** Both people go on until the device is in. The new one shows a new code when the existing one has forgotten it. */
async function letIn(first: Newcomer): Promise<TestMailbox> {
  let newcomer = first;
  let stuck = 0;
  const reviveNew = async () => {
    newcomer = await newcomer.reopen();
  };
  const reviveLaptop = async () => {
    laptop = await laptop.reopen();
  };
  for (let i = 0; i < 60; i++) {
    const { waiting } = newcomer;
    if (waiting === null) return openSurviving(newcomer);
    let isIn = false;
    await enduring(
      "new",
      async () => {
        const { state } = await waiting.view();
        stuck++;
        if (state.kind === "asking" && stuck > 6) clock.shift(61_000);
        if (state.kind === "ended" || (state.kind === "compare" && stuck > 6)) await waiting.restart();
        else if (state.kind === "compare" && !state.confirmed) await waiting.confirm();
        if (stuck > 6) stuck = 0;
        isIn = await waiting.round(0);
      },
      reviveNew,
    );
    if (isIn) return openSurviving(newcomer);
    if (newcomer.waiting === null) continue;
    const { code } = await newcomer.waiting.view();
    await enduring("existing", () => atLaptop(code), reviveLaptop);
  }
  throw new Error("The device was not let in");
}

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

/** Lets a device in; both ends die before this effect of theirs. Returns who did. */
async function oneDevice(effect: number): Promise<(keyof typeof reapers)[]> {
  const newcomer = await signInAnew(optionsFor("new"));
  for (const reaper of Object.values(reapers)) reaper.arm(effect);
  const phone = await letIn(newcomer);
  const died = roles.filter((role) => !reapers[role].isArmed);
  for (const reaper of Object.values(reapers)) reaper.disarm();
  const joined = async () => (await phone.threads()).some((t) => t.thread === thread && t.state === "open");
  // What failed with the one that was killed is tried again after a pause.
  await roundsUntil(
    [phone, laptop, clerk],
    async () => (await joined()) && (await laptop.courier.threadsToSettle()) === 0,
    400,
  );
  // One more round, so that the other side knows of the device.
  await clerk.courier.round();
  const text = `effect ${effect}`;
  await clerk.send(null, { thread, text });
  await roundsUntil([phone, laptop, clerk], async () => (await has(phone, text)) && has(laptop, text));
  const devices = await laptop.courier.devices();
  expect(
    devices
      .filter(({ certified }) => certified)
      .map(({ deviceId }) => deviceId)
      .sort(),
  ).toEqual([laptop, phone].map(({ courier }) => courier.self().deviceId).sort());
  for (const mailbox of [phone, laptop, clerk]) {
    expect((await mailbox.entries(thread)).filter(({ kind }) => kind === "unreadable")).toEqual([]);
  }
  await laptop.courier.removeDevice(phone.courier.self().deviceId, {
    proof: { kind: "password", password: account.password },
    way: null,
  });
  await roundsUntil([laptop, clerk], async () => (await laptop.courier.threadsToSettle()) === 0);
  await phone.close();
  return died;
}

describe("letting a device in, killed before any effect", () => {
  it("ends with it in the account and in its thread, once, whichever end dies", async () => {
    const died = { existing: 0, new: 0 };
    for (let effect = 1, last: number = roles.length; last > 0; effect++) {
      const dead = await oneDevice(effect);
      for (const role of dead) died[role]++;
      last = dead.length;
    }
    expect(died.new).toBeGreaterThan(8);
    expect(died.existing).toBeGreaterThan(8);
    console.log(`killed before each effect: the new device ${died.new} times, the existing one ${died.existing} times`);
  }, 1_800_000);
});
