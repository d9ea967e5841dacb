import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../shared/base/index.ts";
import { login } from "../../shared/transport/index.ts";
import { type Account, failureOf, type House, openHouse, quickPatience } from "./transport-house.ts";

// Synapse's own limits: ten messages at once and then one in five seconds; three wrong passwords.
let house: House;
let anna: Account;

beforeAll(async () => {
  house = await openHouse("real");
  anna = await house.account("anna");
});
afterAll(() => house.close());

describe("a homeserver with its real limits", () => {
  test("who sends too fast is told how long to wait, and the waiting transport then delivers each letter once", async () => {
    const hasty = await anna.device();
    const room = await hasty.createRoom({ invite: [], type: "de.federpost.thread" });
    const since = (await hasty.sync({ since: null, timeoutMs: 0 })).nextBatch;
    const send = (transport: typeof hasty, n: number) =>
      transport.sendEvent({ roomId: room, type: "m.room.encrypted", content: { n }, txnId: `fast-${n}` });
    const outcomes = await Promise.allSettled(Array.from({ length: 15 }, (_, n) => send(hasty, n)));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const { code, retryAfterMs } of refused) {
      expect(code).toBe("rate_limited");
      expect(retryAfterMs).toBeGreaterThan(0);
    }
    const patient = await anna.device({ patience: { ...quickPatience, longestDelayMs: 20_000 } });
    await send(patient, 99);
    const batch = await hasty.sync({ since, timeoutMs: 0 });
    const numbers = batch.rooms.joined[0]!.timeline.map(({ content }) => content.n);
    expect(numbers.filter((n) => n === 99)).toEqual([99]);
    expect(numbers).toHaveLength(15 - refused.length + 1);
  });

  test("who guesses passwords is made to wait, and login does not go on guessing by itself", async () => {
    const guess = () =>
      failureOf(
        login({
          baseUrl: house.proxy.url,
          proof: { kind: "password", user: "anna", password: "wrong" },
          deviceName: "d",
          clock: systemClock,
        }),
      );
    const from = house.proxy.requests.length;
    const codes: string[] = [];
    while (codes.length < 20 && codes.at(-1) !== "rate_limited") codes.push((await guess()).code);
    expect(codes.at(-1)).toBe("rate_limited");
    expect(new Set(codes.slice(0, -1))).toEqual(new Set(["wrong_password"]));
    expect(house.proxy.requests.length - from).toBe(codes.length);
    expect((await guess()).retryAfterMs).toBeGreaterThan(0);
  });
});
