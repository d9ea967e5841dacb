import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Consent, createConsent, type Question } from "../../../extension/consent/index.ts";
import { errorCodeOf, FederpostError, type Origin, parseOrigin, systemRandom } from "../../../shared/base/index.ts";
import { sha256 } from "../../../shared/crypto/index.ts";
import type { ConsentView } from "../../../shared/protocol/index.ts";
import { handClock, screen, temporaryVault, until } from "../../fake/surroundings.ts";

const town = parseOrigin("https://bauamt.musterlingen.de") as Origin;
const other = parseOrigin("https://musterlingen.de") as Origin;
const day = 24 * 60 * 60_000;

let place: Awaited<ReturnType<typeof temporaryVault>>;
let clock: ReturnType<typeof handClock>;
let display: ReturnType<typeof screen>;
let consent: Consent;

const start = (vault = place.vault) => createConsent({ vault, windows: display, clock, random: systemRandom, sha256 });

beforeEach(async () => {
  place = await temporaryVault();
  clock = handClock();
  display = screen();
  consent = start();
});
afterEach(() => place.remove());

const asker = (origin: Origin, documentId = "document-1") => ({ origin, topOrigin: origin, documentId });
const access: Question = { kind: "access", methods: ["letter.send", "letter.status"], purpose: "Bauantrag stellen" };
const never = new AbortController().signal;

const outcomeOf = (asking: Promise<unknown>) => asking.then(() => "approved" as const, errorCodeOf);

const ask = (origin = town, question = access, signal = never) =>
  outcomeOf(consent.ask(asker(origin), question, signal));

async function shown(): Promise<ConsentView> {
  await until(() => consent.read(display.request()) !== null);
  return consent.read(display.request()) as ConsentView;
}

async function decide(decision: "approve" | "decline"): Promise<string | null> {
  const { request, digest } = await shown();
  clock.move(501);
  return consent.decide({ request, decision, digest });
}

describe("grants", () => {
  it("an approved request lets the origin do what was asked and nothing else", async () => {
    const asking = ask();
    await decide("approve");
    expect(await asking).toBe("approved");
    await consent.require(town, "letter.send");
    await expect(consent.require(town, "mailbox.find")).rejects.toMatchObject({ code: "not_permitted" });
  });

  it("a grant holds for the very origin: not for the parent domain, another port or plain http", async () => {
    const asking = ask();
    await decide("approve");
    await asking;
    for (const text of ["https://musterlingen.de", "https://bauamt.musterlingen.de:8443", "http://localhost"]) {
      await expect(consent.require(parseOrigin(text) as Origin, "letter.send")).rejects.toMatchObject({
        code: "not_permitted",
      });
    }
  });

  it("a grant ends after 90 days", async () => {
    const asking = ask();
    await decide("approve");
    await asking;
    clock.move(90 * day - 1000);
    await consent.require(town, "letter.send");
    clock.move(2000);
    await expect(consent.require(town, "letter.send")).rejects.toMatchObject({ code: "not_permitted" });
    expect(await consent.listGrants()).toEqual([]);
  });

  it("a grant survives a restart, is listed and can be taken back", async () => {
    const asking = ask();
    await decide("approve");
    await asking;
    const restarted = start(await place.reopen());
    const methods = [{ method: "letter.send" }, { method: "letter.status" }];
    expect(await restarted.listGrants()).toMatchObject([{ origin: town, methods }]);
    await restarted.revoke(town, ["letter.status"]);
    expect(await restarted.listGrants()).toMatchObject([{ origin: town, methods: [{ method: "letter.send" }] }]);
    await restarted.revoke(town);
    expect(await restarted.grantsOf(town)).toEqual([]);
    await expect(consent.require(town, "letter.send")).rejects.toMatchObject({ code: "not_permitted" });
  });

  it("the names of granted origins do not lie open in the database", async () => {
    const asking = ask();
    await decide("approve");
    await asking;
    const { readFileSync, readdirSync } = await import("node:fs");
    const bytes = readdirSync(place.folder).map((name) => readFileSync(`${place.folder}/${name}`, "latin1"));
    expect(bytes.join("")).not.toContain("musterlingen");
  });
});

describe("questions", () => {
  it("nothing is decided before the person decides, and the window shows the whole origin and purpose", async () => {
    const asking = ask();
    expect(await shown()).toMatchObject({
      kind: "access",
      origin: town,
      topOrigin: town,
      purpose: "Bauantrag stellen",
    });
    expect(await consent.grantsOf(town)).toEqual([]);
    await decide("decline");
    expect(await asking).toBe("user_rejected");
  });

  it("a decision about anything but the very question is refused", async () => {
    const asking = ask();
    const { request } = await shown();
    clock.move(501);
    expect(() => consent.decide({ request, decision: "approve", digest: "A".repeat(43) })).toThrow(FederpostError);
    await decide("decline");
    expect(await asking).toBe("user_rejected");
  });

  it("an approval in the first half second after it could be seen is refused", async () => {
    const asking = ask();
    const { request, digest } = await shown();
    clock.move(400);
    expect(() => consent.decide({ request, decision: "approve", digest })).toThrow(FederpostError);
    clock.move(101);
    consent.decide({ request, decision: "approve", digest });
    expect(await asking).toBe("approved");
  });

  it("the digest differs for another document, another origin and another letter", async () => {
    const digests = new Set<string>();
    const letter = (text: string): Question => ({
      kind: "send",
      to: {
        userId: "@amt:x",
        claimedName: null,
        assurance: "not_verified",
        fingerprint: null,
        changedTo: null,
        compared: null,
        domain: null,
        newDeviceAtMs: null,
      },
      subject: "s",
      text,
      data: null,
      attachments: [],
      acknowledgeBy: null,
      demands: null,
      thread: null,
    });
    const askers = [asker(town, "a"), asker(town, "b"), asker(other, "a")];
    for (const [who, what] of [
      ...askers.map((one) => [one, letter("x")] as const),
      [askers[0]!, letter("y")] as const,
    ]) {
      const asking = outcomeOf(consent.ask(who, what, never));
      digests.add((await shown()).digest);
      clock.move(120_000);
      await decide("decline");
      await asking;
    }
    expect(digests.size).toBe(4);
  });

  it("a second question does not hide the first: it waits, the window comes to the front and then shows it", async () => {
    const first = ask();
    const { request } = await shown();
    const second = ask(other);
    await until(() => display.focused === 1);
    expect(display.windows.size).toBe(1);
    expect(consent.read(request)).toMatchObject({ origin: town, waiting: 1 });
    const next = await decide("approve");
    expect(await first).toBe("approved");
    expect(consent.read(next as string)).toMatchObject({ origin: other, waiting: 0 });
    clock.move(501);
    const view = consent.read(next as string) as ConsentView;
    expect(consent.decide({ request: view.request, decision: "decline", digest: view.digest })).toBeNull();
    expect(await second).toBe("user_rejected");
    await until(() => display.windows.size === 0);
  });

  it("closing the window refuses what it showed, without waiting for anything", async () => {
    const asking = ask();
    await shown();
    display.windows.clear();
    consent.windowClosed(1);
    expect(await asking).toBe("user_rejected");
  });

  it("closing the window of one page brings up the next page's question", async () => {
    const first = ask();
    await shown();
    const second = ask(other);
    await until(() => display.focused === 1);
    display.windows.clear();
    consent.windowClosed(1);
    expect(await first).toBe("user_rejected");
    expect(await shown()).toMatchObject({ origin: other });
    await decide("approve");
    expect(await second).toBe("approved");
  });

  it("a window of somebody else that closes decides nothing", async () => {
    const asking = ask();
    await shown();
    consent.windowClosed(99);
    await decide("approve");
    expect(await asking).toBe("approved");
  });

  it("a page that goes away takes its question and its window with it", async () => {
    const page = new AbortController();
    const asking = ask(town, access, page.signal);
    const { request } = await shown();
    page.abort();
    expect(await asking).toBe("disconnected");
    expect(consent.read(request)).toBeNull();
    await until(() => display.windows.size === 0);
  });

  it("a page that is gone already asks nobody", async () => {
    expect(await ask(town, access, AbortSignal.abort())).toBe("disconnected");
    expect(display.windows.size).toBe(0);
  });

  it("a fourth question of one origin is refused while three wait, and others may still ask", async () => {
    const waiting = [ask(), ask(), ask()];
    await until(() => consent.read(display.request())?.waiting === 2);
    expect(await ask()).toBe("rate_limited");
    const page = new AbortController();
    const elsewhere = ask(other, access, page.signal);
    page.abort();
    expect(await elsewhere).toBe("disconnected");
    display.windows.clear();
    consent.windowClosed(1);
    expect(await Promise.all(waiting)).toEqual(["user_rejected", "user_rejected", "user_rejected"]);
  });

  it("where no window can be opened nothing is approved", async () => {
    const blind = { ...display, openWindow: () => Promise.reject(new Error("no display")) };
    consent = createConsent({ vault: place.vault, windows: blind, clock, random: systemRandom, sha256 });
    expect(await ask()).toBe("user_rejected");
  });
});

describe("refusals and rates", () => {
  const refuse = async () => {
    const asking = ask();
    await decide("decline");
    expect(await asking).toBe("user_rejected");
  };

  it("three refusals within 30 seconds block the origin for 60 seconds, others go on", async () => {
    for (let i = 0; i < 3; i++) await refuse();
    expect(await ask()).toBe("rate_limited");
    const elsewhere = ask(other);
    await decide("approve");
    expect(await elsewhere).toBe("approved");
    clock.move(60_000);
    const asking = ask();
    await decide("approve");
    expect(await asking).toBe("approved");
  });

  it("the block survives a restart, and a clock set back does not make it longer", async () => {
    for (let i = 0; i < 3; i++) await refuse();
    consent = start(await place.reopen());
    expect(await ask()).toBe("rate_limited");
    clock.move(-2 * 60 * 60_000);
    const asking = ask();
    await decide("approve");
    expect(await asking).toBe("approved");
  });

  it("three refusals over a longer time block nobody", async () => {
    for (let i = 0; i < 4; i++) {
      await refuse();
      clock.move(16_000);
    }
  });

  it("closing one window over three waiting questions is one refusal", async () => {
    const waiting = [ask(), ask(), ask()];
    await until(() => consent.read(display.request())?.waiting === 2);
    display.windows.clear();
    consent.windowClosed(1);
    await Promise.all(waiting);
    await refuse();
  });

  it("an origin that calls too often must wait, also after a restart, until its bucket fills again", async () => {
    for (let i = 0; i < 30; i++) await consent.spend(town, "find");
    await expect(consent.spend(town, "find")).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 2000 });
    const restarted = start(await place.reopen());
    await expect(restarted.spend(town, "find")).rejects.toMatchObject({ code: "rate_limited" });
    await restarted.spend(other, "find");
    clock.move(-day);
    await expect(restarted.spend(town, "find")).rejects.toMatchObject({ code: "rate_limited" });
    clock.move(2000);
    await restarted.spend(town, "find");
  });

  it("calls that meet lose no count", async () => {
    const spent = await Promise.allSettled(Array.from({ length: 25 }, () => consent.spend(town, "send")));
    expect(spent.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  });
});
