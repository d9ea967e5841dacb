import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partyView } from "../../extension/host/party.ts";
import { createPortalBackend } from "../../extension/host/portal-mailbox.ts";
import { federpostClient, type IdentityProvider, startIdentityProvider } from "../../scripts/idp/index.ts";
import type { AssuranceLevel, Origin, RoomId } from "../../shared/base/index.ts";
import {
  addIssuers,
  readDemand,
  removeIssuer,
  writeDemand,
  writePolicyIssuers,
  writePrescribed,
} from "../../shared/courier/index.ts";
import { folderOf } from "../../shared/mailbox/index.ts";
import { logIn, redirectUri } from "../fake/oidc-login.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";

// Evidence that a mailbox demands of who writes, and a letter of who is to read it, over a real homeserver and provider.

let house: House;
let provider: IdentityProvider;
let erika: TestMailbox;
let max: TestMailbox;
let clerk: TestMailbox;
let list: string;

beforeAll(async () => {
  house = await openHouse("raised");
  const people = [
    { id: "erika", name: "Erika Mustermann", acr: "STORK-QAA-Level-4" },
    { id: "max", name: "Max Mustermann", acr: "STORK-QAA-Level-1" },
  ];
  provider = await startIdentityProvider({ people, redirectUris: [redirectUri], tokenSeconds: 600 });
  const levels = { "STORK-QAA-Level-1": "low", "STORK-QAA-Level-4": "high" };
  const { issuer, keys } = provider;
  list = JSON.stringify([{ issuer, name: "BundID", clientId: federpostClient, keys, levels, maxAgeDays: 365 }]);
  [erika, max, clerk] = [await mailboxAt(house, "p1"), await mailboxAt(house, "p2"), await mailboxAt(house, "bauamt")];
  for (const { vault } of [erika, max, clerk]) await addIssuers(vault, list);
  for (const [mailbox, person] of [
    [erika, "erika"],
    [max, "max"],
  ] as const)
    await mailbox.courier.person.keep(await logIn(provider, person, await mailbox.courier.person.nonce()), null);
});
afterAll(async () => {
  for (const mailbox of [erika, max, clerk]) await mailbox?.close();
  await house?.close();
  await provider?.stop();
});

const write = async (
  from: TestMailbox,
  to: TestMailbox,
  more: { readonly thread?: RoomId; readonly showPerson?: boolean; readonly demands?: AssuranceLevel },
) => {
  const { thread = null, showPerson = false, demands = null } = more;
  const sent = await from.send(thread === null ? to.account : null, { thread, text: "Guten Tag", showPerson, demands });
  const isThere = async () => (await to.letters()).some(({ letter }) => letter === sent.letter);
  await roundsUntil([from, to], async () => (await isThere()) && (await said(from, sent)) !== undefined);
  return sent;
};

/** What the receipt for a letter asks of its sender; undefined while there is none. */
async function said(sender: TestMailbox, { thread, letter }: Awaited<ReturnType<TestMailbox["send"]>>) {
  const receipts = await sender.vault.list("receipts", { prefix: `${thread}/${letter}/` });
  const provided = receipts.map(({ value }) => value as { kind: string; says: string | null; valid: boolean });
  return provided.find(({ kind, valid }) => kind === "provided" && valid)?.says;
}

const folderAt = async (mailbox: TestMailbox, thread: RoomId) => {
  const found = (await mailbox.threads()).find((each) => each.thread === thread);
  return found === undefined ? null : folderOf(found.order, Date.now());
};

describe("a mailbox that demands a level", () => {
  it("keeps a first letter without evidence apart, and its receipt tells the sender what is missing", async () => {
    await writeDemand(clerk.vault, "substantial");
    const first = await write(erika, clerk, {});
    expect([await folderAt(clerk, first.thread), await said(erika, first)]).toEqual(["apart", "substantial"]);
    expect(await partyView(clerk.vault, erika.account, clerk.account)).toMatchObject({ shortOf: "substantial" });
    const second = await write(erika, clerk, { thread: first.thread, showPerson: true });
    expect([await folderAt(clerk, first.thread), await said(erika, second)]).toEqual(["inbox", null]);
    expect((await partyView(clerk.vault, erika.account, clerk.account)).shortOf).toBeUndefined();
  });

  it("takes evidence of a lower level for none, and an answer takes the thread in for good", async () => {
    const first = await write(max, clerk, { showPerson: true });
    expect([await folderAt(clerk, first.thread), await said(max, first)]).toEqual(["apart", "substantial"]);
    await write(clerk, max, { thread: first.thread });
    expect(await folderAt(clerk, first.thread)).toBe("inbox");
    const next = await write(max, clerk, { thread: first.thread });
    expect([await folderAt(clerk, first.thread), await said(max, next)]).toEqual(["inbox", null]);
  });

  it("demands what the administrator prescribes, and more where the person wants more", async () => {
    await writePrescribed(clerk.vault, { minimumAssurance: "substantial", retentionDays: null });
    await writeDemand(clerk.vault, "low");
    expect(await readDemand(clerk.vault)).toEqual({ level: "substantial", prescribed: "substantial" });
    await writeDemand(clerk.vault, "high");
    expect((await readDemand(clerk.vault)).level).toBe("high");
    await writeDemand(clerk.vault, null);
    expect((await readDemand(clerk.vault)).level).toBe("substantial");
  });
});

describe("a letter for proved recipients only", () => {
  const requestsDuring = async (work: () => Promise<unknown>) => {
    const before = house.proxy.requests.length;
    await work();
    return house.proxy.requests.slice(before).filter(({ method }) => method !== "GET").length;
  };
  const refused = async (to: TestMailbox) =>
    (await failureOf(clerk.send(to.account, { text: "Vertraulich", demands: "substantial" }))).code;

  it("goes to who has shown the level, and not to who has shown less or nothing", async () => {
    await write(clerk, erika, { demands: "high" });
    expect(await requestsDuring(async () => expect(await refused(max)).toBe("recipient_not_proved"))).toBe(0);
    const stranger = await mailboxAt(house, "p3");
    expect(await requestsDuring(async () => expect(await refused(stranger)).toBe("recipient_not_proved"))).toBe(0);
    await stranger.close();
  });

  it("is what a portal can demand too: the mailbox says who is proved, and looks again when it takes the letter", async () => {
    const portal = createPortalBackend({
      vault: clerk.vault,
      mailbox: { courier: clerk.courier } as Parameters<typeof createPortalBackend>[0]["mailbox"],
      onCourierEvent: () => undefined,
      now: Date.now,
      desk: { openInbox: async () => undefined },
      tellPages: () => undefined,
    });
    expect(await portal.isProved(erika.account, "high")).toBe(true);
    expect(await portal.isProved(max.account, "low")).toBe(true);
    expect(await portal.isProved(max.account, "substantial")).toBe(false);
    const letter = {
      ...{ origin: "https://portal.example" as Origin, thread: null, subject: "Antrag", text: "Vertraulich" },
      ...{ data: null, acknowledgeBy: null, attachments: [], alsoStore: () => [], demands: "substantial" as const },
    };
    expect((await failureOf(portal.send({ ...letter, to: max.account }))).code).toBe("recipient_not_proved");
    const { letterId } = await portal.send({ ...letter, to: erika.account });
    const isThere = async () => (await erika.letters()).some((each) => each.letter === letterId);
    await roundsUntil([clerk, erika], isThere);
  });

  it("is not sealed when the evidence has ended while it waited", async () => {
    const sent = await clerk.send(erika.account, { text: "Vertraulich", demands: "high" });
    await removeIssuer(clerk.vault, provider.issuer);
    await writePolicyIssuers(clerk.vault, "");
    const ours = async () => (await clerk.letters()).find(({ letter }) => letter === sent.letter);
    await roundsUntil([clerk, erika], async () => (await ours())?.failure !== null);
    expect(await ours()).toMatchObject({ failure: "recipient_not_proved", event: null, digest: null });
    expect((await erika.letters()).some(({ letter }) => letter === sent.letter)).toBe(false);
  });
});
