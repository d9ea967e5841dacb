import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listDrafts, putDraft, removeDraft, saveDraft } from "../../../extension/host/drafts.ts";
import { systemClock, systemRandom } from "../../../shared/base/index.ts";
import type { PanelEvent } from "../../../shared/protocol/index.ts";
import type { Vault } from "../../../shared/vault/index.ts";
import { openSqliteVault } from "../../../shared/vault/sqlite.ts";

let dir: string;
let vault: Vault;
const told: PanelEvent[] = [];
let nowMs = 1;
const world = () => ({ vault, now: () => nowMs++, tell: (event: PanelEvent) => void told.push(event) });
const draftId = "8f1b3c1e-6f7f-4c51-8d0e-0f4f0c9b1a11";
const letter = (text: string) => ({ draftId, to: null, thread: null, subject: "Zaun", text });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "federpost-drafts-"));
  vault = await openSqliteVault({ path: join(dir, "mailbox.sqlite"), random: systemRandom, clock: systemClock });
});
afterAll(async () => {
  await vault.close();
  await rm(dir, { recursive: true });
});

it("a page that knows the newest draft stores its own, one that does not gets the newest instead", async () => {
  expect(await saveDraft(world(), { ...letter("eins"), basedOn: null })).toEqual({ kind: "stored", revision: 1 });
  expect(await saveDraft(world(), { ...letter("zwei"), basedOn: 1 })).toEqual({ kind: "stored", revision: 2 });
  for (const basedOn of [null, 1])
    expect(await saveDraft(world(), { ...letter("drei"), basedOn })).toMatchObject({
      kind: "overtaken",
      by: { text: "zwei", revision: 2 },
    });
  expect(await listDrafts(vault)).toMatchObject([{ text: "zwei", revision: 2 }]);
});

it("the other pages hear of each storing, and of what changes the list", () => {
  const draft = { kind: "draft", draftId, ended: false };
  expect(told).toEqual([draft, { kind: "changed", what: "drafts" }, draft]);
});

it("emptying takes away only what the page knew, throwing away takes whatever is there", async () => {
  expect(await removeDraft(world(), { draftId, basedOn: 1 })).toMatchObject({
    kind: "overtaken",
    by: { text: "zwei" },
  });
  expect(await removeDraft(world(), { draftId, basedOn: null })).toMatchObject({ kind: "overtaken" });
  expect(await removeDraft(world(), { draftId, basedOn: 2 })).toEqual({ kind: "stored", revision: null });
  expect(await removeDraft(world(), { draftId, basedOn: null })).toEqual({ kind: "stored", revision: null });
  expect(await saveDraft(world(), { ...letter("neu"), basedOn: 2 })).toEqual({ kind: "overtaken", by: null });
  await vault.commit([putDraft(letter("von anderer Seite"), 5)]);
  told.length = 0;
  expect(await removeDraft(world(), { draftId })).toEqual({ kind: "stored", revision: null });
  expect(told[0]).toEqual({ kind: "draft", draftId, ended: true });
  expect(await listDrafts(vault)).toEqual([]);
});
