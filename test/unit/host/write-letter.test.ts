import { expect, it } from "vitest";
import { listDrafts, saveDraft } from "../../../extension/host/drafts.ts";
import { writeLetter } from "../../../extension/host/panel-drafts.ts";
import { utf8 } from "../../../shared/base/index.ts";
import { addDraftFile, type NewLetter } from "../../../shared/courier/index.ts";
import { acceptLetter, stageFile } from "../../../shared/courier/send.ts";
import { listEntries, putThread } from "../../../shared/courier/store.ts";
import type { PanelEvent } from "../../../shared/protocol/index.ts";
import { room, selfWith, smallDesk, threadOf } from "../courier/small-desk.ts";

const small = smallDesk();
const draftId = "8f1b3c1e-6f7f-4c51-8d0e-0f4f0c9b1a11";
const words = { draftId, to: null, thread: room(1), subject: "", text: "Guten Tag" };

async function attach(name: string): Promise<void> {
  const { vault, desk } = small;
  const file = await stageFile(desk, null);
  await file.append(utf8(name));
  const { staging } = await file.finish();
  const put = { id: name, name, type: "", sizeBytes: name.length, staging };
  await addDraftFile(vault, { ...words, text: "" }, { file: put, nowMs: 2 });
}

it("a file and words that come into a draft while it is handed in are not lost", async () => {
  const { vault } = small;
  const desk = { ...small.desk, self: await selfWith(1) };
  const told: PanelEvent[] = [];
  const tell = (event: PanelEvent) => void told.push(event);
  await vault.commit([putThread(threadOf(1))]);
  await saveDraft({ vault, now: () => 1, tell }, { ...words, basedOn: null });
  await attach("early");
  const basedOn = (await vault.read("drafts", draftId))!.revision;
  const late: Promise<unknown>[] = [];
  const send = async (letter: NewLetter) => {
    late.push(attach("late"));
    late.push(saveDraft({ vault, now: () => 3, tell }, { ...words, text: "Von anderer Seite", basedOn }));
    // Time enough for both to be stored, were they not to wait.
    for (let looks = 0; looks < 50; looks++) await vault.list("drafts");
    return acceptLetter(desk, letter);
  };
  const { letter } = await writeLetter(
    { vault, tell, mailbox: { courier: { send } } },
    {
      ...{ ...words, inReplyTo: null, format: null, data: null, showPerson: false, demands: null },
      ...{ acknowledgeBy: null },
    },
  );
  const [, saved] = await Promise.all(late);
  const [sent] = (await listEntries(vault, room(1))).filter((entry) => entry.kind === "letter");
  expect(sent).toMatchObject({ letter, text: "Guten Tag", attachments: [{ name: "early" }] });
  expect(await listDrafts(vault)).toMatchObject([{ text: "", files: [{ name: "late", there: true }] }]);
  // The page goes on with its words in a draft of its own.
  expect(saved).toMatchObject({ kind: "overtaken" });
});
