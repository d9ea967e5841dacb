import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFederpostError, type UserId } from "../../shared/base/index.ts";
import { type ContactPolicy, openContactPolicy, withAccountRule } from "../../shared/mailbox/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
const opened: TestMailbox[] = [];

const mailboxOf = async (name: string): Promise<TestMailbox> => {
  const mailbox = await mailboxAt(house, name);
  opened.push(mailbox);
  return mailbox;
};

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await house?.close();
});

const block = (account: UserId): ContactPolicy => withAccountRule(openContactPolicy, account, "block");
const texts = async (mailbox: TestMailbox) => (await mailbox.letters()).map(({ text }) => text);

const seesLeave = (mailbox: TestMailbox) => async () => {
  const threads = await mailbox.threads();
  const entries = await Promise.all(threads.map(({ thread }) => mailbox.entries(thread)));
  return entries.flat().some((entry) => entry.kind === "notice" && entry.what === "member_left");
};

describe("a thread", () => {
  it("of a blocked account is not let in, and its side sees that we left", async () => {
    const [citizen, pest] = [await mailboxOf("blocks"), await mailboxOf("pest")];
    await citizen.courier.setContactPolicy(block(pest.account));
    await pest.send(citizen.account, { text: "nochmal" });
    await roundsUntil([pest, citizen], seesLeave(pest));
    expect(await citizen.threads()).toEqual([]);
    expect(await texts(citizen)).toEqual([]);
    expect(await citizen.vault.list("parked")).toEqual([]);
  });

  it("is left when its other side is blocked; what is there stays, and nothing more comes", async () => {
    const [citizen, pest] = [await mailboxOf("leaves"), await mailboxOf("nuisance")];
    await pest.send(citizen.account, { text: "erster Brief" });
    await roundsUntil([pest, citizen], async () => (await texts(citizen)).includes("erster Brief"));
    const [before] = await citizen.threads();
    await citizen.courier.setContactPolicy(block(pest.account));
    await pest.send(null, { thread: before!.thread, text: "zweiter Brief" });
    await roundsUntil([citizen, pest], seesLeave(pest));
    for (let i = 0; i < 3; i++) await citizen.courier.round();
    expect(await texts(citizen)).toEqual(["erster Brief"]);
    expect((await citizen.threads())[0]!.state).toBe("expelled");
    const answer = citizen.send(null, { thread: before!.thread, text: "Antwort" });
    await expect(answer).rejects.toSatisfy((error) => isFederpostError(error) && error.code === "not_permitted");
  });

  it("can be begun anew once the block is taken back", async () => {
    const [citizen, friend] = [await mailboxOf("forgives"), await mailboxOf("forgiven")];
    await citizen.courier.setContactPolicy(block(friend.account));
    await citizen.courier.setContactPolicy(openContactPolicy);
    await friend.send(citizen.account, { text: "wieder da" });
    await roundsUntil([friend, citizen], async () => (await texts(citizen)).includes("wieder da"));
  });

  it("under 'nobody may write' comes from allowed servers and from whom the person already writes with", async () => {
    const [citizen, agency, stranger] = [
      await mailboxOf("closed"),
      await mailboxOf("agency"),
      await mailboxOf("stranger"),
    ];
    await citizen.courier.setContactPolicy({ ...openContactPolicy, usual: "block" });
    await citizen.send(agency.account, { text: "Antrag" });
    await roundsUntil([citizen, agency], async () => (await texts(agency)).includes("Antrag"));
    await agency.send(citizen.account, { text: "neue Sache" });
    await stranger.send(citizen.account, { text: "Werbung" });
    await roundsUntil([agency, stranger, citizen], async () => (await texts(citizen)).includes("neue Sache"));
    await roundsUntil([stranger, citizen], seesLeave(stranger));
    expect(await texts(citizen)).not.toContain("Werbung");
    const server = stranger.account.split(":").slice(1).join(":");
    await citizen.courier.setContactPolicy({ usual: "block", accounts: [], servers: [{ server, rule: "allow" }] });
    await stranger.send(citizen.account, { text: "Einladung" });
    await roundsUntil([stranger, citizen], async () => (await texts(citizen)).includes("Einladung"));
  });
});
