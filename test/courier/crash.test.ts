import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProxiedRequest } from "../../scripts/homeserver/proxy.ts";
import { systemRandom } from "../../shared/base/index.ts";
import { openMailbox, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { endure, shiftedClock } from "./weather.ts";

let house: House;
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();

const mailboxOf = async (name: string): Promise<TestMailbox> => {
  const { password } = await house.account(name);
  return openMailbox({ homeserver: house.proxy.url, user: name, password, clock });
};

beforeAll(async () => {
  house = await openHouse("raised");
  [citizen, clerk] = [await mailboxOf("erika"), await mailboxOf("bauamt")];
  await citizen.courier.round();
  await clerk.courier.round();
});
afterEach(() => house.proxy.setFaults(null));
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await house?.close();
});

const arrived = async (text: string) => (await clerk.letters()).filter((letter) => letter.text === text);
const settled = async () => (await citizen.vault.count("outbox")) + (await clerk.vault.count("outbox")) === 0;

describe("a homeserver killed between doing a thing and saying so", () => {
  const steps: readonly (readonly [string, RegExp])[] = [
    ["the invitation", /POST .*\/invite/],
    ["the commit", /PUT .*de\.federpost\.mls\.commit/],
    ["the Welcome", /PUT .*sendToDevice/],
    ["the letter", /PUT .*send\/m\.room\.encrypted/],
    ["the join", /POST .*\/join/],
    ["the batch", /GET .*\/sync/],
  ];
  for (const [what, match] of steps) {
    it(`does not double or lose a letter: at ${what}`, async () => {
      const text = `killed at ${what}`;
      const sent = await citizen.send(clerk.account, { text });
      let killed = 0;
      house.proxy.setFaults(({ method, path }) => {
        if (killed > 0 || !match.test(`${method} ${path}`)) return null;
        killed += 1;
        return { kind: "drop-response", meanwhile: () => house.server.kill("SIGKILL") };
      });
      for (let i = 0; i < 4 && killed === 0; i++) {
        await citizen.courier.round().catch(() => undefined);
        await clerk.courier.round().catch(() => undefined);
      }
      expect(killed).toBe(1);
      await house.server.restart();
      await endure([citizen, clerk], async () => (await citizen.receipts(sent)).length === 2 && (await settled()), {
        clock,
      });
      expect(await arrived(text)).toHaveLength(1);
      expect((await clerk.entries(sent.thread)).map(({ kind }) => kind)).toEqual(["letter"]);
      expect((await citizen.entries(sent.thread)).map(({ kind }) => kind)).toEqual(["letter"]);
    });
  }
});

/** A part of a file on its way up; what the archive uploads beside it is small. */
const isPart = ({ path, headers }: ProxiedRequest): boolean =>
  path.includes("media/v3/upload") && Number(headers["content-length"]) > 1_000_000;

describe("an upload of several parts", () => {
  const bytes = systemRandom.bytes(20_000_000);

  it("that breaks at every part goes on there, and the file arrives as it was", async () => {
    const staging = await citizen.stage(bytes);
    const sent = await citizen.send(clerk.account, {
      text: "large",
      files: [{ name: "plan.bin", type: "application/octet-stream", staging }],
    });
    const before = house.proxy.requests.length;
    // Each part is cut at another place: before its begin, in its middle, after its end with the answer lost.
    const cuts = [{ kind: "drop" }, { kind: "cut-upload", afterBytes: 1_000_000 }, { kind: "drop-response" }] as const;
    let uploads = 0;
    house.proxy.setFaults((request) => {
      if (!isPart(request)) return null;
      uploads += 1;
      return uploads % 2 === 1 ? (cuts[(uploads - 1) / 2] ?? null) : null;
    });
    await endure([citizen, clerk], async () => (await citizen.receipts(sent)).length === 2, { clock });
    const tries = house.proxy.requests.slice(before).filter(isPart);
    // Three parts, each tried twice: what was there is not sent again.
    expect(tries.map(({ status }) => status)).toEqual([null, 200, null, 200, null, 200]);
    expect(await arrived("large")).toHaveLength(1);
    await clerk.courier.open(sent.thread, sent.letter);
    expect(Buffer.from(await clerk.file(sent, 0)).equals(Buffer.from(bytes))).toBe(true);
    expect(await citizen.vault.listBlobs("")).toEqual([]);
  });

  it("goes on after the mailbox itself was ended in the middle of it", async () => {
    const staging = await citizen.stage(bytes);
    const sent = await citizen.send(clerk.account, {
      text: "large and ended",
      files: [{ name: "plan.bin", type: "application/octet-stream", staging }],
    });
    let uploads = 0;
    house.proxy.setFaults((request) => {
      if (!isPart(request)) return null;
      uploads += 1;
      return uploads > 1 ? { kind: "cut-upload", afterBytes: 4_000_000 } : null;
    });
    for (let i = 0; i < 3 && uploads < 2; i++) await citizen.courier.round();
    house.proxy.setFaults(null);
    citizen = await citizen.reopen();
    const before = house.proxy.requests.length;
    await endure([citizen, clerk], async () => (await citizen.receipts(sent)).length === 2, { clock });
    expect(house.proxy.requests.slice(before).filter(isPart)).toHaveLength(2);
    await clerk.courier.open(sent.thread, sent.letter);
    expect(Buffer.from(await clerk.file(sent, 0)).equals(Buffer.from(bytes))).toBe(true);
  });

  it("is not shown when a part of it was changed at the homeserver", async () => {
    const sent = (await arrived("large"))[0]!;
    house.proxy.setFaults(({ path }) =>
      /media\/download/.test(path) ? { kind: "answer", status: 200, body: "x".repeat(8_000_000) } : null,
    );
    await expect(clerk.file({ thread: sent.thread, letter: sent.letter }, 0)).rejects.toMatchObject({
      code: "cannot_open",
    });
  });
});
