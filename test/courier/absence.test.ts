import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAutomatic } from "../../shared/letter/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

// Notices of absence over a real homeserver, between mailboxes that each run by their own rounds.

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
const hour = 3_600_000;
const away = (audience: "known" | "everyone", text = "Ich bin bis Freitag nicht da.") => ({
  fromMs: Date.now() - hour,
  untilMs: Date.now() + hour,
  text,
  audience,
});

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxAt(house, "erika"), await mailboxAt(house, "bauamt")];
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const automatic = async (mailbox: TestMailbox, mine: boolean) =>
  (await mailbox.letters()).filter((letter) => letter.mine === mine && isAutomatic(letter.data));
/** Rounds in which anything that is still owed would happen. */
const calm = async () => {
  for (let i = 0; i < 4; i++) for (const { courier } of [citizen, clerk]) await courier.round();
};

describe("somebody who is away", () => {
  it("answers nobody whom they never wrote to, unless they want to", async () => {
    await clerk.courier.absence.set(away("known"));
    const sent = await citizen.send(clerk.account, { subject: "Zaun", text: "Guten Tag" });
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length > 0);
    await calm();
    expect(await automatic(clerk, true)).toEqual([]);
    await clerk.courier.absence.set(away("everyone"));
    await roundsUntil([citizen, clerk], async () => (await automatic(citizen, false)).length > 0);
  });

  it("says so in a signed letter in the thread, which opens nothing and states nothing", async () => {
    const [notice] = await automatic(citizen, false);
    const [asked] = (await citizen.letters()).filter(({ mine }) => mine);
    expect(notice).toMatchObject({
      from: clerk.account,
      subject: "Zaun",
      text: "Ich bin bis Freitag nicht da.",
      inReplyTo: asked?.letter,
      acknowledgeBy: null,
    });
    expect(notice?.proof).not.toBeNull();
    expect((await clerk.letters()).find(({ mine }) => !mine)).toMatchObject({ opened: false });
    const at = { thread: asked!.thread, letter: asked!.letter };
    const kinds = (await citizen.receipts(at)).map((receipt) => receipt.split(" ")[0]);
    expect(kinds.sort()).toEqual(["provided", "submitted"]);
  });

  it("says so once in a thread, also after a restart of the mailbox", async () => {
    const { thread } = (await citizen.threads())[0]!;
    clerk = await clerk.reopen();
    const again = await citizen.send(null, { thread, subject: "", text: "Noch etwas" });
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(again)).length > 0);
    await calm();
    expect(await automatic(clerk, true)).toHaveLength(1);
  });

  it("finds what a restart left unanswered", async () => {
    await clerk.courier.absence.set(null);
    const sent = await citizen.send(clerk.account, { subject: "Baum", text: "Darf er weg?" });
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length > 0);
    await clerk.vault.commit([{ store: "rules", key: "absence", put: away("everyone") }]);
    clerk = await clerk.reopen();
    await roundsUntil([citizen, clerk], async () => (await automatic(citizen, false)).length === 2);
    expect((await clerk.courier.absence.read())?.audience).toBe("everyone");
  });

  it("and somebody else who is away too do not answer each other for ever", async () => {
    await clerk.courier.absence.set(away("everyone", "Ich bin weg."));
    await citizen.courier.absence.set(away("everyone", "Ich auch."));
    const before = (await citizen.letters()).length;
    const sent = await citizen.send(clerk.account, { subject: "Hecke", text: "Wie hoch?" });
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length > 0);
    await calm();
    await calm();
    // The letter and the clerk's notice; the citizen's device does not answer a machine.
    expect((await citizen.letters()).length).toBe(before + 2);
    await citizen.courier.absence.set(null);
  });

  it("says nothing to who is blocked, and nothing when they have answered themselves or are back", async () => {
    await clerk.courier.setContactPolicy({ usual: "block", accounts: [], servers: [] });
    const { thread } = (await clerk.threads()).find(({ subject }) => subject === "Baum")!;
    await clerk.courier.absence.set({ ...away("everyone"), fromMs: Date.now() });
    const sent = await citizen.send(null, { thread, subject: "", text: "Und jetzt?" });
    await roundsUntil([citizen, clerk], async () => (await clerk.receipts(sent)).length > 0);
    await calm();
    const sentBefore = (await automatic(clerk, true)).length;
    await clerk.courier.setContactPolicy({ usual: "allow", accounts: [], servers: [] });
    await clerk.send(null, { thread, subject: "", text: "Ja, er darf." });
    await calm();
    await clerk.courier.absence.set({ ...away("everyone"), untilMs: Date.now() });
    await calm();
    expect(await automatic(clerk, true)).toHaveLength(sentBefore);
  });
});
