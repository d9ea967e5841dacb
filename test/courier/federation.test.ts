import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Homeserver, startFederation } from "../../scripts/homeserver/index.ts";
import { fromUtf8 } from "../../shared/base/index.ts";
import { confirmationTag, epochOf, threadInfoOf } from "../../shared/engine/index.ts";
import { type Insider, insiderOf } from "./insider.ts";
import { openMailbox, type TestMailbox } from "./mailbox.ts";
import { endure, rounds, shiftedClock } from "./weather.ts";

/** The citizen on one homeserver, the agency, whose account is the arbiter, on another. */
let dir: string;
let stop: () => Promise<void> = async () => undefined;
let servers: readonly Homeserver[] = [];
let citizen: TestMailbox;
let clerk: TestMailbox;
const clock = shiftedClock();

const mailboxOf = async (server: Homeserver, name: string): Promise<TestMailbox> => {
  const password = `correct horse of ${name}`;
  await server.createUser({ user: name, password });
  const mailbox = await openMailbox({ homeserver: server.url, user: name, password, clock });
  await mailbox.courier.round();
  return mailbox;
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-federation-"));
  const federation = await startFederation({ dir, count: 2, rateLimits: "raised" });
  ({ servers, stop } = federation);
  [citizen, clerk] = [await mailboxOf(servers[0]!, "erika"), await mailboxOf(servers[1]!, "bauamt")];
});
afterAll(async () => {
  await citizen?.close();
  await clerk?.close();
  await stop();
  await rm(dir, { recursive: true, force: true });
});

/** Servers tell each other in their own time. */
const settle = (mailboxes: readonly TestMailbox[], holds: () => Promise<boolean>, most = 80) =>
  endure(
    mailboxes,
    async () => (await holds()) || (await new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50))),
    { clock, most },
  );

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);
type Thread = Parameters<Insider["group"]>[0];
const stateOf = async (mailbox: TestMailbox, thread: Thread) => {
  const { value } = await (await insiderOf(mailbox, clock)).group(thread);
  return { epoch: epochOf(value), tag: confirmationTag(value) };
};
const commitOf = async (mailbox: TestMailbox, thread: Thread) =>
  (await mailbox.threads()).find((each) => each.thread === thread)?.commit ?? null;
const kinds = async (mailbox: TestMailbox, thread: Thread) =>
  (await mailbox.entries(thread)).map((e) => (e.kind === "letter" ? e.text : e.kind));

describe("two homeservers", () => {
  it("carry a letter with its file, the answer and all receipts; the recipient's account is the arbiter", async () => {
    const staging = await citizen.stage("plan");
    const sent = await citizen.send(clerk.account, {
      text: "over the border",
      files: [{ name: "plan.txt", type: "text/plain", staging }],
    });
    await settle([citizen, clerk], () => has(clerk, "over the border"));
    expect(threadInfoOf((await (await insiderOf(clerk, clock)).group(sent.thread)).value)).toEqual({
      owners: [citizen.account],
      arbiter: clerk.account,
    });
    await clerk.courier.open(sent.thread, sent.letter);
    expect(fromUtf8(await clerk.file(sent, 0))).toBe("plan");
    const answer = await clerk.send(null, { thread: sent.thread, text: "answer over the border" });
    await settle(
      [citizen, clerk],
      async () => (await citizen.receipts(sent)).length === 3 && (await clerk.receipts(answer)).length === 2,
    );
    expect(await citizen.receipts(sent)).toEqual([
      `provided ${clerk.account} true`,
      `retrieved ${clerk.account} true`,
      `submitted ${citizen.account} true`,
    ]);
  });

  it("agree when both sides commit at once, 20 rounds long, and read what is written in between", async () => {
    const { thread } = await citizen.send(clerk.account, { text: "races" });
    await settle([citizen, clerk], () => has(clerk, "races"));
    let won = 0;
    for (let round = 0; round < 20; round++) {
      const before = await stateOf(citizen, thread);
      // Who commits, who looks first, and how much lies between the two, differs from round to round.
      const both = round % 4 !== 3;
      if (both || round % 8 === 3) await citizen.courier.renew(thread);
      if (both || round % 8 === 7) await clerk.courier.renew(thread);
      const pair = round % 2 === 0 ? [citizen, clerk] : [clerk, citizen];
      for (const mailbox of pair) await mailbox.send(null, { thread, text: `${mailbox.account} ${round}` });
      if (round % 3 === 0) await Promise.all(pair.map(({ courier }) => courier.round()));
      else await rounds(pair.slice(0, 1), 1 + (round % 3));
      await settle(pair, async () => {
        const [a, b] = [await stateOf(citizen, thread), await stateOf(clerk, thread)];
        const decided = (await commitOf(citizen, thread)) === null && (await commitOf(clerk, thread)) === null;
        return decided && a.epoch > before.epoch && a.epoch === b.epoch && a.tag === b.tag;
      });
      won += Number((await stateOf(citizen, thread)).epoch - before.epoch);
    }
    expect(won).toBeGreaterThanOrEqual(20);
    await settle(
      [citizen, clerk],
      async () => (await kinds(citizen, thread)).length === 41 && (await kinds(clerk, thread)).length === 41,
    );
    expect((await kinds(citizen, thread)).sort()).toEqual((await kinds(clerk, thread)).sort());
    expect(await kinds(clerk, thread)).not.toContain("unreadable");
  });

  it("carry letters while the arbiter is away: a commit waits, and counts when it is back", async () => {
    const { thread } = await citizen.send(clerk.account, { text: "before the holiday" });
    await settle([citizen, clerk], () => has(clerk, "before the holiday"));
    await settle([citizen, clerk], async () => (await citizen.vault.count("outbox")) === 0);
    const before = await stateOf(citizen, thread);
    await citizen.courier.renew(thread);
    for (const text of ["first day", "second day", "third day"]) {
      await citizen.send(null, { thread, text });
      await settle([citizen], async () => (await citizen.vault.count("outbox")) === 0);
    }
    expect(
      (await citizen.letters())
        .filter(({ text }) => text.endsWith("day") && !text.includes("holi"))
        .map(({ event }) => event !== null),
    ).toEqual([true, true, true]);
    expect(await stateOf(citizen, thread)).toEqual(before);
    expect(await commitOf(citizen, thread)).not.toBeNull();
    // The arbiter itself goes on when its own word comes back, which may be a round later.
    await settle([clerk, citizen], async () => {
      const [ours, theirs] = [await stateOf(citizen, thread), await stateOf(clerk, thread)];
      return ours.epoch === before.epoch + 1n && ours.tag === theirs.tag;
    });
    expect(await commitOf(citizen, thread)).toBeNull();
    await settle([clerk, citizen], () => has(clerk, "third day"));
    expect(await kinds(clerk, thread)).toEqual(["before the holiday", "first day", "second day", "third day"]);
  });

  it("wait for the other side's homeserver while it is down, and lose nothing", async () => {
    const known = await citizen.send(clerk.account, { text: "while it is up" });
    await settle([citizen, clerk], () => has(clerk, "while it is up"));
    await servers[1]!.kill("SIGKILL");
    await citizen.send(null, { thread: known.thread, text: "while it is down" });
    await rounds([citizen], 3);
    clock.shift(60_000);
    await rounds([citizen], 2);
    const shown = (await citizen.entries(known.thread)).map((e) => (e.kind === "letter" ? e.failure : e.kind));
    expect(shown).toEqual([null, null]);
    await servers[1]!.restart();
    await settle([citizen, clerk], () => has(clerk, "while it is down"));
    expect(await kinds(clerk, known.thread)).toEqual(["while it is up", "while it is down"]);
  });
});
