import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoomId } from "../../shared/base/index.ts";
import { suiteFor } from "../../shared/courier/suite.ts";
import { type GroupSuite, groupSuite } from "../../shared/engine/index.ts";
import { verifyIdentityDocument } from "../../shared/identity/index.ts";
import { insiderOf } from "./insider.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
const clock = shiftedClock();
const opened: TestMailbox[] = [];

const mailboxOf = async (user: string, suites?: readonly GroupSuite[]): Promise<TestMailbox> => {
  const { password } = await house.account(user);
  const about = { homeserver: house.proxy.url, user, password, clock, ...(suites && { suites }) };
  const mailbox = await openMailbox(about);
  opened.push(mailbox);
  await mailbox.courier.round();
  return mailbox;
};

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await house?.close();
});

const has = async (mailbox: TestMailbox, text: string) => (await mailbox.letters()).some((l) => l.text === text);

/** A letter there and an answer back; answers the thread and what its events call themselves. */
async function exchange(from: TestMailbox, to: TestMailbox, text: string): Promise<RoomId> {
  const { thread } = await from.send(to.account, { text });
  await roundsUntil([from, to], () => has(to, text));
  await to.send(null, { thread, text: `Antwort auf ${text}` });
  await roundsUntil([to, from], () => has(from, `Antwort auf ${text}`));
  return thread;
}

const suiteIn = async (mailbox: TestMailbox, thread: RoomId) =>
  groupSuite((await (await insiderOf(mailbox, clock)).group(thread)).value);

async function algorithmsIn(mailbox: TestMailbox, thread: RoomId): Promise<Set<string>> {
  const { desk } = await insiderOf(mailbox, clock);
  const { nextBatch } = await desk.transport.sync({ since: null, timeoutMs: 0 });
  const { events } = await desk.transport.messagesBetween({ roomId: thread, from: nextBatch, to: null, limit: 200 });
  return new Set(events.flatMap(({ content }) => (typeof content.algorithm === "string" ? [content.algorithm] : [])));
}

describe("a thread", () => {
  it("between two mailboxes of today runs on the post-quantum hybrid", async () => {
    const [citizen, clerk] = [await mailboxOf("hybrid-a"), await mailboxOf("hybrid-b")];
    const thread = await exchange(citizen, clerk, "hybrid");
    expect([await suiteIn(citizen, thread), await suiteIn(clerk, thread)]).toEqual(["xwing", "xwing"]);
    expect(await algorithmsIn(citizen, thread)).toEqual(new Set(["de.bwi.mls.v1.xwing"]));
  });

  it("with a mailbox that has only the mandatory suite runs on that, whoever begins it", async () => {
    const [modern, old] = [await mailboxOf("modern"), await mailboxOf("old", ["0x0001"])];
    const threads = [await exchange(modern, old, "nach alt"), await exchange(old, modern, "nach neu")];
    for (const thread of threads) {
      expect(await suiteIn(modern, thread)).toBe("0x0001");
      expect(await algorithmsIn(old, thread)).toEqual(new Set(["de.bwi.mls.v1.0x0001"]));
    }
  });

  it("runs on ChaCha20-Poly1305 where both prefer it, beside threads of other suites in the same mailbox", async () => {
    const [chacha, both] = [await mailboxOf("chacha", ["0x0003"]), await mailboxOf("both", ["0x0003", "xwing"])];
    const hybrid = await mailboxOf("hybrid-c");
    const threads = [await exchange(chacha, both, "ChaCha"), await exchange(hybrid, both, "Hybrid")];
    expect(await Promise.all(threads.map((thread) => suiteIn(both, thread)))).toEqual(["0x0003", "xwing"]);
    const again = await both.reopen();
    opened.push(again);
    for (const [i, other] of [chacha, hybrid].entries()) {
      await again.send(null, { thread: threads[i]!, text: `nach dem Neustart ${i}` });
      await roundsUntil([again, other], () => has(other, `nach dem Neustart ${i}`));
    }
  });

  it("is not talked down by a homeserver that hides the key packages of the stronger suite", async () => {
    const [citizen, clerk] = [await mailboxOf("robbed-a"), await mailboxOf("robbed-b")];
    const { desk } = await insiderOf(citizen, clock);
    const wish = { userId: clerk.account, deviceId: clerk.courier.self().deviceId, algorithm: "de.bwi.mls.v1.xwing" };
    const isLast = new Set<string>();
    // The fallback key comes again and again once the others are used up.
    for (let known = 0; isLast.size > known || known === 0; ) {
      known = isLast.size;
      for (const { keyId } of (await desk.transport.claimKeys([wish])).claimed) isLast.add(keyId);
    }
    const thread = await exchange(citizen, clerk, "trotzdem");
    expect(await suiteIn(citizen, thread)).toBe("xwing");
  });

  it("does not begin rather than run on a weaker suite where a homeserver hands out nothing of the stronger one", async () => {
    const [citizen, clerk] = [await mailboxOf("starved-a"), await mailboxOf("starved-b")];
    house.proxy.setFaults(({ path }) =>
      path.includes("/keys/claim")
        ? { kind: "answer", status: 200, body: JSON.stringify({ one_time_keys: {}, failures: {} }) }
        : null,
    );
    await citizen.send(clerk.account, { text: "verhungert" });
    await roundsUntil([citizen, clerk], async () => (await citizen.vault.count("outbox")) === 0);
    expect((await citizen.letters()).map(({ text, failure }) => [text, failure])).toEqual([
      ["verhungert", "no_key_packages"],
    ]);
    expect(await clerk.letters()).toEqual([]);
    house.proxy.setFaults(null);
    expect(await suiteIn(citizen, await exchange(citizen, clerk, "satt"))).toBe("xwing");
  });
});

describe("the account's own document", () => {
  it("lists the suites that a device has key packages for, and again when they have changed", async () => {
    const mailbox = await mailboxOf("listed", ["0x0003"]);
    const document = await verifyIdentityDocument(mailbox.courier.self().document);
    expect(document?.devices.map(({ suites }) => suites)).toEqual([["0x0003", "0x0001"]]);
  });

  it("decides the suite together with the other side's: the first we like that every device has", async () => {
    const [a, b] = [opened[0]!, opened.find(({ account }) => account.startsWith("@listed"))!];
    const documents = await Promise.all([a, b].map(({ courier }) => verifyIdentityDocument(courier.self().document)));
    expect(suiteFor(["xwing", "0x0001"], [documents[0]!])).toBe("xwing");
    expect(suiteFor(["xwing", "0x0001"], [documents[0]!, documents[1]!])).toBe("0x0001");
    expect(suiteFor(["xwing", "0x0003"], [documents[1]!])).toBe("0x0003");
    expect(suiteFor([], [documents[0]!])).toBe("0x0001");
  });
});
