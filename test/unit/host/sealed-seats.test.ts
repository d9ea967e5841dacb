import { beforeEach, describe, expect, it } from "vitest";
import type { PortalCaller } from "../../../extension/host/ports.ts";
import { Seats } from "../../../extension/host/sealed-seats.ts";
import { type Origin, parseOrigin, systemRandom } from "../../../shared/base/index.ts";
import type { Cue, SealedParamsTable, SealedResults } from "../../../shared/protocol/index.ts";
import { createClient, type Line } from "../../../shared/rpc/index.ts";
import { lines } from "../../fake/lines.ts";
import { handClock, until } from "../../fake/surroundings.ts";

const town = parseOrigin("https://stadt.example") as Origin;
const shop = parseOrigin("https://laden.example") as Origin;

const cue: Cue = { phrase: "Gießkanne", picture: [] };

let clock: ReturnType<typeof handClock>;
let seats: Seats;
beforeEach(() => {
  clock = handClock();
  seats = new Seats({ clock, random: systemRandom, language: async () => "de", cue: async () => cue });
});

function frame(tabId = 7) {
  const [near, far] = lines();
  let closed = false;
  near.onClose(() => {
    closed = true;
  });
  const client = createClient<{ params: SealedParamsTable; results: SealedResults }>(near, {
    timeoutMs: 5000,
    toError: ({ code }) => new Error(code),
  });
  seats.accept(far, { tabId });
  return {
    closed: () => closed,
    take: async (...ancestors: string[]) => (await client.call("seat.take", { ancestors })).token,
    call: client.call.bind(client),
  };
}

const caller = (about: Partial<PortalCaller> = {}): PortalCaller => ({
  origin: town,
  topOrigin: town,
  documentId: "document",
  tabId: 7,
  frameId: 0,
  ...about,
});
const pageLine = (): Line => lines()[0];

describe("the token of a sealed frame", () => {
  it("gives its page the frame once", async () => {
    const token = await frame().take(town);
    expect(seats.claim(token, caller(), pageLine()).there).toBe(true);
    expect(() => seats.claim(token, caller(), pageLine())).toThrow();
  });

  it.each([
    ["of another tab", { tabId: 8 }],
    ["of another origin in the same tab", { origin: shop, topOrigin: shop }],
    ["inside a frame", { frameId: 3 }],
  ])("is of no use to a page %s, and is spent by its try", async (_where, about) => {
    const seated = frame();
    const token = await seated.take(town);
    expect(() => seats.claim(token, caller(about), pageLine())).toThrow();
    expect(() => seats.claim(token, caller(), pageLine())).toThrow();
    await until(() => seated.closed());
  });

  it("ends with time, also when the clock is set back", async () => {
    const [late, early] = [await frame().take(town), await frame().take(town)];
    clock.move(-1);
    expect(() => seats.claim(early, caller(), pageLine())).toThrow();
    clock.move(61_002);
    expect(() => seats.claim(late, caller(), pageLine())).toThrow();
  });

  it("ends with the page's line, and the frame with it", async () => {
    const seated = frame();
    const line = pageLine();
    const seat = seats.claim(await seated.take(town), caller(), line);
    line.close();
    expect(seat.there).toBe(false);
    await until(() => seated.closed());
  });

  it.each([
    ["nothing around it", []],
    ["a page in another's frame around it", [town, shop]],
    ["an opaque origin around it", ["null"]],
    ["what is no origin", ["https://stadt.example/path"]],
  ])("is refused to a frame with %s", async (_what, ancestors) => {
    await expect(frame().take(...ancestors)).rejects.toThrow("invalid_params");
  });

  it("is given once to a frame, which can do nothing before it is claimed", async () => {
    const seated = frame();
    await expect(seated.call("seat.inbox", {})).rejects.toThrow("invalid_params");
    await seated.take(town);
    await expect(seated.take(town)).rejects.toThrow("invalid_params");
    await expect(seated.call("seat.inbox", {})).rejects.toThrow("invalid_params");
    await expect(seated.call("thread.read" as never, {} as never)).rejects.toThrow("unknown_method");
  });

  it("is given to eight frames of a tab at most", async () => {
    const open = Array.from({ length: 8 }, () => frame(9));
    for (const one of open) await one.take(town);
    const ninth = frame(9);
    await until(() => ninth.closed());
    await frame(10).take(town);
  });
});
