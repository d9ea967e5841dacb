import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../scripts/homeserver/index.ts";
import { parseUserId, systemClock, systemRandom } from "../../shared/base/index.ts";
import { readAccount, signIn } from "../../shared/courier/index.ts";
import { openSqliteVault } from "../../shared/vault/sqlite.ts";
import { algorithm } from "../fake/suite.ts";
import { insiderOf } from "./insider.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";
import { endure, shiftedClock, spoil, spoilEach } from "./weather.ts";

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

const page = "<!doctype html><title>Wartung</title>";
const limited = JSON.stringify({ errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 30_000 });
const weathers: readonly (readonly [string, Fault, RegExp])[] = [
  ["is unreachable", { kind: "drop" }, /^offline$/],
  ["breaks off its answers", { kind: "drop-response" }, /^offline$/],
  ["asks for a pause", { kind: "answer", status: 429, body: limited }, /^rate_limited$/],
  ["has a problem", { kind: "answer", status: 503, body: page }, /^server_error$/],
  ["is hidden behind a page", { kind: "answer", status: 200, body: page }, /^(invalid_response|not_a_homeserver)$/],
  [
    "is hidden behind a forbidding page",
    { kind: "answer", status: 403, body: page },
    /^(invalid_response|not_a_homeserver)$/,
  ],
];

describe("signing in", () => {
  const tryWith = async (user: string, password: string, homeserver = house.proxy.url) => {
    const dir = await mkdtemp(join(tmpdir(), "federpost-faults-"));
    const vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom });
    const wish = { vault, clock: systemClock, random: systemRandom, deviceName: "d", onStep: () => undefined };
    return {
      vault,
      signIn: () => signIn({ ...wish, homeserver, by: { kind: "password", user, password } }),
      end: async () => {
        await vault.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  };

  it("says that the password is wrong and stores nothing", async () => {
    const tried = await tryWith("erika", "not it");
    expect((await failureOf(tried.signIn())).code).toBe("wrong_password");
    expect(await readAccount(tried.vault)).toBeNull();
    await tried.end();
  });

  it("says that nobody answers at an address", async () => {
    const tried = await tryWith("erika", "x", "http://127.0.0.1:9");
    expect((await failureOf(tried.signIn())).code).toBe("offline");
    await tried.end();
  });

  for (const [what, fault, code] of weathers) {
    it(`fails with a clear code when the homeserver ${what}, at every request, leaves no device behind and works afterwards`, async () => {
      const name = `neu-${what.replaceAll(/[^a-z]/g, "")}`;
      const account = await house.account(name);
      const observer = await account.device();
      const tried = await tryWith(name, account.password);
      for (const match of [/versions/, /GET .*v3\/login/, /POST .*v3\/login/, /GET .*profile/]) {
        spoil(house.proxy, { match, fault });
        const failure = await failureOf(tried.signIn());
        house.proxy.setFaults(null);
        expect(`${match}: ${failure.code}`).toMatch(new RegExp(`: (${code.source.slice(1, -1)})$`));
        expect(await readAccount(tried.vault)).toBeNull();
        // Where only the answer to the login was lost, the homeserver has a device that nobody has the token of.
        const lost = fault.kind === "drop-response" && match.source.startsWith("POST");
        const known = (await observer.devices()).length;
        expect(known).toBeLessThanOrEqual(lost || fault.kind === "drop-response" ? 2 : 1);
      }
      await tried.signIn();
      expect((await readAccount(tried.vault))?.self.account).toBe(account.userId);
      await tried.end();
    });
  }

  it("works over a slow line", async () => {
    const account = await house.account("langsam");
    const tried = await tryWith("langsam", account.password);
    spoil(house.proxy, { match: /./, fault: { kind: "delay", ms: 300 } });
    await tried.signIn();
    expect(await readAccount(tried.vault)).not.toBeNull();
    await tried.end();
  });
});

describe("sending", () => {
  /** Inviting, adding the other side, handing over the Welcome, uploading, sending, joining, receiving. */
  const steps = [
    /POST .*\/invite/,
    /POST .*keys\/claim/,
    /PUT .*de\.federpost\.mls\.commit/,
    /PUT .*sendToDevice/,
    /POST .*media\/v3\/upload/,
    /PUT .*send\/m\.room\.encrypted/,
    /POST .*\/join/,
    /GET .*\/sync/,
  ];

  for (const [what, fault] of weathers) {
    it(`goes on when the homeserver ${what} at each step: the letter arrives once, with its file`, async () => {
      const text = `sent while it ${what}`;
      const staging = await citizen.stage(`file of ${text}`);
      const sent = await citizen.send(clerk.account, { text, files: [{ name: "a.txt", type: "text/plain", staging }] });
      // Six times at each step, which is longer than a request's own patience: the outbox must bridge it.
      const done = spoilEach(house.proxy, { steps, fault, times: 6 });
      const arrived = async () => (await clerk.letters()).filter((letter) => letter.text === text);
      const provided = async () => (await citizen.receipts(sent)).length === 2;
      const empty = async () => (await citizen.vault.count("outbox")) + (await clerk.vault.count("outbox")) === 0;
      await endure(
        [citizen, clerk],
        async () => (await arrived()).length > 0 && (await provided()) && (await empty()),
        {
          clock,
          most: 120,
        },
      );
      // After lost answers, inviting and committing find by themselves that they were done.
      expect(Math.min(...done())).toBeGreaterThanOrEqual(4);
      expect(await arrived()).toHaveLength(1);
      const [letter] = await arrived();
      expect((await clerk.entries(sent.thread)).map(({ kind }) => kind)).toEqual(["letter"]);
      expect((await citizen.entries(sent.thread)).map(({ kind }) => kind)).toEqual(["letter"]);
      await clerk.courier.open(sent.thread, letter!.letter);
      expect(Buffer.from(await clerk.file(sent, 0)).toString()).toBe(`file of ${text}`);
    });

    it(`refuses to start a thread while the homeserver ${what}, keeps the file, and sends when asked again`, async () => {
      const staging = await citizen.stage("kept");
      const text = `again ${what}`;
      const wish = { text, files: [{ name: "a.txt", type: "text/plain", staging }] };
      spoil(house.proxy, { match: /POST .*createRoom/, fault });
      const failure = await failureOf(citizen.send(clerk.account, wish));
      expect(failure.code).toMatch(/^(offline|rate_limited|server_error|invalid_response)$/);
      house.proxy.setFaults(null);
      await citizen.send(clerk.account, wish);
      const arrived = async () => (await clerk.letters()).filter((letter) => letter.text === text);
      await endure([citizen, clerk], async () => (await arrived()).length === 1, { clock });
    });
  }
});

describe("a refusal for good", () => {
  const refused = (status: number, errcode: string): Fault => ({
    kind: "answer",
    status,
    body: JSON.stringify({ errcode }),
  });
  const failureOn = async (match: RegExp, fault: Fault): Promise<string | null> => {
    const sent = await citizen.send(clerk.account, { text: "refused" });
    const spoilt = spoil(house.proxy, { match, fault });
    for (let i = 0; i < 5; i++) await citizen.courier.round();
    house.proxy.setFaults(null);
    // Refused once is enough: nothing is tried again and again.
    expect(spoilt.done()).toBeLessThan(3);
    const [entry] = await citizen.entries(sent.thread);
    return entry?.kind === "letter" ? entry.failure : null;
  };

  it("of the commit is shown on the letter", async () => {
    expect(await failureOn(/PUT .*mls\.commit/, refused(400, "M_BAD_JSON"))).toBe("invalid_request");
    expect(await failureOn(/PUT .*mls\.commit/, refused(403, "M_FORBIDDEN"))).toBe("not_permitted");
  });

  it("of the letter is shown on the letter", async () => {
    expect(await failureOn(/PUT .*send\/m\.room\.encrypted/, refused(413, "M_TOO_LARGE"))).toBe("too_large");
    expect(await failureOn(/PUT .*send\/m\.room\.encrypted/, refused(403, "M_FORBIDDEN"))).toBe("not_permitted");
  });
});

describe("a recipient", () => {
  it("that does not exist is unknown", async () => {
    const nobody = parseUserId(`@nobody:${house.server.serverName}`)!;
    expect((await failureOf(citizen.send(nobody, {}))).code).toBe("unknown_recipient");
    expect((await citizen.threads()).some(({ parties }) => parties.includes(nobody))).toBe(false);
  });

  it("without a Federpost identity is unknown", async () => {
    const { userId } = await house.account("ohne");
    expect((await failureOf(citizen.send(userId, {}))).code).toBe("unknown_recipient");
  });

  it("without key packages makes the letter fail, which the letter shows", async () => {
    const other = await mailboxOf("leer");
    spoil(house.proxy, { match: /POST .*keys\/upload/, fault: { kind: "answer", status: 503, body: page } });
    await other.courier.round().catch(() => undefined);
    house.proxy.setFaults(null);
    const sent = await citizen.send(other.account, {});
    await roundsUntil([citizen], async () => {
      const [entry] = await citizen.entries(sent.thread);
      return entry?.kind === "letter" && entry.failure === "no_key_packages";
    });
    expect(await citizen.vault.count("outbox")).toBe(0);
    // The thread is not lost: as soon as the other side has key packages, the next letter reaches it.
    await other.courier.round();
    await citizen.send(null, { thread: sent.thread, text: "second try" });
    await roundsUntil([citizen, other], async () => (await other.letters()).length === 1);
    await other.close();
  });

  const drained = async (name: string): Promise<TestMailbox> => {
    const other = await mailboxOf(name);
    await other.courier.round();
    const { desk } = await insiderOf(citizen);
    const wish = { userId: other.account, deviceId: other.courier.self().deviceId, algorithm };
    for (let i = 0; i < 35; i++) await desk.transport.claimKeys([wish]);
    return other;
  };

  it("whose key packages are used up joins by its last resort and renews at once", async () => {
    const other = await drained("letzte");
    const sent = await citizen.send(other.account, { text: "by the last resort" });
    await roundsUntil([citizen, other], async () => (await other.letters()).length === 1);
    const epoch = async () => (await (await insiderOf(other)).group(sent.thread)).value.state.groupContext.epoch;
    await roundsUntil([other, citizen], async () => (await epoch()) === 2n);
    await citizen.send(null, { thread: sent.thread, text: "after renewal" });
    await roundsUntil([citizen, other], async () => (await other.letters()).length === 2);
    await other.close();
  });

  it("that joined by its last resort renews at once while its loops run, too", async () => {
    const other = await drained("schleife");
    const sent = await citizen.send(other.account, { text: "by the last resort" });
    const epoch = async () =>
      (await (await insiderOf(citizen)).group(sent.thread).catch(() => null))?.value.state.groupContext.epoch;
    // Added before the loops run: the first thing they do is to publish fresh key packages.
    await roundsUntil([citizen], async () => (await epoch()) === 1n);
    other.courier.start();
    const renewed = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (await epoch()) === 2n;
    };
    await roundsUntil([citizen], renewed, 100);
    await other.close();
  });
});
