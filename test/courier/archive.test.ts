import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readArchiveKey } from "../../shared/courier/archive/key.ts";
import { slotPrefix } from "../../shared/courier/archive/slot.ts";
import { readArchiveState } from "../../shared/courier/archive/state.ts";
import { readContact } from "../../shared/courier/index.ts";
import type { StoreName } from "../../shared/vault/index.ts";
import { type MailboxOptions, openMailbox, roundsUntil, signInAnew, type TestMailbox } from "./mailbox.ts";
import { Reaper } from "./reaper.ts";
import { type Account, type House, openHouse } from "./transport-house.ts";

let house: House;
const opened: TestMailbox[] = [];
const accounts = new Map<string, Account>();
const recoveryKey = crypto.getRandomValues(new Uint8Array(16));

const optionsOf = (user: string): MailboxOptions => ({
  homeserver: house.proxy.url,
  user,
  password: accounts.get(user)!.password,
});

const mailboxOf = async (user: string): Promise<TestMailbox> => {
  accounts.set(user, await house.account(user));
  const mailbox = await openMailbox(optionsOf(user));
  opened.push(mailbox);
  await mailbox.courier.round();
  return mailbox;
};

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await house?.close();
});

/** A new device of an account whose other devices are lost, let in by the recovery key. */
async function recover(user: string, options: Partial<MailboxOptions> = {}, key = recoveryKey): Promise<TestMailbox> {
  const newcomer = await signInAnew({ ...optionsOf(user), ...options });
  await newcomer.waiting!.recover({ recoveryKey: key, way: null, others: "lost" });
  const mailbox = await newcomer.open();
  opened.push(mailbox);
  return mailbox;
}

const archived: readonly StoreName[] = [
  "letters",
  "receipts",
  "identities",
  "drafts",
  "handles",
  "rules",
  "settings",
  "grants",
];

/** Everything a person would miss, as it lies in the vault. What only one device can know is left out. */
async function belongings(mailbox: TestMailbox): Promise<Record<string, unknown>> {
  const all: [string, unknown][] = [];
  for (const store of archived)
    for (const { key, value } of await mailbox.vault.list(store))
      if (store !== "settings" || key === "panel") all.push([`${store}/${key}`, value]);
  for (const { thread, subject, parties, unread, nextNumber, createdAtMs, order } of await mailbox.threads())
    all.push([`threads/${thread}`, { subject, parties, unread, nextNumber, createdAtMs, order }]);
  return Object.fromEntries(all);
}

/** Two people with a thread of two letters, one opened, a file, and what else a mailbox holds. */
async function lived(a: string, b: string) {
  const [citizen, clerk] = [await mailboxOf(a), await mailboxOf(b)];
  const staging = await citizen.stage(`file of ${a}`);
  const files = [{ name: "f.txt", type: "text/plain", staging }];
  const sent = await citizen.send(clerk.account, { subject: `subject ${a}`, text: `text ${a}`, files });
  await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
  await clerk.courier.open(sent.thread, sent.letter);
  await clerk.send(null, { thread: sent.thread, text: "answer" });
  await roundsUntil([citizen, clerk], async () => (await citizen.letters()).length === 2);
  await citizen.vault.commit([
    { store: "drafts", key: "d", put: { text: "unfinished" } },
    { store: "settings", key: "panel", put: { language: "de" } },
    { store: "handles", key: "https%3A%2F%2Fa/b", put: { address: "x" } },
    { store: "grants", key: "https%3A%2F%2Fa", put: { origin: "https://a", granted: [], lastUsedAtMs: null } },
  ]);
  await citizen.courier.order([{ thread: sent.thread, change: { pinned: true, archived: true, labels: ["Bau"] } }]);
  const idle = async ({ vault }: TestMailbox) => (await vault.count("outbox")) + (await vault.count("parked")) === 0;
  await roundsUntil([citizen, clerk], async () => (await idle(citizen)) && (await idle(clerk)));
  await citizen.courier.createRecovery(recoveryKey, null);
  await citizen.courier.round();
  return { citizen, clerk, sent };
}

const media = (): string[] =>
  readdirSync(house.server.mediaPath, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe("an account whose only device is lost", () => {
  it("gets everything back by its recovery key, and letters go on both ways", async () => {
    const { citizen, clerk, sent } = await lived("erika", "bauamt");
    const before = await belongings(citizen);
    expect((await citizen.courier.archive()).waiting).toBe(0);
    await citizen.courier.stop();
    const again = await recover("erika");
    await again.courier.round();
    const { restoring } = await again.courier.archive();
    expect(restoring).toMatchObject({ kind: "done", letters: 2, damaged: [], tamperedIndexes: 0, older: null });
    expect(await belongings(again)).toEqual(before);
    expect((await again.threads())[0]!.order).toMatchObject({ pinned: true, archived: true, labels: ["Bau"] });
    expect(new TextDecoder().decode(await again.file(sent, 0))).toBe("file of erika");
    await roundsUntil([again, clerk], async () => (await again.threads())[0]!.state === "open");
    await clerk.send(null, { thread: sent.thread, text: "welcome back" });
    await roundsUntil([again, clerk], async () => (await again.letters()).some(({ text }) => text === "welcome back"));
    await again.send(null, { thread: sent.thread, text: "here I am" });
    await roundsUntil([again, clerk], async () => (await clerk.letters()).some(({ text }) => text === "here I am"));
    expect(again.courier.self().identityKey).toBe(citizen.courier.self().identityKey);
  });

  it("is told what is wrong: another key, no recovery, another account's recovery", async () => {
    const { citizen } = await lived("max", "finanzamt");
    await citizen.courier.stop();
    const wrong = crypto.getRandomValues(new Uint8Array(16));
    const newcomer = await signInAnew(optionsOf("max"));
    const by = (key: Uint8Array) => newcomer.waiting!.recover({ recoveryKey: key, way: null, others: "lost" });
    await expect(by(wrong)).rejects.toMatchObject({ code: "wrong_recovery_key" });
    const device = await accounts.get("max")!.device();
    const blob = await device.readAccountData("de.federpost.recovery");
    await device.writeAccountData("de.federpost.recovery", { ...blob, account: "@other:x" });
    await expect(by(recoveryKey)).rejects.toMatchObject({ code: "no_recovery" });
    await device.writeAccountData("de.federpost.recovery", {});
    await expect(by(recoveryKey)).rejects.toMatchObject({ code: "no_recovery" });
    await device.writeAccountData("de.federpost.recovery", blob!);
    await by(recoveryKey);
    await newcomer.close();
  });

  it("comes back by its recovery key after signing out on the last device as well", async () => {
    const { citizen, clerk, sent } = await lived("anna", "gesundheitsamt");
    const before = await belongings(citizen);
    await citizen.courier.signOut(null);
    await citizen.courier.stop();
    const newcomer = await signInAnew(optionsOf("anna"));
    expect(await newcomer.waiting!.view()).toMatchObject({ alone: true });
    await newcomer.close();
    const again = await recover("anna");
    await again.courier.round();
    expect(await belongings(again)).toEqual(before);
    await roundsUntil([again, clerk], async () => (await again.threads())[0]!.state === "open");
    await again.send(null, { thread: sent.thread, text: "wieder da" });
    await roundsUntil([again, clerk], async () => (await clerk.letters()).some(({ text }) => text === "wieder da"));
    expect(again.courier.self().identityKey).toBe(citizen.courier.self().identityKey);
  });

  it("begins anew without its recovery key, which opens nothing any more; contacts are warned", async () => {
    const { citizen, clerk } = await lived("karl", "ordnungsamt");
    await citizen.courier.stop();
    const newcomer = await signInAnew(optionsOf("karl"));
    expect(await newcomer.waiting!.view()).toMatchObject({ alone: false });
    await newcomer.waiting!.startAnew();
    const again = await newcomer.open();
    opened.push(again);
    await again.courier.round();
    expect(again.courier.self().identityKey).not.toBe(citizen.courier.self().identityKey);
    expect(await again.letters()).toEqual([]);
    await again.send(clerk.account, { text: "mit neuer Identität" });
    for (let i = 0; i < 3; i++) for (const { courier } of [again, clerk]) await courier.round();
    expect((await clerk.letters()).some(({ text }) => text === "mit neuer Identität")).toBe(false);
    const person = await readContact(clerk.vault, again.account);
    expect(person?.value.identityKey).toBe(citizen.courier.self().identityKey);
    const third = await signInAnew(optionsOf("karl"));
    const by = { recoveryKey, way: null, others: "lost" } as const;
    await expect(third.waiting!.recover(by)).rejects.toMatchObject({ code: "no_recovery" });
    await third.close();
  });

  it("gets the rest when a part was lost or changed, and hears which", async () => {
    const { citizen } = await lived("lena", "standesamt");
    const { chunks } = (await readArchiveState(citizen.vault))!.index;
    await citizen.courier.stop();
    const holding = chunks.filter(({ letters }) => letters > 0);
    const lost = holding[0]!.parts[0]!.split("/").at(-1)!;
    house.proxy.setFaults(({ path }) =>
      path.includes(lost) ? { kind: "answer", status: 404, body: '{"errcode":"M_NOT_FOUND","error":"gone"}' } : null,
    );
    const again = await recover("lena");
    await again.courier.round();
    house.proxy.setFaults(null);
    const { restoring } = await again.courier.archive();
    expect(restoring).toMatchObject({ kind: "done", damaged: [{ name: holding[0]!.name }] });
    expect((await again.letters()).length).toBeGreaterThan(0);
  });
});

describe("a homeserver that tampers with the archive", () => {
  it("is caught putting an older index back, and everything is archived anew", async () => {
    const { citizen, clerk, sent } = await lived("otto", "meldeamt");
    const device = await accounts.get("otto")!.device();
    const [slot] = await device.listAccountData(slotPrefix);
    await clerk.send(null, { thread: sent.thread, text: "later" });
    await roundsUntil([citizen, clerk], async () => (await citizen.letters()).length === 3);
    await device.writeAccountData(slot!.type, slot!.content);
    await citizen.vault.commit([{ store: "drafts", key: "e", put: { text: "more" } }]);
    await citizen.courier.round();
    const noticed = (await citizen.courier.archive()).rollback;
    expect(noticed!.shown).toBeLessThan(noticed!.seen);
    await citizen.courier.round();
    await citizen.courier.acknowledgeArchive();
    expect((await citizen.courier.archive()).rollback).toBeNull();
    const before = await belongings(citizen);
    await citizen.courier.stop();
    const again = await recover("otto");
    await again.courier.round();
    expect(await belongings(again)).toEqual(before);
  });

  it("cannot pass off a changed index as one", async () => {
    const { citizen } = await lived("paul", "bauhof");
    await citizen.courier.stop();
    const device = await accounts.get("paul")!.device();
    const [slot] = await device.listAccountData(slotPrefix);
    await device.writeAccountData(slot!.type, { ...slot!.content, generation: 999 });
    const again = await recover("paul");
    await again.courier.round();
    expect((await again.courier.archive()).restoring).toMatchObject({ kind: "done", letters: 0, tamperedIndexes: 1 });
  });

  it("sees no word of it and no key", async () => {
    const { citizen } = await lived("klara", "jugendamt");
    const key = Buffer.from((await readArchiveKey(citizen.vault))!);
    const paths = [house.server.databasePath, `${house.server.databasePath}-wal`].filter(existsSync);
    for (const path of [...paths, ...media()]) {
      const bytes = readFileSync(path);
      for (const secret of ["subject klara", "text klara", "unfinished", key.toString("base64url"), key])
        expect(`${path} ${bytes.includes(secret)}`).toBe(`${path} false`);
    }
  });
});

describe("restoring", () => {
  it("goes on wherever it was killed", async () => {
    const { citizen } = await lived("rosa", "schulamt");
    const before = await belongings(citizen);
    await citizen.courier.stop();
    const reaper = new Reaper();
    let again = await recover("rosa", { fetch: reaper.fetch, around: (vault) => reaper.around(vault) });
    let deaths = 0;
    for (let effect = 1; ; effect++) {
      reaper.arm(effect);
      await again.courier.round().catch((error: unknown) => {
        if (!reaper.struck) throw error;
      });
      if (!reaper.struck) break;
      deaths++;
      reaper.disarm();
      again = await again.reopen();
      opened.push(again);
    }
    reaper.disarm();
    expect(deaths).toBeGreaterThan(10);
    expect(await belongings(again)).toEqual(before);
  });
});

describe("many letters", () => {
  it("take little room, few chunks, and all come back", async () => {
    const { citizen } = await lived("ida", "katasteramt");
    const [model] = await citizen.vault.list("letters");
    const value = model!.value as { readonly thread: string; readonly number: number };
    const { thread } = value;
    for (let from = 0; from < 1000; from += 100) {
      await citizen.vault.commit(
        Array.from({ length: 100 }, (_, i) => {
          const letter = crypto.randomUUID();
          const text = crypto.randomUUID().repeat(20);
          return {
            store: "letters",
            key: `${thread}/${letter}`,
            put: { ...value, letter, text, number: from + i + 3 },
          };
        }),
      );
      await citizen.courier.round();
    }
    const state = (await readArchiveState(citizen.vault))!;
    const before = await citizen.vault.count("letters");
    await citizen.courier.stop();
    const startedMs = performance.now();
    const again = await recover("ida");
    await again.courier.round();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    expect(await again.vault.count("letters")).toBe(before);
    expect(state.index.chunks.length).toBeLessThan(24);
    const stored = state.index.chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    console.log(
      `${before} letters: ${state.index.chunks.length} chunks, ${stored} bytes, ${state.writtenBytes} written, back in ${seconds} s`,
    );
  });
});
