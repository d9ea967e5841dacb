import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { type Arrived, createAnnouncer } from "../../../extension/host/announce.ts";
import { quietUntil } from "../../../extension/host/quiet-hours.ts";
import { readSettings, writeSettings } from "../../../extension/host/settings.ts";
import { createTranslate } from "../../../extension/i18n/index.ts";
import { minutesOf } from "../../../extension/ui/options/quiet-hours.tsx";
import { type LetterId, parseRoomId, systemClock, systemRandom } from "../../../shared/base/index.ts";
import { type QuietHours, quietHours } from "../../../shared/protocol/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";

const zone = process.env.TZ;
beforeAll(() => {
  process.env.TZ = "Europe/Berlin";
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const night: QuietHours = { days: everyDay, fromMinutes: 22 * 60, toMinutes: 6 * 60 };
const at = (text: string): number => new Date(text).getTime();
const ends = (hours: QuietHours | null, when: string): string | null => {
  const until = quietUntil(hours, at(when));
  return until === null ? null : new Date(until).toISOString();
};

describe("quiet hours", () => {
  test("run over midnight by the clock of the device", () => {
    expect(ends(night, "2026-01-14T21:59:59+01:00")).toBeNull();
    expect(ends(night, "2026-01-14T22:00:00+01:00")).toBe("2026-01-15T05:00:00.000Z");
    expect(ends(night, "2026-01-15T05:59:59+01:00")).toBe("2026-01-15T05:00:00.000Z");
    expect(ends(night, "2026-01-15T06:00:00+01:00")).toBeNull();
    expect(ends(null, "2026-01-15T03:00:00+01:00")).toBeNull();
  });

  test("belong to the day on which they begin", () => {
    const friday = { ...night, days: [5] };
    expect(ends(friday, "2026-01-16T23:00:00+01:00")).not.toBeNull();
    expect(ends(friday, "2026-01-17T05:00:00+01:00")).not.toBeNull();
    expect(ends(friday, "2026-01-17T23:00:00+01:00")).toBeNull();
    expect(ends(friday, "2026-01-16T05:00:00+01:00")).toBeNull();
  });

  test("within a day, and around the clock where they end as they begin", () => {
    const noon = { days: [1], fromMinutes: 12 * 60, toMinutes: 13 * 60 };
    expect(ends(noon, "2026-01-12T12:30:00+01:00")).toBe("2026-01-12T12:00:00.000Z");
    expect(ends(noon, "2026-01-13T12:30:00+01:00")).toBeNull();
    const sunday = { days: [7], fromMinutes: 0, toMinutes: 0 };
    expect(ends(sunday, "2026-01-18T00:00:00+01:00")).toBe("2026-01-18T23:00:00.000Z");
    expect(ends(sunday, "2026-01-19T00:00:00+01:00")).toBeNull();
    const always = { days: everyDay, fromMinutes: 0, toMinutes: 0 };
    expect(ends(always, "2026-01-18T12:00:00+01:00")).not.toBeNull();
  });

  test("end at six by the clock in the night that is an hour shorter and in the one that is an hour longer", () => {
    expect(ends(night, "2026-03-28T23:00:00+01:00")).toBe("2026-03-29T04:00:00.000Z");
    expect(ends(night, "2026-03-29T05:59:00+02:00")).toBe("2026-03-29T04:00:00.000Z");
    expect(ends(night, "2026-03-29T06:00:00+02:00")).toBeNull();
    expect(ends(night, "2026-10-24T23:00:00+02:00")).toBe("2026-10-25T05:00:00.000Z");
    expect(ends(night, "2026-10-25T02:30:00+01:00")).not.toBeNull();
  });

  test("that begin in an hour which comes twice are not broken off in its second half", () => {
    const early = { days: everyDay, fromMinutes: 2 * 60 + 30, toMinutes: 5 * 60 };
    expect(ends(early, "2026-10-25T02:30:00+02:00")).not.toBeNull();
    expect(ends(early, "2026-10-25T02:10:00+01:00")).not.toBeNull();
    // And one that begins in the hour which is left out begins an hour later.
    expect(ends(early, "2026-03-29T03:30:00+02:00")).not.toBeNull();
  });

  test("need a day, know no day twice, and times within a day", () => {
    for (const bad of [
      { ...night, days: [] },
      { ...night, days: [1, 1] },
      { ...night, days: [0] },
      { ...night, toMinutes: 1440 },
      { ...night, fromMinutes: -1 },
      { ...night, more: 1 },
    ])
      expect(v.safeParse(quietHours, bad).success).toBe(false);
    expect(v.safeParse(quietHours, night).success).toBe(true);
    expect(["07:30", "24:00", "7:30", "", "23:59"].map(minutesOf)).toEqual([450, null, null, null, 1439]);
  });
});

describe("what comes in quiet hours", () => {
  let dir: string;
  let vault: Vault;
  let nowMs = 0;
  let unread: number | null = 0;
  const shown: string[] = [];
  const notified: Arrived[] = [];
  const letter = (last: string): Arrived => ({
    thread: parseRoomId("!thread:example.org")!,
    letter: `8f1b3c1e-6f7f-4c51-8d0e-0f4f0c9b1a1${last}` as LetterId,
  });
  const announcer = (first: (at: Arrived) => unknown = () => undefined) =>
    createAnnouncer({
      vault,
      desk: { notify: async ({ title, message }) => void shown.push(`${title}: ${message}`) },
      now: () => nowMs,
      translate: async () => createTranslate("de"),
      unread: async () => unread,
      notified: async (at) => {
        await first(at);
        notified.push(at);
      },
    });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-quiet-"));
    vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom, clock: systemClock });
    await writeSettings(vault, { ...(await readSettings(vault)), quietHours: night });
    shown.length = 0;
    notified.length = 0;
  });
  afterEach(async () => {
    await vault.close();
    await rm(dir, { recursive: true });
  });

  it("is said once after them, also when the host was started anew meanwhile, and only then stated as announced", async () => {
    nowMs = at("2026-01-14T23:00:00+01:00");
    unread = 2;
    await announcer().arrived(letter("1"));
    await announcer().arrived(letter("2"));
    await announcer().look();
    expect([shown, notified]).toEqual([[], []]);
    nowMs = at("2026-01-15T06:00:10+01:00");
    await announcer().look();
    expect(shown).toEqual(["Federpost: In der Ruhezeit sind 2 Briefe gekommen."]);
    expect(notified).toEqual([letter("1"), letter("2")]);
    await announcer().look();
    expect(shown).toHaveLength(1);
  });

  it("is not said when the person has read it already, or wants no notifications any more", async () => {
    nowMs = at("2026-01-14T23:00:00+01:00");
    await announcer().arrived(letter("1"));
    nowMs = at("2026-01-15T07:00:00+01:00");
    unread = 0;
    await announcer().look();
    unread = 1;
    await announcer().look();
    nowMs = at("2026-01-15T23:00:00+01:00");
    await announcer().arrived(letter("2"));
    await writeSettings(vault, { ...(await readSettings(vault)), notifications: false });
    nowMs = at("2026-01-16T07:00:00+01:00");
    await announcer().look();
    expect([shown, notified]).toEqual([[], []]);
  });

  it("is said while the mailbox is locked too, once, and stated as announced after unlocking", async () => {
    nowMs = at("2026-01-14T23:00:00+01:00");
    await announcer().arrived(letter("1"));
    nowMs = at("2026-01-15T07:00:00+01:00");
    unread = null;
    await announcer().look();
    await announcer().look();
    expect(shown).toEqual(["Federpost: In der Ruhezeit ist 1 Brief gekommen."]);
    expect(notified).toEqual([]);
    unread = 1;
    await announcer().look();
    expect(shown).toHaveLength(1);
    expect(notified).toEqual([letter("1")]);
  });

  it("is said once also when one of the letters cannot be stated as announced", async () => {
    nowMs = at("2026-01-14T23:00:00+01:00");
    unread = 2;
    await announcer().arrived(letter("1"));
    await announcer().arrived(letter("2"));
    nowMs = at("2026-01-15T07:00:00+01:00");
    const looks = announcer((one) => {
      if (one.letter === letter("1").letter) throw new Error("gone");
    });
    await looks.look();
    await looks.look();
    expect(shown).toHaveLength(1);
    expect(notified).toEqual([letter("2")]);
  });

  it("is said once also when the host ends while it is stated", async () => {
    nowMs = at("2026-01-14T23:00:00+01:00");
    unread = 1;
    await announcer().arrived(letter("1"));
    nowMs = at("2026-01-15T07:00:00+01:00");
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const dying = announcer(() => {
      reach();
      return new Promise(() => undefined);
    });
    void dying.look();
    await reached;
    await announcer().look();
    expect(shown).toHaveLength(1);
    expect(notified).toEqual([letter("1")]);
  });

  it("is not written anew with every minute that the mailbox stays locked", async () => {
    nowMs = at("2026-01-14T23:00:00+01:00");
    await announcer().arrived(letter("1"));
    nowMs = at("2026-01-15T07:00:00+01:00");
    unread = null;
    await announcer().look();
    const revision = async () => (await vault.read("settings", "kept-quiet"))?.revision ?? expect.fail("nothing kept");
    const before = await revision();
    await announcer().look();
    expect(await revision()).toBe(before);
  });

  it("is said at once outside of them", async () => {
    nowMs = at("2026-01-14T12:00:00+01:00");
    unread = 1;
    await announcer().arrived(letter("1"));
    expect(shown).toEqual(["Federpost: Sie haben 1 neuen Brief."]);
    expect(notified).toEqual([letter("1")]);
  });
});
