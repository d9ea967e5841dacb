import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromUtf8 } from "../../shared/base/index.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;

const mailboxOf = async (name: string): Promise<TestMailbox> => {
  const { password } = await house.account(name);
  return openMailbox({ homeserver: house.proxy.url, user: name, password });
};

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
  await citizen.courier.round();
  await clerk.courier.round();
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

describe("one letter over a real homeserver", () => {
  it("arrives with its files, is answered, and both sides hold receipts", async () => {
    const secret = `Bauantrag ${crypto.randomUUID()}`;
    const plan = await citizen.stage(`plan of ${secret}`);
    const sent = await citizen.send(clerk.account, {
      subject: secret,
      text: `${secret}: bitte genehmigen`,
      files: [{ name: "plan.txt", type: "text/plain", staging: plan }],
    });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    const [arrived] = await clerk.letters();
    expect(arrived).toMatchObject({
      subject: secret,
      text: `${secret}: bitte genehmigen`,
      from: citizen.account,
      opened: false,
    });
    await roundsUntil([citizen, clerk], async () => (await citizen.receipts(sent)).length === 2);
    expect(await citizen.receipts(sent)).toEqual([
      `provided ${clerk.account} true`,
      `submitted ${citizen.account} true`,
    ]);

    await clerk.courier.open(sent.thread, sent.letter);
    expect(fromUtf8(await clerk.file(sent, 0))).toBe(`plan of ${secret}`);
    const answer = await clerk.send(null, {
      thread: sent.thread,
      subject: `Re: ${secret}`,
      text: "genehmigt",
      inReplyTo: sent.letter,
    });
    await roundsUntil([citizen, clerk], async () => (await citizen.letters()).length === 2);
    await citizen.courier.open(answer.thread, answer.letter);
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(answer)).length === 3);
    expect(await clerk.receipts(answer)).toEqual([
      `provided ${citizen.account} true`,
      `retrieved ${citizen.account} true`,
      `submitted ${clerk.account} true`,
    ]);
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length === 3);

    const stored = Buffer.concat(
      await Promise.all([house.server.databasePath, house.server.logPath].map((path) => readFile(path))),
    );
    expect(stored.includes(secret)).toBe(false);
    expect(stored.includes("genehmigt")).toBe(false);
  });
});
