import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type Homeserver, startFederation } from "../../scripts/homeserver/index.ts";
import { openMailbox, type TestMailbox } from "./mailbox.ts";
import { recoverDevice } from "./pair.ts";
import { endure, shiftedClock } from "./weather.ts";

/** The citizen on one homeserver, the agency, whose account is the arbiter, on another; one of both loses its device. */
let dir: string;
let stop: () => Promise<void> = async () => undefined;
let servers: readonly Homeserver[] = [];
const opened: TestMailbox[] = [];
const clock = shiftedClock();

const optionsOf = (server: Homeserver, user: string) => ({
  homeserver: server.url,
  user,
  password: `correct horse of ${user}`,
  clock,
});

const kept = (mailbox: TestMailbox): TestMailbox => {
  opened.push(mailbox);
  return mailbox;
};

async function mailboxOf(server: Homeserver, user: string): Promise<TestMailbox> {
  await server.createUser({ user, password: optionsOf(server, user).password });
  const mailbox = kept(await openMailbox(optionsOf(server, user)));
  await mailbox.courier.round();
  return mailbox;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-federation-"));
  const federation = await startFederation({ dir, count: 2, rateLimits: "raised" });
  ({ servers, stop } = federation);
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await stop();
  await rm(dir, { recursive: true, force: true });
});

const settle = (mailboxes: readonly TestMailbox[], holds: () => Promise<boolean>, most = 120) =>
  endure(
    mailboxes,
    async () => (await holds()) || (await new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50))),
    { clock, most },
  );

const has = async (mailbox: TestMailbox, text: string) =>
  (await mailbox.letters()).some((letter) => letter.text === text);

async function pairOf(name: string) {
  const citizen = await mailboxOf(servers[0]!, `${name}-citizen`);
  const agency = await mailboxOf(servers[1]!, `${name}-agency`);
  const { thread } = await citizen.send(agency.account, { text: "before" });
  await settle([citizen, agency], () => has(agency, "before"));
  return { citizen, agency, thread };
}

const isBack = async (mailbox: TestMailbox) => (await mailbox.threads()).every(({ state }) => state === "open");

describe("over two homeservers", () => {
  it("an arbiter that lost its device comes back, although a renewal waits for its word", async () => {
    const { citizen, agency, thread } = await pairOf("arbiter");
    await citizen.courier.renew(thread);
    await citizen.courier.round();
    const found = kept(await recoverDevice(agency));
    await settle([citizen, found], () => isBack(found));
    await citizen.send(null, { thread, text: "to the new device" });
    await settle([citizen, found], () => has(found, "to the new device"));
    await found.send(null, { thread, text: "from the new device" });
    await settle([citizen, found], () => has(citizen, "from the new device"));
    // The arbiter gives its word again.
    await citizen.courier.renew(thread);
    await settle([citizen, found], async () => (await citizen.threads()).every(({ commit }) => commit === null));
  });

  it("a citizen that lost its device comes back", async () => {
    const { citizen, agency, thread } = await pairOf("citizen");
    const found = kept(await recoverDevice(citizen));
    await settle([agency, found], () => isBack(found));
    await agency.send(null, { thread, text: "welcome back" });
    await settle([agency, found], () => has(found, "welcome back"));
  });
});
