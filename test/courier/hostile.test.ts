import {
  createCommit,
  createGroupInfoWithExternalPubAndRatchetTree,
  createProposal,
  encodeMlsMessage,
  joinGroupExternal,
  type MLSMessage,
  type Proposal,
} from "ts-mls";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseMxcUri, type RoomId, systemRandom, toBase64, utf8 } from "../../shared/base/index.ts";
import { identityField, readAccount } from "../../shared/courier/account.ts";
import { type Accepted, withIdentityKey } from "../../shared/courier/index.ts";
import { claimKeyPackages } from "../../shared/courier/key-packages.ts";
import { eventTypes, storeAsMedia } from "../../shared/courier/payload.ts";
import { digestOf, generateSigningKey, signJws } from "../../shared/crypto/index.ts";
import { implementationOf } from "../../shared/engine/context.ts";
import { confirmationTag, epochOf, makeKeyPackage } from "../../shared/engine/index.ts";
import { openRecord } from "../../shared/engine/key-package.ts";
import { type DeviceCertificate, issueDeviceCertificate, issueIdentityDocument } from "../../shared/identity/index.ts";
import { encodeEnvelope, encodeReceipt, type Receipt } from "../../shared/letter/index.ts";
import { algorithm, usualSuite, welcomeAlgorithm } from "../fake/suite.ts";
import { type Insider, insiderOf } from "./insider.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, rounds, shiftedClock } from "./weather.ts";

/** A member of the thread whose software is bad. `clerk` is honest and must stay unharmed. */
let house: House;
let member: TestMailbox;
let clerk: TestMailbox;
let insider: Insider;
let first: Accepted;
let thread: RoomId;
const clock = shiftedClock();

const mailboxOf = async (name: string): Promise<TestMailbox> => {
  const { password } = await house.account(name);
  return openMailbox({ homeserver: house.proxy.url, user: name, password, clock });
};

beforeAll(async () => {
  house = await openHouse("raised");
  [member, clerk] = [await mailboxOf("mallory"), await mailboxOf("bauamt")];
  await member.courier.round();
  await clerk.courier.round();
  first = await member.send(clerk.account, { text: "first" });
  thread = first.thread;
  await roundsUntil([member, clerk], async () => (await clerk.letters()).length === 1);
  await clerk.send(null, { thread, text: "answer" });
  await roundsUntil([member, clerk], async () => (await member.letters()).length === 2);
  await roundsUntil(
    [member, clerk],
    async () => (await member.vault.count("outbox")) + (await clerk.vault.count("outbox")) === 0,
  );
});
let known = 0;
beforeEach(async () => {
  insider = await insiderOf(member, clock);
  known = (await clerk.entries(thread)).length;
});
afterEach(() => house.proxy.setFaults(null));
afterAll(async () => {
  await member?.close();
  await clerk?.close();
  await house?.close();
});

const stateOf = async (mailbox: TestMailbox) => {
  const { value } = await (await insiderOf(mailbox, clock)).group(thread);
  return { epoch: epochOf(value), tag: confirmationTag(value) };
};

/** What the clerk's side made of it, after a proper letter has gone through in both directions. */
async function outcome(): Promise<readonly string[]> {
  const text = `proper ${crypto.randomUUID()}`;
  await member.send(null, { thread, text });
  const answer = await clerk.send(null, { thread, text: `answer to ${text}` });
  // Few rounds and no patience: what is wrong must not hold up what is right.
  await roundsUntil(
    [member, clerk],
    async () => {
      const there = (await clerk.letters()).some((letter) => letter.text === text);
      return there && (await clerk.receipts(answer)).includes(`provided ${member.account} true`);
    },
    6,
  );
  expect(await stateOf(member)).toEqual(await stateOf(clerk));
  expect(clerk.problems).toEqual([]);
  return (await clerk.entries(thread))
    .slice(known)
    .filter((entry) => entry.kind !== "letter" || (entry.text !== text && entry.text !== `answer to ${text}`))
    .map((entry) => (entry.kind === "unreadable" ? entry.reason : entry.kind));
}

const sealedBytes = (content: unknown): Uint8Array =>
  new Uint8Array(Buffer.from((content as { ciphertext: string }).ciphertext, "base64"));

describe("a member that sends garbage", () => {
  it("of random bytes, of no bytes, of other types: each is filed as unreadable", async () => {
    const ciphertexts = [
      toBase64(systemRandom.bytes(300)),
      "",
      "not base64 !",
      17,
      null,
      { a: [] },
      "A".repeat(60_000),
    ];
    for (const ciphertext of ciphertexts) await insider.post(thread, { algorithm, ciphertext });
    await insider.post(thread, { algorithm });
    await insider.post(thread, { algorithm, ciphertext: "x" }, eventTypes.commit);
    expect(await outcome()).toEqual(Array.from({ length: 9 }, () => "invalid_group_event"));
  });

  it("of what is not for Federpost is not looked at", async () => {
    await insider.post(thread, { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x" });
    await insider.post(thread, { body: "hello", msgtype: "m.text" }, "m.room.message");
    expect(await outcome()).toEqual([]);
  });

  it("of a letter with bytes cut, flipped or appended is filed as unreadable", async () => {
    // Said elsewhere first, so that the keys of this letter are spent on nothing else.
    const spoken = sealedBytes(await insider.say(thread, utf8("nothing")));
    const cut = spoken.slice(0, spoken.length - 9);
    const longer = new Uint8Array([...spoken, 0]);
    const flipped = spoken.map((byte, i) => (i === spoken.length - 20 ? byte ^ 1 : byte));
    for (const bytes of [cut, longer, flipped]) await insider.post(thread, { algorithm, ciphertext: toBase64(bytes) });
    expect(await outcome()).toEqual(["invalid_letter", "invalid_group_event", "invalid_group_event", "cannot_open"]);
  });

  it("inside a proper seal is filed as unreadable", async () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    for (const text of ["", "{}", "null", "[]", deep, '{"kind":"letter"}', '{"kind":"__proto__"}'])
      await insider.say(thread, utf8(text));
    await insider.say(thread, systemRandom.bytes(500));
    expect(await outcome()).toEqual(Array.from({ length: 8 }, () => "invalid_letter"));
  });

  it("again and again the same event: the letter is there once, and the repetition is filed as unreadable", async () => {
    const content = await insider.letter(thread, { content: { text: "once" } });
    await insider.post(thread, content);
    await insider.post(thread, content);
    expect(await outcome()).toEqual(["letter", "cannot_open", "cannot_open"]);
    expect((await clerk.letters()).filter(({ text }) => text === "once")).toHaveLength(1);
  });

  it("in another member's name, by posting its event again", async () => {
    const own = house.proxy.requests.length;
    await clerk.send(null, { thread, text: "of the clerk" });
    await roundsUntil([member, clerk], async () =>
      (await member.letters()).some(({ text }) => text === "of the clerk"),
    );
    expect(house.proxy.requests.length).toBeGreaterThan(own);
    const { events } = await insider.desk.transport.messagesBetween({
      roomId: thread,
      from: (await insider.desk.transport.sync({ since: null, timeoutMs: 0 })).nextBatch,
      to: null,
      limit: 30,
    });
    const theirs = events.filter(({ sender, type }) => sender === clerk.account && type === eventTypes.encrypted);
    for (const { content } of theirs.slice(-3)) await insider.post(thread, content);
    // The clerk knows its own words; nothing is filed, nothing doubled.
    expect(await outcome()).toEqual(["letter"]);
  });
});

describe("a member that sends too much", () => {
  it("in subject, text, files or their sizes: each is filed as unreadable", async () => {
    const file = { name: "a", type: "", sizeBytes: 1, sha256: "A".repeat(43), key: "A".repeat(43) };
    const mxc = parseMxcUri("mxc://localhost/abc")!;
    const letter = {
      v: 1,
      id: crypto.randomUUID(),
      thread,
      from: member.account,
      to: [clerk.account],
      subject: "",
      text: "",
      data: null,
      attachments: [] as unknown[],
      sentAtMs: 1,
      inReplyTo: null,
      acknowledgeBy: null,
      composedBy: null,
    };
    const canonical = (value: object) =>
      utf8(JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))));
    const wrongs = [
      { ...letter, subject: "s".repeat(1001) },
      { ...letter, sentAtMs: -1 },
      { ...letter, extra: 1 },
      { ...letter, id: "../../etc" },
      {
        ...letter,
        attachments: [
          {
            key: file.key,
            name: "a",
            parts: [{ mxc, sizeBytes: 2 ** 50 }],
            sha256: file.sha256,
            sizeBytes: 1,
            type: "",
          },
        ],
      },
      {
        ...letter,
        attachments: [
          {
            key: file.key,
            name: "a",
            parts: [{ mxc, sizeBytes: 1 }],
            sha256: file.sha256,
            sizeBytes: 2 ** 50,
            type: "",
          },
        ],
      },
    ];
    for (const wrong of wrongs) await insider.letter(thread, { bytes: canonical(wrong) });
    await insider.letter(thread, { bytes: utf8(" {}") });
    expect(await outcome()).toEqual([...wrongs, ""].map(() => "invalid_letter"));
  });

  it("behind a pointer that leads to more, to other bytes, to nothing or to another pointer", async () => {
    const large = await storeAsMedia(insider.desk, utf8("x".repeat(100_000)));
    const small = await storeAsMedia(insider.desk, utf8("x"));
    const nothing = parseMxcUri(`mxc://${house.server.serverName}/nothingIsHere`)!;
    const loop = await storeAsMedia(insider.desk, encodeEnvelope({ kind: "pointer", ...small }));
    const pointers = [
      { ...large, sizeBytes: 10 },
      { ...large, sha256: small.sha256 },
      { ...large, mxc: small.mxc },
      { ...large, mxc: nothing },
      loop,
    ];
    for (const pointer of pointers) await insider.say(thread, encodeEnvelope({ kind: "pointer", ...pointer }));
    for (const pointer of pointers.slice(0, 4)) await insider.post(thread, { algorithm, file: { ...pointer } });
    expect(await outcome()).toEqual([
      ...pointers.map(() => "invalid_letter"),
      ...pointers.slice(0, 4).map(() => "invalid_group_event"),
    ]);
  });

  it("behind a pointer to what its server never gives out does not hold up what comes after", async () => {
    const never = await storeAsMedia(insider.desk, utf8("x".repeat(100)));
    house.proxy.setFaults(({ path }) =>
      path.includes(never.mxc.split("/").at(-1)!)
        ? { kind: "answer", status: 504, body: '{"errcode":"M_NOT_YET_UPLOADED"}' }
        : null,
    );
    await insider.say(thread, encodeEnvelope({ kind: "pointer", ...never }));
    expect(await outcome()).toEqual([]);
    expect(await clerk.vault.count("parked")).toBe(1);
    // As soon as it can be had it is taken, here to be found nonsense.
    house.proxy.setFaults(null);
    await endure([clerk], async () => (await clerk.vault.count("parked")) === 0, { clock });
    expect(await outcome()).toEqual(["letter", "letter", "invalid_letter"]);
  });

  it("of Welcomes that open nothing are forgotten, and the next letter arrives", async () => {
    const device = clerk.courier.self().deviceId;
    const file = {
      ...(await storeAsMedia(insider.desk, utf8("x"))),
      mxc: `mxc://${house.server.serverName}/nothingIsHere`,
    };
    const contents = [
      { ciphertext: "A" },
      { ciphertext: toBase64(systemRandom.bytes(900)) },
      { file },
      {},
      { file: 3 },
    ];
    for (const content of contents) {
      const messages = new Map([[clerk.account, new Map([[device, { algorithm: welcomeAlgorithm, ...content }]])]]);
      await insider.desk.transport.sendToDevice({ type: eventTypes.encrypted, txnId: crypto.randomUUID(), messages });
    }
    expect(await outcome()).toEqual([]);
    expect(await clerk.vault.count("parked")).toBe(0);
  });
});

describe("a member that signs wrongly", () => {
  it("with another key, for another account or thread, with another certificate or document: each is filed as unreadable", async () => {
    const { self } = insider.desk;
    const key = await generateSigningKey();
    const certified: DeviceCertificate = {
      account: self.account,
      deviceId: self.deviceId,
      mlsKey: self.mlsKey.publicKey,
      letterKey: key.publicKey,
      rights: ["send"],
      sinceDocument: 1,
      notAfterMs: clock.now() + 1e9,
    };
    const other = await withIdentityKey(insider.desk, null, (signer) => issueDeviceCertificate(signer, certified));
    const stranger = await issueIdentityDocument(key, {
      account: self.account,
      number: 9,
      previous: null,
      devices: [],
      expiresAtMs: clock.now() + 1e9,
    });
    const clerks = (await readAccount(clerk.vault))!.self;
    await insider.letter(thread, { signedBy: key });
    await insider.letter(thread, { content: { from: clerk.account } });
    await insider.letter(thread, { content: { thread: "!other:localhost" as RoomId } });
    await insider.letter(thread, { signedBy: key, certificate: other });
    await insider.letter(thread, { certificate: clerks.certificate });
    await insider.letter(thread, { document: clerks.document });
    await insider.letter(thread, { document: stranger });
    expect(await outcome()).toEqual([
      ...Array.from({ length: 5 }, () => "invalid_letter"),
      "invalid_identity",
      "identity_changed",
    ]);
  });

  it("that has no right to send cannot be read as a letter", async () => {
    let reader = await mailboxOf("leserin");
    const { self } = (await readAccount(reader.vault))!;
    const certified: DeviceCertificate = {
      account: self.account,
      deviceId: self.deviceId,
      mlsKey: self.mlsKey.publicKey,
      letterKey: self.letterKey.publicKey,
      rights: ["read"],
      sinceDocument: 1,
      notAfterMs: clock.now() + 1e10,
    };
    const certificate = await withIdentityKey({ vault: reader.vault, self }, null, (signer) =>
      issueDeviceCertificate(signer, certified),
    );
    const entry = (await reader.vault.read("keys", "self"))!.value as Record<string, never>;
    await reader.vault.commit([{ store: "keys", key: "self", put: { ...entry, certificate } }]);
    reader = await reader.reopen();
    await reader.courier.round();
    const sent = await clerk.send(reader.account, { text: "read this" });
    await roundsUntil([clerk, reader], async () => (await reader.letters()).length === 1);
    await (await insiderOf(reader, clock)).letter(sent.thread, { content: { text: "I may not" } });
    await clerk.send(null, { thread: sent.thread, text: "second" });
    await roundsUntil([clerk, reader], async () => (await reader.letters()).length === 2);
    expect((await clerk.entries(sent.thread)).map((e) => (e.kind === "unreadable" ? e.reason : e.kind))).toEqual([
      "letter",
      "letter",
      "invalid_letter",
    ]);
    await reader.close();
  });
});

describe("a member's receipts", () => {
  const receipt = async (wrong: Partial<Receipt>, signedBy = insider.desk.self.letterKey) => {
    const { certificate, document, account } = insider.desk.self;
    const letter = (await clerk.letters()).find(({ text, mine }) => mine && text === "answer")!;
    const content: Receipt = {
      id: crypto.randomUUID(),
      kind: "retrieved",
      thread,
      letter: letter.letter,
      digest: letter.digest!,
      by: account,
      atMs: clock.now(),
      event: null,
      says: null,
      ...wrong,
    };
    const jws = await signJws(signedBy, { typ: "secevent+jwt", payload: encodeReceipt(content) });
    await insider.say(thread, encodeEnvelope({ kind: "receipt", receipt: jws, certificate, document }));
  };
  const answer = async () => (await clerk.letters()).find(({ text, mine }) => mine && text === "answer")!;

  it("for a letter nobody knows, in another name, for another thread or wrongly signed are filed as unreadable", async () => {
    await receipt({ letter: crypto.randomUUID() as Receipt["letter"] });
    await receipt({ by: clerk.account });
    await receipt({ thread: "!other:localhost" as RoomId });
    await receipt({}, await generateSigningKey());
    expect(await outcome()).toEqual(Array.from({ length: 4 }, () => "invalid_letter"));
  });

  it("that it may not state, or for other words, are kept as not valid and prove nothing", async () => {
    await receipt({ kind: "submitted" });
    await receipt({ digest: await digestOf(utf8("other words")) });
    await receipt({ kind: "provided", letter: first.letter, digest: (await clerk.letters())[0]!.digest! });
    expect(await outcome()).toEqual([]);
    expect(await clerk.receipts({ thread, letter: (await answer()).letter })).toEqual([
      `provided ${member.account} true`,
      `retrieved ${member.account} false`,
      `submitted ${clerk.account} true`,
      `submitted ${member.account} false`,
    ]);
    expect(await clerk.receipts(first)).toContain(`provided ${member.account} false`);
  });

  it("that were valid stay so, whatever it states later", async () => {
    await receipt({ kind: "provided", digest: await digestOf(utf8("other words")) });
    expect(await outcome()).toEqual([]);
    expect(await clerk.receipts({ thread, letter: (await answer()).letter })).toContain(
      `provided ${member.account} true`,
    );
  });
});

describe("a member that changes the group as nobody may", () => {
  const engine = () => insider.desk.engine;
  const state = async () => (await insider.group(thread)).value.state;
  const suite = async () => implementationOf(engine(), (await state()).groupContext.cipherSuite);
  const postCommit = async (message: MLSMessage, epoch = "1") =>
    insider.post(thread, { algorithm, epoch, ciphertext: toBase64(encodeMlsMessage(message)) }, eventTypes.commit);
  const commit = async (extraProposals: Proposal[], wireAsPublicMessage = false) =>
    (
      await createCommit(
        { state: await state(), cipherSuite: await suite() },
        { extraProposals, wireAsPublicMessage, ratchetTreeExtension: true },
      )
    ).commit;

  it("by a stand-alone proposal does not block anybody's writing or committing", async () => {
    const remove: Proposal = { proposalType: "remove", remove: { removed: 1 } };
    for (const isPublic of [false, true]) {
      const { message } = await createProposal(await state(), isPublic, remove, await suite());
      await insider.post(thread, { algorithm, ciphertext: toBase64(encodeMlsMessage(message)) });
      await postCommit(message);
    }
    expect(await outcome()).toEqual(Array.from({ length: 4 }, () => "invalid_group_event"));
    const before = await stateOf(clerk);
    await clerk.courier.renew(thread);
    await roundsUntil(
      [clerk, member],
      async () =>
        (await stateOf(clerk)).epoch > before.epoch && (await stateOf(member)).tag === (await stateOf(clerk)).tag,
    );
  });

  it("by a public commit, an external commit, a group info or a key package is refused", async () => {
    await postCommit(await commit([], true));
    const info = await createGroupInfoWithExternalPubAndRatchetTree(await state(), [], await suite());
    const { self } = insider.desk;
    const record = await makeKeyPackage(engine(), self, {
      suite: usualSuite,
      lastResort: false,
      notBeforeMs: clock.now() - 1e8,
      notAfterMs: clock.now() + 1e9,
    });
    const [keyPackage, secrets] = openRecord(record, self);
    const { publicMessage } = await joinGroupExternal(
      info,
      keyPackage,
      secrets,
      true,
      await suite(),
      undefined,
      engine().config,
    );
    await postCommit({ version: "mls10", wireformat: "mls_public_message", publicMessage });
    await postCommit({ version: "mls10", wireformat: "mls_group_info", groupInfo: info });
    await postCommit({ version: "mls10", wireformat: "mls_key_package", keyPackage });
    expect(await outcome()).toEqual(Array.from({ length: 4 }, () => "invalid_group_event"));
  });

  it("by a commit that changes the group's context, re-initialises it or asks for a shared key is refused", async () => {
    const extensions: Proposal = {
      proposalType: "group_context_extensions",
      groupContextExtensions: { extensions: [] },
    };
    await postCommit(await commit([extensions]));
    const reinit: Proposal = {
      proposalType: "reinit",
      reinit: {
        groupId: utf8(thread),
        version: "mls10",
        cipherSuite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
        extensions: [],
      },
    };
    await postCommit(await commit([reinit]));
    expect(await outcome()).toEqual(["invalid_group_event", "invalid_group_event"]);
  });

  it("by a commit of a future epoch, or one said as a letter, is refused", async () => {
    const own = await commit([]);
    // A commit is a commit under whatever event type it comes: here it takes no part, its member does not know of it.
    const bytes = encodeMlsMessage(own);
    const later = bytes.slice();
    // The epoch's eight bytes follow version, wire format and the group id with its length.
    later[2 + 2 + 1 + utf8(thread).length + 7]! += 9;
    await insider.post(thread, { algorithm, ciphertext: toBase64(later) });
    await rounds([clerk], 1);
    expect((await clerk.entries(thread)).length).toBe(known);
    await endure([clerk], async () => (await clerk.entries(thread)).length === known + 1, { clock });
    expect((await clerk.entries(thread)).at(-1)).toMatchObject({ kind: "unreadable", reason: "cannot_open" });
    expect(await outcome()).toEqual(["cannot_open"]);
  });

  it("by bringing in a third account although it is no owner is refused", async () => {
    const third = await mailboxOf("dritte");
    await third.courier.round();
    // Here the thread is the clerk's, and the bad member is only its party.
    const sent = await clerk.send(member.account, { text: "owned by the clerk" });
    await roundsUntil([clerk, member], async () =>
      (await member.letters()).some(({ text }) => text === "owned by the clerk"),
    );
    const bad = await insiderOf(member, clock);
    const { account, deviceId, mlsKey, identityKey } = third.courier.self();
    const device = { account, deviceId, mlsKey: mlsKey.publicKey, identityKey };
    const [added] = (await claimKeyPackages(bad.desk, [device], usualSuite)).packages;
    const { value } = await bad.group(sent.thread);
    const made = await createCommit(
      { state: value.state, cipherSuite: implementationOf(bad.desk.engine, value.state.groupContext.cipherSuite) },
      { extraProposals: [{ proposalType: "add", add: { keyPackage: added!.keyPackage } }], ratchetTreeExtension: true },
    );
    await bad.post(
      sent.thread,
      { algorithm, epoch: "1", ciphertext: toBase64(encodeMlsMessage(made.commit)) },
      eventTypes.commit,
    );
    const thrown = await createCommit(
      { state: value.state, cipherSuite: implementationOf(bad.desk.engine, value.state.groupContext.cipherSuite) },
      { extraProposals: [{ proposalType: "remove", remove: { removed: 0 } }], ratchetTreeExtension: true },
    );
    await bad.post(
      sent.thread,
      { algorithm, epoch: "1", ciphertext: toBase64(encodeMlsMessage(thrown.commit)) },
      eventTypes.commit,
    );
    await clerk.send(null, { thread: sent.thread, text: "after that" });
    await roundsUntil([clerk, member], async () => (await member.letters()).some(({ text }) => text === "after that"));
    expect((await clerk.entries(sent.thread)).map((e) => (e.kind === "unreadable" ? e.reason : e.kind))).toEqual([
      "letter",
      "letter",
      "invalid_group_event",
      "invalid_group_event",
    ]);
    await third.close();
  });
});

describe("a homeserver that lies", () => {
  it("about key packages brings no device of its own into a thread", async () => {
    const victim = await mailboxOf("opfer");
    await victim.courier.round();
    // It knows account and device, and makes its own identity for them.
    const identityKey = await generateSigningKey();
    const [mlsKey, letterKey] = [await generateSigningKey(), await generateSigningKey()];
    const { account, deviceId } = victim.courier.self();
    const certificate = await issueDeviceCertificate(identityKey, {
      account,
      deviceId,
      mlsKey: mlsKey.publicKey,
      letterKey: letterKey.publicKey,
      rights: ["read", "send"],
      sinceDocument: 1,
      notAfterMs: clock.now() + 1e10,
    });
    const forged = await makeKeyPackage(
      insider.desk.engine,
      { account, deviceId, mlsKey, certificate },
      { suite: usualSuite, lastResort: false, notBeforeMs: clock.now() - 1e8, notAfterMs: clock.now() + 1e9 },
    );
    const key = Buffer.from(forged.publicPackage, "base64url").toString("base64").replace(/=+$/, "");
    const body = JSON.stringify({
      one_time_keys: { [account]: { [deviceId]: { [`${algorithm}:x`]: key } } },
      failures: {},
    });
    house.proxy.setFaults(({ path }) => (path.endsWith("/keys/claim") ? { kind: "answer", status: 200, body } : null));
    const sent = await member.send(account, { text: "secret" });
    await rounds([member], 4);
    house.proxy.setFaults(null);
    expect((await member.entries(sent.thread))[0]).toMatchObject({ failure: "no_key_packages" });
    expect((await (await insiderOf(member, clock)).group(sent.thread)).value.state.ratchetTree).toHaveLength(1);
    expect(await victim.letters()).toEqual([]);
    expect(identityField).toBe("de.federpost.identity");
    await victim.close();
  });
});
