import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseRoomId } from "../../shared/base/index.ts";
import type { RawEvent, Transport } from "../../shared/transport/index.ts";
import { type Account, failureOf, type House, openHouse, quickPatience, sharedRoom } from "./transport-house.ts";

let house: House;
let anna: Account;
let bernd: Account;
let citizen: Transport;
let clerk: Transport;

beforeAll(async () => {
  house = await openHouse("raised");
  anna = await house.account("anna");
  bernd = await house.account("bernd");
  citizen = await anna.device();
  clerk = await bernd.device();
});
afterAll(() => house.close());
afterEach(() => house.proxy.setFaults(null));

const position = async (transport: Transport) => (await transport.sync({ since: null, timeoutMs: 0 })).nextBatch;
const texts = (events: readonly RawEvent[]) =>
  events.filter(({ type }) => type === "m.room.encrypted").map(({ content }) => content.ciphertext);
const letter = (text: string) => ({ type: "m.room.encrypted", content: { algorithm: "test", ciphertext: text } });

describe("rooms", () => {
  test("a new room is private, by invitation, without a name, and shows newcomers what came after their invitation", async () => {
    const room = await citizen.createRoom({
      invite: [bernd.userId],
      type: "de.federpost.thread",
      creationContent: { "de.federpost.request": "r-1" },
      powerLevels: { events: { "de.federpost.mls.commit": 0 } },
    });
    const batch = await citizen.sync({ since: null, timeoutMs: 0 });
    const mine = batch.rooms.joined.find(({ roomId }) => roomId === room)!;
    const state = new Map(
      [...mine.state, ...mine.timeline].filter((e) => e.stateKey === "").map((e) => [e.type, e.content]),
    );
    expect(state.get("m.room.join_rules")).toEqual({ join_rule: "invite" });
    expect(state.get("m.room.history_visibility")).toEqual({ history_visibility: "invited" });
    expect(state.get("m.room.guest_access")).toEqual({ guest_access: "forbidden" });
    expect(state.get("m.room.create")).toMatchObject({ type: "de.federpost.thread", "de.federpost.request": "r-1" });
    expect(state.get("m.room.power_levels")).toMatchObject({ events: { "de.federpost.mls.commit": 0 } });
    expect(state.has("m.room.name")).toBe(false);
  });

  test("an invitation tells who invites, and joining twice is joining once", async () => {
    const room = await citizen.createRoom({ invite: [], type: "de.federpost.thread" });
    const since = await position(clerk);
    await citizen.invite(room, bernd.userId);
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    const invited = batch.rooms.invited.find(({ roomId }) => roomId === room)!;
    expect(invited.inviter).toBe(anna.userId);
    expect(invited.state.find(({ type }) => type === "m.room.create")?.content).toMatchObject({
      type: "de.federpost.thread",
    });
    expect(await clerk.join(room)).toBe(room);
    expect(await clerk.join(room, ["localhost"])).toBe(room);
    expect(await clerk.joinedRooms()).toContain(room);
    expect(await citizen.members(room)).toEqual(
      expect.arrayContaining([
        { userId: anna.userId, membership: "join" },
        { userId: bernd.userId, membership: "join" },
      ]),
    );
  });

  test("who was removed sees the room as left, may not write, and can forget it", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    await citizen.kick(room, bernd.userId);
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    const left = batch.rooms.left.find(({ roomId }) => roomId === room)!;
    expect(left.timeline).toMatchObject([
      { type: "m.room.member", sender: anna.userId, stateKey: bernd.userId, content: { membership: "leave" } },
    ]);
    expect((await failureOf(clerk.sendEvent({ roomId: room, ...letter("no"), txnId: "t" }))).code).toBe(
      "not_permitted",
    );
    await clerk.forget(room);
    expect((await failureOf(clerk.members(room))).code).toBe("not_permitted");
  });

  test("leaving a room ends the membership", async () => {
    const room = await sharedRoom(citizen, clerk);
    await clerk.leave(room);
    expect(await citizen.members(room)).toContainEqual({ userId: bernd.userId, membership: "leave" });
  });

  test("an invitation that is declined is gone", async () => {
    const room = await citizen.createRoom({ invite: [bernd.userId], type: "de.federpost.thread" });
    const invitations = async () =>
      (await clerk.sync({ since: null, timeoutMs: 0 })).rooms.invited.map(({ roomId }) => roomId);
    expect(await invitations()).toContain(room);
    await clerk.leave(room);
    expect(await invitations()).not.toContain(room);
    expect(await citizen.members(room)).toContainEqual({ userId: bernd.userId, membership: "leave" });
  });

  test("an uninvited account cannot join", async () => {
    const room = await citizen.createRoom({ invite: [], type: "de.federpost.thread" });
    expect((await failureOf(clerk.join(room))).code).toBe("not_permitted");
    const nowhere = parseRoomId("!doesnotexist:localhost")!;
    expect(["not_permitted", "invalid_request"]).toContain((await failureOf(clerk.join(nowhere))).code);
  });
});

describe("events", () => {
  test("an event whose answer got lost is sent again under its id and exists once", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    let lost = 0;
    house.proxy.setFaults(({ method, path }) =>
      method === "PUT" && path.includes("/send/") && lost++ === 0 ? { kind: "drop-response" } : null,
    );
    const patient = await anna.device({ patience: quickPatience });
    const event = { roomId: room, ...letter("once"), txnId: "outbox-1" };
    const first = await patient.sendEvent(event);
    expect(lost).toBe(2);
    expect(await patient.sendEvent(event)).toBe(first);
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    const timeline = batch.rooms.joined.find(({ roomId }) => roomId === room)!.timeline;
    expect(texts(timeline)).toEqual(["once"]);
    expect(timeline[0]).toMatchObject({ eventId: first, sender: anna.userId, stateKey: null, txnId: null });
    const own = (await patient.sync({ since, timeoutMs: 0 })).rooms.joined.find(({ roomId }) => roomId === room)!;
    expect(own.timeline[0]).toMatchObject({ eventId: first, txnId: "outbox-1" });
  });

  test("an event survives a power cut of the homeserver between its work and its answer, once", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    let tries = 0;
    const powerCut = async () => {
      await house.server.kill("SIGKILL");
      await house.server.restart();
    };
    house.proxy.setFaults(({ method, path }) =>
      method === "PUT" && path.includes("/send/") && tries++ === 0
        ? { kind: "drop-response", meanwhile: powerCut }
        : null,
    );
    const patient = await anna.device({ patience: quickPatience });
    const event = { roomId: room, ...letter("survives"), txnId: "outbox-2" };
    const id = await patient.sendEvent(event);
    expect(tries).toBe(2);
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    const mine = batch.rooms.joined.find(({ roomId }) => roomId === room)!;
    expect(mine.timeline.map(({ eventId }) => eventId)).toEqual([id]);
  });

  test("an event that is too large is refused as too large", async () => {
    const room = await sharedRoom(citizen, clerk);
    const big = { roomId: room, ...letter("x".repeat(66_000)), txnId: "big" };
    expect((await failureOf(citizen.sendEvent(big))).code).toBe("too_large");
  });

  test("txn ids and types may hold any characters but cannot leave their place in the path", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    await citizen.sendEvent({ roomId: room, type: "de.federpost/../x y", content: {}, txnId: "a/b?c#d %2e" });
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    expect(batch.rooms.joined.find(({ roomId }) => roomId === room)!.timeline[0]!.type).toBe("de.federpost/../x y");
    const climbing = { roomId: room, type: "..", content: {}, txnId: "t" };
    expect((await failureOf(citizen.sendEvent(climbing))).code).toBe("invalid_request");
  });

  test("a long timeline is cut and the gap is filled in order, without a letter missing or twice", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    const sent = Array.from({ length: 333 }, (_, i) => `letter ${i}`);
    for (const [i, text] of sent.entries())
      await citizen.sendEvent({ roomId: room, ...letter(text), txnId: `gap-${i}` });
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    const { timeline, limited, prevBatch } = batch.rooms.joined.find(({ roomId }) => roomId === room)!;
    expect(limited).toBe(true);
    expect(timeline).toHaveLength(100);
    const gap = await clerk.messagesBetween({ roomId: room, from: prevBatch!, to: since, limit: 10_000 });
    expect(gap.olderFrom).toBeNull();
    expect([...texts(gap.events), ...texts(timeline)]).toEqual(sent);

    const part = await clerk.messagesBetween({ roomId: room, from: prevBatch!, to: since, limit: 150 });
    expect(part.olderFrom).not.toBeNull();
    const rest = await clerk.messagesBetween({ roomId: room, from: part.olderFrom!, to: since, limit: 10_000 });
    expect([...texts(rest.events), ...texts(part.events), ...texts(timeline)]).toEqual(sent);
  }, 120_000);

  test("the whole past of a room can be read back to its begin", async () => {
    const room = await sharedRoom(citizen, clerk);
    await citizen.sendEvent({ roomId: room, ...letter("first"), txnId: "past-1" });
    const batch = await citizen.sync({ since: null, timeoutMs: 0 });
    const past = await citizen.messagesBetween({ roomId: room, from: batch.nextBatch, to: null, limit: 1000 });
    expect(past.olderFrom).toBeNull();
    expect(past.events[0]!.type).toBe("m.room.create");
    expect(texts(past.events)).toEqual(["first"]);
  });
});

describe("a member who sends nonsense", () => {
  const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);

  test("cannot stop the others' letters by an event nested deeper than storage can hold", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    await citizen.sendEvent({ roomId: room, ...letter("before"), txnId: "deep-0" });
    // Synapse itself refuses events of more than about 125 levels, and to-device content of about 1,000.
    for (const levels of [65, 120]) {
      await citizen.sendEvent({
        roomId: room,
        type: "m.room.encrypted",
        content: nested(levels),
        txnId: `deep-${levels}`,
      });
    }
    const messages = new Map([[bernd.userId, new Map([[clerk.deviceId, nested(800)]])]]);
    await citizen.sendToDevice({ type: "m.room.encrypted", txnId: "deep", messages });
    await citizen.sendEvent({ roomId: room, ...letter("after"), txnId: "deep-1" });
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    expect(texts(batch.rooms.joined.find(({ roomId }) => roomId === room)!.timeline)).toEqual(["before", "after"]);
    expect(batch).toMatchObject({ toDevice: [], skipped: 3 });
  });

  test("cannot give our objects a prototype", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    const content = JSON.parse('{"__proto__":{"polluted":true},"ciphertext":"x"}');
    await citizen.sendEvent({ roomId: room, type: "m.room.encrypted", content, txnId: "proto" });
    const batch = await clerk.sync({ since, timeoutMs: 5_000 });
    const received = batch.rooms.joined.find(({ roomId }) => roomId === room)!.timeline[0]!.content;
    expect(Object.hasOwn(received, "__proto__")).toBe(false);
    expect(received).toEqual({ ciphertext: "x" });
  });
});

describe("sync", () => {
  test("a long poll returns when something happens, and a cancelled one at once with the caller's reason", async () => {
    const room = await sharedRoom(citizen, clerk);
    const since = await position(clerk);
    const waiting = clerk.sync({ since, timeoutMs: 30_000 });
    await citizen.sendEvent({ roomId: room, ...letter("wake up"), txnId: "wake" });
    const batch = await waiting;
    expect(texts(batch.rooms.joined[0]!.timeline)).toEqual(["wake up"]);
    const stop = new AbortController();
    const idle = clerk.sync({ since: batch.nextBatch, timeoutMs: 30_000, signal: stop.signal });
    const reason = new Error("locked");
    stop.abort(reason);
    await expect(idle).rejects.toBe(reason);
  });

  test("a batch is plain JSON", async () => {
    const newcomer = await (await house.account("clara")).device();
    await sharedRoom(citizen, newcomer);
    const batch = await newcomer.sync({ since: null, timeoutMs: 0 });
    expect(batch.rooms.joined).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(batch))).toEqual(structuredClone(batch));
    expect(batch.skipped).toBe(0);
  });

  test("a position the server does not know is refused, not mistaken for news", async () => {
    const failure = await failureOf(clerk.sync({ since: "nonsense" as never, timeoutMs: 0 }));
    expect(failure.code).toBe("invalid_request");
  });
});

describe("to-device", () => {
  const hello = (n: number) => ({ algorithm: "de.bwi.mls.v1.welcome.test", ciphertext: `welcome ${n}` });

  test("a Welcome is told again until a newer position is asked for", async () => {
    const receiver = await bernd.device();
    const since = await position(receiver);
    const messages = new Map([[bernd.userId, new Map([[receiver.deviceId, hello(1)]])]]);
    await citizen.sendToDevice({ type: "m.room.encrypted", txnId: "w-1", messages });
    await citizen.sendToDevice({ type: "m.room.encrypted", txnId: "w-1", messages });
    const first = await receiver.sync({ since, timeoutMs: 5_000 });
    expect(first.toDevice).toEqual([{ type: "m.room.encrypted", sender: anna.userId, content: hello(1) }]);
    expect((await receiver.sync({ since, timeoutMs: 0 })).toDevice).toEqual(first.toDevice);
    expect((await receiver.sync({ since: first.nextBatch, timeoutMs: 0 })).toDevice).toEqual([]);
    expect((await receiver.sync({ since, timeoutMs: 0 })).toDevice).toEqual([]);
  });

  test("a hundred and twenty arrive in order over two batches", async () => {
    const receiver = await bernd.device();
    let since = await position(receiver);
    for (let n = 0; n < 120; n++) {
      const messages = new Map([[bernd.userId, new Map([[receiver.deviceId, hello(n)]])]]);
      await citizen.sendToDevice({ type: "m.room.encrypted", txnId: `order-${n}`, messages });
    }
    const seen: unknown[] = [];
    while (seen.length < 120) {
      const batch = await receiver.sync({ since, timeoutMs: 5_000 });
      expect(batch.toDevice.length).toBeLessThanOrEqual(100);
      seen.push(...batch.toDevice.map(({ content }) => content.ciphertext));
      since = batch.nextBatch;
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => `welcome ${n}`));
  });

  test("a star reaches every device of an account", async () => {
    const [one, two] = [await bernd.device(), await bernd.device()];
    const messages = new Map([[bernd.userId, new Map([["*" as const, hello(7)]])]]);
    await citizen.sendToDevice({ type: "de.federpost.note", txnId: "star", messages });
    for (const receiver of [one, two]) {
      const batch = await receiver.sync({ since: null, timeoutMs: 0 });
      expect(batch.toDevice.map(({ content }) => content)).toEqual([hello(7)]);
    }
  });

  test("a Welcome above the limit is too large, one of 49,000 bytes is not", async () => {
    const receiver = await bernd.device();
    const send = (sizeBytes: number) =>
      citizen.sendToDevice({
        type: "m.room.encrypted",
        txnId: `size-${sizeBytes}`,
        messages: new Map([
          [bernd.userId, new Map([[receiver.deviceId, { ciphertext: Buffer.alloc(sizeBytes, 7).toString("base64") }]])],
        ]),
      });
    await send(49_000);
    expect((await failureOf(send(50_000))).code).toBe("too_large");
  });
});
