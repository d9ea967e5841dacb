import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseUserId } from "../../shared/base/index.ts";
import { identityField } from "../../shared/courier/account.ts";
import { changedSafetyCode, readContact, withIdentityKey } from "../../shared/courier/index.ts";
import { generateSigningKey, type SigningKey } from "../../shared/crypto/index.ts";
import {
  type IdentityDocument,
  issueIdentityDocument,
  safetyCode,
  verifyIdentityDocument,
} from "../../shared/identity/index.ts";
import { type Insider, insiderOf } from "./insider.ts";
import { mailboxAt, openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";
import { endure, rounds, shiftedClock } from "./weather.ts";

let house: House;
let citizen: TestMailbox;
const clock = shiftedClock();

const mailboxOf = (name: string): Promise<TestMailbox> => mailboxAt(house, name, { clock });

beforeAll(async () => {
  house = await openHouse("raised");
  citizen = await mailboxOf("erika");
});
afterEach(() => house.proxy.setFaults(null));
afterAll(async () => {
  await citizen?.close();
  await house?.close();
});

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

/** A clerk whom the citizen knows, with a thread between them. The homeserver then shows what `show` says. */
async function acquaintance(name: string) {
  const clerk = await mailboxOf(name);
  const { thread } = await citizen.send(clerk.account, { text: `first to ${name}` });
  await roundsUntil([citizen, clerk], () => has(clerk, `first to ${name}`));
  const insider = await insiderOf(clerk, clock);
  const own = (await verifyIdentityDocument(insider.desk.self.document))!;
  const show = async (document: string | null) => {
    await insider.desk.transport.writeProfile(identityField, document);
    // Documents are looked at again after half a minute.
    clock.shift(60_000);
  };
  const signed = (change: Partial<IdentityDocument>, key?: SigningKey) => {
    const issue = (signer: SigningKey) => issueIdentityDocument(signer, { ...own, ...change });
    return key === undefined ? withIdentityKey(insider.desk, null, issue) : issue(key);
  };
  return { clerk, thread, insider, own, show, signed, jws: insider.desk.self.document };
}

const contactOf = async (account: string) => (await readContact(citizen.vault, parseUserId(account)!))?.value;

/** Sends a letter and answers what the letter shows, or null when it arrives. */
async function fate(to: { clerk: TestMailbox; thread: Parameters<TestMailbox["entries"]>[0] }): Promise<string | null> {
  const sent = await citizen.send(null, { thread: to.thread, text: crypto.randomUUID() });
  let failure: string | null = null;
  await endure(
    [citizen, to.clerk],
    async () => {
      const entry = (await citizen.entries(to.thread)).find((e) => e.kind === "letter" && e.letter === sent.letter);
      failure = entry?.kind === "letter" ? entry.failure : null;
      return failure !== null || (await to.clerk.letters()).some(({ letter }) => letter === sent.letter);
    },
    { clock },
  );
  return failure;
}

describe("an identity document that the homeserver shows", () => {
  it("again although a newer one was seen is refused, which the letter shows, until the newest is back", async () => {
    const known = await acquaintance("rollback");
    const newer = await known.signed({ number: known.own.number + 1, previous: known.own.digest });
    await known.show(newer);
    expect(await fate(known)).toBeNull();
    expect(await contactOf(known.clerk.account)).toMatchObject({ number: known.own.number + 1 });
    await known.show(known.jws);
    expect(await fate(known)).toBe("invalid_identity");
    await known.show(newer);
    expect(await fate(known)).toBeNull();
    await known.clerk.close();
  });

  it("with the number of one that was seen and other content is refused", async () => {
    const known = await acquaintance("fork");
    await known.show(await known.signed({ expiresAtMs: known.own.expiresAtMs + 1 }));
    expect(await fate(known)).toBe("invalid_identity");
    expect(await contactOf(known.clerk.account)).toMatchObject({ digest: known.own.digest });
    await known.clerk.close();
  });

  it("under another key is refused and kept to be shown, also for a new thread", async () => {
    const known = await acquaintance("tausch");
    const other = await generateSigningKey();
    const forged = await known.signed({ number: 99 }, other);
    await known.show(forged);
    expect(await fate(known)).toBe("identity_changed");
    expect(await contactOf(known.clerk.account)).toMatchObject({
      identityKey: known.own.identityKey,
      conflicting: forged,
    });
    expect((await failureOf(citizen.courier.find(known.clerk.account))).code).toBe("identity_changed");
    expect((await failureOf(citizen.send(known.clerk.account, {}))).code).toBe("identity_changed");
    // The right one is believed again; that there was another stays to be seen.
    await known.show(known.jws);
    expect(await fate(known)).toBeNull();
    expect(await contactOf(known.clerk.account)).toMatchObject({ conflicting: forged });
    await known.clerk.close();
  });

  it("of another account, unsigned, or of no known form is refused", async () => {
    const known = await acquaintance("falsch");
    for (const wrong of [citizen.courier.self().document, `${known.jws}x`, "{}", ""]) {
      await known.show(wrong);
      expect(await fate(known)).toBe("invalid_identity");
    }
    await known.clerk.close();
  });

  it("no longer, although the account is known, is not believed to be gone", async () => {
    const known = await acquaintance("weg");
    await known.show(null);
    expect(await fate(known)).toBe("invalid_identity");
    await known.show(known.jws);
    expect(await fate(known)).toBeNull();
    await known.clerk.close();
  });

  it("expired is refused on first contact", async () => {
    const stranger = await mailboxOf("fremde");
    const insider = await insiderOf(stranger, clock);
    const own = (await verifyIdentityDocument(insider.desk.self.document))!;
    const expired = await withIdentityKey(insider.desk, null, (key) =>
      issueIdentityDocument(key, { ...own, expiresAtMs: clock.now() - 1 }),
    );
    await insider.desk.transport.writeProfile(identityField, expired);
    expect((await failureOf(citizen.send(stranger.account, {}))).code).toBe("invalid_identity");
    expect(await contactOf(stranger.account)).toBeUndefined();
    await stranger.close();
  });
});

describe("a letter", () => {
  /** Seals a letter of the clerk's that stays on its way until the answer is called. */
  async function underWay(insider: Insider, thread: Parameters<Insider["letter"]>[0], text: string) {
    const content = await insider.letter(thread, { content: { text } });
    return content;
  }

  it("that was written before its sender's newest document is read all the same", async () => {
    const known = await acquaintance("unterwegs");
    await underWay(known.insider, known.thread, "older than the document");
    await known.show(await known.signed({ number: known.own.number + 5, previous: known.own.digest }));
    await citizen.courier.find(known.clerk.account);
    expect(await contactOf(known.clerk.account)).toMatchObject({ number: known.own.number + 5 });
    await roundsUntil([citizen], () => has(citizen, "older than the document"));
    expect(await contactOf(known.clerk.account)).toMatchObject({ number: known.own.number + 5 });
    await known.clerk.close();
  });

  it("of a device that its account's newest document no longer lists is filed as unreadable", async () => {
    const known = await acquaintance("widerrufen");
    await underWay(known.insider, known.thread, "by a stolen device");
    await known.show(await known.signed({ number: known.own.number + 1, previous: known.own.digest, devices: [] }));
    await citizen.courier.find(known.clerk.account);
    await rounds([citizen], 2);
    expect(await has(citizen, "by a stolen device")).toBe(false);
    expect((await citizen.entries(known.thread)).at(-1)).toMatchObject({
      kind: "unreadable",
      reason: "invalid_identity",
    });
    await known.clerk.close();
  });

  it("under another identity key than the pinned one is filed as unreadable, and the other key is shown", async () => {
    const known = await acquaintance("imposter");
    const forged = await known.signed({ number: 50 }, await generateSigningKey());
    await known.insider.letter(known.thread, { document: forged });
    await rounds([citizen], 2);
    expect((await citizen.entries(known.thread)).at(-1)).toMatchObject({
      kind: "unreadable",
      reason: "identity_changed",
    });
    expect(await contactOf(known.clerk.account)).toMatchObject({ conflicting: forged });
    await known.clerk.close();
  });
});

describe("a contact that has set up anew", () => {
  it("is believed once the person has accepted exactly the identity whose code was compared", async () => {
    const old = await mailboxOf("neu");
    const { thread } = await citizen.send(old.account, { text: "to the old one" });
    await roundsUntil([citizen, old], () => has(old, "to the old one"));
    await old.courier.signOut(null);
    await old.close();
    const anew = await openMailbox({
      homeserver: house.proxy.url,
      user: "neu",
      password: "correct horse of neu",
      clock,
    });
    await anew.courier.round();
    clock.shift(60_000);
    const { courier, account } = { courier: citizen.courier, account: anew.account };
    expect(await failureOf(courier.find(account))).toMatchObject({ code: "identity_changed" });
    const before = await contactOf(account);
    const code = await safetyCode(anew.courier.self().identityKey);
    expect(await changedSafetyCode(before!)).toBe(code);
    const other = code.replace(/\d/g, (digit) => String(9 - Number(digit)));
    expect(await failureOf(courier.trust.accept(account, { code: other, means: "by_phone" }))).toMatchObject({
      code: "conflict",
    });
    expect(await contactOf(account)).toEqual(before);
    await courier.trust.accept(account, { code, means: "by_phone" });
    expect(await contactOf(account)).toMatchObject({ identityKey: anew.courier.self().identityKey, conflicting: null });
    // A new thread, and the old one too, since the citizen began it.
    await citizen.send(account, { text: "to the new one" });
    await citizen.send(null, { thread, text: "in the old thread" });
    await roundsUntil(
      [citizen, anew],
      async () => (await has(anew, "to the new one")) && has(anew, "in the old thread"),
    );
    expect(await failureOf(courier.trust.accept(account, { code, means: "by_phone" }))).toMatchObject({
      code: "conflict",
    });
    await anew.close();
  });
});
