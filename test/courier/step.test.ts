import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemRandom, toBase64 } from "../../shared/base/index.ts";
import { identityField } from "../../shared/courier/account.ts";
import { openArchiveKeys } from "../../shared/courier/archive/key.ts";
import { readContactPolicy } from "../../shared/courier/contact-policy.ts";
import { encodeStep, padJws, type Step, stepContext, stepTyp, stepType } from "../../shared/courier/step-content.ts";
import { readContact } from "../../shared/courier/store.ts";
import { generateSigningKey, type SigningKey, signJws } from "../../shared/crypto/index.ts";
import { issueIdentityDocument, safetyCode, verifyIdentityDocument } from "../../shared/identity/index.ts";
import { openContactPolicy, usualOrder, withAccountRule } from "../../shared/mailbox/index.ts";
import { insiderOf } from "./insider.ts";
import { mailboxAt, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { addDevice } from "./pair.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
let laptop: TestMailbox;
let phone: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();
/** Every step that the laptop has said, as the homeserver saw it. */
const said: Record<string, never>[] = [];

const listening: typeof fetch = async (input, init) => {
  if (String(input).includes(`/sendToDevice/${stepType}/`)) {
    const { messages } = await new Response(init?.body).json();
    for (const devices of Object.values(messages)) said.push(...Object.values(devices as object));
  }
  return fetch(input, init);
};

beforeAll(async () => {
  house = await openHouse("raised");
  laptop = await mailboxAt(house, "erika", { clock, fetch: listening });
  clerk = await mailboxAt(house, "bauamt", { clock });
  await laptop.send(clerk.account, { subject: "Gartenhütte", text: "Guten Tag" });
  await roundsUntil([laptop, clerk], async () => (await clerk.letters()).length === 1);
  const options = { homeserver: house.proxy.url, user: "erika", password: "correct horse of erika", clock };
  phone = await addDevice(options, laptop);
  await roundsUntil([laptop, phone], async () => (await phone.threads()).some(({ state }) => state === "open"));
});
afterAll(async () => {
  await laptop?.close();
  await phone?.close();
  await clerk?.close();
  await house?.close();
});

const orderAt = async (mailbox: TestMailbox) => (await mailbox.threads())[0]!.order;
const thread = async () => (await laptop.threads())[0]!.thread;
const comparedAt = async (mailbox: TestMailbox) => (await readContact(mailbox.vault, clerk.account))!.value.compared;

/** The order goes out a second after the change. */
async function inStep(isThere: () => Promise<boolean>): Promise<void> {
  clock.shift(2_000);
  await roundsUntil([laptop, phone], isThere);
}

async function sayAgain(content: Record<string, never>): Promise<void> {
  const { desk } = await insiderOf(laptop, clock);
  const { deviceId } = phone.courier.self();
  const messages = new Map([[laptop.account, new Map([[deviceId, content]])]]);
  await desk.transport.sendToDevice({ type: stepType, txnId: systemRandom.uuid(), messages, signal: desk.signal });
  for (let i = 0; i < 2; i++) await phone.courier.round();
}

/** A step in the laptop's name by whoever has the archive key, signed by `key`. */
async function forged(key: SigningKey, part: Partial<Step>): Promise<Record<string, never>> {
  const { account, deviceId: device } = laptop.courier.self();
  const keys = (await openArchiveKeys(laptop.vault))!;
  const step: Step = { version: 1, account, device, threads: [], contacts: [], rules: null, ...part };
  const jws = await signJws(key, { typ: stepTyp, payload: encodeStep(step) });
  const sealed = toBase64(await keys.steps.seal(stepContext({ account, device }), padJws(jws), systemRandom));
  return { version: 1, archive: keys.id, device, sealed } as unknown as Record<string, never>;
}

describe("two devices of an account keep in step", () => {
  it("with the order of threads, in both directions, and the homeserver sees neither labels nor threads", async () => {
    await laptop.courier.order([
      { thread: await thread(), change: { archived: true, pinned: true, labels: ["Gartenbau"] } },
    ]);
    await inStep(async () => (await orderAt(phone)).archived);
    expect(await orderAt(phone)).toEqual(await orderAt(laptop));
    await phone.courier.order([{ thread: await thread(), change: { archived: false } }]);
    await inStep(async () => !(await orderAt(laptop)).archived);
    expect(await orderAt(laptop)).toMatchObject({ archived: false, pinned: true, labels: ["Gartenbau"] });
    expect(said.length).toBeGreaterThan(0);
    const seen = JSON.stringify(said);
    for (const word of ["Gartenbau", "archived", await thread()]) expect(seen).not.toContain(word);
  });

  it("with who has taken a thread on, until they hand it back", async () => {
    const taken = { device: "D2", by: "Büro 2", atMs: clock.now() };
    await laptop.courier.order([{ thread: await thread(), change: { taken } }]);
    await inStep(async () => (await orderAt(phone)).taken !== null);
    expect((await orderAt(phone)).taken).toEqual(taken);
    expect(JSON.stringify(said)).not.toContain("Büro 2");
    await phone.courier.order([{ thread: await thread(), change: { taken: null } }]);
    await inStep(async () => (await orderAt(laptop)).taken === null);
  });

  it("also when one of them was away meanwhile", async () => {
    await phone.courier.round();
    await laptop.courier.order([{ thread: await thread(), change: { labels: ["Eilt"] } }]);
    clock.shift(2_000);
    await laptop.courier.round();
    expect(await laptop.vault.list("outbox")).toEqual([]);
    phone = await phone.reopen();
    await inStep(async () => (await orderAt(phone)).labels.includes("Eilt"));
  });

  it("with comparisons, and with forgetting them, which an old message does not undo", async () => {
    const shown = await safetyCode(clerk.courier.self().identityKey);
    said.length = 0;
    expect(await laptop.courier.trust.compare(clerk.account, { shown, means: "in_person" })).toBe("same");
    await inStep(async () => (await comparedAt(phone)) !== null);
    expect(await comparedAt(phone)).toMatchObject({ means: "in_person" });
    const [old] = said;
    await phone.courier.trust.forgetComparison(clerk.account);
    await inStep(async () => (await comparedAt(laptop)) === null);
    await sayAgain(old!);
    expect(await comparedAt(phone)).toBeNull();
  });

  it("with the rules for who may write", async () => {
    const rules = withAccountRule(openContactPolicy, clerk.account, "allow");
    await laptop.courier.setContactPolicy({ ...rules, usual: "block" });
    await inStep(async () => (await readContactPolicy(phone.vault)).usual === "block");
    expect(await readContactPolicy(phone.vault)).toEqual(await readContactPolicy(laptop.vault));
    await phone.courier.setContactPolicy(openContactPolicy);
    await inStep(async () => (await readContactPolicy(laptop.vault)).usual === "allow");
  });

  it("believes no step that one of its devices has not signed, whatever key seals it", async () => {
    const before = await orderAt(phone);
    const threads = [{ thread: await thread(), order: { ...usualOrder, archived: true, changedAtMs: 9e15 } }];
    const good = await forged(laptop.courier.self().letterKey, { threads });
    const wrong = [
      await forged(await generateSigningKey(), { threads }),
      // A device of somebody else, and a good step in another device's name.
      await forged(clerk.courier.self().letterKey, { threads }),
      { ...good, device: phone.courier.self().deviceId },
      { ...good, archive: "another" },
      { ...good, sealed: String(good.sealed).replace(/^./, (first) => (first === "A" ? "B" : "A")) },
      { ...good, sealed: 7 },
      {},
    ];
    for (const content of wrong) await sayAgain(content as Record<string, never>);
    expect(await orderAt(phone)).toEqual(before);
    expect(await phone.vault.list("parked")).toEqual([]);
    await sayAgain(good);
    expect((await orderAt(phone)).archived).toBe(true);
  });

  it("with a contact's new identity that was compared and believed at one of them", async () => {
    const { desk } = await insiderOf(clerk, clock);
    const own = (await verifyIdentityDocument(clerk.courier.self().document))!;
    const newKey = await generateSigningKey();
    await desk.transport.writeProfile(identityField, await issueIdentityDocument(newKey, own));
    clock.shift(60_000);
    for (const mailbox of [laptop, phone])
      expect((await failureOf(mailbox.courier.find(clerk.account))).code).toBe("identity_changed");
    const code = await safetyCode(newKey.publicKey);
    await laptop.courier.trust.accept(clerk.account, { code, means: "in_person" });
    await inStep(async () => (await comparedAt(phone)) !== null);
    const there = (await readContact(phone.vault, clerk.account))!.value;
    expect(there).toMatchObject({ identityKey: newKey.publicKey, conflicting: null, compared: { means: "in_person" } });
  });
});
