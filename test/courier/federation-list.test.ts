import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFederation } from "../../scripts/homeserver/index.ts";
import { serverOf } from "../../shared/base/index.ts";
import { type FederationRecord, writeFederation } from "../../shared/courier/index.ts";
import { openMailbox, type TestMailbox } from "./mailbox.ts";
import { endure, shiftedClock } from "./weather.ts";

let dir: string;
let federation: Awaited<ReturnType<typeof startFederation>>;
const opened: TestMailbox[] = [];
const clock = shiftedClock();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-list-"));
  federation = await startFederation({ dir, count: 2, rateLimits: "raised" });
});
afterAll(async () => {
  for (const mailbox of opened) await mailbox.close();
  await federation?.stop();
  await rm(dir, { recursive: true, force: true });
});

async function mailboxOn(index: 0 | 1, user: string): Promise<TestMailbox> {
  const server = federation.servers[index]!;
  const password = `correct horse of ${user}`;
  await server.createUser({ user, password });
  const mailbox = await openMailbox({ homeserver: server.url, user, password, clock });
  await mailbox.courier.round();
  opened.push(mailbox);
  return mailbox;
}

/** Servers tell each other in their own time. */
const settle = (mailboxes: readonly TestMailbox[], holds: () => Promise<boolean>) =>
  endure(
    mailboxes,
    async () => (await holds()) || (await new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50))),
    { clock, most: 80 },
  );

const texts = async (mailbox: TestMailbox) => (await mailbox.letters()).map(({ text }) => text);
const listOf = (change: Partial<FederationRecord>): FederationRecord => ({
  source: "test",
  number: 1,
  notAfterMs: Date.now() + 1e12,
  servers: [],
  checkedAtMs: Date.now(),
  fault: null,
  ...change,
});

describe("where an operator's list of servers is demanded", () => {
  it("people of the own server may write, those of an unlisted server may not, and those of a listed one may", async () => {
    const agency = await mailboxOn(0, "amt");
    const neighbour = await mailboxOn(0, "nachbarin");
    const stranger = await mailboxOn(1, "fremd");
    await writeFederation(agency.vault, listOf({ servers: [] }));
    await neighbour.send(agency.account, { text: "von nebenan" });
    await stranger.send(agency.account, { text: "von fern" });
    await settle([neighbour, stranger, agency], async () => {
      const threads = await stranger.threads();
      const entries = (await Promise.all(threads.map(({ thread }) => stranger.entries(thread)))).flat();
      const left = entries.some((entry) => entry.kind === "notice" && entry.what === "member_left");
      return left && (await texts(agency)).includes("von nebenan");
    });
    expect(await texts(agency)).toEqual(["von nebenan"]);
    await writeFederation(agency.vault, listOf({ servers: [serverOf(stranger.account)] }));
    await stranger.send(agency.account, { text: "jetzt erlaubt" });
    await settle([stranger, agency], async () => (await texts(agency)).includes("jetzt erlaubt"));
  });

  it("and none holds, what comes from other servers waits, and is there when a list holds again", async () => {
    const agency = await mailboxOn(0, "kreisamt");
    const writer = await mailboxOn(1, "schreiberin");
    await writeFederation(agency.vault, listOf({ notAfterMs: Date.now() - 1, servers: [serverOf(writer.account)] }));
    await writer.send(agency.account, { text: "wartet" });
    await settle([writer, agency], async () =>
      (await agency.vault.list("parked")).some(({ value }) => JSON.stringify(value).includes("toDevice")),
    );
    for (let i = 0; i < 3; i++) await agency.courier.round();
    expect(await agency.threads()).toEqual([]);
    await writeFederation(agency.vault, listOf({ servers: [serverOf(writer.account)] }));
    await settle([writer, agency], async () => (await texts(agency)).includes("wartet"));
  });
});
