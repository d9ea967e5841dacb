import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorCodeOf, systemRandom } from "../../shared/base/index.ts";
import type { StoreName, Vault } from "../../shared/vault/index.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(() => house?.close());

const mailboxOf = async (name: string, maxBytes?: number): Promise<TestMailbox> => {
  const { password } = await house.account(name);
  const mailbox = await openMailbox({
    homeserver: house.server.url,
    user: name,
    password,
    ...(maxBytes && { maxBytes }),
  });
  await mailbox.courier.round();
  return mailbox;
};

const textsOf = async (mailbox: TestMailbox): Promise<string[]> =>
  (await mailbox.letters()).map(({ text }) => text).sort();

/** Flips one bit in each record of a store. Their keys are hidden: whose they are, the disk does not say. */
function damage(vault: Vault, store: StoreName): number {
  const db = new DatabaseSync(vault.name);
  try {
    const rows = db.prepare("SELECT key, sealed FROM records WHERE store = ?").all(store);
    for (const { key, sealed } of rows) {
      const bytes = new Uint8Array(sealed as Uint8Array);
      bytes[bytes.length >> 1]! ^= 1;
      db.prepare("UPDATE records SET sealed = ? WHERE store = ? AND key = ?").run(bytes, store, key ?? "");
    }
    return rows.length;
  } finally {
    db.close();
  }
}

const roundsOf = async (mailbox: TestMailbox): Promise<string> =>
  mailbox.courier.round().then(() => "done", errorCodeOf);

describe("a mailbox with records that do not open", () => {
  it("goes on with its other threads, in both directions, and loses nothing of the damaged one", async () => {
    const [a, b, c] = [await mailboxOf("anna"), await mailboxOf("bert"), await mailboxOf("carl")];
    const broken = await a.send(b.account, { text: "to be damaged" });
    await roundsUntil([a, b], async () => (await textsOf(b)).length === 1);
    // Everything of the one thread's group and its thread record; the second thread comes after.
    for (const store of ["groups", "epochs", "ratchets", "threads"] as const)
      expect(damage(b.vault, store)).toBeGreaterThan(0);
    const reopened = await b.reopen();
    await a.send(null, { thread: broken.thread, text: "into the damaged thread" });
    const whole = await c.send(b.account, { text: "into a whole one" });
    await roundsUntil([a, c, reopened], async () => (await textsOf(reopened)).includes("into a whole one"));
    await reopened.send(null, { thread: whole.thread, text: "answer" });
    await roundsUntil([c, reopened], async () => (await textsOf(c)).includes("answer"));
    expect(reopened.vault.health.damaged).toBeGreaterThan(0);
    expect((await reopened.threads()).map(({ thread }) => thread)).toEqual([whole.thread]);
    // What came for the damaged thread still waits, for the day on which it is mended.
    for (let i = 0; i < 3; i++) await reopened.courier.round();
    expect((await reopened.vault.list("parked")).length).toBeGreaterThan(0);
    for (const mailbox of [a, reopened, c]) await mailbox.close();
  });
});

describe("a mailbox whose disk is full", () => {
  it("keeps what it has, takes nothing by halves, and goes on by itself when there is room", async () => {
    const [a, b] = [await mailboxOf("dora"), await mailboxOf("emil", 3_000_000)];
    const first = await a.send(b.account, { text: "before" });
    await roundsUntil([a, b], async () => (await textsOf(b)).length === 1);
    const filler = systemRandom.bytes(20_000);
    const fill = (i: number) => b.vault.putBlob(`filler/${i}`, filler).then(() => "kept", errorCodeOf);
    let filled = 0;
    while ((await fill(filled)) === "kept") filled++;
    expect(b.vault.health.full).toBe(true);
    const texts = Array.from({ length: 5 }, (_, i) => `${i} ${"x".repeat(30_000)}`);
    for (const text of texts) await a.send(null, { thread: first.thread, text });
    const before = await b.entries(first.thread);
    const outcomes = new Set<string>();
    for (let i = 0; i < 6; i++) {
      await a.courier.round();
      outcomes.add(await roundsOf(b));
    }
    expect(outcomes).toContain("storage_full");
    const meanwhile = await b.entries(first.thread);
    expect(meanwhile.slice(0, before.length)).toEqual(before);
    expect(await b.vault.list("letters", { unreadable: () => expect.fail("half a letter") })).toBeDefined();
    await b.vault.removeBlobs("filler/");
    await roundsUntil([a, b], async () => (await textsOf(b)).length === 6);
    expect(await textsOf(b)).toEqual([...texts, "before"].sort());
    expect((await b.entries(first.thread)).filter(({ kind }) => kind !== "letter")).toEqual([]);
    expect(b.vault.health).toEqual({ full: false, damaged: 0 });
    for (const mailbox of [a, b]) await mailbox.close();
  });
});
