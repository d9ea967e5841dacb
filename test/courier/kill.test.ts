import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromUtf8 } from "../../shared/base/index.ts";
import type { Accepted } from "../../shared/courier/index.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { Reaper } from "./reaper.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
const reapers = { citizen: new Reaper(), clerk: new Reaper() };
const roles = ["citizen", "clerk"] as const;

const mailboxOf = async (name: keyof typeof reapers): Promise<TestMailbox> => {
  const { password } = await house.account(name);
  const reaper = reapers[name];
  return openMailbox({
    homeserver: house.server.url,
    user: name,
    password,
    fetch: reaper.fetch,
    around: (vault) => reaper.around(vault),
  });
};

const pair = {} as Record<keyof typeof reapers, TestMailbox>;

beforeAll(async () => {
  house = await openHouse("raised");
  pair.citizen = await mailboxOf("citizen");
  pair.clerk = await mailboxOf("clerk");
  await pair.citizen.courier.round();
  await pair.clerk.courier.round();
});
afterAll(async () => {
  await pair.citizen?.close();
  await pair.clerk?.close();
  await house?.close();
});

/** Runs work of a mailbox that may die in it; a dead one is started anew from what is on disk. */
async function surviving<T>(
  role: keyof typeof reapers,
  work: (mailbox: TestMailbox) => Promise<T>,
): Promise<T | "died"> {
  const reaper = reapers[role];
  let result: T | "died";
  try {
    result = await work(pair[role]);
  } catch (error) {
    if (!reaper.struck) throw error;
    result = "died";
  }
  if (!reaper.struck) return result;
  reaper.disarm();
  pair[role] = await pair[role].reopen();
  return "died";
}

async function round(): Promise<void> {
  await surviving("citizen", ({ courier }) => courier.round());
  await surviving("clerk", ({ courier }) => courier.round());
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await holds()) return;
    await round();
  }
  await roundsUntil([pair.citizen, pair.clerk], holds, 1);
}

const ours = async (mailbox: TestMailbox, subject: string) =>
  (await mailbox.letters()).filter((letter) => letter.subject === subject);

/** One letter with a file, opened and receipted; whoever is armed dies somewhere on the way. */
async function oneLetter(subject: string): Promise<void> {
  const write = (mailbox: TestMailbox) =>
    mailbox.stage(subject).then((staging) =>
      mailbox.send(pair.clerk.account, {
        subject,
        text: subject,
        files: [{ name: "f.txt", type: "text/plain", staging }],
      }),
    );
  const first = await surviving("citizen", write);
  const kept = (await ours(pair.citizen, subject))[0];
  let sent: Accepted;
  if (first !== "died") sent = first;
  // Died before it was accepted: the person saw no letter and writes again. Accepted: it goes out by itself.
  else
    sent =
      kept === undefined
        ? ((await surviving("citizen", write)) as Accepted)
        : { letter: kept.letter, thread: kept.thread };
  await until(async () => (await ours(pair.clerk, subject)).length > 0);
  if ((await surviving("clerk", ({ courier }) => courier.open(sent.thread, sent.letter))) === "died") {
    await pair.clerk.courier.open(sent.thread, sent.letter);
  }
  const receipted = async () =>
    (await pair.citizen.receipts(sent)).length === 3 && (await pair.clerk.receipts(sent)).length === 3;
  const idle = async ({ vault }: TestMailbox) =>
    (await vault.count("outbox")) + (await vault.count("parked")) + (await vault.count("pending")) === 0;
  await until(async () => (await receipted()) && (await idle(pair.citizen)) && (await idle(pair.clerk)));
  expect(await pair.citizen.receipts(sent)).toEqual([
    `provided ${pair.clerk.account} true`,
    `retrieved ${pair.clerk.account} true`,
    `submitted ${pair.citizen.account} true`,
  ]);
  expect(await ours(pair.clerk, subject)).toHaveLength(1);
  expect(await ours(pair.citizen, subject)).toHaveLength(1);
  const file = await surviving("clerk", (clerk) => clerk.file(sent, 0));
  expect(fromUtf8(file === "died" ? await pair.clerk.file(sent, 0) : file)).toBe(subject);
  for (const mailbox of [pair.citizen, pair.clerk]) {
    // A nonce or epoch used twice would show on the other side as something that cannot be opened.
    expect((await mailbox.entries(sent.thread)).filter(({ kind }) => kind !== "letter")).toEqual([]);
    // A file that was staged and never sent stays for a quarter of an hour, on record; ciphertext of nothing goes.
    const staged = new Set((await mailbox.vault.list("files")).map(({ key }) => key));
    const blobs = (await mailbox.vault.listBlobs("")).map(({ key }) => key.split("/")[1] ?? "");
    expect(blobs.filter((id) => !staged.has(id))).toEqual([]);
  }
}

/** Both die before their first effect, then both before their second, until neither dies on the way. */
async function dieEverywhere(): Promise<Record<keyof typeof reapers, number>> {
  const died = { citizen: 0, clerk: 0 };
  for (let effect = 1; ; effect++) {
    for (const reaper of Object.values(reapers)) reaper.arm(effect);
    await oneLetter(`death before effect ${effect}`);
    // `surviving` disarms after a death: a reaper that still counts never struck.
    const alive = roles.filter((role) => reapers[role].isArmed);
    for (const reaper of Object.values(reapers)) reaper.disarm();
    for (const role of roles) if (!alive.includes(role)) died[role]++;
    if (alive.length === roles.length) return died;
  }
}

describe("processes killed before any of their effects", () => {
  it("neither lose nor double a letter, a file or a receipt, as the sender and as the recipient", async () => {
    const died = await dieEverywhere();
    expect(died.citizen).toBeGreaterThan(20);
    expect(died.clerk).toBeGreaterThan(10);
    console.log(`killed before each effect: the sender ${died.citizen} times, the recipient ${died.clerk} times`);
  }, 1_800_000);
});
