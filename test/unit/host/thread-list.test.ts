import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Mailbox } from "../../../extension/host/mailbox.ts";
import { listThreadsPage } from "../../../extension/host/thread-list.ts";
import { parseDeviceId, parseUserId, systemRandom } from "../../../shared/base/index.ts";
import { putThread } from "../../../shared/courier/store.ts";
import { createThreadIndex, type ThreadIndex } from "../../../shared/courier/thread-index.ts";
import { type Folder, type OrderChange, reordered, type ThreadRecord } from "../../../shared/mailbox/index.ts";
import type { PanelParams } from "../../../shared/protocol/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";
import { threadOf } from "../../fake/records.ts";

const self = { account: parseUserId("@erika:stadt.example")!, deviceId: parseDeviceId("DEVICE")! };

let dir: string;
let vault: Vault;
let index: ThreadIndex;
let nowMs: number;
beforeEach(async () => {
  nowMs = 1_000;
  dir = await mkdtemp(join(tmpdir(), "federpost-list-"));
  vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom });
  await vault.unlock();
  index = createThreadIndex(vault);
});
afterEach(async () => {
  index.end();
  await vault.close();
  await rm(dir, { recursive: true, force: true });
});

const threadWith = (n: number, about: Partial<ThreadRecord> = {}, order: OrderChange = {}): ThreadRecord => {
  const thread = threadOf(n);
  return { ...thread, ...about, order: reordered(thread.order, order, n) };
};
const put = (...threads: ThreadRecord[]) =>
  vault.commit(threads.map((thread) => ({ ...putThread(thread), unmarked: true })));

/** What the page shows: the list as the host makes it of what lies in the vault. */
async function list(
  wish: Partial<PanelParams<"threads.list">> & { readonly folder?: Folder; readonly label?: string },
) {
  const { folder = "inbox", label = null, ...query } = wish;
  const mailbox = { courier: { self: () => self, threads: index.list } } as unknown as Mailbox;
  const filter = { folder, label, unread: false, deadline: false, files: false, turn: null };
  const world = { vault, mailbox, now: () => nowMs };
  const page = await listThreadsPage(world, { from: 0, limit: 20, sort: "newest", filter, ...query });
  return { ...page, subjects: page.threads.map(({ subject }) => subject) };
}

describe("the list of threads", () => {
  it("goes by what is asked: newest or unread first, pinned before all, a folder, a label, a part", async () => {
    await put(threadWith(1), threadWith(2, { unread: 1 }), threadWith(3), threadWith(4, {}, { labels: ["Bau"] }));
    await put(threadWith(5, {}, { archived: true }), threadWith(6, {}, { labels: ["Amt"], pinned: true }));
    const inbox = await list({});
    expect(inbox.subjects).toEqual(["Vorgang 6", "Vorgang 4", "Vorgang 3", "Vorgang 2", "Vorgang 1"]);
    expect([inbox.total, inbox.labels, inbox.apart, inbox.wakesAtMs]).toEqual([5, ["Amt", "Bau"], 0, null]);
    expect((await list({ sort: "unread_first" })).subjects[0]).toBe("Vorgang 2");
    expect((await list({ folder: "archive" })).subjects).toEqual(["Vorgang 5"]);
    expect((await list({ label: "Bau" })).subjects).toEqual(["Vorgang 4"]);
    const part = await list({ from: 2, limit: 2 });
    expect([part.subjects, part.total]).toEqual([["Vorgang 3", "Vorgang 2"], 5]);
  });

  it("shows at once what changed since it was asked for", async () => {
    await put(threadWith(1), threadWith(2));
    expect((await list({})).subjects).toEqual(["Vorgang 2", "Vorgang 1"]);
    await put(threadWith(1, { lastAtMs: 9 }, { labels: ["Neu"] }));
    const after = await list({});
    expect([after.subjects, after.labels]).toEqual([["Vorgang 1", "Vorgang 2"], ["Neu"]]);
  });

  it("brings back what was put off when its time has come, though nothing was stored", async () => {
    await put(
      threadWith(1),
      threadWith(2, {}, { snoozedUntilMs: 5_000 }),
      threadWith(3, {}, { snoozedUntilMs: 9_000 }),
    );
    const before = await list({});
    expect([before.subjects, before.wakesAtMs]).toEqual([["Vorgang 1"], 5_000]);
    nowMs = 4_999;
    expect((await list({})).subjects).toEqual(["Vorgang 1"]);
    nowMs = 5_000;
    const after = await list({});
    expect([after.subjects, after.wakesAtMs]).toEqual([["Vorgang 2", "Vorgang 1"], 9_000]);
    // A clock that was set back.
    nowMs = 4_000;
    expect((await list({})).subjects).toEqual(["Vorgang 1"]);
  });

  it("remembers some filters, and answers rightly for more of them", async () => {
    const labels = Array.from({ length: 12 }, (_, n) => `Nr ${n}`);
    await put(...labels.map((label, n) => threadWith(n, {}, { labels: [label] })));
    for (let turn = 0; turn < 2; turn++)
      for (const [n, label] of labels.entries()) expect((await list({ label })).subjects).toEqual([`Vorgang ${n}`]);
  });
});
