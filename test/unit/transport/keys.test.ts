import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultProxy } from "../../../scripts/homeserver/index.ts";
import { parseDeviceId, parseUserId } from "../../../shared/base/index.ts";
import type { Transport } from "../../../shared/transport/index.ts";
import { openLine, transportTo } from "./line.ts";

let line: FaultProxy;
let transport: Transport;

beforeAll(async () => {
  line = await openLine();
  transport = transportTo(line.url);
});
afterAll(() => line.stop());

const answers = (json: string) => line.setFaults(() => ({ kind: "answer", status: 200, body: json }));
const bernd = parseUserId("@bernd:localhost")!;
const device = parseDeviceId("D")!;
const wish = { userId: bernd, deviceId: device, algorithm: "mls" };
const claim = async (keys: string) => {
  answers(`{"one_time_keys":${keys}}`);
  return (await transport.claimKeys([wish])).claimed;
};

describe("keys from a hostile homeserver", () => {
  test("a key counts only for the account, device and algorithm that were asked for", async () => {
    expect(await claim('{"@bernd:localhost":{"D":{"mls:1":"key"}}}')).toEqual([{ ...wish, keyId: "1", key: "key" }]);
    expect(await claim('{"@eve:localhost":{"D":{"mls:1":"key"}}}')).toEqual([]);
    expect(await claim('{"@bernd:localhost":{"E":{"mls:1":"key"}}}')).toEqual([]);
    expect(await claim('{"@bernd:localhost":{"D":{"other:1":"key"}}}')).toEqual([]);
    expect(await claim('{"@bernd:localhost":{"D":{"mls":"key","mls:1:2":"key"}}}')).toEqual([]);
    expect(await claim('{"@bernd:localhost":{"D":{"mls:1":7}}}')).toEqual([]);
    expect(await claim('{"@bernd:localhost":{"D":["mls:1"]}}')).toEqual([]);
    expect(await claim('{"@bernd:localhost":"D"}')).toEqual([]);
    expect(await claim('{"__proto__":{"D":{"mls:1":"key"}}}')).toEqual([]);
  });

  test("of two keys for one wish the first is taken", async () => {
    expect(await claim('{"@bernd:localhost":{"D":{"mls:1":"a","mls:2":"b"}}}')).toEqual([
      { ...wish, keyId: "1", key: "a" },
    ]);
  });

  test("devices of accounts nobody asked for, and names that are no device ids, are left out", async () => {
    answers(
      '{"device_keys":{"@bernd:localhost":{"D":{"keys":{}},"bad id":{},"E":7},"@eve:localhost":{"X":{}},"constructor":{"Y":{}}}}',
    );
    const { devices } = await transport.queryKeys([bernd]);
    expect([...devices.keys()]).toEqual([bernd]);
    expect([...devices.get(bernd)!]).toEqual([[device, { keys: {} }]]);
  });

  test("counts that are no counts are left out, and the table has no prototype", async () => {
    answers('{"one_time_key_counts":{"mls":3,"a":-1,"b":"9","toString":1}}');
    const counts = await transport.uploadKeys({});
    expect(Object.entries(counts)).toEqual([
      ["mls", 3],
      ["toString", 1],
    ]);
    expect(counts.valueOf).toBeUndefined();
  });

  test("a gap that a server never ends is given up at the limit, as is one that stands still", async () => {
    const room = "!r:localhost" as never;
    let page = 0;
    line.setFaults(() => ({ kind: "answer", status: 200, body: `{"chunk":[],"end":"t${page++}"}` }));
    const gap = await transport.messagesBetween({ roomId: room, from: "x" as never, to: null, limit: 50 });
    expect(gap).toEqual({ events: [], olderFrom: "t49", skipped: 0 });
    answers('{"chunk":[{}],"end":"x"}');
    const still = await transport.messagesBetween({ roomId: room, from: "x" as never, to: null, limit: 50 });
    expect(still).toEqual({ events: [], olderFrom: null, skipped: 1 });
  });

  test("a server that signs in another device than the one asked for is not believed", async () => {
    const { login } = await import("../../../shared/transport/index.ts");
    answers('{"user_id":"@anna:localhost","device_id":"OTHER","access_token":"t"}');
    const proof = { kind: "password", user: "anna", password: "p" } as const;
    const request = { baseUrl: line.url, proof, deviceName: "d", clock: { now: () => 0 } };
    await expect(login({ ...request, deviceId: device })).rejects.toMatchObject({ code: "invalid_response" });
    expect(await login(request)).toMatchObject({ deviceId: "OTHER", refreshToken: null, expiresAtMs: null });
    answers('{"user_id":"@anna:localhost","device_id":"D","access_token":"two words"}');
    await expect(login(request)).rejects.toMatchObject({ code: "invalid_response" });
  });
});
