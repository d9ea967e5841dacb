import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { saveDraft } from "../../../extension/host/drafts.ts";
import type { Mailbox } from "../../../extension/host/mailbox.ts";
import { createPortalBackend } from "../../../extension/host/portal-mailbox.ts";
import { parseUserId, systemRandom } from "../../../shared/base/index.ts";
import { addDraftFile, readStoredDraft } from "../../../shared/courier/index.ts";
import type { PanelEvent } from "../../../shared/protocol/index.ts";
import { openIndexedDbVault, type Vault } from "../../../shared/vault/index.ts";

const draftId = "8f1b3c1e-6f7f-4c51-8d0e-0f4f0c9b1a11";
const to = parseUserId("@bauamt:stadt.example") ?? expect.fail("no account");
const written = { draftId, to, thread: null, subject: "Zaun", filling: null };
const file = { id: "1", name: "plan.pdf", type: "application/pdf", sizeBytes: 3, staging: "s" };

let vault: Vault;
let told: PanelEvent[];

beforeEach(async () => {
  vault = await openIndexedDbVault({ name: systemRandom.uuid(), random: systemRandom });
  told = [];
});
afterEach(() => vault.close());

// Drafts need neither the courier nor the browser.
const backend = () =>
  createPortalBackend({
    vault,
    mailbox: {} as Mailbox,
    onCourierEvent: () => undefined,
    now: () => 2,
    desk: { openInbox: async () => undefined },
    tellPages: (event) => void told.push(event),
  });
const draft = async () => (await readStoredDraft(vault, draftId))?.draft ?? expect.fail("no draft");
const heard = { kind: "draft", draftId, ended: false };

it("what is written in a sealed frame begins a draft, which our pages hear of", async () => {
  await backend().saveDraft({ ...written, text: "Guten" });
  expect(await draft()).toMatchObject({ to, subject: "Zaun", text: "Guten", files: [], savedAtMs: 2 });
  expect(told).toEqual([heard, { kind: "changed", what: "drafts" }]);
  await backend().saveDraft({ ...written, text: "Guten Tag" });
  expect((await draft()).text).toBe("Guten Tag");
  expect(told.slice(2)).toEqual([heard]);
});

it("what else lies in the draft stays: files, what is asked for, and how it is written", async () => {
  await backend().saveDraft({ ...written, text: "Guten" });
  await addDraftFile(vault, written, { file, nowMs: 3 });
  const asking = { kind: "form" };
  const words = { ...written, text: "Guten", asking, format: "markdown", showPerson: true };
  const revision = (await readStoredDraft(vault, draftId))?.revision ?? null;
  const world = { vault, now: () => 4, tell: () => undefined };
  await saveDraft(world, { ...words, basedOn: revision } as unknown as Parameters<typeof saveDraft>[1]);
  await backend().saveDraft({ ...written, text: "Guten Tag" });
  expect(await draft()).toMatchObject({
    text: "Guten Tag",
    files: [file],
    asking,
    format: "markdown",
    showPerson: true,
  });
});

it("a file that arrives while it is stored is not lost", async () => {
  await backend().saveDraft({ ...written, text: "Guten" });
  const both = Array.from({ length: 4 }, (_none, at) => [
    backend().saveDraft({ ...written, text: `Guten Tag ${at}` }),
    addDraftFile(vault, written, { file: { ...file, id: `${at}`, staging: `s${at}` }, nowMs: 3 }),
  ]).flat();
  await Promise.all(both);
  expect((await draft()).files.map(({ id }) => id)).toEqual(["0", "1", "2", "3"]);
});
