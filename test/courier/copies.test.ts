import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemRandom } from "../../shared/base/index.ts";
import { type ProfileMode, readWaiting, signIn } from "../../shared/courier/index.ts";
import { insiderOf } from "./insider.ts";
import { openMailbox, roundsUntil, type TestMailbox } from "./mailbox.ts";
import { failureOf, type House, openHouse } from "./transport-house.ts";
import { shiftedClock } from "./weather.ts";

let house: House;
const clock = shiftedClock();
const opened = new Set<TestMailbox>();

beforeAll(async () => {
  house = await openHouse("raised");
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await house?.close();
});

const kept = (mailbox: TestMailbox): TestMailbox => {
  opened.add(mailbox);
  return mailbox;
};

async function restart(mailbox: TestMailbox): Promise<TestMailbox> {
  opened.delete(mailbox);
  return kept(await mailbox.reopen());
}

const passwords = new Map<string, string>();

async function pairOf(name: string, profileMode: ProfileMode) {
  const open = async (user: string, more: { profileMode?: ProfileMode }) => {
    const { password } = await house.account(user);
    passwords.set(user, password);
    return kept(await openMailbox({ homeserver: house.proxy.url, user, password, clock, ...more }));
  };
  const [citizen, clerk] = [await open(name, { profileMode }), await open(`${name}-office`, {})];
  await clerk.courier.round();
  const { thread } = await citizen.send(clerk.account, { text: "before the copy" });
  await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 1);
  return { citizen, clerk, thread };
}

const signInAgain = ({ vault }: TestMailbox, user: string) =>
  signIn({
    vault,
    clock,
    random: systemRandom,
    homeserver: house.proxy.url,
    by: { kind: "password", user, password: passwords.get(user)! },
    deviceName: "a device of its own",
    onStep: () => undefined,
  });

const stopped = { code: "device_copied" };

describe("a profile that was copied to a second machine", () => {
  it("goes on in one place alone, where it was started last, and the other becomes a device of its own", async () => {
    const { citizen, clerk, thread } = await pairOf("fresh", "usual");
    const copy = kept(await citizen.copy());
    await copy.courier.round();
    expect(await failureOf(citizen.courier.round())).toMatchObject(stopped);
    // Stopped for good, also after a restart, and with everything that was there.
    await citizen.send(null, { thread, text: "never leaves" });
    const again = await restart(citizen);
    expect(await failureOf(again.courier.round())).toMatchObject(stopped);
    await copy.send(null, { thread, text: "from the copy" });
    await roundsUntil([copy, clerk], async () => (await clerk.letters()).length === 2);
    expect((await clerk.letters()).map(({ text }) => text).sort()).toEqual(["before the copy", "from the copy"]);
    expect((await clerk.entries(thread)).every(({ kind }) => kind === "letter")).toBe(true);

    expect(await signInAgain(again, "fresh")).toBe("waiting");
    const waiting = (await readWaiting(again.vault))!;
    expect(waiting.record.deviceId).not.toBe(copy.courier.self().deviceId);
    // Letters stay; what was never sent says so.
    expect((await again.letters()).map(({ text, failure }) => [text, failure]).sort()).toEqual([
      ["before the copy", null],
      ["never leaves", "disconnected"],
    ]);
    // The one that went on is not disturbed.
    await copy.courier.round();
  });

  it("and is older than what runs, sends and takes nothing at all", async () => {
    const { citizen, clerk, thread } = await pairOf("stale", "usual");
    const copy = kept(await citizen.copy());
    const running = await restart(citizen);
    await running.courier.round();
    await copy.send(null, { thread, text: "from the old copy" });
    expect(await failureOf(copy.courier.round())).toMatchObject(stopped);
    await running.send(null, { thread, text: "from the one that runs" });
    await roundsUntil([running, clerk], async () => (await clerk.letters()).length === 2);
    expect((await clerk.letters()).map(({ text }) => text)).not.toContain("from the old copy");
  });

  it("is no copy because the homeserver came back from an older backup", async () => {
    const { citizen } = await pairOf("backup", "usual");
    const { desk } = await insiderOf(citizen);
    const running = await restart(citizen);
    const old = { run: "of long ago", generation: 1, untilMs: 0 };
    await desk.transport.writeAccountData(`de.federpost.run.${desk.self.deviceId}`, old);
    const put = { run: "ours", generation: 7, was: "the one before" };
    await running.vault.commit([{ store: "session", key: "run", put }]);
    await running.courier.round();
    await running.courier.round();
  });
});

describe("a roaming profile", () => {
  it("is opened by the next machine once the one before has let go, or been silent for five minutes", async () => {
    const { citizen, clerk, thread } = await pairOf("roaming", "roaming");
    const early = kept(await citizen.copy());
    expect(await failureOf(early.courier.round())).toMatchObject({ code: "busy", retryAfterMs: 15_000 });
    // The first machine is not disturbed by the try.
    await citizen.send(null, { thread, text: "from the first machine" });
    await roundsUntil([citizen, clerk], async () => (await clerk.letters()).length === 2);
    await citizen.courier.stop();
    const next = kept(await citizen.copy());
    await next.courier.round();
    await next.send(null, { thread, text: "from the second machine" });
    await roundsUntil([next, clerk], async () => (await clerk.letters()).length === 3);
    // The second machine dies without letting go.
    const third = kept(await next.copy());
    expect(await failureOf(third.courier.round())).toMatchObject({ code: "busy" });
    clock.shift(6 * 60_000);
    await third.courier.round();
    // By the mark, or because the homeserver has given its tokens to the one that runs, whichever is noticed first.
    for (const left of [next, early]) {
      expect((await failureOf(left.courier.round())).code).toMatch(/^(device_copied|signed_out)$/);
      // Signing in there again does not throw out the one that runs.
      expect(await signInAgain(left, "roaming")).toBe("waiting");
    }
    await third.send(null, { thread, text: "from the third machine" });
    await roundsUntil([third, clerk], async () => (await clerk.letters()).length === 4);
  });
});
