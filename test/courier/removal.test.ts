import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBase64, type RoomId } from "../../shared/base/index.ts";
import { identityField, reissue } from "../../shared/courier/account.ts";
import { eventTypes } from "../../shared/courier/payload.ts";
import { putThread, readThread } from "../../shared/courier/store.ts";
import { epochOf, type Group, ownLeafIndex, receive } from "../../shared/engine/index.ts";
import { type Insider, insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
const clock = shiftedClock();
const opened: TestMailbox[] = [];

const mailboxOf = async (name: string): Promise<TestMailbox> => {
  const mailbox = await mailboxAt(house, name, { clock });
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

/** Lets more accounts into a thread: what the courier does for one recipient, for several. */
async function letIn(owner: TestMailbox, thread: RoomId, others: readonly TestMailbox[]): Promise<void> {
  const { desk } = await insiderOf(owner, clock);
  for (const { account } of others) await desk.transport.invite(thread, account);
  const { value } = (await readThread(owner.vault, thread))!;
  const parties = [...new Set([...value.parties, ...others.map(({ account }) => account)])];
  await owner.vault.commit([putThread({ ...value, parties })]);
}

/** The account's own word that it has no device any more, as signing out says it. */
async function revoke(mailbox: TestMailbox): Promise<void> {
  const { desk } = await insiderOf(mailbox, clock);
  const { document } = await reissue(desk, { way: null, devices: "none" });
  await desk.transport.writeProfile(identityField, document);
  // Documents are looked at again after half a minute.
  clock.shift(60_000);
}

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

/** The MLS bytes of the newest letter in the room. */
async function newestBytes({ desk }: Insider, thread: RoomId): Promise<Uint8Array> {
  const from = (await desk.transport.sync({ since: null, timeoutMs: 0 })).nextBatch;
  const { events } = await desk.transport.messagesBetween({ roomId: thread, from, to: null, limit: 200 });
  const sealed = events.filter(({ type, sender }) => type === eventTypes.encrypted && sender === desk.self.account);
  return fromBase64(String(sealed.at(-1)!.content.ciphertext))!;
}

/** What a removed device makes of a letter, honestly and pretending to be in the new epoch. */
async function attempts(insider: Insider, kept: Group, { bytes, epoch }: { bytes: Uint8Array; epoch: bigint }) {
  const honest = await receive(insider.desk.engine, kept, { bytes, ratified: null });
  const state = { ...kept.state, groupContext: { ...kept.state.groupContext, epoch } };
  const pretending = await receive(insider.desk.engine, { state }, { bytes, ratified: null });
  return [honest.kind, pretending.kind === "refused" ? pretending.why : pretending.kind];
}

async function threadOf(names: readonly string[]) {
  const [owner, ...others] = await Promise.all(names.map(mailboxOf));
  const { thread } = await owner!.send(others[0]!.account, { text: "first" });
  await roundsUntil([owner!, others[0]!], () => has(others[0]!, "first"));
  await letIn(owner!, thread, others.slice(1));
  await owner!.send(null, { thread, text: "to all" });
  await roundsUntil([owner!, ...others], async () =>
    (await Promise.all(others.map((o) => has(o, "to all")))).every(Boolean),
  );
  return { owner: owner!, others, thread };
}

describe("a device that its account revokes", () => {
  for (const [what, count] of [
    ["alone", 1],
    ["together with another", 2],
  ] as const) {
    it(`and the next writer removes ${what} cannot read the next letter`, async () => {
      const { owner, others, thread } = await threadOf(["a", "b", "c", "d"].map((n) => `${n}${count}`));
      const gone = others.slice(1, 1 + count);
      const kept = await Promise.all(
        gone.map(async (mailbox) => (await (await insiderOf(mailbox, clock)).group(thread)).value),
      );
      for (const mailbox of gone) await revoke(mailbox);
      await owner.send(null, { thread, text: "not for the removed" });
      const staying = others.filter((mailbox) => !gone.includes(mailbox));
      await roundsUntil([owner, ...others], async () =>
        (await Promise.all(staying.map((o) => has(o, "not for the removed")))).every(Boolean),
      );
      const ours = await insiderOf(owner, clock);
      const bytes = await newestBytes(ours, thread);
      const epoch = epochOf((await ours.group(thread)).value);
      for (const [i, mailbox] of gone.entries()) {
        expect(await has(mailbox, "not for the removed")).toBe(false);
        expect((await mailbox.threads())[0]).toMatchObject({ state: "expelled" });
        expect(await mailbox.vault.count("groups")).toBe(0);
        expect(await attempts(await insiderOf(mailbox, clock), kept[i]!, { bytes, epoch })).toEqual([
          "ahead",
          "cannot_open",
        ]);
      }
      // Everybody who stayed is shown who went.
      for (const mailbox of [owner, ...staying]) {
        const notices = (await mailbox.entries(thread)).filter(({ kind }) => kind === "notice");
        expect(notices.filter((notice) => notice.kind === "notice" && notice.what === "device_removed")).toHaveLength(
          count,
        );
      }
    });
  }

  it("and a member that is no owner removes, with its account's word as proof, cannot read the next letter", async () => {
    const { owner, others, thread } = await threadOf(["e", "f", "g"]);
    const [writer, gone] = [others[0]!, others[1]!];
    await letIn(owner, thread, []);
    await revoke(gone);
    await writer.send(null, { thread, text: "written by another" });
    await roundsUntil([owner, ...others], () => has(owner, "written by another"));
    expect(await has(gone, "written by another")).toBe(false);
    expect((await gone.threads())[0]).toMatchObject({ state: "expelled" });
    // All who stayed are in one epoch: they took the proof alike.
    await owner.send(null, { thread, text: "answer" });
    await roundsUntil([owner, writer], () => has(writer, "answer"));
  });

  it("and whose place in the tree another takes cannot read the next letter", async () => {
    const { owner, others, thread } = await threadOf(["h", "i", "j"]);
    const gone = others[1]!;
    const kept = (await (await insiderOf(gone, clock)).group(thread)).value;
    await revoke(gone);
    await owner.send(null, { thread, text: "after removal" });
    await roundsUntil([owner, ...others], () => has(others[0]!, "after removal"));
    const newcomer = await mailboxOf("k");
    await letIn(owner, thread, [newcomer]);
    await owner.send(null, { thread, text: "for the newcomer" });
    await roundsUntil([owner, others[0]!, newcomer, gone], () => has(newcomer, "for the newcomer"));
    const theirs = (await (await insiderOf(newcomer, clock)).group(thread)).value;
    expect(ownLeafIndex(theirs)).toBe(ownLeafIndex(kept));
    const ours = await insiderOf(owner, clock);
    const at = { bytes: await newestBytes(ours, thread), epoch: epochOf((await ours.group(thread)).value) };
    expect(await attempts(await insiderOf(gone, clock), kept, at)).toEqual(["ahead", "cannot_open"]);
    // The newcomer reads nothing from before it came.
    expect((await newcomer.letters()).map(({ text }) => text)).toEqual(["for the newcomer"]);
  });

  it("cannot write any more: what it says after its removal is filed as unreadable", async () => {
    const { owner, others, thread } = await threadOf(["l", "m", "n"]);
    const gone = others[1]!;
    const insider = await insiderOf(gone, clock);
    await revoke(gone);
    await owner.send(null, { thread, text: "removes" });
    await roundsUntil([owner, others[0]!], () => has(others[0]!, "removes"));
    // It has not looked since and seals with the keys of the epoch before.
    await insider.letter(thread, { content: { text: "from outside" } });
    await owner.send(null, { thread, text: "goes on" });
    await roundsUntil([owner, others[0]!], () => has(others[0]!, "goes on"));
    for (const mailbox of [owner, others[0]!]) {
      expect(await has(mailbox, "from outside")).toBe(false);
      expect((await mailbox.entries(thread)).filter(({ kind }) => kind === "unreadable")).toHaveLength(1);
    }
  });
});
