import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseDeviceId, parseMxcUri, parseUserId, systemRandom } from "../../shared/base/index.ts";
import type { Transport } from "../../shared/transport/index.ts";
import { type Account, failureOf, type House, openHouse, quickPatience } from "./transport-house.ts";

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

const algorithm = "de.bwi.mls.v1.MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
const keyPackage = (n: number) => Buffer.alloc(400, n).toString("base64").replace(/=+$/, "");

describe("key packages", () => {
  test("each is handed out once, then the fallback key again and again, and the server says so", async () => {
    const receiver = await bernd.device();
    const wish = { userId: bernd.userId, deviceId: receiver.deviceId, algorithm };
    const counts = await receiver.uploadKeys({
      oneTimeKeys: new Map([1, 2, 3].map((n) => [`${algorithm}:id${n}`, keyPackage(n)])),
      fallbackKeys: new Map([[`${algorithm}:last`, keyPackage(9)]]),
    });
    expect(counts[algorithm]).toBe(3);
    const before = await receiver.sync({ since: null, timeoutMs: 0 });
    expect(before.oneTimeKeyCounts[algorithm]).toBe(3);
    expect(before.unusedFallbackKeys).toContain(algorithm);

    const taken: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { claimed, unreachable } = await citizen.claimKeys([wish]);
      expect(unreachable).toEqual([]);
      expect(claimed).toHaveLength(1);
      expect(claimed[0]).toMatchObject(wish);
      taken.push(`${claimed[0]!.keyId} ${claimed[0]!.key}`);
    }
    const name = (id: string, n: number) => `${id} ${keyPackage(n)}`;
    expect(taken.slice(0, 3).sort()).toEqual([name("id1", 1), name("id2", 2), name("id3", 3)]);
    expect(taken.slice(3)).toEqual([name("last", 9), name("last", 9)]);
    const after = await receiver.sync({ since: before.nextBatch, timeoutMs: 0 });
    expect(after.oneTimeKeyCounts[algorithm] ?? 0).toBe(0);
    expect(after.unusedFallbackKeys).not.toContain(algorithm);
  });

  test("several devices and two algorithms of one device are claimed together; who has none is left out", async () => {
    const [one, two] = [await bernd.device(), await bernd.device()];
    const other = `${algorithm}X`;
    await one.uploadKeys({
      oneTimeKeys: new Map([
        [`${algorithm}:a`, keyPackage(1)],
        [`${other}:b`, keyPackage(2)],
      ]),
    });
    const wishes = [
      { userId: bernd.userId, deviceId: one.deviceId, algorithm },
      { userId: bernd.userId, deviceId: two.deviceId, algorithm },
      { userId: bernd.userId, deviceId: one.deviceId, algorithm: other },
      { userId: bernd.userId, deviceId: parseDeviceId("NOSUCHDEVICE")!, algorithm },
    ];
    const { claimed } = await citizen.claimKeys(wishes);
    expect(claimed).toEqual([
      { ...wishes[0], keyId: "a", key: keyPackage(1) },
      { ...wishes[2], keyId: "b", key: keyPackage(2) },
    ]);
  });

  test("publishing the same key again is harmless, another key under the same id is refused", async () => {
    const receiver = await bernd.device();
    const upload = (n: number) => receiver.uploadKeys({ oneTimeKeys: new Map([[`${algorithm}:same`, keyPackage(n)]]) });
    expect((await upload(1))[algorithm]).toBe(1);
    expect((await upload(1))[algorithm]).toBe(1);
    const failure = await failureOf(upload(2));
    expect(failure.code).toBe("invalid_request");
    // Synapse's error text quotes both keys.
    expect(failure.message).not.toContain(keyPackage(1));
  });

  test("a lost answer to a claim is not repeated, since it would cost another key", async () => {
    const receiver = await bernd.device();
    await receiver.uploadKeys({
      oneTimeKeys: new Map([
        [`${algorithm}:a`, keyPackage(1)],
        [`${algorithm}:b`, keyPackage(2)],
      ]),
    });
    const patient = await anna.device({ patience: quickPatience });
    let claims = 0;
    house.proxy.setFaults(({ path }) =>
      path.endsWith("/keys/claim") && ++claims > 0 ? { kind: "drop-response" } : null,
    );
    const wish = { userId: bernd.userId, deviceId: receiver.deviceId, algorithm };
    expect((await failureOf(patient.claimKeys([wish]))).code).toBe("offline");
    expect(claims).toBe(1);
    house.proxy.setFaults(null);
    expect((await patient.claimKeys([wish])).claimed).toHaveLength(1);
  });

  test("devices are found by their device keys, and only those of the accounts asked for", async () => {
    const receiver = await bernd.device();
    const deviceKeys = {
      user_id: bernd.userId,
      device_id: receiver.deviceId,
      algorithms: [algorithm],
      keys: { [`ed25519:${receiver.deviceId}`]: "AAAA" },
      signatures: {},
    };
    await receiver.uploadKeys({ deviceKeys });
    const found = await citizen.queryKeys([bernd.userId, parseUserId("@nobody:localhost")!]);
    expect([...found.devices.keys()]).toContain(bernd.userId);
    expect(found.devices.get(bernd.userId)!.get(receiver.deviceId)).toMatchObject({ algorithms: [algorithm] });
    expect(found.unreachable).toEqual([]);
  });

  test("a homeserver that cannot be reached is named, and does not fail the rest", async () => {
    const away = parseUserId("@x:away.invalid")!;
    const found = await citizen.queryKeys([away]);
    expect(found.unreachable).toEqual(["away.invalid"]);
    const claimed = await citizen.claimKeys([{ userId: away, deviceId: parseDeviceId("D")!, algorithm }]);
    expect(claimed).toEqual({ claimed: [], unreachable: ["away.invalid"] });
  });
});

describe("profiles", () => {
  const field = "de.federpost.identity";

  test("a field is written, read by others, taken back, and null when there is none", async () => {
    expect(await citizen.readProfile(bernd.userId, field)).toBeNull();
    await clerk.writeProfile(field, { document: "eyJ...", sequence: 3 });
    expect(await citizen.readProfile(bernd.userId, field)).toEqual({ document: "eyJ...", sequence: 3 });
    await clerk.writeProfile(field, null);
    expect(await citizen.readProfile(bernd.userId, field)).toBeNull();
  });

  test("an account that does not exist is an unknown recipient", async () => {
    expect((await failureOf(citizen.readProfile(parseUserId("@nobody:localhost")!, field))).code).toBe(
      "unknown_recipient",
    );
  });

  test("the profile of somebody else cannot be written, and a profile above 64 KiB is too large", async () => {
    expect((await failureOf(clerk.writeProfile(field, "x".repeat(66_000)))).code).toBe("too_large");
    await clerk.writeProfile(field, "x".repeat(60_000));
    expect(await citizen.readProfile(bernd.userId, field)).toHaveLength(60_000);
    await clerk.writeProfile(field, null);
  });
});

describe("hostile keys and profiles", () => {
  const nested = JSON.parse(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`);

  test("one device with absurd keys does not hide the account's other devices", async () => {
    const [odd, fine] = [await bernd.device(), await bernd.device()];
    const base = { user_id: bernd.userId, algorithms: [algorithm], keys: {}, signatures: {} };
    await odd.uploadKeys({ deviceKeys: { ...base, device_id: odd.deviceId, "org.example.deep": nested } });
    await fine.uploadKeys({ deviceKeys: { ...base, device_id: fine.deviceId } });
    const devices = (await citizen.queryKeys([bernd.userId])).devices.get(bernd.userId)!;
    expect(devices.has(fine.deviceId)).toBe(true);
    expect(devices.has(odd.deviceId)).toBe(false);
  });

  test("a profile field nested absurdly deep is an invalid answer", async () => {
    await clerk.writeProfile("de.federpost.identity", nested);
    expect((await failureOf(citizen.readProfile(bernd.userId, "de.federpost.identity"))).code).toBe("invalid_response");
    await clerk.writeProfile("de.federpost.identity", null);
  });
});

describe("account data", () => {
  test("is kept per account, null before, and tells itself by sync", async () => {
    const type = "de.federpost.folders";
    expect(await citizen.readAccountData(type)).toBeNull();
    await citizen.writeAccountData(type, { folders: ["Eingang"] });
    expect(await citizen.readAccountData(type)).toEqual({ folders: ["Eingang"] });
    const batch = await citizen.sync({ since: null, timeoutMs: 0 });
    expect(batch.accountData).toContainEqual({ type, content: { folders: ["Eingang"] } });
    expect(await clerk.readAccountData(type)).toBeNull();
  });
});

describe("media", () => {
  test("an 8 MiB part makes the round trip byte by byte", async () => {
    const bytes = systemRandom.bytes(8 * 1024 * 1024);
    const told: number[] = [];
    const uri = await citizen.uploadMedia(bytes, { onProgress: (sent) => told.push(sent) });
    expect(told).toEqual([0, bytes.length]);
    const back = await clerk.downloadMedia(uri, { maxBytes: bytes.length });
    expect(Buffer.from(back!).equals(Buffer.from(bytes))).toBe(true);
  });

  test("what is larger than the server's limit is refused before the first byte", async () => {
    expect(await citizen.uploadLimit()).toBe(100 * 1024 * 1024);
    const from = house.proxy.requests.length;
    const huge = new Uint8Array(100 * 1024 * 1024 + 1);
    expect((await failureOf(citizen.uploadMedia(huge))).code).toBe("too_large");
    expect(house.proxy.requests.slice(from).filter(({ path }) => path.includes("/upload"))).toEqual([]);
    const modest = await anna.device({ maxUploadBytes: 10 });
    expect((await failureOf(modest.uploadMedia(new Uint8Array(11)))).code).toBe("too_large");
  });

  test("a download above its bound is cut off as too large", async () => {
    const uri = await citizen.uploadMedia(systemRandom.bytes(5_000));
    expect((await failureOf(clerk.downloadMedia(uri, { maxBytes: 4_999 }))).code).toBe("too_large");
    expect(await clerk.downloadMedia(uri, { maxBytes: 5_000 })).toHaveLength(5_000);
  });

  test("an address without bytes is null, and one that climbs out of its path is refused", async () => {
    expect(await clerk.downloadMedia(parseMxcUri("mxc://localhost/nosuchmedia")!, { maxBytes: 10 })).toBeNull();
    const climbing = parseMxcUri("mxc://../config")!;
    expect((await failureOf(clerk.downloadMedia(climbing, { maxBytes: 10 }))).code).toBe("invalid_request");
  });

  test("a download that breaks off half way is repeated whole", async () => {
    const bytes = systemRandom.bytes(300_000);
    const uri = await citizen.uploadMedia(bytes);
    const patient = await bernd.device({ patience: quickPatience });
    let cut = 0;
    house.proxy.setFaults(({ path }) =>
      path.includes("/download/") && cut++ === 0 ? { kind: "cut-download", afterBytes: 100_000 } : null,
    );
    const back = await patient.downloadMedia(uri, { maxBytes: bytes.length });
    expect(Buffer.from(back!).equals(Buffer.from(bytes))).toBe(true);
    expect(cut).toBe(2);
  });

  test("an upload that breaks off is offline and leaves no address", async () => {
    house.proxy.setFaults(({ path }) => (path.includes("/upload") ? { kind: "cut-upload", afterBytes: 1_000 } : null));
    expect((await failureOf(citizen.uploadMedia(new Uint8Array(100_000)))).code).toBe("offline");
  });
});
