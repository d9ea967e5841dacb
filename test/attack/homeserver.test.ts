import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FaultProxy, startProxy } from "../../scripts/homeserver/index.ts";
import { parseUserId, type RoomId, systemRandom } from "../../shared/base/index.ts";
import { identityField } from "../../shared/courier/account.ts";
import { withIdentityKey } from "../../shared/courier/identity-key.ts";
import { eventTypes } from "../../shared/courier/payload.ts";
import { putThread, readThread } from "../../shared/courier/store.ts";
import { generateSigningKey } from "../../shared/crypto/index.ts";
import { epochOf, makeKeyPackage, members } from "../../shared/engine/index.ts";
import { issueIdentityDocument, verifyIdentityDocument } from "../../shared/identity/index.ts";
import { createTransport, type Session } from "../../shared/transport/index.ts";
import { insiderOf } from "../courier/insider.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "../courier/mailbox.ts";
import { type House, noPatience, openHouse } from "../courier/transport-house.ts";
import { endure, rounds, shiftedClock } from "../courier/weather.ts";
import { algorithm, usualSuite, welcomeAlgorithm } from "../fake/suite.ts";
import { type Lies, liesOf, type ToldEvent } from "./homeserver/lies.ts";

/**
 * A homeserver that lies: a real one, with a proxy before each mailbox that changes what this mailbox is told. Each lie must
 * be noticed and shown, and nobody may gain a letter by it.
 */
let house: House;
const clock = shiftedClock();
const opened: (TestMailbox | FaultProxy)[] = [];

/** A mailbox with a liar of its own before it. */
interface Deceived {
  readonly mailbox: TestMailbox;
  readonly lies: Lies;
  readonly proxy: FaultProxy;
  readonly signIn: () => Promise<Session>;
}

const usual = { onSessionChanged: async () => undefined, clock, random: systemRandom, patience: noPatience };
const isWelcome = (content: unknown): boolean =>
  typeof content === "object" && content !== null && "algorithm" in content && content.algorithm === welcomeAlgorithm;

async function deceived(name: string): Promise<Deceived> {
  const proxy = await startProxy({ target: house.server.url });
  const lies = liesOf(proxy);
  const { password, signIn } = await house.account(name);
  const mailbox = await openMailbox({ homeserver: proxy.url, user: name, password, clock });
  opened.push(proxy, mailbox);
  await mailbox.courier.round();
  return { mailbox, proxy, signIn, lies };
}

beforeAll(async () => {
  house = await openHouse("raised");
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await ("stop" in one ? one.stop() : one.close());
});
afterAll(() => house?.close());

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

let pairs = 0;

/** A citizen and a clerk with a thread between them in which everything has arrived. */
async function pair() {
  pairs += 1;
  const [citizen, clerk] = [await deceived(`erika${pairs}`), await deceived(`amt${pairs}`)];
  const first = await citizen.mailbox.send(clerk.mailbox.account, { text: "first" });
  const { thread } = first;
  await roundsUntil([citizen.mailbox, clerk.mailbox], () => has(clerk.mailbox, "first"));
  await clerk.mailbox.send(null, { thread, text: "answer" });
  await roundsUntil([citizen.mailbox, clerk.mailbox], () => has(citizen.mailbox, "answer"));
  await quiet(citizen.mailbox, clerk.mailbox);
  return { citizen, clerk, thread, first };
}

const quiet = (...mailboxes: TestMailbox[]) =>
  roundsUntil(mailboxes, async () =>
    (await Promise.all(mailboxes.map(({ vault }) => vault.count("outbox")))).every((count) => count === 0),
  );

/** A proper letter in both directions arrives, and both hold the same group of `size` devices. */
async function goesOn(all: readonly TestMailbox[], thread: RoomId, size: number): Promise<void> {
  const text = `proper ${crypto.randomUUID()}`;
  const [writer, ...others] = all;
  await writer!.send(null, { thread, text });
  await endure(all, async () => (await Promise.all(others.map((other) => has(other, text)))).every(Boolean), { clock });
  for (const mailbox of all) expect(await devicesIn(mailbox, thread)).toHaveLength(size);
  for (const mailbox of all) expect(mailbox.problems).toEqual([]);
}

const groupOf = async (mailbox: TestMailbox, thread: RoomId) =>
  (await (await insiderOf(mailbox, clock)).group(thread)).value;
const devicesIn = async (mailbox: TestMailbox, thread: RoomId) => {
  const { desk, group } = await insiderOf(mailbox, clock);
  return (await members(desk.engine, (await group(thread)).value)).map(
    ({ account, deviceId }) => `${account} ${deviceId}`,
  );
};

const shown = async (mailbox: TestMailbox, thread: RoomId) =>
  (await mailbox.entries(thread)).map((entry) =>
    entry.kind === "letter" ? entry.text : entry.kind === "notice" ? `${entry.what} ${entry.who}` : entry.reason,
  );

/** The account's own word that it has no device any more. */
async function revoke({ mailbox }: Deceived): Promise<void> {
  const { desk } = await insiderOf(mailbox, clock);
  const own = (await verifyIdentityDocument(desk.self.document))!;
  const revoked = await withIdentityKey(desk, null, (key) =>
    issueIdentityDocument(key, { ...own, number: own.number + 1, previous: own.digest, devices: [] }),
  );
  await desk.transport.writeProfile(identityField, revoked);
  // Documents are looked at again after half a minute.
  clock.shift(60_000);
}

/** Lets a third account into a thread: what the courier does for one recipient, for several. */
async function letIn(owner: TestMailbox, thread: RoomId, other: TestMailbox): Promise<void> {
  const { desk } = await insiderOf(owner, clock);
  await desk.transport.invite(thread, other.account);
  const { value } = (await readThread(owner.vault, thread))!;
  await owner.vault.commit([putThread({ ...value, parties: [...value.parties, other.account] })]);
}

const invented = (about: Partial<ToldEvent>): ToldEvent => ({
  event_id: `$${crypto.randomUUID()}`,
  type: eventTypes.encrypted,
  sender: "@nobody:localhost",
  origin_server_ts: clock.now(),
  content: {},
  ...about,
});

describe("a homeserver that lies", () => {
  it("S1 node: a device that it invents for an account is shown as not certified and gets no letter", async () => {
    const { citizen, clerk, thread } = await pair();
    // A homeserver needs no password; here it signs in as the account does, and offers keys as a device would.
    const session = await clerk.signIn();
    const { desk } = await insiderOf(clerk.mailbox, clock);
    const ghost = createTransport({ ...usual, session });
    const certificate = desk.self.certificate;
    const mlsKey = await generateSigningKey();
    const own = { account: desk.self.account, deviceId: session.deviceId, mlsKey, certificate };
    const times = { lastResort: false, notBeforeMs: clock.now() - 1e8, notAfterMs: clock.now() + 1e9 };
    const { publicPackage } = await makeKeyPackage(desk.engine, own, { suite: usualSuite, ...times });
    const key = Buffer.from(publicPackage, "base64url").toString("base64").replace(/=+$/, "");
    await ghost.uploadKeys({ oneTimeKeys: new Map([[`${algorithm}:x`, key]]) });
    const fresh = await citizen.mailbox.send(clerk.mailbox.account, { text: "new thread" });
    await roundsUntil([citizen.mailbox, clerk.mailbox], () => has(clerk.mailbox, "new thread"));
    for (const room of [thread, fresh.thread]) {
      await goesOn([citizen.mailbox, clerk.mailbox], room, 2);
      const inside = await devicesIn(citizen.mailbox, room);
      expect(inside.filter((device) => device.includes(session.deviceId))).toEqual([]);
    }
    const listed = await clerk.mailbox.courier.devices();
    expect(listed.find(({ deviceId }) => deviceId === session.deviceId)).toMatchObject({ certified: false });
  });

  it("S2 node: a proper key package of another account in the place of the recipient's lets nobody in", async () => {
    const [citizen, clerk, mallory] = [
      await deceived("erika-s2"),
      await deceived("amt-s2"),
      await deceived("mallory-s2"),
    ];
    const { desk } = await insiderOf(mallory.mailbox, clock);
    const { account, deviceId } = mallory.mailbox.courier.self();
    const { claimed } = await desk.transport.claimKeys([{ userId: account, deviceId, algorithm }]);
    const [theirs] = claimed;
    const swaps = citizen.lies.claims((answer) => ({
      ...answer,
      one_time_keys: {
        [clerk.mailbox.account]: {
          [clerk.mailbox.courier.self().deviceId]: { [`${algorithm}:${theirs?.keyId}`]: theirs?.key },
        },
      },
    }));
    const sent = await citizen.mailbox.send(clerk.mailbox.account, { text: "for the office" });
    await rounds([citizen.mailbox, mallory.mailbox], 4);
    expect(swaps()).toBeGreaterThan(0);
    const [entry] = await citizen.mailbox.entries(sent.thread);
    expect(entry).toMatchObject({ failure: "no_key_packages" });
    expect(await mallory.mailbox.letters()).toEqual([]);
    expect(await devicesIn(citizen.mailbox, sent.thread)).toHaveLength(1);
  });

  it("S5 node: a removal that it hides from one member keeps that member's letters from the removed device all the same", async () => {
    const { citizen, clerk, thread } = await pair();
    const lost = await deceived("verloren");
    await letIn(citizen.mailbox, thread, lost.mailbox);
    await citizen.mailbox.send(null, { thread, text: "to all" });
    const all = [citizen.mailbox, clerk.mailbox, lost.mailbox];
    await roundsUntil(all, async () => (await has(clerk.mailbox, "to all")) && (await has(lost.mailbox, "to all")));
    await quiet(...all);
    await revoke(lost);
    // Neither the clerk nor the removed device hears of the removal.
    clerk.lies.hide(eventTypes.commit);
    lost.lies.hide(eventTypes.commit);
    await citizen.mailbox.send(null, { thread, text: "without the lost device" });
    await roundsUntil([citizen.mailbox], async () => (await devicesIn(citizen.mailbox, thread)).length === 2);
    await clerk.mailbox.send(null, { thread, text: "from one who does not know" });
    await rounds(all, 6);
    for (const text of ["without the lost device", "from one who does not know"])
      expect(await has(lost.mailbox, text)).toBe(false);
    // The clerk sees that something is there which cannot be read.
    await endure([clerk.mailbox], async () => (await shown(clerk.mailbox, thread)).includes("cannot_open"), { clock });
  });

  it("S6 node: a Welcome that it tells again opens no second thread and changes nothing", async () => {
    const { citizen, clerk, thread } = await pair();
    const welcomes = clerk.lies.told.filter(({ content }) => isWelcome(content));
    expect(welcomes.length).toBeGreaterThan(0);
    const before = epochOf(await groupOf(clerk.mailbox, thread));
    clerk.lies.toDevice([...welcomes, ...welcomes.map((one) => ({ ...one, sender: citizen.mailbox.account }))]);
    await rounds([clerk.mailbox], 3);
    expect(await clerk.mailbox.threads()).toHaveLength(1);
    expect(epochOf(await groupOf(clerk.mailbox, thread))).toBe(before);
    expect(await clerk.mailbox.vault.count("parked")).toBe(0);
    await goesOn([citizen.mailbox, clerk.mailbox], thread, 2);
  });

  it("S7 node: a ghost that it lists in the room is shown as no part of the thread, and gets no letter", async () => {
    const { citizen, clerk, thread } = await pair();
    const ghost = parseUserId("@ghost:localhost")!;
    const joins = invented({ type: "m.room.member", sender: ghost, state_key: ghost, content: { membership: "join" } });
    citizen.lies.invent(thread, [joins]);
    await rounds([citizen.mailbox], 2);
    expect(await shown(citizen.mailbox, thread)).toContain(`stranger_in_room ${ghost}`);
    const [record] = await citizen.mailbox.threads();
    expect(record?.parties).toEqual([clerk.mailbox.account]);
    await goesOn([citizen.mailbox, clerk.mailbox], thread, 2);
    const asked = citizen.proxy.requests.filter(({ path }) => path.includes(encodeURIComponent(ghost)));
    expect(asked).toEqual([]);
  });

  it("S8 node: letters that it reorders all arrive, and one that it withholds is not said to be provided", async () => {
    const { citizen, clerk, thread } = await pair();
    const isLetter = ({ type, sender }: ToldEvent) =>
      type === eventTypes.encrypted && sender === citizen.mailbox.account;
    clerk.lies.timeline(thread, (events) => [...events].reverse());
    const texts = ["one", "two", "three"];
    for (const text of texts) await citizen.mailbox.send(null, { thread, text });
    await rounds([citizen.mailbox], 2);
    await endure(
      [clerk.mailbox],
      async () => (await clerk.mailbox.letters()).filter(({ text }) => texts.includes(text)).length === 3,
      { clock },
    );
    await quiet(citizen.mailbox, clerk.mailbox);
    const withheld: ToldEvent[] = [];
    clerk.lies.timeline(thread, (events) => {
      withheld.push(...events.filter(isLetter));
      return events.filter((event) => !isLetter(event));
    });
    const sent = await citizen.mailbox.send(null, { thread, text: "withheld" });
    await rounds([citizen.mailbox, clerk.mailbox], 4);
    expect(await has(clerk.mailbox, "withheld")).toBe(false);
    expect(await citizen.mailbox.receipts(sent)).toEqual([`submitted ${citizen.mailbox.account} true`]);
    clerk.lies.truth();
    clerk.lies.invent(thread, withheld);
    await roundsUntil([clerk.mailbox, citizen.mailbox], () => has(clerk.mailbox, "withheld"));
    await roundsUntil([clerk.mailbox, citizen.mailbox], async () =>
      (await citizen.mailbox.receipts(sent)).includes(`provided ${clerk.mailbox.account} true`),
    );
  });

  it("S8 node: events that it makes up, doubles or puts in another's name are shown as unreadable at most", async () => {
    const { citizen, clerk, thread } = await pair();
    let letter: ToldEvent | undefined;
    clerk.lies.timeline(thread, (events) => {
      letter ??= events.find(({ type, sender }) => type === eventTypes.encrypted && sender === citizen.mailbox.account);
      return events;
    });
    await citizen.mailbox.send(null, { thread, text: "once" });
    await roundsUntil([citizen.mailbox, clerk.mailbox], () => has(clerk.mailbox, "once"));
    const known = await shown(clerk.mailbox, thread);
    const ciphertext = Buffer.alloc(400, 7).toString("base64");
    clerk.lies.invent(thread, [
      invented({ sender: citizen.mailbox.account, content: { algorithm, ciphertext } }),
      invented({
        sender: citizen.mailbox.account,
        type: eventTypes.commit,
        content: { algorithm, epoch: "1", ciphertext },
      }),
      invented({ ...letter, event_id: "$doubled" }),
      invented({ ...letter, event_id: "$renamed", sender: clerk.mailbox.account }),
    ]);
    await rounds([clerk.mailbox], 3);
    const more = (await shown(clerk.mailbox, thread)).slice(known.length);
    expect(more.filter((entry) => entry === "once")).toEqual([]);
    expect(more.filter((entry) => !/^(invalid_group_event|cannot_open)$/.test(entry))).toEqual([]);
    expect(more.length).toBeGreaterThanOrEqual(2);
    await goesOn([citizen.mailbox, clerk.mailbox], thread, 2);
  });

  it("S9 node: a removed device that an old document lists again is not brought back, and the group comes to rest", async () => {
    const { citizen, clerk, thread } = await pair();
    const lost = await deceived("zurueck");
    const { desk } = await insiderOf(lost.mailbox, clock);
    await letIn(citizen.mailbox, thread, lost.mailbox);
    await citizen.mailbox.send(null, { thread, text: "to all" });
    const all = [citizen.mailbox, clerk.mailbox, lost.mailbox];
    await roundsUntil(all, async () => (await has(clerk.mailbox, "to all")) && (await has(lost.mailbox, "to all")));
    await revoke(lost);
    await citizen.mailbox.send(null, { thread, text: "removes" });
    await roundsUntil(all, async () => (await devicesIn(citizen.mailbox, thread)).length === 2);
    await quiet(citizen.mailbox, clerk.mailbox);
    const before = epochOf(await groupOf(citizen.mailbox, thread));
    // The old document, as often as it likes, and the old Welcomes with it.
    for (let again = 0; again < 3; again++) {
      await desk.transport.writeProfile(identityField, desk.self.document);
      lost.lies.toDevice(lost.lies.told.filter(({ content }) => isWelcome(content)));
      clock.shift(60_000);
      await citizen.mailbox.send(null, { thread, text: `again ${again}` });
      await rounds(all, 3);
    }
    expect(await devicesIn(citizen.mailbox, thread)).toHaveLength(2);
    expect(epochOf(await groupOf(citizen.mailbox, thread))).toBe(before);
    for (const text of ["removes", "again 0", "again 1", "again 2"]) expect(await has(lost.mailbox, text)).toBe(false);
    // What the server shows is not believed, and the letters say so.
    const failures = (await citizen.mailbox.entries(thread)).flatMap((e) => (e.kind === "letter" ? [e.failure] : []));
    expect(failures).toContain("invalid_identity");
  });
});
