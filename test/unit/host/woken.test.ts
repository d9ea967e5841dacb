import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handleAtHand } from "../../../extension/host/at-hand.ts";
import type { Mailbox } from "../../../extension/host/mailbox.ts";
import { readSettings, writeSettings } from "../../../extension/host/settings.ts";
import { createToolbar } from "../../../extension/host/toolbar.ts";
import type { Desk } from "../../../extension/platform/index.ts";
import { parseRoomId, parseUserId, systemClock, systemRandom } from "../../../shared/base/index.ts";
import { listThreads, putThread, readThread } from "../../../shared/courier/store.ts";
import { newThread, type OrderChange, reordered, summaryOf } from "../../../shared/mailbox/index.ts";
import type { SettingsView } from "../../../shared/protocol/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";

const hour = 3_600_000;
const noon = new Date(2026, 0, 14, 12).getTime();
const idOf = (n: number) => parseRoomId(`!thread${n}:example.org`)!;

describe("threads that were put off", () => {
  let dir: string;
  let vault: Vault;
  let nowMs = noon;
  let isOpen = true;
  const shown: { readonly id: string; readonly message: string }[] = [];

  /** A host that begins; what it tells the browser is kept. */
  function start() {
    const desk = { notify: async (notice: (typeof shown)[number]) => void shown.push(notice) } as unknown as Desk;
    const mailbox = {
      get isOpen() {
        return isOpen;
      },
      courier: { threads: async () => (await listThreads(vault)).map((thread) => summaryOf(thread)) },
      view: async () => {
        seen.resolve();
        return { kind: "none" };
      },
    } as unknown as Mailbox;
    return createToolbar({ desk, vault, mailbox: () => mailbox, now: () => nowMs });
  }

  let toolbar: ReturnType<typeof start>;
  let seen = Promise.withResolvers<void>();
  /** The browser's alarm rings, at this time. What it asks for is done one after the other: the badge that comes last is waited for. */
  async function alarm(atMs: number): Promise<void> {
    nowMs = atMs;
    await handleAtHand({ kind: "alarm", name: "wake" }, { atHand: { toolbar }, vault } as never);
    seen = Promise.withResolvers();
    toolbar.refresh();
    await seen.promise;
  }

  async function order(n: number, change: OrderChange): Promise<void> {
    const known = (await readThread(vault, idOf(n)))?.value;
    const about = { thread: idOf(n), parties: [parseUserId("@bauamt:example.org")!], subject: "Zaun", nowMs: noon };
    const record = known ?? newThread({ ...about, state: "open", joined: "joined", openedBy: null });
    await vault.commit([
      { ...putThread({ ...record, order: reordered(record.order, change, nowMs) }), unmarked: true },
    ]);
  }

  const settings = async (change: Partial<SettingsView>) =>
    writeSettings(vault, { ...(await readSettings(vault)), ...change });
  const said = () => shown.map(({ message }) => message);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "federpost-woken-"));
    vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom, clock: systemClock });
    await settings({ language: "de", notifications: true });
    shown.length = 0;
    isOpen = true;
    toolbar = start();
    await alarm(noon);
  });
  afterEach(async () => {
    await vault.close();
    await rm(dir, { recursive: true });
  });

  it("are said once when their time has come, without which they are, also when the host is started anew", async () => {
    await order(1, { snoozedUntilMs: noon + hour });
    await order(2, { snoozedUntilMs: noon + hour + 1 });
    await order(3, { snoozedUntilMs: noon + 3 * hour });
    await alarm(noon + hour - 1);
    expect(shown).toEqual([]);
    toolbar = start();
    await alarm(noon + 2 * hour);
    await alarm(noon + 2 * hour + 60_000);
    expect(shown).toEqual([
      { id: "woken", title: "Federpost", message: "2 zurückgestellte Briefwechsel sind wieder da." },
    ]);
    toolbar = start();
    await alarm(noon + 3 * hour);
    expect(said().slice(1)).toEqual(["Ein zurückgestellter Briefwechsel ist wieder da."]);
  });

  it("are not said when the person brought them back, archived them or deleted them before", async () => {
    for (const n of [1, 2, 3]) await order(n, { snoozedUntilMs: noon + hour });
    await order(1, { snoozedUntilMs: null });
    await order(2, { archived: true });
    await order(3, { trashedAtMs: noon });
    await alarm(noon + 2 * hour);
    expect(shown).toEqual([]);
  });

  it("wait for the end of quiet hours and are said once then", async () => {
    await settings({ quietHours: { days: [3], fromMinutes: 12 * 60, toMinutes: 18 * 60 } });
    await order(1, { snoozedUntilMs: noon + hour });
    await order(2, { snoozedUntilMs: noon + 2 * hour });
    await alarm(noon + 3 * hour);
    expect(shown).toEqual([]);
    await alarm(noon + 6 * hour);
    await alarm(noon + 7 * hour);
    expect(said()).toEqual(["2 zurückgestellte Briefwechsel sind wieder da."]);
  });

  it("wait until the mailbox is unlocked", async () => {
    await order(1, { snoozedUntilMs: noon + hour });
    isOpen = false;
    await alarm(noon + 2 * hour);
    expect(shown).toEqual([]);
    isOpen = true;
    await alarm(noon + 2 * hour + 60_000);
    expect(said()).toHaveLength(1);
  });

  it("are not said where no notifications are wanted, nor later when they are", async () => {
    await settings({ notifications: false });
    await order(1, { snoozedUntilMs: noon + hour });
    await alarm(noon + 2 * hour);
    await settings({ notifications: true });
    await alarm(noon + 3 * hour);
    expect(shown).toEqual([]);
  });

  it("are not said when they were back before anybody looked, and are said again after the clock was set back", async () => {
    await order(1, { snoozedUntilMs: noon - hour });
    await alarm(noon + 60_000);
    expect(shown).toEqual([]);
    await alarm(noon - 10 * hour);
    await order(2, { snoozedUntilMs: noon - 9 * hour });
    await alarm(noon - 8 * hour);
    expect(said()).toEqual(["Ein zurückgestellter Briefwechsel ist wieder da."]);
  });
});
