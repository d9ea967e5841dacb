import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoomId } from "../../shared/base/index.ts";
import { type Accepted, addDraftFile } from "../../shared/courier/index.ts";
import { trashDays } from "../../shared/mailbox/index.ts";
import { storeNames, stores } from "../../shared/vault/index.ts";
import { type MailboxOptions, mailboxAt, openMailbox, roundsUntil, signInAnew, type TestMailbox } from "./mailbox.ts";
import { addDevice } from "./pair.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
const opened: TestMailbox[] = [];
const dayMs = 86_400_000;
const recoveryKey = crypto.getRandomValues(new Uint8Array(16));

const clockOf = () => {
  let ahead = 0;
  const advance = (ms: number): void => {
    ahead += ms;
  };
  return { clock: { now: () => Date.now() + ahead }, advance };
};

const at = async (user: string, options: Partial<MailboxOptions> = {}): Promise<TestMailbox> => {
  const mailbox = await mailboxAt(house, user, options);
  opened.push(mailbox);
  return mailbox;
};

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close().catch(() => undefined);
  await house?.close();
});

const settle = async (...mailboxes: TestMailbox[]): Promise<void> => {
  for (let i = 0; i < 3; i++) for (const { courier } of mailboxes) await courier.round();
};

/** Two people with one letter between them that the clerk has opened. */
async function exchanged(a: string, b: string, options: Partial<MailboxOptions> = {}) {
  const [citizen, clerk] = [await at(a), await at(b, options)];
  const sent = await citizen.send(clerk.account, { subject: "Geheimer Betreff", text: "Geheimer Text" });
  await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
  await clerk.courier.open(sent.thread, sent.letter);
  await settle(citizen, clerk);
  return { citizen, clerk, sent };
}

const trashed = (mailbox: TestMailbox, thread: RoomId, deadlines: "keep" | "despite" = "keep") =>
  mailbox.courier.deletion.trash([thread], deadlines);

/** Everything that a mailbox still says of a letter. */
async function tracesOf({ vault }: TestMailbox, { thread, letter }: Accepted): Promise<string[]> {
  const records = storeNames.filter((store) => stores[store].encoding === "json");
  const all = await Promise.all(records.map(async (store) => ({ store, entries: await vault.list(store) })));
  return all.flatMap(({ store, entries }) =>
    entries
      .filter(({ key, value }) => {
        const isIt = key === `${thread}/${letter}` && store !== "erased";
        return isIt || JSON.stringify(value).includes("Geheim");
      })
      .map(({ key }) => `${store}/${key}`),
  );
}

describe("deleting letters", () => {
  it("lies in the trash first, and one act takes it back; a new letter does too", async () => {
    const { citizen, clerk, sent } = await exchanged("erika1", "amt1");
    expect(await trashed(clerk, sent.thread)).toEqual([]);
    expect((await clerk.threads())[0]!.order.trashedAtMs).not.toBeNull();
    await clerk.courier.order([{ thread: sent.thread, change: { trashedAtMs: null } }]);
    expect((await clerk.threads())[0]!.order.trashedAtMs).toBeNull();
    await trashed(clerk, sent.thread);
    await citizen.send(null, { thread: sent.thread, text: "Noch etwas" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 2);
    expect((await clerk.threads())[0]!.order.trashedAtMs).toBeNull();
    await clerk.courier.deletion.erase([sent.thread]);
    expect(await clerk.letters()).toHaveLength(2);
  });

  it("leaves nothing: not in the vault, its files, the search, nor for a letter that is said again", async () => {
    const { citizen, clerk, sent } = await exchanged("erika2", "amt2");
    expect((await clerk.courier.search("geheimer", 10)).total).toBeGreaterThan(0);
    const folder = dirname(clerk.vault.name);
    const files = () => readdirSync(folder).map((file) => readFileSync(join(folder, file)));
    const db = new DatabaseSync(clerk.vault.name, { readOnly: true });
    const sealed = db.prepare("SELECT sealed FROM records WHERE store = 'letters'").all();
    db.close();
    const pieces = sealed.map((row) => Buffer.from(row.sealed as Uint8Array).subarray(20, 60));
    const found = () => pieces.filter((piece) => files().some((bytes) => bytes.includes(piece))).length;
    // As the list of a large mailbox keeps its extracts.
    const [thread] = await clerk.threads();
    const extract = { place: "", revision: 1, summary: { thread: sent.thread, subject: thread!.subject } };
    await clerk.vault.commit([{ store: "summaries", key: "000000", put: { form: 0, extracts: [extract] } }]);
    // A draft of an answer, with a file.
    const staging = await clerk.stage("Geheime Datei");
    const file = { id: "1", name: "Geheim.pdf", type: "", sizeBytes: 13, staging };
    const draft = { draftId: "draft-1", thread: sent.thread, to: null, subject: "", text: "Geheime Antwort" };
    await addDraftFile(clerk.vault, draft, { file, nowMs: 1 });
    const ofDrafts = async () =>
      (await clerk.vault.list("files")).length + (await clerk.vault.listBlobs("stage/")).length;
    // Controls: what is looked for afterwards is there before.
    expect(found()).toBe(pieces.length);
    expect(await tracesOf(clerk, sent)).toContain("drafts/draft-1");
    expect(await ofDrafts()).toBe(2);
    await trashed(clerk, sent.thread);
    await clerk.courier.deletion.erase([sent.thread]);
    await settle(clerk);
    expect(await tracesOf(clerk, sent)).toEqual([]);
    expect(await ofDrafts()).toBe(0);
    expect(found()).toBe(0);
    expect((await clerk.courier.search("geheimer", 10)).total).toBe(0);
    expect((await clerk.threads()).map(({ emptied, subject }) => ({ emptied, subject }))).toEqual([
      { emptied: true, subject: "" },
    ]);
    // The other side keeps its letter, and what it writes next arrives.
    expect((await citizen.letters()).map(({ text }) => text)).toEqual(["Geheimer Text"]);
    await citizen.send(null, { thread: sent.thread, subject: "Neu", text: "Neuer Brief" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    expect((await clerk.threads())[0]).toMatchObject({ emptied: false, subject: "Neu" });
    expect(await tracesOf(clerk, sent)).toEqual([]);
  });

  it("takes one letter out of a thread and leaves no trace of it: what stays gives the thread its subject and preview", async () => {
    const { citizen, clerk, sent } = await exchanged("erika7", "amt7");
    await citizen.send(null, { thread: sent.thread, subject: "Bleibt", text: "Bleibender Text" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 2);
    const second = (await clerk.letters())[1]!;
    await clerk.courier.open(sent.thread, second.letter);
    await settle(citizen, clerk);
    expect((await clerk.threads())[0]!.subject).toBe("Geheimer Betreff");
    expect(await clerk.courier.deletion.eraseLetter(sent, "keep")).toEqual([]);
    await settle(clerk);
    expect(await tracesOf(clerk, sent)).toEqual([]);
    expect((await clerk.threads())[0]).toMatchObject({ subject: "Bleibt", preview: "Bleibender Text", emptied: false });
    expect((await clerk.letters()).map(({ text }) => text)).toEqual(["Bleibender Text"]);
    expect((await clerk.courier.search("geheimer", 10)).total).toBe(0);
    // The last one empties the thread.
    await clerk.courier.deletion.eraseLetter({ ...sent, letter: second.letter }, "keep");
    expect((await clerk.threads())[0]).toMatchObject({ subject: "", emptied: true });
  });

  it("of one letter waits until it is sent, and asks about its deadline alone", async () => {
    const { citizen, clerk, sent } = await exchanged("erika8", "amt8");
    const later = new Date(Date.now() + 20 * dayMs).toISOString().slice(0, 10);
    const asking = await clerk.send(null, { thread: sent.thread, text: "Bitte bestätigen", acknowledgeBy: later });
    expect(await clerk.courier.deletion.eraseLetter(asking, "despite")).toEqual(["unsent"]);
    await roundsUntil([clerk, citizen], async () => (await citizen.letters()).length === 2);
    await settle(clerk, citizen);
    expect(await citizen.courier.deletion.eraseLetter(asking, "keep")).toEqual(["deadline"]);
    expect(await citizen.courier.deletion.eraseLetter(sent, "keep")).toEqual([]);
    expect(await citizen.courier.deletion.eraseLetter(asking, "despite")).toEqual([]);
    expect(await citizen.letters()).toEqual([]);
  });

  it("is gone from the archive: who comes with the recovery key gets the other letters alone", async () => {
    const { password } = await house.account("amt3");
    const [citizen, clerk] = [
      await at("erika3"),
      await openMailbox({ homeserver: house.proxy.url, user: "amt3", password }),
    ];
    opened.push(clerk);
    await clerk.courier.round();
    const sent = await citizen.send(clerk.account, { subject: "Geheimer Betreff", text: "Geheimer Text" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    await clerk.courier.open(sent.thread, sent.letter);
    const kept = await citizen.send(clerk.account, { subject: "Bleibt", text: "Bleibender Text" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 2);
    await clerk.courier.open(kept.thread, kept.letter);
    await settle(citizen, clerk);
    await clerk.courier.createRecovery(recoveryKey, null);
    await settle(clerk);
    const restored = async () => {
      const newcomer = await signInAnew({ homeserver: house.proxy.url, user: "amt3", password });
      await newcomer.waiting!.recover({ recoveryKey, way: null, others: "lost" });
      const mailbox = await newcomer.open();
      opened.push(mailbox);
      await settle(mailbox);
      return mailbox;
    };
    await trashed(clerk, sent.thread);
    await clerk.courier.deletion.erase([sent.thread]);
    await settle(clerk);
    const mailbox = await restored();
    expect((await mailbox.letters()).map(({ subject }) => subject)).toEqual(["Bleibt"]);
    expect(await tracesOf(mailbox, sent)).toEqual([]);
  });

  it("reaches the account's other devices: each deletes the letter when it looks again", async () => {
    const time = clockOf();
    const { password } = await house.account("amt4");
    const options = { homeserver: house.proxy.url, user: "amt4", password, clock: time.clock };
    const clerk = await openMailbox(options);
    opened.push(clerk);
    await clerk.courier.round();
    const second = await addDevice(options, clerk);
    opened.push(second);
    await settle(clerk, second);
    const citizen = await at("erika4");
    const sent = await citizen.send(clerk.account, { subject: "Geheimer Betreff", text: "Geheimer Text" });
    const both = async () => (await clerk.letters()).length === 1 && (await second.letters()).length === 1;
    await roundsUntil([citizen, clerk, second], both);
    await settle(citizen, clerk, second);
    await trashed(clerk, sent.thread);
    await clerk.courier.deletion.erase([sent.thread]);
    await settle(clerk);
    // Control: until it looks, the other device has the letter.
    expect(await tracesOf(second, sent)).not.toEqual([]);
    time.advance(31 * 60_000);
    await settle(second);
    expect(await tracesOf(second, sent)).toEqual([]);
    expect((await second.threads()).map(({ emptied }) => emptied)).toEqual([true]);
  });

  it("waits for unsent letters and asks about open deadlines; what the person insists on goes", async () => {
    const { citizen, clerk, sent } = await exchanged("erika5", "amt5");
    const later = new Date(Date.now() + 20 * dayMs).toISOString().slice(0, 10);
    await clerk.send(null, { thread: sent.thread, text: "Bitte bestätigen", acknowledgeBy: later });
    expect(await trashed(clerk, sent.thread, "despite")).toEqual([{ thread: sent.thread, holds: ["unsent"] }]);
    await roundsUntil([clerk, citizen], async () => (await citizen.letters()).length === 2);
    await settle(clerk, citizen);
    expect(await trashed(citizen, sent.thread)).toEqual([{ thread: sent.thread, holds: ["deadline"] }]);
    expect((await citizen.threads())[0]!.order.trashedAtMs).toBeNull();
    expect(await trashed(citizen, sent.thread, "despite")).toEqual([]);
    expect((await citizen.threads())[0]!.order.trashedAtMs).not.toBeNull();
  });

  it("happens by itself: by the rule into the trash, and from there after its days", async () => {
    const time = clockOf();
    const { clerk, sent } = await exchanged("erika6", "amt6", { clock: time.clock });
    await clerk.courier.deletion.setRetention({ days: 10 });
    time.advance(11 * dayMs);
    await settle(clerk);
    // Control: only what was put away is closed.
    expect((await clerk.threads())[0]!.order.trashedAtMs).toBeNull();
    await clerk.courier.order([{ thread: sent.thread, change: { archived: true } }]);
    time.advance(dayMs / 12);
    await settle(clerk);
    expect((await clerk.threads())[0]!.order.trashedAtMs).not.toBeNull();
    expect(await tracesOf(clerk, sent)).not.toEqual([]);
    time.advance((trashDays + 1) * dayMs);
    await settle(clerk);
    expect(await tracesOf(clerk, sent)).toEqual([]);
  });
});
