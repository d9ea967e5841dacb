import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DraftWorld } from "../../extension/host/drafts.ts";
import { forwardLetter } from "../../extension/host/forward.ts";
import { fromUtf8, type RoomId, systemRandom } from "../../shared/base/index.ts";
import { removeDraftFile } from "../../shared/courier/drafts.ts";
import { addDraftFile, discardDraft, listDrafts, saveDraftWords, wholeDraft } from "../../shared/courier/index.ts";
import { verifyFile } from "../../shared/verify/index.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;
const opened: TestMailbox[] = [];

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close().catch(() => undefined);
  await house?.close();
});

const clockOf = () => {
  let ahead = 0;
  const advance = (ms: number): void => {
    ahead += ms;
  };
  return { clock: { now: () => Date.now() + ahead }, advance };
};

/** Two mailboxes; the citizen's clock can be set forward. */
async function pairOf(name: string) {
  const time = clockOf();
  const citizen = await mailboxAt(house, `erika-${name}`, { clock: time.clock });
  const clerk = await mailboxAt(house, `amt-${name}`);
  opened.push(citizen, clerk);
  return { citizen, clerk, time };
}

const words = (draftId: string, thread: RoomId | null = null) => ({
  ...{ draftId, thread, to: null, subject: "Antrag", text: "Geheimer Text" },
  ...{ asking: { acknowledgeBy: "31.12.2026", adding: "nothing", own: null }, filling: null, showPerson: false },
});

/** As a page stores it that knows what lies there. */
async function save({ vault }: TestMailbox, draft: ReturnType<typeof words>, isEmpty = false): Promise<number | null> {
  const basedOn = (await vault.read("drafts", draft.draftId))?.revision ?? null;
  return saveDraftWords(vault, draft, { nowMs: 1, isEmpty, basedOn });
}

/** A draft with a file in it, as the host makes one. */
async function draftWithFile(mailbox: TestMailbox, draftId: string, content: Uint8Array, thread?: RoomId) {
  const { vault, stage } = mailbox;
  const staging = await stage(content);
  const file = {
    id: `file-${draftId}`,
    name: "Geheim.pdf",
    type: "application/pdf",
    sizeBytes: content.length,
    staging,
  };
  await addDraftFile(vault, words(draftId, thread ?? null), { file, nowMs: 1 });
  await save(mailbox, words(draftId, thread ?? null));
  return { file, staging };
}

/** Sends a draft as the host does, held for ten seconds. */
async function sendDraft(mailbox: TestMailbox, draftId: string, to: TestMailbox["account"] | null, thread?: RoomId) {
  const draft = (await wholeDraft(mailbox.vault, draftId))!;
  const files = draft.files.map(({ name, type, staging }) => ({ name, type, staging }));
  return mailbox.send(to, {
    ...{ thread: thread ?? null, subject: "Antrag", text: "Geheimer Text", files },
    hold: { ms: 10_000, draft },
    with: () => [{ store: "drafts", key: draftId, remove: true }],
  });
}

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);
const blobsOf = async ({ vault }: TestMailbox) => (await vault.listBlobs("stage/")).length;
const keysOf = async ({ vault }: TestMailbox) => (await vault.list("files")).length;

describe("files of drafts", () => {
  it("outlive restarts and every tidying up, in several parts and sealed", async () => {
    const { citizen, time } = await pairOf("kept");
    const content = bytes(9 * 1024 * 1024);
    await draftWithFile(citizen, "draft-1", content);
    await draftWithFile(citizen, "draft-2", bytes(10));
    expect(await blobsOf(citizen)).toBeGreaterThan(2);
    const again = await citizen.reopen();
    opened.push(again);
    // Long after what nobody claims would be swept.
    time.advance(48 * 3_600_000);
    await again.courier.round();
    await again.courier.round();
    expect((await listDrafts(again.vault)).map(({ draftId }) => draftId).sort()).toEqual(["draft-1", "draft-2"]);
    const draft = (await wholeDraft(again.vault, "draft-1"))!;
    expect(draft).toMatchObject({ text: "Geheimer Text", asking: { acknowledgeBy: "31.12.2026" } });
    const pieces: Uint8Array[] = [];
    for await (const piece of await again.courier.staged(draft.files[0]!.staging)) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(Buffer.from(content))).toBe(true);
    const db = new DatabaseSync(again.vault.name, { readOnly: true });
    const stored = db.prepare("SELECT bytes FROM blobs").all() as { bytes: Uint8Array }[];
    db.close();
    const piece = Buffer.from(content.subarray(1000, 1064));
    expect(stored.some((row) => Buffer.from(row.bytes).includes(piece))).toBe(false);
  });

  it("go with their keys when the draft is thrown away or the file is taken out; the same file twice is there once", async () => {
    const { citizen } = await pairOf("gone");
    const { file } = await draftWithFile(citizen, "draft-1", bytes(100));
    const second = { ...file, staging: await citizen.stage(bytes(100)) };
    await addDraftFile(citizen.vault, words("draft-1"), { file: second, nowMs: 2 });
    expect((await listDrafts(citizen.vault))[0]!.files).toHaveLength(1);
    expect(await keysOf(citizen)).toBe(1);
    await removeDraftFile(citizen.vault, { draftId: "draft-1", id: file.id }, () => false);
    expect([await keysOf(citizen), await blobsOf(citizen)]).toEqual([0, 0]);
    expect(await listDrafts(citizen.vault)).toHaveLength(1);
    await draftWithFile(citizen, "draft-1", bytes(100));
    await discardDraft(citizen.vault, "draft-1");
    expect([await keysOf(citizen), await blobsOf(citizen), (await listDrafts(citizen.vault)).length]).toEqual([
      0, 0, 0,
    ]);
  });

  it("keep an emptied draft as long as there is one; without it an emptied draft is none", async () => {
    const { citizen } = await pairOf("empty");
    const { file } = await draftWithFile(citizen, "draft-1", bytes(1));
    expect(await save(citizen, words("draft-1"), true)).not.toBeNull();
    expect(await listDrafts(citizen.vault)).toHaveLength(1);
    await removeDraftFile(citizen.vault, { draftId: "draft-1", id: file.id }, () => true);
    expect(await listDrafts(citizen.vault)).toEqual([]);
    expect(await save(citizen, words("draft-2"), true)).toBeNull();
    expect(await listDrafts(citizen.vault)).toEqual([]);
  });

  it("that are not on this device keep the letter from going out without them", async () => {
    const { citizen } = await pairOf("missing");
    const { staging } = await draftWithFile(citizen, "draft-1", bytes(1));
    await citizen.vault.commit([{ store: "files", key: staging, remove: true }]);
    await expect(wholeDraft(citizen.vault, "draft-1")).rejects.toMatchObject({ code: "expired" });
  });
});

describe("a letter that was just sent", () => {
  it("stays here for its seconds, then goes out with its files", async () => {
    const { citizen, clerk, time } = await pairOf("held");
    await draftWithFile(citizen, "draft-1", bytes(300));
    const sent = await sendDraft(citizen, "draft-1", clerk.account);
    for (let i = 0; i < 3; i++) await citizen.courier.round();
    expect(await citizen.courier.held.list()).toMatchObject([{ letter: sent.letter, to: [clerk.account] }]);
    // Not even an invitation has left.
    expect((await citizen.threads())[0]).toMatchObject({ state: "starting", invited: [] });
    time.advance(10_000);
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    await clerk.courier.open(sent.thread, sent.letter);
    expect(await clerk.file(sent, 0)).toEqual(bytes(300));
    expect([await keysOf(citizen), await blobsOf(citizen)]).toEqual([0, 0]);
    expect(await citizen.courier.held.takeBack(sent.letter)).toBeNull();
  });

  it("becomes the draft again with all that was in it, and its thread is gone as if it had never been", async () => {
    const { citizen, clerk, time } = await pairOf("back");
    await draftWithFile(citizen, "draft-1", bytes(300));
    const before = await wholeDraft(citizen.vault, "draft-1");
    const sent = await sendDraft(citizen, "draft-1", clerk.account);
    expect(await listDrafts(citizen.vault)).toEqual([]);
    const draft = await citizen.courier.held.takeBack(sent.letter);
    expect(draft).toEqual(before);
    expect(await wholeDraft(citizen.vault, "draft-1")).toEqual(before);
    expect(await citizen.threads()).toEqual([]);
    expect(await citizen.letters()).toEqual([]);
    for (const store of ["groups", "epochs", "ratchets"] as const) expect(await citizen.vault.list(store)).toEqual([]);
    expect((await citizen.courier.search("Geheimer", 10)).total).toBe(0);
    time.advance(60_000);
    for (let i = 0; i < 4; i++) for (const { courier } of [citizen, clerk]) await courier.round();
    expect(await citizen.vault.list("outbox")).toEqual([]);
    expect(await clerk.threads()).toEqual([]);
    // And it can be sent after all.
    const again = await sendDraft(citizen, "draft-1", clerk.account);
    await citizen.courier.held.sendNow(again.letter);
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    await clerk.courier.open(again.thread, again.letter);
    expect(await clerk.file(again, 0)).toEqual(bytes(300));
  });

  it("as an answer leaves its thread as it was", async () => {
    const { citizen, clerk } = await pairOf("answer");
    const first = await citizen.send(clerk.account, { subject: "Erster", text: "Erster Text" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    const [before] = await citizen.threads();
    await draftWithFile(citizen, "draft-1", bytes(3), first.thread);
    const sent = await sendDraft(citizen, "draft-1", null, first.thread);
    expect((await citizen.threads())[0]!.preview).toBe("Geheimer Text");
    await citizen.courier.held.takeBack(sent.letter);
    const [after] = await citizen.threads();
    const { nextNumber: _was, lastAtMs: _wasAt, ...rest } = before!;
    expect(after).toMatchObject(rest);
    expect((await listDrafts(citizen.vault))[0]!.thread).toBe(first.thread);
  });

  it("outlives a kill: it can still be taken back, or goes out by itself once its time is over", async () => {
    const { citizen, clerk, time } = await pairOf("killed");
    await draftWithFile(citizen, "draft-1", bytes(300));
    const sent = await sendDraft(citizen, "draft-1", clerk.account);
    const second = await citizen.reopen();
    expect(await second.courier.held.list()).toHaveLength(1);
    await second.courier.held.takeBack(sent.letter);
    const again = await sendDraft(second, "draft-1", clerk.account);
    const third = await second.reopen();
    opened.push(third);
    time.advance(11_000);
    expect(await third.courier.held.list()).toEqual([]);
    await roundsUntil([third, clerk], async () => (await clerk.letters()).length === 1);
    await clerk.courier.open(again.thread, again.letter);
    expect(await clerk.file(again, 0)).toEqual(bytes(300));
  });

  it("is not kept for ever by a clock that was set back", async () => {
    const { citizen, clerk, time } = await pairOf("clock");
    await draftWithFile(citizen, "draft-1", bytes(3));
    await sendDraft(citizen, "draft-1", clerk.account);
    time.advance(-30_000);
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
  });

  it("is in no archive before its time is over: a restore does not bring up what was taken back", async () => {
    const { citizen, clerk } = await pairOf("archive");
    await draftWithFile(citizen, "draft-1", bytes(3));
    const sent = await sendDraft(citizen, "draft-1", clerk.account);
    const marks = async () => (await citizen.vault.list("unarchived")).map(({ key }) => key);
    expect(await marks()).not.toContain(`letters/${sent.thread}/${sent.letter}`);
    await citizen.courier.held.sendNow(sent.letter);
    expect(await marks()).toContain(`letters/${sent.thread}/${sent.letter}`);
  });
});

describe("passing a letter on", () => {
  const worldOf = ({ vault, courier }: TestMailbox): DraftWorld => ({
    vault,
    mailbox: { courier } as unknown as DraftWorld["mailbox"],
    random: systemRandom,
    now: Date.now,
    tell: () => undefined,
    changed: () => undefined,
  });

  it("makes a draft with its text and copies of chosen files under keys of their own, and with the evidence", async () => {
    const { citizen, clerk } = await pairOf("forward");
    const files = [
      { name: "a.txt", type: "text/plain", staging: await citizen.stage("Erste Datei") },
      { name: "b.txt", type: "text/plain", staging: await citizen.stage("Zweite Datei") },
    ];
    const sent = await citizen.send(clerk.account, { files });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    const wish = {
      ...sent,
      subject: "WG: Antrag",
      text: "Weitergeleitet",
      format: null,
      attachments: [1],
      proof: true,
    };
    // A letter that nobody has opened is not passed on: that would be a way around opening it.
    await expect(forwardLetter(worldOf(clerk), wish)).rejects.toMatchObject({ code: "invalid_params" });
    expect(await listDrafts(clerk.vault)).toEqual([]);
    await clerk.courier.open(sent.thread, sent.letter);
    const { draftId } = await forwardLetter(worldOf(clerk), wish);
    const draft = (await wholeDraft(clerk.vault, draftId))!;
    expect(draft).toMatchObject({ thread: null, to: null, subject: "WG: Antrag", text: "Weitergeleitet" });
    expect(draft.files.map(({ name }) => name)).toEqual(["b.txt", expect.stringMatching(/^federpost-.*\.zip$/)]);
    const [original] = (await clerk.letters()).map(({ attachments }) => attachments[1]!.key);
    const keys = (await clerk.vault.list("files")).map(({ value }) => (value as { key: string }).key);
    expect(keys).toHaveLength(2);
    expect(keys).not.toContain(original);
    // Sent on, it arrives; the evidence in it holds for whoever checks it.
    const passedOn = await sendDraft(clerk, draftId, citizen.account);
    await clerk.courier.held.sendNow(passedOn.letter);
    await roundsUntil([citizen, clerk], async () => (await citizen.letters()).length === 2);
    await citizen.courier.open(passedOn.thread, passedOn.letter);
    expect(fromUtf8(await citizen.file(passedOn, 0))).toBe("Zweite Datei");
    const report = await verifyFile(await citizen.file(passedOn, 1), { roots: [], atMs: null, nowMs: Date.now() });
    expect(report.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(report.statements[0]).toMatchObject({ kind: "letter", by: citizen.account });
  });

  it("that fails leaves no draft", async () => {
    const { citizen, clerk } = await pairOf("fails");
    const sent = await citizen.send(clerk.account, {});
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
    await clerk.courier.open(sent.thread, sent.letter);
    const wish = { ...sent, subject: "WG", text: "", format: null, attachments: [7], proof: false };
    await expect(forwardLetter(worldOf(clerk), wish)).rejects.toMatchObject({ code: "invalid_params" });
    expect(await listDrafts(clerk.vault)).toEqual([]);
  });
});
