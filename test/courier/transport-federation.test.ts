import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Homeserver, startFederation } from "../../scripts/homeserver/index.ts";
import { parseUserId, type SyncToken, systemClock, systemRandom } from "../../shared/base/index.ts";
import {
  createTransport,
  discoverHomeserver,
  login,
  type SyncBatch,
  type Transport,
} from "../../shared/transport/index.ts";
import { failureOf, noPatience } from "./transport-house.ts";

let dir: string;
let stop: () => Promise<void> = async () => undefined;
let citizen: Transport;
let clerk: Transport;
let servers: readonly Homeserver[] = [];

const signUp = async (server: Homeserver, name: string): Promise<Transport> => {
  await server.createUser({ user: name, password: "password" });
  const session = await login({
    baseUrl: server.url,
    proof: { kind: "password", user: name, password: "password" },
    deviceName: "d",
    clock: systemClock,
  });
  const environment = { clock: systemClock, random: systemRandom, patience: noPatience };
  return createTransport({ session, onSessionChanged: async () => undefined, ...environment });
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-transport-"));
  const federation = await startFederation({ dir, count: 2, rateLimits: "raised" });
  ({ servers, stop } = federation);
  citizen = await signUp(servers[0]!, "anna");
  clerk = await signUp(servers[1]!, "bernd");
});
afterAll(async () => {
  await stop();
  await rm(dir, { recursive: true, force: true });
});

async function syncUntil<T>(transport: Transport, from: SyncToken, pick: (batch: SyncBatch) => T | undefined) {
  for (let position = from; ; ) {
    const batch = await transport.sync({ since: position, timeoutMs: 20_000 });
    position = batch.nextBatch;
    const found = pick(batch);
    if (found !== undefined) return { found, position };
  }
}

describe("two homeservers", () => {
  test("an invitation, a letter, key packages, to-device contents, profiles and media cross between them", async () => {
    const since = (await clerk.sync({ since: null, timeoutMs: 0 })).nextBatch;
    const room = await citizen.createRoom({ invite: [clerk.userId], type: "de.federpost.thread" });
    const invited = (await clerk.sync({ since, timeoutMs: 20_000 })).rooms.invited[0]!;
    expect(invited).toMatchObject({ roomId: room, inviter: citizen.userId });
    expect(await clerk.join(room, [servers[0]!.serverName])).toBe(room);

    const before = (await clerk.sync({ since: null, timeoutMs: 0 })).nextBatch;
    const id = await citizen.sendEvent({ roomId: room, type: "m.room.encrypted", content: { a: "b" }, txnId: "1" });
    // A join by way of another server may reach /sync after /join has answered.
    const received = await syncUntil(clerk, before, ({ rooms }) =>
      rooms.joined.flatMap(({ timeline }) => timeline).find(({ eventId }) => eventId === id),
    );
    expect(received.found).toMatchObject({ sender: citizen.userId, content: { a: "b" } });

    await clerk.uploadKeys({ oneTimeKeys: new Map([["mls:1", "package"]]) });
    const wish = { userId: clerk.userId, deviceId: clerk.deviceId, algorithm: "mls" };
    expect((await citizen.claimKeys([wish])).claimed).toEqual([{ ...wish, keyId: "1", key: "package" }]);

    const messages = new Map([[clerk.userId, new Map([[clerk.deviceId, { welcome: "w" }]])]]);
    await citizen.sendToDevice({ type: "m.room.encrypted", txnId: "w", messages });
    const told = await syncUntil(clerk, received.position, ({ toDevice }) => toDevice[0]);
    expect(told.found).toEqual({ type: "m.room.encrypted", sender: citizen.userId, content: { welcome: "w" } });

    const field = "de.federpost.identity";
    expect(await citizen.readProfile(clerk.userId, field)).toBeNull();
    const nobody = parseUserId(`@nobody:${servers[1]!.serverName}`)!;
    expect((await failureOf(citizen.readProfile(nobody, field))).code).toBe("unknown_recipient");
    await clerk.writeProfile(field, "document");
    expect(await citizen.readProfile(clerk.userId, field)).toBe("document");

    const bytes = systemRandom.bytes(200_000);
    const uri = await citizen.uploadMedia(bytes);
    expect(Buffer.from((await clerk.downloadMedia(uri, { maxBytes: 200_000 }))!)).toEqual(Buffer.from(bytes));
  });

  test("a certificate of an authority nobody trusts is a certificate error", async () => {
    const failure = await failureOf(discoverHomeserver(servers[0]!.federationUrl!, {}));
    expect(failure.code).toBe("certificate_error");
  });
});
